"""Changing clusters: new ones, cards in and out, other words, taken apart and back."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done, object_to, render
from ideenboard.clusters import actions, forms, queries
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries_steps import Stray, last_step_of, strays
from ideenboard.clusters.rules import Pick, read_pick
from ideenboard.clusters.views import answer_board, board, bp, district_for, look, workbench
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_worked_on_or_404, on_stage


@bp.post("/desk/<slug>/clusters")
def create(slug: str) -> Response:
    """Make a new cluster of the selected cards."""
    process = get_worked_on_or_404(slug)
    picks, form = _picks(process), forms.NewClusterForm()
    if not form.validate():
        page = board(process, form, checked=[pick.card_id for pick in picks])
        return render("clusters/desk.html", "clusters/_bar.html", 422, **page)
    if found := strays(process.id, picks):
        return _moved(process, found, picks, url_for(".create", slug=slug), title=form.title.data)
    cards = queries.cards_of(process.id, [pick.card_id for pick in picks])
    district_id = district_for(process, cards)
    cluster = actions.create(
        process, form.title.data, picks, district_id=district_id, by=current_actor(), at=clock.now()
    )
    flash_step(process, _("New cluster “%(title)s”.", title=cluster.title))
    db.session.commit()
    return answer_board(process, [card.id for card in cards])


@bp.post("/clusters/<int:cluster_id>/members")
def put(cluster_id: int) -> Response:
    """Put the selected cards into a cluster, out of the one they were seen in."""
    cluster = queries.get_cluster_or_404(cluster_id)
    process = on_stage(cluster.process)
    picks = _picks(process)
    actions.check_standing(cluster)
    if found := strays(process.id, picks, cluster.id):
        return _moved(process, found, picks, _url(".put", cluster), cluster)
    came = actions.put(cluster, picks, by=current_actor(), at=clock.now())
    text = ngettext(
        "%(num)s contribution is now in “%(title)s”.",
        "%(num)s contributions are now in “%(title)s”.",
        len(came),
        title=cluster.title,
    )
    flash_step(process, text, bool(came))
    db.session.commit()
    sources = {pick.seen_in for pick in picks if pick.card_id in came}
    if request.args.get("back") == "cluster" and len(sources) == 1:
        return done(url_for(".edit_form", slug=process.slug, cluster_id=sources.pop()))
    return answer_board(process, came)


@bp.post("/desk/<slug>/clusters/unsorted")
def unsort(slug: str) -> Response:
    """Take the selected cards out of whichever clusters they were seen in."""
    process = get_worked_on_or_404(slug)
    picks = _picks(process)
    if found := strays(process.id, picks, None):
        return _moved(process, found, picks, url_for(".unsort", slug=slug))
    gone = actions.unsort(process, picks, by=current_actor(), at=clock.now())
    text = ngettext("%(num)s contribution taken out.", "%(num)s contributions taken out.", len(gone))
    flash_step(process, text, bool(gone))
    db.session.commit()
    return answer_board(process)


@bp.post("/clusters/<int:cluster_id>/members/removal")
def take_out(cluster_id: int) -> Response:
    """Take the selected cards out of a cluster."""
    cluster = queries.get_cluster_or_404(cluster_id)
    process = on_stage(cluster.process)
    gone = actions.take_out(
        cluster, [pick.card_id for pick in _picks(process, home=False)], by=current_actor(), at=clock.now()
    )
    text = ngettext("%(num)s contribution taken out.", "%(num)s contributions taken out.", len(gone))
    flash_step(process, text, bool(gone))
    db.session.commit()
    return done(_url(".edit_form", cluster, slug=process.slug), "clusters/_members.html", **workbench(cluster))


@bp.post("/clusters/<int:cluster_id>")
def describe(cluster_id: int) -> Response:
    """Give a cluster other words."""
    cluster = queries.get_cluster_or_404(cluster_id)
    process = on_stage(cluster.process)
    form = forms.ClusterForm()
    if not form.validate():
        return render("clusters/edit.html", "clusters/_words.html", 422, **workbench(cluster, form))
    if form.is_stale(forms.ClusterForm(None, obj=cluster)):
        return render("clusters/edit.html", "clusters/_words.html", 409, **workbench(cluster, form))
    actions.describe(cluster, form.title.data, form.summary.data or "", by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("Saved."), "done")
    return done(_url(".edit_form", cluster, slug=process.slug), "clusters/_words.html", **workbench(cluster))


@bp.post("/clusters/<int:cluster_id>/dissolution")
def dissolve(cluster_id: int) -> Response:
    """Take a cluster apart; its cards are unsorted again."""
    cluster = queries.get_cluster_or_404(cluster_id)
    process = on_stage(cluster.process)
    fell = actions.dissolve(cluster, by=current_actor(), at=clock.now())
    text = _("“%(title)s” was taken apart. Its contributions are unsorted again.", title=cluster.title)
    flash_step(process, text, fell)
    db.session.commit()
    return answer_board(process)


@bp.post("/clusters/<int:cluster_id>/dissolution/removal")
def restore(cluster_id: int) -> Response:
    """Put a cluster together again as it was when it was taken apart."""
    cluster = queries.get_cluster_or_404(cluster_id)
    actions.restore(cluster, by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("“%(title)s” stands again.", title=cluster.title), "done")
    return answer_board(on_stage(cluster.process))


def flash_step(process: Process, text: str, has_changed: bool = True) -> None:
    """Say what was done, with the way back: the step that this account has just made."""
    step = last_step_of(process.id, current_actor().name) if has_changed else None
    back = {"text": text, "action": url_for("clusters.undo", step_id=step.id, **look().args)} if step else text
    flash(back, "done")  # type: ignore[arg-type] # a way back


def _picks(process: Process, *, home: bool = True) -> list[Pick]:
    values = request.values.getlist("cards")
    if not values:
        raise Refusal(_("Please select at least one contribution."))
    picks = [read_pick(value) or abort(404) for value in values]
    # Out of a cluster of one's own goes whatever was put into it.
    if home:
        queries.check_on_desk(process.id, [pick.card_id for pick in picks], [pick.seen_in for pick in picks])
    return picks


def _moved(
    process: Process,
    found: Sequence[Stray],
    picks: Sequence[Pick],
    url: str,
    target: Cluster | None = None,
    **more: Any,
) -> Response:
    """Show where the cards are by now, beside where they were seen, and offer to do it all the same."""
    now_in = {stray.card_id: stray.now for stray in found}
    fresh = [Pick(pick.card_id, now_in.get(pick.card_id, pick.seen_in)) for pick in picks]
    context = {"process": process, "strays": found, "target": target, "again": url, "look": look(), **more}
    return object_to("clusters/moved.html", "clusters/_moved.html", 409, fresh=fresh, **context)


def _url(endpoint: str, cluster: Cluster, slug: str | None = None) -> str:
    return url_for(endpoint, cluster_id=cluster.id, slug=slug, **look().args)
