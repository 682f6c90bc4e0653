"""An agenda builds itself, resolutions change states, and two pairs of eyes publish minutes: pure rules by tables."""

from datetime import date

import pytest

from ideenboard.meetings.models import Topic, Verdict
from ideenboard.meetings.rules import Fact, Kind, agenda, may_publish, moved, state_after
from ideenboard.plans.models import MeasureState

pytestmark = pytest.mark.once
DAY, NEXT_DAY = date(2027, 4, 1), date(2027, 4, 2)
NAMES = {
    "ballot:1": "Was zuerst?",
    "measure:1": "Kalender",
    "measure:2": "Antrag",
    "cluster:1": "Räume",
    "cluster:2": "Wege",
}


def fact(about: str, kind: Kind, on: date = DAY, count: int = 0) -> Fact:
    return Fact(about, kind, on, count=count)


CASES = {
    "nothing happened": ([], {}, ["next"]),
    "the resolutions come first, the next steps last": (
        [fact("unanswered", Kind.WAITING), fact("measure:1", Kind.DONE), fact("resolutions", Kind.DECIDED)],
        {},
        ["resolutions", "measure:1", "unanswered", "next"],
    ),
    "results before measures before clusters": (
        [fact("cluster:1", Kind.ARRIVED), fact("measure:1", Kind.RUNNING), fact("ballot:1", Kind.CLOSED)],
        {},
        ["ballot:1", "measure:1", "cluster:1", "next"],
    ),
    "what is stuck before what is done": (
        [fact("measure:1", Kind.DONE), fact("measure:2", Kind.MISSED)],
        {},
        ["measure:2", "measure:1", "next"],
    ),
    "a moved day is told": ([fact("measure:1", Kind.MOVED)], {}, ["measure:1", "next"]),
    "where more was written comes first": (
        [fact("cluster:1", Kind.ARRIVED, count=1), fact("cluster:2", Kind.ARRIVED, count=4)],
        {},
        ["cluster:2", "cluster:1", "next"],
    ),
    "a cluster is talked about with its measure": (
        [fact("cluster:1", Kind.ARRIVED), fact("measure:1", Kind.DELAYED)],
        {"cluster:1": "measure:1"},
        ["measure:1", "next"],
    ),
    "a cluster whose measure has no news stands alone": (
        [fact("cluster:1", Kind.ARRIVED)],
        {"cluster:1": "measure:1"},
        ["cluster:1", "next"],
    ),
    "an answer alone needs no talk": ([fact("cluster:1", Kind.ANSWERED)], {}, ["next"]),
}


@pytest.mark.parametrize(("facts", "measure_of", "keys"), CASES.values(), ids=CASES)
def test_an_agenda_builds_itself_in_the_order_of_the_evening(
    facts: list[Fact], measure_of: dict[str, str], keys: list[str]
) -> None:
    for order in (facts, facts[::-1]):
        assert [point.key for point in agenda(order, NAMES, measure_of)] == keys


def test_an_item_tells_what_happened_from_the_earliest_to_the_latest() -> None:
    facts = [
        fact("measure:1", Kind.DELAYED, NEXT_DAY),
        fact("cluster:1", Kind.ARRIVED),
        fact("cluster:1", Kind.ANSWERED),
    ]
    point = agenda(facts, NAMES, {"cluster:1": "measure:1"})[0]
    assert (point.topic, point.title) == (Topic.MEASURE, "Kalender")
    assert [(change["kind"], change["on"]) for change in point.changes] == [
        ("answered", "2027-04-01"),
        ("arrived", "2027-04-01"),
        ("delayed", "2027-04-02"),
    ]


@pytest.mark.parametrize(
    ("item", "step", "order"), [(1, -1, [1, 2, 3]), (1, 1, [2, 1, 3]), (3, -1, [1, 3, 2]), (3, 1, [1, 2, 3])]
)
def test_an_item_moves_by_one_place_and_stays_at_the_ends(item: int, step: int, order: list[int]) -> None:
    assert moved([1, 2, 3], item, step) == order


RUNNING, DONE, DELAYED, DROPPED = MeasureState.RUNNING, MeasureState.DONE, MeasureState.DELAYED, MeasureState.DROPPED


@pytest.mark.parametrize(
    ("verdict", "now", "chosen", "after"),
    [
        (Verdict.AS_PLANNED, RUNNING, DONE, RUNNING),
        (Verdict.CHANGE, DELAYED, RUNNING, RUNNING),
        (Verdict.CHANGE, DELAYED, None, DELAYED),
        (Verdict.POSTPONE, RUNNING, None, DELAYED),
        (Verdict.POSTPONE, DONE, None, DONE),
        (Verdict.END, RUNNING, None, DROPPED),
    ],
)
def test_a_resolution_leaves_the_measure_in_a_state(
    verdict: Verdict, now: MeasureState, chosen: MeasureState | None, after: MeasureState
) -> None:
    assert state_after(verdict, now, chosen) is after


@pytest.mark.parametrize(
    ("account", "is_admin", "coordinators", "may"),
    [
        (1, False, {1, 2}, False),  # who finished them
        (1, True, {1}, False),
        (2, False, {1, 2}, True),
        (3, True, {1}, True),  # nobody else coordinates
        (3, True, {1, 2}, False),  # there is a second coordinator
        (3, False, {1}, False),
    ],
)
def test_minutes_need_a_second_pair_of_eyes(account: int, is_admin: bool, coordinators: set[int], may: bool) -> None:
    assert may_publish(1, account, is_admin, coordinators) is may
