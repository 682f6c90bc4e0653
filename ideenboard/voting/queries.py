"""Finding ballots, their options and one's own paper. Nothing here counts votes: that begins after closing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort
from sqlalchemy import Boolean, ColumnElement, Integer, Row, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import joinedload

from ideenboard.base.db import ask, db
from ideenboard.processes.models import Participation, Phase, PhaseChange, Process, Workshop
from ideenboard.processes.queries import current_actor, on_stage, require_account, visible_processes
from ideenboard.processes.rules import Act, Actor, may, was_there
from ideenboard.voting.models import Ballot, BallotPaper, Level, Option, Vote
from ideenboard.voting.rules import Said

PLACES = (joinedload(Ballot.workshop), joinedload(Ballot.district), joinedload(Ballot.process))


@dataclass(frozen=True)
class Seat:
    """Where a voter sits: the group and the district that their paper keeps, and the way back to the room."""

    group_id: int | None
    district_id: int | None
    code: str | None = None
    is_late: bool = False


# The ballots that somebody may know of: always those they run; once opened those of their rooms and processes, those
# they brought a card into, and in published processes those for whoever has the link. Made once, with names for who
# asks (`_asker`): a hall that votes asks for it all the time.
_joined = bindparam("asker_joined", expanding=True, type_=Integer)
_published = select(Process.id).where(Process.published_at.is_not(None))
_allowed = or_(
    Ballot.workshop_id.in_(_joined),
    and_(
        Ballot.workshop_id.is_(None),
        Ballot.process_id.in_(select(Workshop.process_id).where(Workshop.id.in_(_joined))),
    ),
    and_(Ballot.level == Level.OPEN, Ballot.process_id.in_(_published)),
    # Papers that are nobody's (any more) are not those of a device that nobody knows: NULL equals nothing.
    Ballot.id.in_(select(BallotPaper.ballot_id).where(BallotPaper.participant_id == bindparam("asker", None, Integer))),
    # Once it is closed, no paper tells any more who had a card.
    and_(Ballot.level == Level.CARDS, Ballot.closed_at.is_not(None), Ballot.process_id.in_(_published)),
)
VISIBLE = or_(
    and_(Ballot.opened_at.is_not(None), _allowed),
    Ballot.process_id.in_(bindparam("asker_coordinates", expanding=True, type_=Integer)),
    bindparam("asker_is_admin", type_=Boolean),
)
BALLOT_ALONE = select(Ballot).where(Ballot.id == bindparam("ballot"), VISIBLE)
BALLOT = BALLOT_ALONE.options(*PLACES)


def _asker(actor: Actor) -> dict[str, Any]:
    return {
        "asker": actor.participant_id,
        "asker_joined": list(actor.joined),
        "asker_coordinates": list(actor.coordinates),
        "asker_is_admin": actor.is_admin,
    }


def is_of(actor: Actor) -> ColumnElement[bool]:
    """The papers of this device. Papers that are nobody's (any more) are not those of a device that nobody knows."""
    return BallotPaper.participant_id == actor.participant_id if actor.participant_id is not None else false()


def get_visible_or_404(ballot_id: int, *, alone: bool = False) -> Ballot:
    """A ballot that this request may see; alone where no page is answered with its process around it."""
    query = BALLOT_ALONE if alone else BALLOT
    ballot = db.session.scalar(query, {"ballot": ballot_id, **_asker(current_actor())}) or abort(404)
    if not alone:
        on_stage(ballot.process)
    return ballot


def get_managed_or_404(ballot_id: int) -> Ballot:
    """A ballot for its coordinators: 401 when not signed in, 404 where its process is unknown, 403 without right."""
    actor = require_account()
    query = select(Ballot).join(Process).where(Ballot.id == ballot_id, visible_processes(actor)).options(*PLACES)
    ballot = db.session.scalar(query) or abort(404)
    on_stage(ballot.process)
    return ballot if actor.may_coordinate(ballot.process_id) else abort(403)


def locked(ballot: Ballot, *, to_close: bool) -> Ballot:
    """The ballot as it stands now, held until the commit: voters hold it together, closing holds it alone.

    Without it a vote could slip in behind the count on PostgreSQL; SQLite has one writer at a time anyway.
    """
    # Of the ballot alone: the shared lock must not wait for somebody who edits the process.
    query = select(Ballot).where(Ballot.id == ballot.id).with_for_update(read=not to_close, of=Ballot)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def ballots_of(process_id: int) -> Sequence[Row[Ballot, int, int, int]]:
    """The ballots of a process with the number of papers handed in and of those set aside, the latest first."""
    papers = select(func.count()).where(BallotPaper.ballot_id == Ballot.id).scalar_subquery()
    aside = select(func.count()).where(BallotPaper.ballot_id == Ballot.id, BallotPaper.is_quarantined).scalar_subquery()
    options = select(func.count()).where(Option.ballot_id == Ballot.id).scalar_subquery()
    columns = (papers.label("papers"), aside.label("aside"), options.label("options"))
    query = select(Ballot, *columns).where(Ballot.process_id == process_id)
    return db.session.execute(query.options(*PLACES[:2]).order_by(Ballot.id.desc())).all()


def open_ballots_for(workshop: Workshop, actor: Actor) -> Sequence[Row[Ballot, bool]]:
    """The ballots that somebody in this workshop can vote in now, and whether they have: rows (Ballot, has_voted)."""
    voted = (
        select(Vote.id)
        .join(BallotPaper, BallotPaper.id == Vote.paper_id)
        .where(BallotPaper.ballot_id == Ballot.id, is_of(actor))
    )
    here = Ballot.workshop_id == workshop.id if may(Act.VOTE, workshop.phase) else false()
    everywhere = and_(Ballot.workshop_id.is_(None), Ballot.process_id == workshop.process_id)
    query = (
        select(Ballot, voted.exists().label("has_voted"))
        .where(Ballot.opened_at.is_not(None), Ballot.closed_at.is_(None), or_(here, everywhere))
        .options(*PLACES[:2])
        .order_by(Ballot.workshop_id.is_(None), Ballot.id)
    )
    return db.session.execute(query).all()


def options_of(ballot_id: int) -> Sequence[Option]:
    """The options of a ballot in the order they were put on it."""
    query = select(Option).where(Option.ballot_id == ballot_id)
    return db.session.scalars(query.order_by(Option.position)).all()


OPTIONS = select(Option.id).where(Option.ballot_id == bindparam("ballot"))


def option_ids(ballot_id: int) -> frozenset[int]:
    """The options that stand on a ballot, by their numbers."""
    return frozenset(ask(OPTIONS, ballot=ballot_id).scalars())


STANDING = (
    select(Vote.option_id, Vote.value, Vote.seq)
    .join(BallotPaper, BallotPaper.id == Vote.paper_id)
    .where(
        BallotPaper.ballot_id == bindparam("ballot"), BallotPaper.participant_id == bindparam("voter", None, Integer)
    )
)


def standing_votes(ballot_id: int, actor: Actor) -> Mapping[int, Said]:
    """What this person's paper says now, by option."""
    rows = ask(STANDING, ballot=ballot_id, voter=actor.participant_id)
    return {row.option_id: Said(row.value, row.seq) for row in rows}


def count_voters() -> Select[int]:
    """Start a query for how many have voted: papers on which something is said. A card may have opened an empty one."""
    said = select(Vote.id).where(Vote.paper_id == BallotPaper.id).exists()
    return select(func.count(BallotPaper.id)).where(said)


def seat_of(ballot: Ballot, actor: Actor) -> Seat | None:
    """Where this actor sits for a ballot; None where that is needed and they sit nowhere.

    With cards and with an open link it is not needed, except that nobody votes by an open link while signed in: who
    runs a ballot looks at it.
    """
    seat = _joined_seat(ballot, actor)
    if seat or ballot.level is Level.ROOM_CODE or (ballot.level is Level.OPEN and actor.account_id is not None):
        return seat
    return Seat(None, ballot.workshop.district_id if ballot.workshop else ballot.district_id)


_seats = (
    select(Workshop.code, Workshop.district_id, Participation.group_id, Participation.joined_at)
    .join(Participation, Participation.workshop_id == Workshop.id)
    .where(Participation.participant_id == bindparam("voter", None, Integer))
    .order_by(Participation.joined_at, Workshop.id)
)
SEATS_IN_ROOM = _seats.where(Workshop.id == bindparam("workshop"))
SEATS_IN_PROCESS = _seats.where(Workshop.process_id == bindparam("process"))
VOTING_SINCE = (
    select(PhaseChange.at)
    .where(PhaseChange.workshop_id == bindparam("workshop"), PhaseChange.taken_back_at.is_(None))
    .where(PhaseChange.after == Phase.VOTING)
    .order_by(PhaseChange.id.desc())
    .limit(1)
)


def _joined_seat(ballot: Ballot, actor: Actor) -> Seat | None:
    # The group was asked once per process; the district is that of the ballot's room, else of the room joined first.
    if ballot.workshop_id:
        rows = ask(SEATS_IN_ROOM, workshop=ballot.workshop_id, voter=actor.participant_id).all()
    else:
        rows = ask(SEATS_IN_PROCESS, process=ballot.process_id, voter=actor.participant_id).all()
    if not rows:
        return None
    is_late = ballot.level is Level.ROOM_CODE and not was_there(rows[0].joined_at, began_at(ballot))
    group, district = _first(row.group_id for row in rows), _first(row.district_id for row in rows)
    return Seat(group, district, rows[0].code, is_late)


def began_at(ballot: Ballot) -> datetime | None:
    """When people could vote for the first time: the ballot was open, and its room had gone on to voting.

    None before. A room that went back and votes again begins again: who came meanwhile was there.
    """
    if ballot.opened_at is None or ballot.workshop_id is None:
        return ballot.opened_at
    since = ask(VOTING_SINCE, workshop=ballot.workshop_id).scalar()
    return max(ballot.opened_at, since) if since else ballot.opened_at


def _first(values: Any) -> int | None:
    return next((value for value in values if value is not None), None)
