"""The axis of a plan, and how far a milestone is: rules without a database."""

from dataclasses import dataclass
from datetime import date

import pytest

from ideenboard.plans.rules import Axis, Mark, axis_over, mark, next_milestone


@dataclass(frozen=True)
class Step:
    planned_on: date
    reached_on: date | None = None


@pytest.mark.parametrize(
    ("planned", "reached", "expected"),
    [
        (date(2027, 5, 1), None, Mark.PLANNED),
        # The promised day itself is not missed yet.
        (date(2027, 4, 30), None, Mark.PLANNED),
        (date(2027, 4, 29), None, Mark.MISSED),
        # What came late has come.
        (date(2027, 3, 1), date(2027, 4, 1), Mark.REACHED),
        (date(2027, 6, 1), date(2027, 4, 1), Mark.REACHED),
    ],
)
def test_how_far_a_milestone_is(planned: date, reached: date | None, expected: Mark) -> None:
    assert mark(Step(planned, reached), date(2027, 4, 30)) is expected


def test_the_next_milestone_is_the_first_one_not_reached_even_if_it_is_overdue() -> None:
    late, coming = Step(date(2027, 2, 1)), Step(date(2027, 9, 1))
    assert next_milestone([coming, Step(date(2027, 1, 1), date(2027, 1, 1)), late]) == late
    assert next_milestone([]) is None


def test_an_axis_covers_whole_quarters() -> None:
    axis = axis_over([date(2027, 1, 21), None, date(2029, 1, 18)])
    assert axis == Axis(date(2027, 1, 1), date(2029, 4, 1))
    assert axis.percent(date(2027, 1, 1)) == 0 and axis.percent(date(2029, 4, 1)) == 100
    assert axis.percent(date(2020, 1, 1)) == 0 and axis.percent(date(2040, 1, 1)) == 100
    assert [year for year, _ in axis.years] == [2027, 2028, 2029]
    assert len(axis.quarters) == 10 and list(axis.quarters) == sorted(axis.quarters)


def test_a_day_stands_to_scale_between_the_ends() -> None:
    axis = Axis(date(2027, 1, 1), date(2028, 1, 1))
    assert axis.percent(date(2027, 7, 2)) == pytest.approx(100 * 182 / 365, abs=0.01)


def test_a_year_too_short_for_its_number_is_left_out() -> None:
    axis = axis_over([date(2026, 11, 1), date(2028, 11, 1)])
    assert [year for year, _ in axis.years] == [2027, 2028, 2029]


@pytest.mark.parametrize("day", [date(2027, 12, 31), date(2027, 1, 1), date(2028, 2, 29), date(2027, 10, 1)])
def test_an_axis_has_length_on_every_day(day: date) -> None:
    axis = axis_over([day])
    assert axis.start <= day < axis.end and (axis.end - axis.start).days in (90, 91, 92)
