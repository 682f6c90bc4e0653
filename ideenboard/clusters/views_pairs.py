"""Going through contributions that say nearly the same: bundle the two, say that they are not the same, or later."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done, render
from ideenboard.base.ids import read_id
from ideenboard.clusters import actions, queries
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries_pairs import Key, next_pair
from ideenboard.clusters.rules import Pick
from ideenboard.clusters.views import bp, district_for
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_worked_on_or_404
from ideenboard.similarity.actions import forget_apart, keep_apart

__all__ = ["bp"]


@bp.get("/desk/<slug>/pairs")
def pairs(slug: str) -> Response:
    """Show the next two contributions that say nearly the same."""
    process = get_worked_on_or_404(slug)
    return render("clusters/pairs.html", "clusters/_pair.html", **_page(process))


@bp.post("/desk/<slug>/pairs/<int:one>/<int:other>/bundling")
def bundle_pair(slug: str, one: int, other: int) -> Response:
    """Put two contributions into one cluster: that of one of them, else a new one with the words of the older."""
    process = get_worked_on_or_404(slug)
    cards = _two(process, one, other)
    # In which clusters the two were seen.
    picks = [Pick(card.id, read_id(request.form.get(f"home-{card.id}", ""))) for card in cards]
    queries.check_on_desk(process.id, [], [pick.seen_in for pick in picks])
    cluster, undo = _together(process, cards, picks)
    db.session.commit()
    text = _("Both are in “%(title)s” now.", title=cluster.title)
    flash({"text": text, "action": undo}, "done")  # type: ignore[arg-type] # a way back
    return _next(process)


def _together(process: Process, cards: Sequence[Contribution], picks: Sequence[Pick]) -> tuple[Cluster, str]:
    """The cluster that holds both now, and the address that undoes it."""
    by, at = current_actor(), clock.now()
    home = next((pick.seen_in for pick in picks if pick.seen_in), None)
    if home is None:
        district_id = district_for(process, cards)
        made = actions.create(process, cards[0].title, picks, district_id=district_id, by=by, at=at)
        return made, url_for(".dissolve", cluster_id=made.id)
    cluster = queries.get_cluster_or_404(home)
    came = actions.put(cluster, picks, by=by, at=at)
    return cluster, url_for(".take_out", cluster_id=home, cards=came, back="board")


@bp.post("/desk/<slug>/pairs/<int:one>/<int:other>/apart")
def pair_apart(slug: str, one: int, other: int) -> Response:
    """Remember that two contributions are not the same."""
    process = get_worked_on_or_404(slug)
    keep_apart(*_two(process, one, other), by=current_actor(), at=clock.now())
    db.session.commit()
    undo = url_for(".pair_together", slug=slug, one=one, other=other)
    flash({"text": _("Noted: not the same."), "action": undo}, "done")  # type: ignore[arg-type] # a way back
    return _next(process)


@bp.post("/desk/<slug>/pairs/<int:one>/<int:other>/apart/removal")
def pair_together(slug: str, one: int, other: int) -> Response:
    """Take back that two contributions are not the same."""
    process = get_worked_on_or_404(slug)
    forget_apart(*_two(process, one, other), by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("The two are in the list again."), "done")
    return done(url_for(".pairs", slug=slug))


def _two(process: Process, one: int, other: int) -> tuple[Contribution, Contribution]:
    cards = queries.cards_of(process.id, [one, other])
    queries.check_on_desk(process.id, [one, other])
    return (cards[0], cards[1]) if len(cards) == 2 else abort(404)


def _after() -> Key | None:
    """The pair that was left for later, as the address says."""
    one, _dash, other = request.args.get("after", "").partition("-")
    key = read_id(one), read_id(other)
    return (key[0], key[1]) if key[0] is not None and key[1] is not None else None


def _page(process: Process) -> dict[str, Any]:
    look, waiting = next_pair(process.id, _after(), by=current_actor())
    return {"process": process, "look": look, "waiting": waiting, "after": request.args.get("after")}


def _next(process: Process) -> Response:
    to = url_for(".pairs", slug=process.slug, after=request.args.get("after"))
    return done(to, "clusters/_pair.html", **_page(process))
