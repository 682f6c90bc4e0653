"""What stands around a page of the workshop on the phone: who sits in it, and what has changed in it."""

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import String, cast, func, literal, select

from ideenboard.audit.models import Revision
from ideenboard.base import clock
from ideenboard.base.codes import read_code
from ideenboard.base.db import SAFE_METHODS, db
from ideenboard.base.htmx import wants_fragment
from ideenboard.pages.queries_mine import news_count
from ideenboard.processes.actions import count_wrong_code
from ideenboard.processes.forms import PHASES, place_of
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries import current_actor
from ideenboard.processes.rules import Actor


@dataclass(frozen=True)
class Seat:
    """A place in a workshop, the number of the last change in it, and how much is new under Mine."""

    workshop: Workshop
    revision: int
    news: int


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
    query = select(Workshop, func.coalesce(Revision.number, 0), news_count(actor))
    query = query.outerjoin(Revision, Revision.scope == scope).where(Workshop.code == read_code(code))
    row = db.session.execute(query).one_or_none()
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
