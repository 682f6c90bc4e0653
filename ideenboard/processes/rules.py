"""Who somebody is to a process, and what may be done in a workshop now. Nobody else compares dates or phases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from ideenboard.base.text import fold
from ideenboard.processes.models import Phase


class Act(StrEnum):
    """What a participant can do in a workshop."""

    JOIN = "join"
    CONTRIBUTE = "contribute"
    COMMENT = "comment"
    SUPPORT = "support"
    VOTE = "vote"


OPEN_IN: dict[Act, frozenset[Phase]] = {
    Act.JOIN: frozenset({Phase.PREPARED, Phase.COLLECTING, Phase.DISCUSSING, Phase.VOTING}),
    Act.CONTRIBUTE: frozenset({Phase.COLLECTING}),
    Act.COMMENT: frozenset({Phase.COLLECTING, Phase.DISCUSSING}),
    Act.SUPPORT: frozenset({Phase.COLLECTING, Phase.DISCUSSING}),
    Act.VOTE: frozenset({Phase.VOTING}),
}


def may(act: Act, phase: Phase) -> bool:
    """Whether a participant may do this in a workshop that is in this phase."""
    return phase in OPEN_IN[act]


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
    """Whoever sent the request, resolved once: a signed-in account, a participant, both, or nobody."""

    account_id: int | None = None
    account_name: str = ""
    is_admin: bool = False
    coordinates: frozenset[int] = frozenset()
    participant_id: int | None = None
    joined: dict[int, int | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How the audit log calls this actor; participants stay nameless there."""
        if self.account_id is not None:
            return f"account:{self.account_id}"
        return "participant" if self.participant_id is not None else "anonymous"

    def may_coordinate(self, process_id: int) -> bool:
        """Whether this is an admin or a coordinator of the process."""
        return self.is_admin or process_id in self.coordinates

    def has_joined(self, workshop_id: int) -> bool:
        """Whether this participant sits in the workshop."""
        return workshop_id in self.joined


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
