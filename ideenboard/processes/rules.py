"""Who somebody is to a process, and what may be done in a workshop now. Nobody else compares dates or phases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from ideenboard.base.text import fold
from ideenboard.processes.models import Phase, Workshop

# How long a change of phase can be taken back.
TAKE_BACK = timedelta(seconds=60)


class Act(StrEnum):
    """What a participant can do in a workshop as long as a phase lasts. Contributing also depends on the clock."""

    JOIN = "join"
    ILLUSTRATE = "illustrate"
    COMMENT = "comment"
    SUPPORT = "support"
    VOTE = "vote"


OPEN_IN: dict[Act, frozenset[Phase]] = {
    Act.JOIN: frozenset({Phase.PREPARED, Phase.COLLECTING, Phase.DISCUSSING, Phase.VOTING}),
    Act.ILLUSTRATE: frozenset({Phase.COLLECTING, Phase.DISCUSSING}),
    Act.COMMENT: frozenset({Phase.COLLECTING, Phase.DISCUSSING}),
    Act.SUPPORT: frozenset({Phase.COLLECTING, Phase.DISCUSSING}),
    Act.VOTE: frozenset({Phase.VOTING}),
}


def may(act: Act, phase: Phase) -> bool:
    """Whether a participant may do this in a workshop that is in this phase."""
    return phase in OPEN_IN[act]


class Place(Protocol):
    """A workshop, by its number at least."""

    @property
    def id(self) -> int:
        """Its number."""


class Timed(Protocol):
    """Something with a timer."""

    @property
    def timer_ends_at(self) -> datetime | None:
        """When it ends; None where there is none."""


class Collecting(Timed, Protocol):
    """Something that collects contributions, perhaps until its timer ends."""

    @property
    def phase(self) -> Phase:
        """Where it stands."""

    @property
    def timer_locks(self) -> bool:
        """Whether the end of its timer is that of the collecting."""


def may_contribute(room: Collecting, at: datetime) -> bool:
    """Whether contributions are taken now: the room collects, and no timer has ended that locks."""
    return room.phase is Phase.COLLECTING and not is_locked(room, at)


def is_locked(room: Collecting, at: datetime) -> bool:
    """Whether a timer has ended the collecting of a room that would still collect."""
    return room.phase is Phase.COLLECTING and room.timer_locks and is_time_up(room, at)


def takes_photos(room: Workshop | None) -> bool:
    """Whether contributions of a room may have photos at all: not where children and young people meet."""
    return room is None or not room.for_minors


def is_time_up(room: Timed, at: datetime) -> bool:
    """Whether the timer of a room has ended; a room without one has all the time."""
    return room.timer_ends_at is not None and room.timer_ends_at <= at


def may_take_back(changed_at: datetime, at: datetime) -> bool:
    """Whether a change of phase can still be taken back."""
    return at < changed_at + TAKE_BACK


def was_there(joined_at: datetime, began_at: datetime | None) -> bool:
    """Whether somebody was in the room when something began that is only for those in the room."""
    return began_at is None or joined_at <= began_at


def next_phase(phase: Phase) -> Phase | None:
    """The phase that follows; None after the last."""
    return _beside(phase, +1)


def previous_phase(phase: Phase) -> Phase | None:
    """The phase before; None before the first."""
    return _beside(phase, -1)


def common_phase(phases: Iterable[Phase]) -> Phase | None:
    """The phase that all rooms of an event share; None where they differ or there are none."""
    found = set(phases)
    return found.pop() if len(found) == 1 else None


def _beside(phase: Phase, step: int) -> Phase | None:
    order = list(Phase)
    place = order.index(phase) + step
    return order[place] if 0 <= place < len(order) else None


def slug_from(title: str) -> str:
    """The end of an address that a title suggests: `Groß Klein 2027` becomes `gross-klein-2027`."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(title)).split()
    return "-".join(words)[:60].strip("-")


@dataclass(frozen=True)
class Actor:
    """Whoever sent the request, resolved once: an account, a participant, a facilitator, several of them, or nobody."""

    account_id: int | None = None
    account_name: str = ""
    is_admin: bool = False
    coordinates: frozenset[int] = frozenset()
    # Of processes that this account does not coordinate as a whole: the districts that it looks after.
    districts: dict[int, frozenset[int]] = field(default_factory=dict)
    participant_id: int | None = None
    joined: dict[int, int | None] = field(default_factory=dict)
    steers: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """How the audit log calls this actor; participants stay nameless there."""
        if self.account_id is not None:
            return f"account:{self.account_id}"
        if self.participant_id is not None:
            return "participant"
        return "facilitator" if self.steers else "anonymous"

    def may_coordinate(self, process_id: int) -> bool:
        """Whether this is an admin or a coordinator of the whole process. Of a district is not enough."""
        return self.is_admin or process_id in self.coordinates

    def looks_after(self, process_id: int, district_id: int | None) -> bool:
        """Whether this account works on what belongs to a district, or to none, of the process."""
        return self.may_coordinate(process_id) or district_id in self.districts_in(process_id)

    def works_in(self, process_id: int) -> bool:
        """Whether this account works on the process or on a part of it."""
        return self.may_coordinate(process_id) or bool(self.districts_in(process_id))

    def districts_in(self, process_id: int) -> frozenset[int]:
        """The districts that this account looks after, of a process that it does not coordinate as a whole."""
        return self.districts.get(process_id, frozenset())

    @property
    def all_districts(self) -> frozenset[int]:
        """The districts of all processes that this account looks after."""
        return frozenset().union(*self.districts.values())

    def has_joined(self, workshop_id: int) -> bool:
        """Whether this participant sits in the workshop."""
        return workshop_id in self.joined

    def may_steer(self, workshop: Workshop) -> bool:
        """Whether this is a coordinator of the workshop's process or district, or has its facilitator link."""
        return workshop.id in self.steers or self.looks_after(workshop.process_id, workshop.district_id)

    def as_facilitator(self) -> "Actor":
        """The same without the pseudonym: what somebody does to steer must not lead to what they contributed."""
        return replace(self, participant_id=None, joined={})


NOBODY = Actor()
SYSTEM = "system"


class Dated(Protocol):
    """Something with a beginning and an end."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def ends_at(self) -> datetime:
        """When it is over."""


Meeting = TypeVar("Meeting", bound=Dated)


def next_of(events: Sequence[Meeting], at: datetime) -> Meeting | None:
    """The event that runs now or comes next; None when all are over. `events` are in the order of time."""
    return next((event for event in events if at < event.ends_at), None)


def is_live(event: Dated, at: datetime) -> bool:
    """Whether an event runs now."""
    return event.starts_at <= at < event.ends_at


def is_over(event: Dated, at: datetime) -> bool:
    """Whether an event lies in the past."""
    return event.ends_at <= at
