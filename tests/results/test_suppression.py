"""No shown figure, and no difference of shown figures, is about one to four people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideenboard.results.rules import Option, rank
from ideenboard.results.rules_groups import GroupLens, group_lens, published_groups

OPTIONS = [Option(id=n, source_id=n, text=str(n)) for n in range(3)]
ORDER = [option.id for option in OPTIONS]
few = settings(max_examples=40, deadline=None)
Votes = list[tuple[int, int, int]]


def differences(total: int, shown: Iterable[int]) -> Iterator[int]:
    """Everything an attacker gets who adds up any of the shown groups, or takes them from the total."""
    sizes = list(shown)
    subsets = chain.from_iterable(combinations(sizes, n) for n in range(1, len(sizes) + 1))
    for subset in subsets:
        yield total - sum(subset)
        yield sum(subset)


def gives_away(total: int, shown: Iterable[int]) -> bool:
    return any(0 < people < 5 for people in differences(total, shown))


@pytest.mark.parametrize(
    ("counts", "total", "shown", "rest"),
    [
        # the groups of the follow-up meeting: politics and no answer together are six
        ({"prof": 31, "free": 19, "quarter": 9, "admin": 14, "home": 8, "politics": 4, None: 2}, 87, 5, 6),
        # one small group alone would be told by subtraction: the smallest shown one is hidden with it
        ({"a": 20, "b": 7, "c": 9, "d": 2}, 38, 2, 9),
        # the same for four people of no group
        ({"a": 20, "b": 7, None: 4}, 31, 1, 11),
        # everybody is in a shown group
        ({"a": 5, "b": 5}, 10, 2, 0),
        # nothing can be shown
        ({"a": 4, "b": 3}, 7, 0, 7),
        ({"a": 5, "b": 1}, 6, 0, 6),
        # people of no group who were only given in the total
        ({"a": 8}, 11, 0, 11),
        ({"a": 8}, 13, 1, 5),
    ],
)
def test_small_groups_are_hidden_and_a_second_one_where_needed(
    counts: Mapping[str | None, int], total: int, shown: int, rest: int
) -> None:
    published = published_groups(counts, total)
    assert (len(published.shown), published.rest) == (shown, rest)
    assert set(published.shown) | set(published.hidden) == set(counts) - {None}


def test_among_equals_the_first_by_name_is_hidden() -> None:
    assert published_groups({"c": 6, "b": 6, "a": 3}, 15).shown == ("c",)
    assert published_groups({"a": 3, "b": 6, "c": 6}, 15).shown == ("c",)


def test_an_empty_group_costs_no_other_group() -> None:
    published = published_groups({"a": 6, "b": 0}, 6)
    assert (published.shown, published.hidden, published.rest) == (("a",), ("b",), 0)


def test_more_people_in_groups_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="more people"):
        published_groups({"a": 6, None: 1}, 6)


def test_no_subtraction_tells_of_fewer_than_five_in_any_small_town() -> None:
    """All sizes from 0 to 8 of three groups and of the people of no group."""
    for sizes in product(range(9), repeat=4):
        counts: dict[str | None, int] = dict(zip("abc", sizes, strict=False))
        published = published_groups(counts | {None: sizes[3]}, sum(sizes))
        assert not gives_away(sum(sizes), (counts[name] for name in published.shown)), sizes


def test_no_more_is_hidden_than_needed() -> None:
    for sizes in product(range(9), repeat=4):
        counts: dict[str | None, int] = dict(zip("abc", sizes, strict=False))
        published = published_groups(counts | {None: sizes[3]}, sum(sizes))
        large = {name: size for name, size in counts.items() if size >= 5}
        needless = gives_away(sum(sizes), large.values())
        assert len(published.shown) == len(large) - (1 if large and needless else 0), sizes


@few
@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 40), max_size=9), st.integers(0, 9))
def test_no_subtraction_tells_of_fewer_than_five_in_a_large_one(counts: dict[str, int], ungrouped: int) -> None:
    total = sum(counts.values()) + ungrouped
    published = published_groups(counts, total)
    assert not gives_away(total, (counts[name] for name in published.shown))


@st.composite
def grouped_polls(draw: st.DrawFn) -> tuple[str, Votes, dict[int | str, str | None]]:
    method = draw(st.sampled_from(["support", "points", "approval"]))
    voters = draw(st.integers(1, 40))
    groups = draw(st.lists(st.sampled_from(["a", "b", "c", "d", None]), min_size=voters, max_size=voters))
    value = st.sampled_from([-1, 0, 1, None, None] if method == "approval" else [0, 1, None])
    said = draw(st.lists(st.tuples(value, value, value), min_size=voters, max_size=voters))
    votes = [(v, o, x) for v, ballot in enumerate(said) for o, x in enumerate(ballot) if x is not None]
    return method, votes, dict(enumerate(groups))


@few
@given(grouped_polls())
def test_no_cell_of_the_lens_and_no_difference_of_cells_tells_of_fewer_than_five(
    poll: tuple[str, Votes, dict[int | str, str | None]],
) -> None:
    method, votes, groups = poll
    ranking = {o.id: o for o in rank(method, OPTIONS, votes, groups, k=1).options}
    lens = group_lens(method, ORDER, votes, groups)
    assert not gives_away(len({voter for voter, _, _ in votes}), (view.voters for view in lens.groups))
    for index, option in enumerate(ORDER):
        whole = ranking[option]
        cells = [view.cells[index] for view in lens.groups]
        shown = [cell.A + cell.D + cell.N for cell in cells if cell]
        assert not gives_away(whole.A + whole.D + whole.N, shown)


@few
@given(grouped_polls())
def test_group_figures_come_from_shown_cells_alone(poll: tuple[str, Votes, dict[int | str, str | None]]) -> None:
    """Else the one that is not shown could be had by dividing gic by the others, or would be the lowest group."""
    method, votes, groups = poll
    lens = group_lens(method, ORDER, votes, groups)
    for option in rank(method, OPTIONS, votes, groups, k=1).options:
        if option.gic is None:
            continue
        said = {voter for voter, chosen, _ in votes if chosen == option.id}
        gic, means = 1.0, []
        for view in lens.groups:
            cell = view.cells[ORDER.index(option.id)]
            members = {voter for voter, name in groups.items() if name == view.name}
            assert cell or not members & said, "a cell that is held back speaks through the figures"
            a, d, n = (cell.A, cell.D, cell.N) if cell else (0, 0, 0)
            gic *= (a + 1) / (a + d + n + 2)
            means.append(cell.mean if cell else 0.5)
        assert option.gic == pytest.approx(gic)
        assert (option.min_group, option.gap) == pytest.approx((min(means), max(means) - min(means)))


def test_three_people_who_all_refuse_leave_no_trace_in_the_figures() -> None:
    crowd = {voter: "a" if voter < 8 else "b" for voter in range(16)}
    votes = [(voter, 0, 1) for voter in crowd] + [(voter, 0, -1) for voter in (100, 101, 102)]
    votes += [(voter, 0, 1) for voter in (103, 104, 105)]
    named = {**crowd, **dict.fromkeys((100, 101, 102), "few")}
    with_name = rank("approval", OPTIONS[:1], votes, named, k=1).options[0]
    without = rank("approval", OPTIONS[:1], votes, dict(crowd), k=1).options[0]
    assert with_name == without
    assert with_name.min_group == pytest.approx(9 / 10)


def test_the_lens_shows_each_group_in_the_order_asked_for() -> None:
    lens = lens_of("points", {"a": (4, 0, 1), "b": (0, 2, 1)}, order=[2, 0, 1])
    assert [view.name for view in lens.groups] == ["a", "b"]
    assert [[cell.mean for cell in view.cells if cell] for view in lens.groups] == [[1, 4, 0], [1, 0, 2]]
    assert all(cell.lo <= cell.mean <= cell.hi for view in lens.groups for cell in view.cells if cell)


def test_a_cell_few_answered_is_held_back_in_a_large_group() -> None:
    votes = [(voter, 0, 1) for voter in range(20)] + [(voter, 1, -1) for voter in (1, 2, 11, 12, 13, 14, 15, 16)]
    groups: dict[int | str, str | None] = {voter: "a" if voter < 10 else "b" for voter in range(20)}
    lens = group_lens("approval", [0, 1], votes, groups)
    assert [cell is not None for cell in lens.groups[0].cells] == [True, False]
    assert [cell is not None for cell in lens.groups[1].cells] == [True, False], "or the two of group a are told"


def lens_of(method: str, habits: Mapping[str, Sequence[int]], order: Sequence[int]) -> GroupLens:
    """Six people of each group who all vote by the habit of their group."""
    people = [(f"{name}{n}", name, habit) for name, habit in habits.items() for n in range(6)]
    votes = [(person, option, value) for person, _, habit in people for option, value in enumerate(habit)]
    return group_lens(method, order, votes, {person: name for person, name, _ in people})
