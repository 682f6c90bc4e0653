"""What became of a published contribution, in one word. Everything but silence is a state with a reason."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from ideenboard.plans.models import MeasureState


class Fate(StrEnum):
    """How far a contribution has come, what says most first."""

    DONE = "done"
    IN_PLAN = "in_plan"
    DECLINED = "declined"
    ANSWERED = "answered"
    OPEN = "open"


@dataclass(frozen=True)
class Facts:
    """What everybody may know: the states of the public measures it is in, and whether the city has answered.

    Both count for a contribution as well as for the cluster it is in.
    """

    states: Collection[MeasureState] = frozenset()
    is_answered: bool = False


def fate(facts: Facts) -> Fate:
    """The one word. A measure says more than an answer; one that was given up is a decision with its reason."""
    states = set(facts.states)
    if MeasureState.DONE in states:
        return Fate.DONE
    if states - {MeasureState.DROPPED}:
        return Fate.IN_PLAN
    if states:
        return Fate.DECLINED
    return Fate.ANSWERED if facts.is_answered else Fate.OPEN


@dataclass(frozen=True)
class Account:
    """How many published contributions of a process have which fate."""

    counts: Counter[Fate]

    @classmethod
    def of(cls, found: Iterable[tuple[Facts, int]]) -> "Account":
        """Count facts that were found so and so often."""
        counts: Counter[Fate] = Counter()
        for facts, number in found:
            counts[fate(facts)] += number
        return cls(counts)

    @property
    def total(self) -> int:
        """All of them."""
        return self.counts.total()

    @property
    def unanswered(self) -> int:
        """Those that nobody has said anything to yet."""
        return self.counts[Fate.OPEN]

    @property
    def settled(self) -> int:
        """Those that have a state with a reason."""
        return self.total - self.unanswered
