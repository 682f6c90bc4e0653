"""How an agenda builds itself from what happened, and who may publish minutes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ideenboard.meetings.models import Topic, Verdict
from ideenboard.plans.models import MeasureState
from ideenboard.plans.rules import ENDED


class Kind(StrEnum):
    """What can happen between two meetings."""

    DECIDED = "decided"
    CLOSED = "closed"
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    DELAYED = "delayed"
    DROPPED = "dropped"
    MOVED = "moved"
    MISSED = "missed"
    REACHED = "reached"
    ANSWERED = "answered"
    ARRIVED = "arrived"
    WAITING = "waiting"


@dataclass(frozen=True)
class Fact:
    """One thing that happened: to what ("measure:7"), when, and in which words it was written down."""

    about: str
    kind: Kind
    on: date
    title: str = ""
    text: str = ""
    count: int = 0
    # Of a day that was put off: until when.
    until: date | None = None


@dataclass(frozen=True)
class Point:
    """An item that belongs onto the agenda, with what happened, the earliest first."""

    key: str
    topic: Topic
    title: str = ""
    facts: tuple[Fact, ...] = ()

    @property
    def changes(self) -> list[dict[str, Any]]:
        """What happened, as plain data that is kept with the item."""
        return [{name: _plain(value) for name, value in asdict(fact).items()} for fact in self.facts]


# How long the room talks about it, as a proposal.
MINUTES = {Topic.RESOLUTIONS: 10, Topic.RESULT: 15, Topic.MEASURE: 15, Topic.CLUSTER: 10, Topic.UNANSWERED: 10}
SHORT = 10
# Of measures first what is stuck: there the room has to decide.
PRESSING = (Kind.DELAYED, Kind.MISSED, Kind.MOVED, Kind.DROPPED, Kind.DONE, Kind.REACHED, Kind.RUNNING, Kind.PLANNED)
UNANSWERED, LAST_TIME, NEXT = "unanswered", "resolutions", "next"
# What is about no single thing has no title of its own: the page names it.
NAMELESS = {LAST_TIME: Topic.RESOLUTIONS, UNANSWERED: Topic.UNANSWERED, NEXT: Topic.NEXT}


def agenda(facts: Iterable[Fact], names: Mapping[str, str], measure_of: Mapping[str, str]) -> list[Point]:
    """The items that these facts ask for, in the order in which the room should take them.

    `names`: what each thing is called; `measure_of`: which measure a cluster has become: if that measure is talked
    about, the cluster is talked about with it. The last item is always how it goes on.
    """
    sorted_facts = sorted(facts, key=lambda fact: (fact.on, list(Kind).index(fact.kind), fact.title))
    about: dict[str, list[Fact]] = {}
    for fact in sorted_facts:
        about.setdefault(fact.about, []).append(fact)
    for cluster in [key for key in about if measure_of.get(key) in about]:
        about[measure_of[cluster]].extend(about.pop(cluster))
    # What was only answered needs no talk.
    points = [
        _point(key, found, names) for key, found in about.items() if {one.kind for one in found} != {Kind.ANSWERED}
    ]
    return [*sorted(points, key=_place), Point(NEXT, Topic.NEXT)]


def _point(key: str, facts: list[Fact], names: Mapping[str, str]) -> Point:
    topic = NAMELESS.get(key)
    if topic is None:
        topic = Topic.RESULT if key.startswith("ballot:") else Topic(key.partition(":")[0])
    return Point(key, topic, names.get(key, ""), tuple(sorted(facts, key=lambda fact: fact.on)))


def _place(point: Point) -> tuple[int, int, int, str]:
    """First by the order of the evening, then what presses most, then what most people speak of."""
    pressing = min((PRESSING.index(fact.kind) for fact in point.facts if fact.kind in PRESSING), default=len(PRESSING))
    return list(Topic).index(point.topic), pressing, -sum(fact.count for fact in point.facts), point.title


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def moved(order: Sequence[int], item: int, step: int) -> list[int]:
    """The order after an item went up (-1) or down (+1); at the end it stays."""
    place = order.index(item)
    rest = [one for one in order if one != item]
    rest.insert(max(0, place + step), item)
    return rest


# What stops a measure, for a while or for good, needs a reason.
STOPS = frozenset({Verdict.POSTPONE, Verdict.END})


def state_after(verdict: Verdict, now: MeasureState, chosen: MeasureState | None) -> MeasureState:
    """In which state a resolution leaves its measure. What is over is not late."""
    if verdict is Verdict.END:
        return MeasureState.DROPPED
    if verdict is Verdict.POSTPONE and now not in ENDED:
        return MeasureState.DELAYED
    return chosen if verdict is Verdict.CHANGE and chosen else now


def may_publish(finished_by: int | None, account: int, is_admin: bool, coordinators: Collection[int]) -> bool:
    """Whether somebody may publish minutes: never who finished them.

    Another coordinator of the process; where nobody else coordinates it, an admin.
    """
    if account == finished_by:
        return False
    return account in coordinators or (is_admin and not set(coordinators) - {finished_by})
