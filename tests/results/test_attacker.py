"""An attacker who puts all published tables into one system of equations learns nothing about one to four people.

Known to them: of each sorting (groups, districts) the people and the answers of what is shown, which names are not
shown and how many people these are together, and the answers of everybody. Unknown: who of which group lives in which
district. A linear program finds the least and the most that each unknown number can be; where both are the same, the
attacker knows it.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from ideenboard.results.rules_groups import GroupLens, group_lens

REST = "not shown"
People = Sequence[tuple[str | None, str | None, int | None]]


def lens(people: People, place: int, method: str = "approval") -> GroupLens:
    votes = [(n, 0, person[2]) for n, person in enumerate(people) if person[2] is not None]
    said = {n for n, _option, _value in votes}
    # Everybody is a voter: whoever leaves this option out has answered another one.
    votes += [(n, 1, 0) for n in range(len(people))]
    assert said <= set(range(len(people)))
    return group_lens(method, [0, 1], votes, {n: person[place] for n, person in enumerate(people)})


def known(view: GroupLens, answers: int) -> tuple[list[str], list[tuple[int, int | None]]]:
    """Names with what is said of them: people, and answers where these are shown; last the people not shown."""
    names = [group.name for group in view.groups] + [REST]
    shown = [(g.voters, c.A + c.D + c.N if (c := g.cells[0]) else None) for g in view.groups]
    return names, [*shown, (view.rest, None)]


def told(groups: GroupLens, districts: GroupLens, people: int, answers: int) -> Iterator[tuple[str, float]]:
    """Every number that the tables leave no choice for: answers of a group in a district, of a group, of a district."""
    (rows, by_row), (columns, by_column) = known(groups, answers), known(districts, answers)
    size = len(rows) * len(columns)
    picks: dict[str, np.ndarray] = {}
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            picks[f"{row} in {column}"] = unit(size, [i * len(columns) + j])
        picks[row] = unit(size, [i * len(columns) + j for j in range(len(columns))])
    for j, column in enumerate(columns):
        picks[f"district {column}"] = unit(size, [i * len(columns) + j for i in range(len(rows))])
    limits = {**dict(zip(rows, by_row, strict=True))}
    limits |= {f"district {name}": value for name, value in zip(columns, by_column, strict=True)}
    equal = [(np.ones(size), answers)] + [(picks[n], v[1]) for n, v in limits.items() if v[1] is not None]
    most = [(picks[name], value[0]) for name, value in limits.items()]
    for name, pick in picks.items():
        low, high = (extreme(pick * sign, equal, most) * sign for sign in (1, -1))
        if high - low < 1e-6:
            yield name, low


def unit(size: int, places: Sequence[int]) -> np.ndarray:
    vector = np.zeros(size)
    vector[places] = 1
    return vector


def extreme(pick: np.ndarray, equal: Sequence, most: Sequence) -> float:  # type: ignore[type-arg]
    found = linprog(
        pick,
        A_eq=np.array([row for row, _value in equal]),
        b_eq=[value for _row, value in equal],
        A_ub=np.array([row for row, _value in most]),
        b_ub=[value for _row, value in most],
        method="highs",
    )
    assert found.success, found.message
    return float(found.fun)


person = st.tuples(
    st.sampled_from(["a", "a", "b", "c", None]),
    st.sampled_from(["x", "x", "y", None]),
    st.sampled_from([1, -1, 0, None]),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(person, min_size=3, max_size=40))
def test_all_tables_together_tell_of_nobody(people: People) -> None:
    answers = sum(value is not None for _group, _district, value in people)
    for name, value in told(lens(people, 0), lens(people, 1), len(people), answers):
        assert answers < 5 or not 0.5 < value < 4.5, (name, value)


def test_the_attacker_finds_what_a_careless_table_tells() -> None:
    """Nine of a group and three of another, both answered by all: without the second suppression three are told."""
    people: People = [("a", None, 1)] * 9 + [("c", None, 1)] * 3
    careful, careless = (
        lens(people, 0),
        group_lens("approval", [0, 1], [(n, o, 1) for n in range(12) for o in (0, 1)], naming(people), minimum=1),
    )
    shown = GroupLens(tuple(group for group in careless.groups if group.voters >= 5), ("c",), 3)
    district = lens(people, 1)
    assert ("not shown", 3.0) in [(name, round(value)) for name, value in told(shown, district, 12, 12)]
    assert [value for _name, value in told(careful, district, 12, 12) if 0.5 < value < 4.5] == []


def naming(people: People) -> Mapping[int, str | None]:
    return {n: person[0] for n, person in enumerate(people)}
