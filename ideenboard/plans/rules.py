"""What a plan says about itself: the order of its measures, its time axis, and how far a milestone is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from ideenboard.plans.models import MeasureState

# What does not go as promised needs a reason that everybody can read.
NEEDS_REASON = frozenset({MeasureState.DELAYED, MeasureState.DROPPED})
# First what moves, then what hangs, then what comes, then what is over.
STATE_ORDER = (
    MeasureState.RUNNING,
    MeasureState.DELAYED,
    MeasureState.PLANNED,
    MeasureState.DONE,
    MeasureState.DROPPED,
)
ENDED = frozenset({MeasureState.DONE, MeasureState.DROPPED})
# How much a measure may say: its title, a line about it, a text, and how many steps it may have.
TITLE_MAX = 120
LINE_MAX = 200
TEXT_MAX = 4000
MAX_MILESTONES = 30


class Mark(StrEnum):
    """How far a milestone is on a given day."""

    REACHED = "reached"
    MISSED = "missed"
    PLANNED = "planned"


class Step(Protocol):
    """What the rules read of a milestone."""

    @property
    def planned_on(self) -> date:
        """The day it was promised for."""

    @property
    def reached_on(self) -> date | None:
        """The day it came true."""


StepT = TypeVar("StepT", bound=Step)


class Word(Protocol):
    """What the clock reads of a measure."""

    @property
    def state(self) -> MeasureState:
        """How far it is."""

    @property
    def heard_on(self) -> date:
        """The day somebody last said how it goes."""


def is_silent(measure: Word, today: date, after: int) -> bool:
    """Whether nobody has said for so many days how a measure goes that is not over."""
    return measure.state not in ENDED and silent_from(measure, after) <= today


def silent_from(measure: Word, after: int) -> date:
    """The first day on which silence about a measure is too long."""
    return measure.heard_on + timedelta(days=after)


def asks(measure: Word, milestones: Iterable[StepT], today: date) -> list[StepT]:
    """The steps whose day has passed without anybody saying what came of it, as long as the measure is not over."""
    return [] if measure.state in ENDED else [step for step in milestones if mark(step, today) is Mark.MISSED]


def mark(milestone: Step, today: date) -> Mark:
    """How far a milestone is; the promised day itself is not missed yet."""
    if milestone.reached_on is not None:
        return Mark.REACHED
    return Mark.MISSED if milestone.planned_on < today else Mark.PLANNED


def next_milestone(milestones: Iterable[StepT]) -> StepT | None:
    """The first step that is not reached, whether it is still to come or overdue."""
    unreached = [milestone for milestone in milestones if milestone.reached_on is None]
    return min(unreached, key=lambda milestone: milestone.planned_on, default=None)


@dataclass(frozen=True)
class Axis:
    """The days that a strip shows, from the first day of a quarter to the first day of another one."""

    start: date
    end: date

    def percent(self, day: date) -> float:
        """Where a day lies between the ends: 0 to 100, never outside."""
        share = (day - self.start) / (self.end - self.start)
        return round(100 * min(1.0, max(0.0, share)), 2)

    def shows(self, day: date) -> bool:
        """Whether a day lies between the ends."""
        return self.start <= day <= self.end

    @property
    def quarters(self) -> Sequence[float]:
        """Where the quarters begin, in percent."""
        days, day = [self.start], self.start
        while (day := _next_quarter(day)) <= self.end:
            days.append(day)
        return [self.percent(day) for day in days]

    @property
    def years(self) -> Sequence[tuple[int, float]]:
        """The years with the place where each begins, in percent; a first one too short for its number is left out."""
        begins = [date(year, 1, 1) for year in range(self.start.year + 1, self.end.year + 1)]
        marks = [(day.year, self.percent(day)) for day in begins if day <= self.end]
        narrow = bool(marks) and marks[0][1] < ROOM_FOR_YEAR
        return marks if narrow else [(self.start.year, 0.0), *marks]


# A year's number takes about 35 px; the strip of a phone is 256 px wide.
ROOM_FOR_YEAR = 14.0


def axis_over(days: Iterable[date | None]) -> Axis:
    """The axis that shows all these days, in whole quarters. At least one of them must be a date."""
    known = [day for day in days if day is not None]
    return Axis(_quarter(min(known)), _next_quarter(max(known)))


def _quarter(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _next_quarter(day: date) -> date:
    return _quarter(_quarter(day) + timedelta(days=95))
