"""Which status a verdict leads to, which verdicts a card allows now, when a reason is complete, what a queue shows."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ideenboard.contributions.models import Kind, Status
from ideenboard.contributions.rules import TRANSITIONS
from ideenboard.moderation.models import Verdict
from ideenboard.processes.models import HidingReason

STATUS_OF = {Verdict.PUBLISHED: Status.PUBLISHED, Verdict.HIDDEN: Status.HIDDEN}
# The three piles of the queue. What its author took back lies in none of them.
PILES = (Status.PENDING, Status.PUBLISHED, Status.HIDDEN)
# In an address: all piles at once.
ALL = "all"
# In an address, where a number is expected: the cards that have no district, no theme, nobody who cares.
NONE = 0
# One evening's work can be taken back step by step; what is older is decided anew.
UNDO_LASTS = timedelta(hours=12)
# A browser that shows a card says so every 15 seconds.
ATTENTION_LASTS = timedelta(seconds=45)


def may_decide(status: Status, verdict: Verdict) -> bool:
    """Whether a coordinator may decide so about a card in this status."""
    return STATUS_OF[verdict] in TRANSITIONS[status]


def needs_explanation(reason: HidingReason | None) -> bool:
    """Whether the reason says nothing without words of one's own: the charter has none for it either."""
    return reason is None or not reason.description


@dataclass(frozen=True)
class Wanted:
    """What the queue is narrowed to. An id of NONE means those that have none."""

    status: Status | None = Status.PENDING
    kind: Kind | None = None
    workshop_id: int | None = None
    district_id: int | None = None
    theme_id: int | None = None
    group_id: int | None = None
    assignee_id: int | None = None
    is_unanswered: bool = False
    words: str = ""

    @property
    def places(self) -> dict[str, int | None]:
        """The lists of which one entry was chosen, by the name in the address."""
        return {
            "workshop": self.workshop_id,
            "district": self.district_id,
            "theme": self.theme_id,
            "group": self.group_id,
            "assignee": self.assignee_id,
        }

    @property
    def is_plain(self) -> bool:
        """Whether this is just what waits."""
        return self == Wanted()

    @property
    def args(self) -> dict[str, Any]:
        """The same as part of an address; what is usual is left out."""
        state = self.status.value if self.status else ALL
        return {
            "state": None if self.status is Status.PENDING else state,
            "kind": self.kind and self.kind.value,
            **self.places,
            "unanswered": "1" if self.is_unanswered else None,
            "q": self.words or None,
        }
