"""Suggesting clusters: made at the press of a button, then taken, split or dropped one by one."""

from typing import Any

from flask import Response, flash, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ideenboard.base import clock
from ideenboard.base.db import db, only_read, release
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done, render
from ideenboard.clusters import actions_suggested as actions
from ideenboard.clusters import queries_suggested as queries
from ideenboard.clusters.forms import NewClusterForm
from ideenboard.clusters.queries import unsorted_count
from ideenboard.clusters.views import bp, place
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_coordinated_or_404, on_stage

__all__ = ["bp"]


@bp.get("/desk/<slug>/suggestions")
def suggestions(slug: str) -> Response:
    """Show the suggestions that wait."""
    process = get_coordinated_or_404(slug)
    return render("clusters/suggestions.html", "clusters/_suggestions.html", **_page(process))


@bp.post("/desk/<slug>/suggestions")
def suggest(slug: str) -> Response:
    """Suggest clusters of all that is not sorted; the same contributions give the same suggestions."""
    # Computing takes up to a second; nobody who writes waits for it.
    only_read()
    texts = queries.unsorted_texts(get_coordinated_or_404(slug).id, place())
    release()
    from ideenboard.similarity.rules_proposals import proposals

    made = proposals(texts)
    process = get_coordinated_or_404(slug)
    actions.suggest(process, made, by=current_actor(), at=clock.now())
    db.session.commit()
    flash(ngettext("%(num)s cluster suggested.", "%(num)s clusters suggested.", len(made)), "done")
    return _again(process)


@bp.post("/suggestions/<int:suggestion_id>/taking")
def take(suggestion_id: int) -> Response:
    """Make a cluster of a suggestion."""
    suggestion, form = queries.get_suggestion_or_404(suggestion_id), NewClusterForm()
    if not form.validate():
        page = {**_page(on_stage(suggestion.process)), "refused": form, "refused_id": suggestion.id}
        return render("clusters/suggestions.html", "clusters/_suggestions.html", 422, **page)
    cluster = actions.take(suggestion, form.title.data, by=current_actor(), at=clock.now())
    db.session.commit()
    undo = url_for(".dissolve", cluster_id=cluster.id)
    flash({"text": _("New cluster “%(title)s”.", title=cluster.title), "action": undo}, "done")  # type: ignore[arg-type] # a way back
    return _again(on_stage(suggestion.process))


@bp.post("/suggestions/<int:suggestion_id>/splitting")
def split(suggestion_id: int) -> Response:
    """Put two smaller suggestions in the place of one."""
    from ideenboard.similarity.rules_proposals import proposals

    suggestion = queries.get_suggestion_or_404(suggestion_id)
    cards = queries.waiting_cards(suggestion)
    parts = proposals([(card.id, f"{card.title}\n{card.text}") for card in cards], count=2)
    if len(parts) < 2:
        raise Refusal(_("This suggestion cannot be split further."))
    actions.split(suggestion, parts, by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("“%(title)s” was split in two.", title=suggestion.title), "done")
    return _again(on_stage(suggestion.process))


@bp.post("/suggestions/<int:suggestion_id>/dropping")
def drop(suggestion_id: int) -> Response:
    """Leave a suggestion."""
    suggestion = queries.get_suggestion_or_404(suggestion_id)
    actions.drop(suggestion, by=current_actor(), at=clock.now())
    db.session.commit()
    undo = url_for(".bring_back", suggestion_id=suggestion.id)
    flash({"text": _("Suggestion dropped."), "action": undo}, "done")  # type: ignore[arg-type] # a way back
    return _again(on_stage(suggestion.process))


@bp.post("/suggestions/<int:suggestion_id>/dropping/removal")
def bring_back(suggestion_id: int) -> Response:
    """Let a suggestion that was left wait again."""
    suggestion = queries.get_suggestion_or_404(suggestion_id)
    actions.bring_back(suggestion, by=current_actor(), at=clock.now())
    db.session.commit()
    return done(url_for(".suggestions", slug=on_stage(suggestion.process).slug))


def _page(process: Process) -> dict[str, Any]:
    return {
        "process": process,
        "offers": queries.offers(process.id),
        "unsorted": unsorted_count(process.id, place(), by=current_actor()),
        "here": place(),
    }


def _again(process: Process) -> Response:
    here = None if place().arg == "all" else place().arg
    return done(
        url_for(".suggestions", slug=process.slug, district=here), "clusters/_suggestions.html", **_page(process)
    )
