"""What stands around a page of the workshop on the phone: who sits in it, and what has changed in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import String, cast, func, literal, select

from ideenboard.audit.models import Revision
from ideenboard.base import clock
from ideenboard.base.codes import read_code
from ideenboard.base.db import SAFE_METHODS, db
from ideenboard.base.htmx import wants_fragment
from ideenboard.base.i18n import clock_time
from ideenboard.live.models import LiveRoom
from ideenboard.live.queries import says_ready
from ideenboard.pages.queries_mine import news_count
from ideenboard.processes.actions import count_wrong_code
from ideenboard.processes.forms import PHASES, place_of
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries import current_actor
from ideenboard.processes.rules import Actor, is_time_up


@dataclass(frozen=True)
class Seat:
    """A place in a workshop: the number of its last change, what is new under Mine, and what is said in the room."""

    workshop: Workshop
    revision: int
    news: int
    message: str
    is_ready: bool


def take_seat(code: str) -> Seat:
    """The workshop of a phone page, for somebody who sits in it.

    404 for a code that no workshop has. Who has not joined is led to the join page, and gets 403 for an act. A
    coordinator may look in without a seat.
    """
    actor = current_actor()
    seat = _find_seat(code, actor)
    if seat is None:
        # This door must not tell more about codes than the one where they are typed.
        count_wrong_code(at=clock.now())
        abort(404)
    workshop, is_reading = seat.workshop, request.method in SAFE_METHODS
    if actor.has_joined(workshop.id) or (is_reading and actor.may_coordinate(workshop.process_id)):
        return seat
    if not is_reading or wants_fragment():
        abort(403, _("This device is not part of this workshop. Join it with its code, then send again."))
    return abort(redirect(url_for("processes.join_form", code=workshop.code), 303))


def _find_seat(code: str, actor: Actor) -> Seat | None:
    scope = literal("workshop:") + cast(Workshop.id, String)
    said = func.coalesce(LiveRoom.message, ""), says_ready(Workshop.id, actor.participant_id)
    query = (
        select(Workshop, func.coalesce(Revision.number, 0), news_count(actor), *said)
        .outerjoin(Revision, Revision.scope == scope)
        .outerjoin(LiveRoom, LiveRoom.workshop_id == Workshop.id)
    )
    row = db.session.execute(query.where(Workshop.code == read_code(code))).one_or_none()
    return Seat(*row) if row else None


def _own_pages(code: str) -> list[str]:
    """What a phone should have before it goes without network: its own pages of a workshop, one for all others."""
    own = [url_for(f"phone.{page}", code=code) for page in ("contribute_form", "vote", "mine")]
    return [*own, url_for("device.offline")]


def phone_frame(seat: Seat, tab: str, shown: int | None = None, phase: str | None = None) -> dict[str, Any]:
    """What every phone page of a workshop shows around itself.

    `tab` is the area (write, board, vote, mine); `shown` the number of cards on a page that waits for new ones;
    `phase` the one in which the page was loaded, where that was another than now.
    """
    code = seat.workshop.code
    asked: dict[str, Any] = {"since": seat.revision, "phase": phase or seat.workshop.phase, "tab": tab, "shown": shown}
    return {
        "workshop": seat.workshop,
        "room_url": url_for("processes.join_form", code=code),
        "ahead_urls": _own_pages(code),
        "phone_title": seat.workshop.title,
        "phone_place": place_of(seat.workshop),
        "phone_phase": PHASES[seat.workshop.phase],
        "phone_timer": _timer(seat.workshop, clock.now()),
        "phone_message": seat.message,
        # Who only looks in is not here and not asked whether they are ready.
        "here_url": url_for("presence.here", code=code) if current_actor().has_joined(seat.workshop.id) else "",
        "is_ready": seat.is_ready,
        "tab_current": tab,
        "tab_news": seat.news,
        "tab_urls": {
            "write": url_for("phone.contribute_form", code=code),
            "board": url_for("phone.board", code=code),
            "vote": url_for("phone.vote", code=code),
            "mine": url_for("phone.mine", code=code),
        },
        "live_url": url_for("phone.changes", code=code, **asked),
    }


def _timer(workshop: Workshop, at: datetime) -> dict[str, Any] | None:
    """What the head of a phone says about the room's timer."""
    ends = workshop.timer_ends_at
    if ends is None:
        return None
    over = _("The time is up. No more contributions are taken.") if workshop.timer_locks else _("The time is up.")
    text = _("until %(time)s", time=clock_time(ends))
    return {
        "ends": ends.isoformat(),
        "now": at.isoformat(),
        "text": text,
        "over": over,
        "is_up": is_time_up(workshop, at),
    }
