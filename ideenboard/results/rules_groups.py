"""How the groups see it, without showing anybody: no figure and no difference of figures is about fewer than five.

A group is whatever voters were sorted by: the group they chose or their district. Show one sorting at a time: a table
of groups by districts would need a stronger rule than this one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from ideenboard.voting.methods import METHODS
from ideenboard.voting.methods.counting import Ballot, Method, OptionId, Tally, Vote, Voter, cast_ballots, tally

MINIMUM = 5
Groups = Mapping[Any, str | None]  # Any, not Voter: the key type of a Mapping is invariant


@dataclass(frozen=True)
class Published:
    """Which groups may be shown, by name; `rest` is the number of people who are in none of them."""

    shown: tuple[str, ...]
    hidden: tuple[str, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One option as one group sees it: people, and the score with its 90 % interval in the unit of the method."""

    A: int
    D: int
    N: int
    mean: float
    lo: float
    hi: float


@dataclass(frozen=True)
class GroupView:
    """One shown group; `cells` has an entry per option, None where too few answered for this cell to be shown."""

    name: str
    voters: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class GroupLens:
    """The shown groups; `hidden` names the others, who with the people of no group are `rest` people together."""

    groups: tuple[GroupView, ...]
    hidden: tuple[str, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """Three figures of one option over the groups; all None where there are no groups or one must not be told."""

    gic: float | None = None
    min_group: float | None = None
    gap: float | None = None


def published_groups(
    counts: Mapping[str, int] | Mapping[str | None, int], total: int, minimum: int = MINIMUM
) -> Published:
    """Say which groups may be shown beside the total.

    `counts`: people per group, None for people of no group; `total`: all people, including those of no group. What is
    not shown can be had by subtraction: any set of shown groups taken from the total leaves the rest plus the other
    shown groups. So it is enough that each shown group and the rest have at least `minimum` people (or that there is
    no rest). While the rest is smaller, the smallest shown group, the first by name among equals, goes into it.
    """
    sizes = {name: size for name, size in counts.items() if name is not None}
    if total < sum(counts.values()):
        raise ValueError("the groups have more people than there are")
    shown = {name for name, size in sizes.items() if size >= max(minimum, 1)}
    rest = total - sum(sizes[name] for name in shown)
    while shown and 0 < rest < minimum:
        smallest = min(shown, key=lambda name: (sizes[name], name))
        shown.remove(smallest)
        rest += sizes[smallest]
    return Published(tuple(sorted(shown)), tuple(sorted(sizes.keys() - shown)), rest)


def group_lens(
    method: str, order: Sequence[OptionId], votes: Iterable[Vote], groups: Groups, minimum: int = MINIMUM
) -> GroupLens:
    """Return what may be shown of each group, one cell per option id of `order`.

    Cells are held back like groups, per option, by the number of people who answered: with agree/neutral/disagree a
    group of thirty may have two answers to an option.
    """
    if not groups:
        return GroupLens((), (), len({voter for voter, _option, _value in votes}))
    rule = METHODS[method]
    ballots = cast_ballots(rule, order, votes)
    published, parts = _published_parts(rule, order, ballots, groups, minimum)
    whole = tally(rule, order, ballots.values())
    open_cells = [_open_cells(option, whole, parts, minimum) for option in order]
    views = []
    for name, part in parts.items():
        cells = _cells(rule, part, order)
        shown = (cell if name in names else None for cell, names in zip(cells, open_cells, strict=True))
        views.append(GroupView(name, part.voters, tuple(shown)))
    return GroupLens(tuple(views), published.hidden, published.rest)


def group_figures(
    rule: Method, whole: Tally, ballots: Mapping[Voter, Ballot], groups: Groups, minimum: int
) -> dict[OptionId, GroupFigures]:
    """Return per option the group-informed consensus, the lowest mean of a group, and the gap between the groups.

    gic: product over groups of (A+1)/(S+2), S = all answers of its members (Small et al. 2021, Polis). min_group and
    gap: over the scores of the groups, so shares of agreement or points per voter. Only groups and cells that may be
    shown enter: from a product of which all factors but one are shown, that one can be had by division.
    """
    order = list(whole.counts)
    parts = _published_parts(rule, order, ballots, groups, minimum)[1]
    scores = [rule.scores(part) for part in parts.values()]
    return {option: _figures(option, whole, parts, [score[option] for score in scores], minimum) for option in order}


def _figures(
    option: OptionId, whole: Tally, parts: Mapping[str, Tally], scores: Sequence[float], minimum: int
) -> GroupFigures:
    counts = {name: part.counts[option] for name, part in parts.items()}
    # Nobody of a group having answered tells of nobody: such a cell enters with its prior.
    held_back = {name for name, count in counts.items() if count.answers} - _open_cells(option, whole, parts, minimum)
    if not parts or held_back:
        return GroupFigures()
    gic = prod((count.A + 1) / (count.answers + 2) for count in counts.values())
    return GroupFigures(gic, min(scores), max(scores) - min(scores))


def _published_parts(
    rule: Method, order: Sequence[OptionId], ballots: Mapping[Voter, Ballot], groups: Groups, minimum: int
) -> tuple[Published, dict[str, Tally]]:
    """Sort the ballots by group and count those of the groups that may be shown, by name."""
    sorted_ballots: dict[str | None, list[Ballot]] = {name: [] for name in groups.values()}
    for voter, ballot in ballots.items():
        sorted_ballots.setdefault(groups.get(voter), []).append(ballot)
    sizes = {name: len(part) for name, part in sorted_ballots.items()}
    published = published_groups(sizes, len(ballots), minimum)
    return published, {name: tally(rule, order, sorted_ballots[name]) for name in published.shown}


def _open_cells(option: OptionId, whole: Tally, parts: Mapping[str, Tally], minimum: int) -> set[str]:
    answers = {name: part.counts[option].answers for name, part in parts.items()}
    return set(published_groups(answers, whole.counts[option].answers, minimum).shown)


def _cells(rule: Method, part: Tally, order: Sequence[OptionId]) -> list[Cell]:
    estimates, scores = rule.estimate(part, order, 0), rule.scores(part)
    cells = []
    for option, estimate in zip(order, estimates, strict=True):
        count = part.counts[option]
        cells.append(Cell(count.A, count.D, count.N, scores[option], estimate.lo, estimate.hi))
    return cells
