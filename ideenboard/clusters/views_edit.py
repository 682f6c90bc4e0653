"""Changing clusters: new ones, cards in and out, other words, taken apart and back."""

from collections.abc import Sequence

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done, render
from ideenboard.clusters import actions, forms, queries
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.rules import Pick, common_district, read_pick
from ideenboard.clusters.views import board, bp, place, workbench
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_coordinated_or_404, on_stage

# An undo lists its cards in an address that waits in the cookie; a cookie has 4 kB.
MAX_UNDO = 100


@bp.post("/desk/<slug>/clusters")
def create(slug: str) -> Response:
    """Make a new cluster of the selected cards."""
    process = get_coordinated_or_404(slug)
    picks, form = _picks(), forms.NewClusterForm()
    if not form.validate():
        page = board(process, form, checked=[pick.card_id for pick in picks])
        return render("clusters/desk.html", "clusters/_bar.html", 422, **page)
    cards = queries.cards_of(process.id, [pick.card_id for pick in picks])
    district_id = place().district_id or common_district(card.district_id for card in cards)
    cluster = actions.create(
        process, form.title.data, picks, district_id=district_id, by=current_actor(), at=clock.now()
    )
    db.session.commit()
    text = _("New cluster “%(title)s”.", title=cluster.title)
    flash({"text": text, "action": _url(".dissolve", cluster)}, "done")  # type: ignore[arg-type] # a way back
    return _board(process, [card.id for card in cards])


@bp.post("/clusters/<int:cluster_id>/members")
def put(cluster_id: int) -> Response:
    """Put the selected cards into a cluster, out of the one they were seen in."""
    cluster, picks = queries.get_cluster_or_404(cluster_id), _picks()
    process = on_stage(cluster.process)
    came = actions.put(cluster, picks, by=current_actor(), at=clock.now())
    db.session.commit()
    text = ngettext(
        "%(num)s contribution is now in “%(title)s”.",
        "%(num)s contributions are now in “%(title)s”.",
        len(came),
        title=cluster.title,
    )
    sources = {pick.seen_in for pick in picks if pick.card_id in came}
    _flash_with_way_back(text, _way_back(cluster, came, sources), came)
    if request.args.get("back") == "cluster" and len(sources) == 1:
        return done(url_for(".edit_form", slug=process.slug, cluster_id=sources.pop()))
    return _board(process, came)


@bp.post("/clusters/<int:cluster_id>/members/removal")
def take_out(cluster_id: int) -> Response:
    """Take the selected cards out of a cluster."""
    cluster = queries.get_cluster_or_404(cluster_id)
    gone = actions.take_out(cluster, [pick.card_id for pick in _picks()], by=current_actor(), at=clock.now())
    db.session.commit()
    text = ngettext("%(num)s contribution taken out.", "%(num)s contributions taken out.", len(gone))
    _flash_with_way_back(text, _url(".put", cluster, cards=gone), gone)
    process = on_stage(cluster.process)
    if request.args.get("back") == "board":
        return _board(process)
    return done(_url(".edit_form", cluster), "clusters/_members.html", **workbench(cluster))


@bp.post("/clusters/<int:cluster_id>")
def describe(cluster_id: int) -> Response:
    """Give a cluster other words."""
    cluster = queries.get_cluster_or_404(cluster_id)
    on_stage(cluster.process)
    form = forms.ClusterForm()
    if not form.validate():
        return render("clusters/edit.html", "clusters/_words.html", 422, **workbench(cluster, form))
    if form.is_stale(forms.ClusterForm(None, obj=cluster)):
        return render("clusters/edit.html", "clusters/_words.html", 409, **workbench(cluster, form))
    actions.describe(cluster, form.title.data, form.summary.data or "", by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("Saved."), "done")
    return done(_url(".edit_form", cluster), "clusters/_words.html", **workbench(cluster))


@bp.post("/clusters/<int:cluster_id>/dissolution")
def dissolve(cluster_id: int) -> Response:
    """Take a cluster apart; its cards are unsorted again."""
    cluster = queries.get_cluster_or_404(cluster_id)
    actions.dissolve(cluster, by=current_actor(), at=clock.now())
    db.session.commit()
    text = _("“%(title)s” was taken apart. Its contributions are unsorted again.", title=cluster.title)
    flash({"text": text, "action": _url(".restore", cluster)}, "done")  # type: ignore[arg-type] # a way back
    return _board(on_stage(cluster.process))


@bp.post("/clusters/<int:cluster_id>/dissolution/removal")
def restore(cluster_id: int) -> Response:
    """Put a cluster together again as it was when it was taken apart."""
    cluster = queries.get_cluster_or_404(cluster_id)
    actions.restore(cluster, by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("“%(title)s” stands again.", title=cluster.title), "done")
    return _board(on_stage(cluster.process))


def _picks() -> list[Pick]:
    values = request.values.getlist("cards")
    if not values:
        raise Refusal(_("Please select at least one contribution."))
    return [read_pick(value) or abort(404) for value in values]


def _way_back(cluster: Cluster, came: list[int], sources: set[int | None]) -> str:
    """The address that moves the cards back to the one place they all came from; from several there is none."""
    if len(sources) != 1:
        return ""
    source = sources.copy().pop()
    if source is None:
        return _url(".take_out", cluster, cards=came, back="board")
    return url_for(".put", cluster_id=source, cards=[f"{card}.{cluster.id}" for card in came])


def _flash_with_way_back(text: str, url: str, cards: list[int]) -> None:
    offers = url and 0 < len(cards) <= MAX_UNDO
    flash({"text": text, "action": url} if offers else text, "done")  # type: ignore[arg-type] # a way back


def _url(endpoint: str, cluster: Cluster, cards: Sequence[int] | None = None, back: str | None = None) -> str:
    slug = cluster.process.slug if endpoint == ".edit_form" else None
    here = None if place().arg == "all" else place().arg
    return url_for(endpoint, cluster_id=cluster.id, slug=slug, district=here, cards=cards, back=back)


def _board(process: Process, gone: list[int] | None = None) -> Response:
    """Show the board again: with htmx the clusters, and on the left only what changed."""
    to = url_for(".desk", slug=process.slug, district=None if place().arg == "all" else place().arg)
    return done(to, "clusters/_changed.html", gone=gone, **board(process))
