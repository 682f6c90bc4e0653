"""What stands on the wall of a room: for whoever has its code, and only what the people in the room may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, String, and_, bindparam, or_, select
from sqlalchemy.orm import joinedload

from ideenboard.audit.queries import revision_in
from ideenboard.base import clock
from ideenboard.base.codes import read_code
from ideenboard.base.db import db
from ideenboard.base.prepared import Prepared
from ideenboard.contributions.models import Kind
from ideenboard.live.models import Grouping
from ideenboard.live.queries import RoomNow, room_now
from ideenboard.live.queries_wall import ballots_on, cards_on
from ideenboard.live.rules import Screen, may_show_result, screen
from ideenboard.pages.rules_wall import Card, Pile
from ideenboard.processes.actions import count_wrong_code
from ideenboard.processes.models import Phase, Workshop
from ideenboard.processes.queries_codes import workshop_of_old_code
from ideenboard.processes.rules import Act, is_over, may
from ideenboard.processes.views import code_changed
from ideenboard.results.models import ResultSnapshot
from ideenboard.results.queries import snapshot_of
from ideenboard.voting.models import Ballot, BallotPaper
from ideenboard.voting.queries import count_voters


@dataclass(frozen=True)
class Poll:
    """A ballot on the wall: whether it takes votes, and how many people have voted. Never where it is going."""

    ballot: Ballot
    takes_votes: bool
    voters: int


@dataclass(frozen=True)
class Wall:
    """All that a wall shows. `is_shut`: the event is over and the collection not public, so no card is shown."""

    now: RoomNow
    screen: Screen
    piles: Sequence[Pile]
    polls: Sequence[Poll]
    result: ResultSnapshot | None
    is_shut: bool

    @property
    def workshop(self) -> Workshop:
        """The room that it hangs in."""
        return self.now.workshop

    @property
    def view(self) -> str:
        """What is drawn: the screen, or which form of its cards."""
        if self.screen is not Screen.CARDS:
            return self.screen.value
        if self.is_shut:
            return "shut"
        if self.now.focus:
            return "large"
        return "veiled" if self.workshop.is_veiled else "cards"

    @property
    def newest(self) -> Card | None:
        """The card that arrived last."""
        return next((card for pile in self.piles for card in pile.cards if card.is_new), None)

    @property
    def total(self) -> int:
        """How many cards lie on it."""
        return sum(pile.total for pile in self.piles)

    @property
    def may_join(self) -> bool:
        """Whether the code still opens the room."""
        return may(Act.JOIN, self.workshop.phase)


def _voters() -> ColumnElement[int]:
    """Votes raise no revision, for what somebody votes is nobody's business; that somebody has is shown."""
    common = and_(Ballot.workshop_id.is_(None), Ballot.process_id == Workshop.process_id)
    query = count_voters().join(Ballot, Ballot.id == BallotPaper.ballot_id)
    query = query.where(or_(Ballot.workshop_id == Workshop.id, common), Ballot.closed_at.is_(None))
    return query.correlate(Workshop).scalar_subquery()


# Each wall asks this every second.
_MARK = Prepared(
    select(
        Workshop.id,
        revision_in("workshop", Workshop.id),
        revision_in("process", Workshop.process_id),
        revision_in("reactions", Workshop.id),
        _voters(),
    ).where(Workshop.code == bindparam("code", None, String))
)


def wall_of(code: str) -> tuple[int, str]:
    """The room of a wall and the mark of all that has changed in it.

    404 for a code that no workshop has, counted as at the door where codes are typed.
    """
    for workshop_id, *numbers in _MARK.rows(code=read_code(code)):
        return workshop_id, ".".join(map(str, numbers))
    if workshop_of_old_code(read_code(code)):
        return abort(code_changed())
    count_wrong_code(at=clock.now())
    return abort(404)


def get_wall(workshop_id: int, at: datetime) -> Wall:
    """What the wall of a room shows now, in ten queries."""
    both = joinedload(Workshop.event), joinedload(Workshop.process)
    workshop = db.session.get_one(Workshop, workshop_id, options=both)
    now = room_now(workshop, at)
    is_shut = _is_shut(workshop, at)
    rows = [] if is_shut else cards_on(now.wall)
    polls, result = _votes(workshop, is_shut)
    return Wall(
        now=now,
        screen=screen(
            now.wall.mode,
            workshop.phase,
            has_cards=bool(rows),
            has_ballot=any(poll.ballot.workshop_id or poll.ballot.closed_at for poll in polls),
            has_result=result is not None,
        ),
        piles=_piles(rows, now.wall.grouping),
        polls=polls,
        result=result,
        is_shut=is_shut,
    )


def _is_shut(workshop: Workshop, at: datetime) -> bool:
    """On its day a room reads its cards together. Afterwards the code on an old poster opens nothing."""
    is_public = workshop.published_at is not None and workshop.process.published_at is not None
    return workshop.phase is Phase.CLOSED and is_over(workshop.event, at) and not is_public


def _votes(workshop: Workshop, is_shut: bool) -> tuple[list[Poll], ResultSnapshot | None]:
    """The ballots that are not closed, else the last one; and its result, where the room may see it."""
    rows = ballots_on(workshop)
    # What goes on in the whole process meanwhile is only of interest in a room that is asked nothing itself.
    rows = [row for row in rows if row.Ballot.workshop_id] or rows
    standing = [row for row in rows if row.Ballot.closed_at is None]
    polls = [_poll(row.Ballot, row.voters, workshop) for row in standing or rows[:1]]
    if standing or not rows:
        return polls, None
    last, is_published = rows[0].Ballot, rows[0].is_published
    may_show = may_show_result(is_of_room=bool(last.workshop_id), is_published=is_published, is_shut=is_shut)
    return polls, snapshot_of(last.id) if may_show else None


def _poll(ballot: Ballot, voters: int, workshop: Workshop) -> Poll:
    takes_votes = ballot.is_open and (ballot.workshop_id is None or may(Act.VOTE, workshop.phase))
    return Poll(ballot, takes_votes, voters)


def _piles(rows: Sequence[Row[Any]], grouping: Grouping) -> list[Pile]:
    found: dict[Any, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.pile, []).append(row)
    newest = rows[0].id if rows else None
    if grouping is Grouping.KIND:
        return [_pile(found.get(kind, []), newest, kind=kind) for kind in Kind]
    # The largest first, and what lies in no cluster last.
    order = sorted(found, key=lambda key: (key is None, -found[key][0].size))
    return [_pile(found[key], newest, title=_title(found[key][0], len(order), grouping)) for key in order]


def _title(row: Row[Any], piles: int, grouping: Grouping) -> str:
    """Where nothing has been clustered yet, it need not be said."""
    if grouping is Grouping.NONE or piles == 1 and row.cluster is None:
        return ""
    return row.cluster or _("Not in a cluster yet")


def _pile(rows: Sequence[Row[Any]], newest: int | None, *, kind: str = "", title: str = "") -> Pile:
    cards = [
        Card(row.id, "" if kind else row.kind, row.title, row.support_count, is_new=row.id == newest) for row in rows
    ]
    return Pile(rows[0].size if rows else 0, cards, kind, title)
