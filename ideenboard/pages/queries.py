"""What stands around a page of the workshop on the phone: who sits in it, and what has changed in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask import Flask, abort, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Integer, String, and_, bindparam, false, func, literal, select

from ideenboard.audit.queries import revision_in
from ideenboard.base import clock, fragments
from ideenboard.base.codes import digest, read_code
from ideenboard.base.db import SAFE_METHODS, db
from ideenboard.base.htmx import wants_fragment
from ideenboard.base.i18n import clock_time
from ideenboard.base.lane import Visit
from ideenboard.base.prepared import Prepared
from ideenboard.comments.queries import last_said
from ideenboard.contributions.models import Contribution, Status
from ideenboard.contributions.queries_lists import facets, stands_behind, supported_by
from ideenboard.contributions.rules import Facets
from ideenboard.live.queries import message_in, says_ready
from ideenboard.pages.queries_mine import last_look, look_in, news_count
from ideenboard.people.models import Participant
from ideenboard.people.queries import participant_key
from ideenboard.processes.actions import count_wrong_code
from ideenboard.processes.forms import PHASES, place_of
from ideenboard.processes.models import Participation, Phase, Workshop
from ideenboard.processes.queries import current_actor
from ideenboard.processes.queries_codes import workshop_of_old_code
from ideenboard.processes.rules import Actor, is_time_up

_ME = select(Participant.id).where(Participant.key_hash == bindparam("key", None, String)).scalar_subquery()
_ANY_SEAT = (
    select(
        Workshop.id,
        Workshop.process_id,
        Workshop.code,
        Workshop.phase,
        Workshop.timer_ends_at,
        Workshop.is_veiled,
        revision_in("workshop", Workshop.id),
        revision_in("process", Workshop.process_id),
        revision_in("reactions", Workshop.id),
        Participation.participant_id,
    )
    .select_from(Workshop)
    .outerjoin(Participation, and_(Participation.workshop_id == Workshop.id, Participation.participant_id == _ME))
)
_SEATS = _ANY_SEAT.where(Workshop.code == bindparam("code", None, String))
# A hall asks this sixty times a second, and mostly nothing else.
_SEAT = Prepared(_SEATS)
# A page asks in the same breath for what is the participant's own on it.
_SEAT_FOR_PAGE = Prepared(_SEATS.add_columns(news_count(_ME), says_ready(Workshop.id, _ME), supported_by(_ME)))
# Who reads one published card in its room, and what is their own about it.
_READER = Prepared(
    _ANY_SEAT.add_columns(
        news_count(_ME),
        says_ready(Workshop.id, _ME),
        literal(None),
        func.coalesce(Contribution.participant_id == Participation.participant_id, false()),
        stands_behind(Contribution.id, _ME),
        last_said(Contribution.thread_id, _ME),
    )
    .join(Contribution, Contribution.workshop_id == Workshop.id)
    .where(Contribution.id == bindparam("card", None, Integer), Contribution.status == Status.PUBLISHED)
)


class Seat(NamedTuple):
    """A place in a workshop: its room, the numbers of the last changes there, and what is the participant's own."""

    id: int
    process_id: int
    code: str
    phase: Phase
    timer_ends_at: datetime | None
    is_veiled: bool
    revision: int
    process_revision: int
    reactions: int
    # None for a coordinator who looks in.
    participant_id: int | None
    news: int = 0
    is_ready: bool = False
    supported: str | None = None

    @property
    def state(self) -> tuple[int, int, int]:
        """What a page of this room that is the same for everybody depends on."""
        return self.id, self.revision, self.process_revision

    def differs(self, at: datetime) -> tuple[bool, bool, int, bool]:
        """What sets this page apart from that of others in the room, or of another moment."""
        return self.participant_id is None, bool(self.is_ready), self.news, is_time_up(self, at)

    @property
    def workshop(self) -> Workshop:
        """The workshop itself, for who needs more than its place."""
        return db.session.get_one(Workshop, self.id)


class Reader(NamedTuple):
    """Somebody who reads a card in its room: their seat, and what is their own about the card."""

    seat: Seat
    is_author: bool
    is_supporter: bool
    # The token of what they said last about it.
    said: str | None


def take_seat(code: str) -> Seat:
    """The seat in the workshop of a phone page, for somebody who sits in it.

    404 for a code that no workshop has. Who has not joined is led to the join page, and gets 403 for an act. A
    coordinator may look in without a seat.
    """
    return _seat(code, _SEAT_FOR_PAGE, looked=last_look())


def glance(code: str) -> Seat:
    """The same without what is the participant's own, for who only asks whether something has changed."""
    return _seat(code, _SEAT)


def reader_of(app: Flask, cookie: Mapping[str, Any], contribution_id: int) -> Reader | None:
    """Who reads a card on a device with this cookie; None outside of its room, for a desk, and where it lies veiled."""
    key = cookie.get("participant")
    if not key or "login" in cookie:
        return None
    rows = _READER.rows_of(app, card=contribution_id, key=digest(key), looked=look_in(cookie))
    if not rows:
        return None
    *seat, is_author, is_supporter, said = rows[0]
    taken = Seat(*seat)
    if taken.participant_id is None or taken.is_veiled:
        return None
    return Reader(taken, is_author, is_supporter, said)


def seat_again(visit: Visit, code: str, *, for_page: bool) -> Seat | None:
    """The seat that a request has in a room, for who repeats an answer; None where it has none or is a desk."""
    key = visit.cookie.get("participant")
    if not key or "login" in visit.cookie:
        return None
    asked: dict[str, Any] = {"code": read_code(code), "key": digest(key)}
    if for_page:
        rows = _SEAT_FOR_PAGE.rows_of(visit.app, **asked, looked=look_in(visit.cookie))
    else:
        rows = _SEAT.rows_of(visit.app, **asked)
    seat = Seat(*rows[0]) if rows else None
    return seat if seat is not None and seat.participant_id is not None else None


def _seat(code: str, question: Prepared, **values: Any) -> Seat:
    key = participant_key()
    values["key"] = digest(key) if key else None
    rows = question.rows(code=read_code(code), **values) or question.rows(code=_code_now(code), **values)
    seat = Seat(*rows[0])
    is_reading = request.method in SAFE_METHODS
    if seat.participant_id is not None or (is_reading and _may_look_in(seat, current_actor())):
        return seat
    if not is_reading or wants_fragment():
        abort(403, _("This device is not part of this workshop. Join it with its code, then send again."))
    # By the code it came with: the door says where that one still leads.
    return abort(redirect(url_for("processes.join_form", code=read_code(code)), 303))


def _may_look_in(seat: Seat, actor: Actor) -> bool:
    # Only for who looks after districts the workshop itself has to be asked for its own.
    whole = actor.may_coordinate(seat.process_id)
    return whole or actor.works_in(seat.process_id) and actor.looks_after(seat.process_id, seat.workshop.district_id)


def _code_now(code: str) -> str:
    """The code of a workshop that had this one before; 404 for a code that no workshop ever had."""
    if moved := workshop_of_old_code(read_code(code)):
        return moved.code
    # This door must not tell more about codes than the one where they are typed.
    count_wrong_code(at=clock.now())
    return abort(404)


def facets_of(seat: Seat) -> Facets:
    """How many cards of which kind the room shows, counted once after each change."""
    return fragments.kept(("facets", seat.state), lambda: facets(seat.id), size=1000)


def _own_pages(code: str) -> list[str]:
    """What a phone should have before it goes without network: its own pages of a workshop, one for all others."""
    own = [url_for(f"phone.{page}", code=code) for page in ("contribute_form", "vote", "mine")]
    return [*own, url_for("device.offline")]


def phone_frame(seat: Seat, tab: str, shown: int | None = None, phase: str | None = None) -> dict[str, Any]:
    """What every phone page of a workshop shows around itself.

    `tab` is the area (write, board, vote, mine); `shown` the number of cards on a page that waits for new ones;
    `phase` the one in which the page was loaded, where that was another than now.
    """
    code, workshop = seat.code, seat.workshop
    asked: dict[str, Any] = {"since": seat.revision, "phase": phase or seat.phase, "tab": tab, "shown": shown}
    return {
        "workshop": workshop,
        "room_url": url_for("processes.join_form", code=code),
        "ahead_urls": _own_pages(code),
        "phone_title": workshop.title,
        "phone_place": place_of(workshop),
        "phone_phase": PHASES[seat.phase],
        "phone_timer": _timer(workshop, clock.now()),
        "phone_now": clock.now().isoformat(),
        "phone_message": message_in(workshop.id),
        # Who only looks in is not here and not asked whether they are ready.
        "here_url": url_for("presence.here", code=code) if seat.participant_id is not None else "",
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
        "text": text,
        "over": over,
        "is_up": is_time_up(workshop, at),
    }
