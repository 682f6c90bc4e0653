"""All rooms of an event at one glance: what comes in, who is there, where it is quiet."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import func, select

from ideenboard.audit.queries import revision_in
from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, Kind, Status
from ideenboard.live.models import Presence
from ideenboard.live.queries import RoomNow, rooms_now
from ideenboard.live.rules import SEEN_FOR, quiet_for
from ideenboard.processes.models import Event, Participation, Phase, PhaseChange, Workshop
from ideenboard.processes.queries import workshops_of
from ideenboard.processes.rules import common_phase, is_time_up, may_take_back

T = TypeVar("T")
MINUTE = timedelta(minutes=1)
MINUTES = 10
COUNTED = (Status.PENDING, Status.PUBLISHED)


@dataclass(frozen=True)
class Pulse:
    """What came into a room: the number of cards in each of the last minutes, of each kind, and when the last came."""

    per_minute: Sequence[int] = (0,) * MINUTES
    kinds: Mapping[Kind, int] | None = None
    last_at: datetime | None = None


@dataclass(frozen=True)
class Tile:
    """A room of the cockpit. `quiet`: for how many minutes nothing has come in where something should."""

    now: RoomNow
    pulse: Pulse
    quiet: int | None

    @property
    def workshop(self) -> Workshop:
        """The room."""
        return self.now.workshop

    @property
    def cards(self) -> int:
        """How many cards it has brought in, those that wait for approval among them."""
        return sum(self.now.cards.get(status, 0) for status in COUNTED)

    @property
    def waiting(self) -> int:
        """How many of its cards wait for approval."""
        return self.now.cards.get(Status.PENDING, 0)

    @property
    def needs_somebody(self) -> bool:
        """Whether somebody should look into it."""
        return self.quiet is not None or self.now.wall.help_asked_at is not None


@dataclass(frozen=True)
class Cockpit:
    """The rooms of an event at a moment."""

    event: Event
    at: datetime
    tiles: Sequence[Tile]

    @property
    def phase(self) -> Phase | None:
        """The phase that all rooms share."""
        return common_phase(tile.workshop.phase for tile in self.tiles)

    @property
    def usual_phase(self) -> Phase | None:
        """The phase of most rooms: what all share is said once, and in a room only what differs."""
        return _most_common(tile.workshop.phase for tile in self.tiles)

    @property
    def usual_timer(self) -> datetime | None:
        """The end of the timer of most rooms."""
        return _most_common(tile.workshop.timer_ends_at for tile in self.tiles)

    @property
    def message(self) -> str:
        """The message that all rooms show."""
        said = {tile.now.wall.message for tile in self.tiles}
        return said.pop() if len(said) == 1 else ""

    @property
    def has_message(self) -> bool:
        """Whether any room shows a message."""
        return any(tile.now.wall.message for tile in self.tiles)

    @property
    def busiest(self) -> int:
        """The most cards that came into one room in one minute: all charts have the same scale."""
        return max([1, *(count for tile in self.tiles for count in tile.pulse.per_minute)])

    @property
    def step(self) -> PhaseChange | None:
        """The common change of phase that can still be taken back."""
        changes = (tile.now.change for tile in self.tiles)
        fresh = (one for one in changes if one and one.is_common and may_take_back(one.at, self.at))
        return max(fresh, key=lambda one: one.id, default=None)


def _most_common(values: Iterable[T]) -> T | None:
    found = Counter(values).most_common(1)
    return found[0][0] if found else None


def get_cockpit(event: Event, at: datetime) -> Cockpit:
    """The cockpit of an event, in six queries whatever the number of rooms and cards."""
    workshops = workshops_of(event.id)
    now, pulses = rooms_now(workshops, at), _pulses([workshop.id for workshop in workshops], at)
    return Cockpit(event, at, [_tile(now[room.id], pulses.get(room.id, Pulse()), at) for room in workshops])


def _tile(now: RoomNow, pulse: Pulse, at: datetime) -> Tile:
    room = now.workshop
    since = [moment for moment in (pulse.last_at, now.change and now.change.at, room.event.starts_at) if moment]
    is_over = is_time_up(room, at)
    return Tile(now, pulse, None if is_over else quiet_for(room.phase, max(since), at))


def _pulses(ids: Sequence[int], at: datetime) -> dict[int | None, Pulse]:
    begin = at.replace(second=0, microsecond=0) + MINUTE
    came = Contribution.created_at
    minutes = [
        func.count().filter(came >= begin - MINUTE * back, came < begin - MINUTE * (back - 1))
        for back in range(MINUTES, 0, -1)
    ]
    kinds = [func.count().filter(Contribution.kind == kind, Contribution.status.in_(COUNTED)) for kind in Kind]
    query = select(Contribution.workshop_id, func.max(came), *minutes, *kinds)
    rows = db.session.execute(query.where(Contribution.workshop_id.in_(ids)).group_by(Contribution.workshop_id))
    return {
        workshop_id: Pulse(counts[:MINUTES], dict(zip(Kind, counts[MINUTES:], strict=True)), last)
        for workshop_id, last, *counts in rows
    }


def mark_of(event_id: int, at: datetime) -> str:
    """What tells whether anything has changed in the rooms of an event, or a minute has passed. One query."""
    mine = Workshop.event_id == event_id
    rooms = select(Workshop.id).where(mine)
    changes = select(func.sum(revision_in("workshop", Workshop.id))).where(mine)
    joined = select(func.count()).where(Participation.workshop_id.in_(rooms))
    here = select(func.count()).where(Presence.workshop_id.in_(rooms), Presence.seen_at > at - SEEN_FOR)
    numbers = db.session.execute(select(*(one.scalar_subquery() for one in (changes, joined, here)))).one()
    return ".".join(str(number or 0) for number in (*numbers, int(at.timestamp()) // 60))
