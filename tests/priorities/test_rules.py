"""Scores, spreads and the two rankings, as plain numbers."""

import pytest

from ideenboard.priorities.rules import HEIGHT, Point, Weighing, quadrant, spots, spread, standings


@pytest.mark.parametrize(
    ("point", "weighing", "score"),
    [
        (Point(5, 1), Weighing(), 100),
        (Point(1, 5), Weighing(), 0),
        (Point(3, 3), Weighing(), 50),
        (Point(5, 5), Weighing(2, 1), 67),
        (Point(5, 5), Weighing(0, 3), 0),
        (Point(2.5, 1), Weighing(1, 1), 69),
    ],
)
def test_score(point: Point, weighing: Weighing, score: int) -> None:
    assert weighing.score(point) == score


def test_spread_says_how_far_estimates_lie_apart() -> None:
    found = spread([Point(2, 4), Point(5, 4), Point(2, 3)])
    assert found is not None and found.count == 3 and found.is_wide
    assert (found.low, found.high) == (Point(2, 3), Point(5, 4)) and found.mean.impact == 3
    near = spread([Point(2, 4), Point(3, 4)])
    assert near is not None and not near.is_wide and spread([]) is None


@pytest.mark.parametrize(
    ("point", "name"),
    [(Point(4, 2), "first"), (Point(4, 4), "prepare"), (Point(2, 2), "aside"), (Point(2, 5), "later")],
)
def test_quadrants(point: Point, name: str) -> None:
    assert quadrant(point) == name


def test_places_are_compared_among_the_clusters_that_both_know() -> None:
    found = standings({1: 90, 2: 50, 3: 50}, {1: 4, 2: 1, 4: 2}, [1, 2, 3, 4])
    assert (found[1].place, found[1].place_of_people, found[1].higher_by) == (1, 2, 1)
    assert (found[2].place, found[2].place_of_people) == (2, 1) and not found[2].differs
    assert (found[3].score, found[3].place, found[3].higher_by) == (50, None, 0)
    assert (found[4].score, found[4].place) == (None, None)


def test_a_difference_of_two_places_is_marked() -> None:
    found = standings({1: 9, 2: 8, 3: 7}, {1: 3, 2: 2, 3: 1}, [1, 2, 3])
    assert [found[key].higher_by for key in (1, 2, 3)] == [2, 0, -2]
    assert [found[key].differs for key in (1, 2, 3)] == [True, False, True]


def test_tokens_in_one_place_fan_out_and_the_others_wait_on_the_shelf() -> None:
    found = spots({1: Point(5, 1), 2: Point(3, 3), 3: Point(3, 3), 4: None})
    assert found[1].has_room and not found[2].has_room
    assert found[2].y == found[3].y and found[2].x < found[3].x
    assert found[4].y > HEIGHT
