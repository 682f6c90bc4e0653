"""What stands around a page of the workshop on the phone: who sits in it, and what has changed in it."""

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, url_for
from sqlalchemy import String, cast, func, literal, select

from ideenboard.audit.models import Revision
from ideenboard.base import clock
from ideenboard.base.codes import read_code
from ideenboard.base.db import SAFE_METHODS, db
from ideenboard.base.htmx import wants_fragment
from ideenboard.processes.actions import count_wrong_code
from ideenboard.processes.forms import PHASES, place_of
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries import current_actor


@dataclass(frozen=True)
class Seat:
    """A place in a workshop, and the number of the last change in it when this page was made."""

    workshop: Workshop
    revision: int


def take_seat(code: str) -> Seat:
    """The workshop of a phone page, for somebody who sits in it.

    404 for a code that no workshop has. Who has not joined is led to the join page, and gets 403 for an act. A
    coordinator may look in without a seat.
    """
    scope = literal("workshop:") + cast(Workshop.id, String)
    query = select(Workshop, func.coalesce(Revision.number, 0)).outerjoin(Revision, Revision.scope == scope)
    row = db.session.execute(query.where(Workshop.code == read_code(code))).one_or_none()
    if row is None:
        # This door must not tell more about codes than the one where they are typed.
        count_wrong_code(at=clock.now())
        abort(404)
    workshop, revision = row
    actor = current_actor()
    if actor.has_joined(workshop.id) or (request.method in SAFE_METHODS and actor.may_coordinate(workshop.process_id)):
        return Seat(workshop, revision)
    if request.method not in SAFE_METHODS or wants_fragment():
        abort(403)
    return abort(redirect(url_for("processes.join_form", code=workshop.code), 303))


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
        "tab_urls": {
            "write": url_for("phone.contribute_form", code=code),
            "board": url_for("phone.board", code=code),
            "vote": url_for("phone.vote", code=code),
            "mine": url_for("phone.mine", code=code),
        },
        "live_url": url_for("phone.changes", code=code, **asked),
    }
