"""What a room is like at this moment, for one or for all rooms of an event at the same price."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, Status
from ideenboard.live.models import Grouping, LiveRoom, Presence, Ready, WallMode
from ideenboard.live.rules import SEEN_FOR
from ideenboard.processes.models import Participation, PhaseChange, Workshop
from ideenboard.processes.queries_phases import last_changes


@dataclass(frozen=True)
class People:
    """How many have joined a room, show a page of it now, and said to be ready for what comes next."""

    joined: int = 0
    present: int = 0
    ready: int = 0


@dataclass(frozen=True)
class RoomNow:
    """A room at this moment: what is steered, since when its phase holds, its people and cards in numbers."""

    workshop: Workshop
    wall: LiveRoom
    change: PhaseChange | None
    people: People
    cards: Mapping[Status, int]
    # The highest id among its published cards; 0 where there are none.
    newest: int

    @property
    def published(self) -> int:
        """How many cards the room shows."""
        return self.cards.get(Status.PUBLISHED, 0)

    @property
    def focus(self) -> Contribution | None:
        """The one card that the wall shows large; none that was hidden or withdrawn since."""
        card = self.wall.focus
        return card if card is not None and card.status is Status.PUBLISHED else None


def room_now(workshop: Workshop, at: datetime) -> RoomNow:
    """A room at this moment."""
    return rooms_now([workshop], at)[workshop.id]


def rooms_now(workshops: Sequence[Workshop], at: datetime) -> dict[int, RoomNow]:
    """Several rooms at this moment by their ids, in five queries however many they are."""
    ids = [workshop.id for workshop in workshops]
    walls, changes, cards = _walls(ids), last_changes(ids), _cards(ids)
    people = people_in(ids, at)
    return {
        workshop.id: RoomNow(
            workshop=workshop,
            wall=walls.get(workshop.id) or fresh_room(workshop.id),
            change=changes.get(workshop.id),
            people=people.get(workshop.id, People()),
            cards={status: count for status, (count, _newest) in cards.get(workshop.id, {}).items()},
            newest=cards.get(workshop.id, {}).get(Status.PUBLISHED, (0, 0))[1],
        )
        for workshop in workshops
    }


def fresh_room(workshop_id: int) -> LiveRoom:
    """A room in which nothing has been steered yet, as it is shown and as it is first written."""
    return LiveRoom(
        workshop_id=workshop_id,
        mode=WallMode.BY_PHASE,
        grouping=Grouping.KIND,
        only_picked=False,
        message="",
    )


def people_in(workshop_ids: Collection[int], at: datetime) -> dict[int, People]:
    """The people of these rooms by the rooms' ids, in one query."""
    here = (
        Presence.workshop_id == Participation.workshop_id,
        Presence.participant_id == Participation.participant_id,
        Presence.seen_at > at - SEEN_FOR,
    )
    ready = (
        Ready.workshop_id == Participation.workshop_id,
        Ready.participant_id == Participation.participant_id,
        Ready.step == _step_in(Participation.workshop_id),
    )
    query = (
        select(Participation.workshop_id, func.count(), func.count(Presence.seen_at), func.count(Ready.participant_id))
        .outerjoin(Presence, and_(*here))
        .outerjoin(Ready, and_(*ready))
        .where(Participation.workshop_id.in_(workshop_ids))
        .group_by(Participation.workshop_id)
    )
    return {workshop_id: People(*counts) for workshop_id, *counts in db.session.execute(query)}


def step_of(change: PhaseChange | None) -> int:
    """The number under which people say that they are ready."""
    return change.id if change else 0


def message_in(workshop_id: int) -> str:
    """What is said to everybody in a room; nothing where that is so."""
    return db.session.scalar(select(LiveRoom.message).where(LiveRoom.workshop_id == workshop_id)) or ""


def says_ready(workshop_id: InstrumentedAttribute[int], participant_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a participant said to be ready in the step in which a room is, as a column of a query about the room."""
    said = (Ready.workshop_id == workshop_id, Ready.participant_id == participant_id)
    return select(Ready.step).where(*said, Ready.step == _step_in(workshop_id)).exists()


def _step_in(workshop_id: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    standing = PhaseChange.workshop_id == workshop_id, PhaseChange.taken_back_at.is_(None)
    step = select(func.coalesce(func.max(PhaseChange.id), 0)).where(*standing)
    # Said aloud: two floors down SQLAlchemy would not see the room any more, and ask for the last step of all rooms.
    return step.correlate(workshop_id.class_).scalar_subquery()


def _walls(ids: Sequence[int]) -> dict[int, LiveRoom]:
    query = select(LiveRoom).where(LiveRoom.workshop_id.in_(ids)).options(joinedload(LiveRoom.focus))
    return {wall.workshop_id: wall for wall in db.session.scalars(query)}


def _cards(ids: Sequence[int]) -> dict[int, dict[Status, tuple[int, int]]]:
    """Per room and status how many cards there are, and the highest id among them."""
    keys = (Contribution.workshop_id, Contribution.status)
    query = select(*keys, func.count(), func.max(Contribution.id)).where(Contribution.workshop_id.in_(ids))
    found: dict[int, dict[Status, tuple[int, int]]] = {}
    for workshop_id, status, count, newest in db.session.execute(query.group_by(*keys)):
        found.setdefault(workshop_id or 0, {})[status] = (count, newest)
    return found
