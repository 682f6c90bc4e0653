"""The steering page of a room, and what changes on it while it is open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.audit.queries import revision_of
from ideenboard.base import clock
from ideenboard.base.htmx import done, render
from ideenboard.base.ids import asked_id
from ideenboard.contributions.queries_lists import board_page
from ideenboard.contributions.rules import Filter, Order
from ideenboard.live import forms
from ideenboard.live.queries import People, RoomNow, people_in, room_now
from ideenboard.live.queries_desk import ballots_in, marked_cards, new_cards
from ideenboard.live.rules import Screen, lies_on_wall, screen
from ideenboard.processes.forms import place_of
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries import current_actor
from ideenboard.processes.queries_phases import changes_of, get_steered_or_404
from ideenboard.processes.rules import TAKE_BACK, Actor, is_time_up, may_take_back
from ideenboard.voting.models import Ballot

bp = Blueprint("steering", __name__)
bp.add_app_template_global(lies_on_wall)
bp.add_app_template_global(is_time_up)


@bp.get("/steering/<int:workshop_id>")
def show(workshop_id: int) -> Response:
    """Show everything by which a room is steered; to htmx the next stretch of its cards."""
    workshop = get_steered_or_404(workshop_id)
    return render("live/steering.html", "live/_rows.html", **page(workshop))


@bp.get("/steering/<int:workshop_id>/changes")
def changes(workshop_id: int) -> AnyResponse:
    """Say what changed since a mark: 204 while nothing did."""
    workshop = get_steered_or_404(workshop_id)
    at, since, revision = clock.now(), request.args.get("since", ""), revision_of(f"workshop:{workshop.id}")
    # Who is here is counted only where nothing else has changed anyway.
    if since.startswith(f"{revision}.") and since == _mark(revision, people_in([workshop.id], at).get(workshop.id)):
        return Response(status=204)
    shown, newest = asked_id("shown") or 0, asked_id("newest") or 0
    context = parts(workshop, at)
    mark = _mark(revision, context["now"].people)
    context["live_url"] = _live_url(workshop, mark, shown, newest)
    context["fresh"] = new_cards(context["now"], shown, newest)
    return Response(render_template("live/_changes.html", **context))


def page(workshop: Workshop, **filled: Any) -> dict[str, Any]:
    """What the whole page shows. `filled` holds forms that were refused."""
    # The number from before the parts are read: what happens meanwhile is news to the next question.
    revision = revision_of(f"workshop:{workshop.id}")
    context = parts(workshop, clock.now())
    now = context["now"]
    mark = _mark(revision, now.people)
    order = Order.SUPPORTED if request.args.get("order") == Order.SUPPORTED else Order.NEWEST
    return context | {
        "order": order,
        "stretch": board_page(workshop.id, Filter(order=order), request.args.get("after")),
        "fresh": 0,
        "live_url": _live_url(workshop, mark, now.published, now.newest),
        "timer_form": forms.TimerForm(formdata=None),
        "message_form": forms.MessageForm(formdata=None),
        **filled,
    }


def parts(workshop: Workshop, at: datetime) -> dict[str, Any]:
    """What those parts of the page show that change while it is open."""
    now = room_now(workshop, at)
    marked, ballots = marked_cards(workshop.id), ballots_in(workshop.id)
    opened = sorted((row.Ballot for row in ballots if row.Ballot.opened_at), key=lambda one: (one.opened_at, one.id))
    return {
        "workshop": workshop,
        "place": place_of(workshop),
        "at": at,
        "now": now,
        "since": {phase: change.at for phase, change in changes_of(workshop.id).items()},
        "fresh_change": now.change if now.change and may_take_back(now.change.at, at) else None,
        "take_back_for": TAKE_BACK,
        "marked": marked,
        "marks": {card.id: card.on_wall for card in marked},
        "remembered": [card for card in marked if card.remembered_at],
        "remembered_ids": {card.id for card in marked if card.remembered_at},
        "modes": forms.WALL_MODES,
        "groupings": forms.GROUPINGS,
        "ballots": ballots,
        "screen": _screen(now, opened),
        "last_ballot": opened[-1] if opened else None,
        "is_coordinator": current_actor().looks_after(workshop.process_id, workshop.district_id),
    }


def _screen(now: RoomNow, opened: Sequence[Ballot]) -> Screen:
    return screen(
        now.wall.mode,
        now.workshop.phase,
        has_cards=now.published > 0,
        has_ballot=bool(opened),
        has_result=bool(opened) and all(ballot.closed_at for ballot in opened),
    )


def acting() -> Actor:
    """Whoever steers in this request, without a pseudonym that would lead to what they contributed."""
    return current_actor().as_facilitator()


def answer(workshop: Workshop, **more: Any) -> Response:
    """Answer an act: its traces in the parts of the page to htmx, to everybody else the way back to the page."""
    to = url_for("steering.show", workshop_id=workshop.id)
    return done(to, "live/_parts.html", oob=True, **parts(workshop, clock.now()), **more)


def _mark(revision: int, people: People | None) -> str:
    """What a page was made from. Presence and readiness raise no revision, so they are counted in."""
    people = people or People()
    return f"{revision}.{people.joined}.{people.present}.{people.ready}"


def _live_url(workshop: Workshop, mark: str, shown: int, newest: int) -> str:
    return url_for("steering.changes", workshop_id=workshop.id, since=mark, shown=shown, newest=newest)
