"""What every voting method is made of: votes, ballots, counts. Plain data in, plain data out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal

Voter = int | str
OptionId = int | str
Vote = tuple[Voter, OptionId, int]
Ballot = Mapping[OptionId, int]
# What somebody says of an option, however the method lets them say it: agree, disagree, neither.
Side = Literal["A", "D", "N"]
# What a score is counted in: a share of 1, points per person, or proposals that were beaten.
Scale = Literal["share", "points", "wins"]


@dataclass(frozen=True, slots=True)
class Count:
    """What one option got, in people: A agree, D disagree, N neutral. `total` is the sum of the values."""

    A: int
    D: int
    N: int
    total: int

    @property
    def answers(self) -> int:
        """People who answered: S in the formulas."""
        return self.A + self.D + self.N


@dataclass(frozen=True)
class Tally:
    """The counted ballots of some voters: one ballot per voter, one Count per option."""

    ballots: tuple[Ballot, ...]
    counts: Mapping[OptionId, Count]

    @property
    def voters(self) -> int:
        return len(self.ballots)


@dataclass(frozen=True, slots=True)
class Estimate:
    """90 % interval of the score, in the unit of the score, and the chance (0..1) to be among the first k."""

    lo: float
    hi: float
    p_top_k: float


@dataclass(frozen=True)
class Limits:
    """The numbers of a ballot: points to give in all, and at most on one option."""

    points: int
    max_per_option: int


@dataclass(frozen=True)
class Terms:
    """What the options cost and what there is to spend, where a method asks for that."""

    costs: Mapping[OptionId, int] = field(default_factory=dict)
    total: int = 0


Scores = Callable[[Tally], dict[OptionId, float]]
Estimates = Callable[[Tally, Sequence[OptionId], int], list[Estimate]]
Detail = Callable[[Tally, Sequence[OptionId], Terms], dict[str, Any]]


@dataclass(frozen=True)
class Method:
    """A voting method; options with a higher score come first.

    allows: may a vote have this value? side: what it says of the option.
    silent: what a voter says of an option without a vote; None where silence is no answer.
    scores: what the options are ordered by. estimate: one per option of the order, with k = 0 intervals only.
    values: what one option may be given on a ballot. budget: what all values together may be, None without an end.
    extremes: the least and the most that a vote can say for an option. liking: how much a vote, or none, says for it.
    other_scores: another sensible way of counting the same ballots, to see whether it would give another winner.
    detail: what else a result shows, ready for JSON, with the options as text.
    most_options: on one ballot. wants_all: every option asks for an answer. has_status_quo: leaving all as it is stands
    on each ballot. has_costs: options cost something, and the ballot has a total to spend. asks_wishes: what would have
    to change for somebody who is against it.
    """

    name: str
    allows: Callable[[int], bool]
    side: Callable[[int], Side]
    silent: Side | None
    scale: Scale
    scores: Scores
    estimate: Estimates
    values: Callable[[Limits], range]
    extremes: Callable[[Limits], tuple[int, int]]
    liking: Callable[[int | None], float] = lambda value: value or 0
    other_scores: Scores | None = None
    budget: Callable[[Limits], int | None] = lambda limits: None
    detail: Detail | None = None
    most_options: int | None = None
    wants_all: bool = False
    has_status_quo: bool = False
    has_costs: bool = False
    asks_wishes: bool = False


def cast_ballots(
    method: Method, options: Iterable[OptionId], votes: Iterable[Vote]
) -> dict[Voter, dict[OptionId, int]]:
    """Return what each voter said in the end: the last vote of a voter on an option stands.

    Raise ValueError for a vote on an option or with a value that the ballot does not know: a count that silently
    drops votes cannot be recounted.
    """
    known = set(options)
    allowed: set[int] = set()
    ballots: defaultdict[Voter, dict[OptionId, int]] = defaultdict(dict)
    for voter, option, value in votes:
        if option not in known:
            raise ValueError(f"vote on unknown option {option!r}")
        if value not in allowed:
            if not method.allows(value):
                raise ValueError(f"{method.name} knows no value {value!r}")
            allowed.add(value)
        ballots[voter][option] = value
    return ballots


def tally(method: Method, options: Iterable[OptionId], ballots: Iterable[Ballot]) -> Tally:
    """Count the ballots, one per voter; a ballot counts as a voter even if all its values are 0."""
    cast = tuple(ballots)
    values: dict[OptionId, dict[int, int]] = {option: {} for option in options}
    for (option, value), people in Counter(chain.from_iterable(ballot.items() for ballot in cast)).items():
        values[option][value] = people
    return Tally(cast, {option: count(method, given, len(cast)) for option, given in values.items()})


def count(method: Method, given: Mapping[int, int], voters: int) -> Count:
    """Count one option from how often it was given each value, and the number of voters of the ballot."""
    sides = {"A": 0, "D": 0, "N": 0}
    for value, people in given.items():
        sides[method.side(value)] += people
    if method.silent:
        sides[method.silent] += voters - sum(given.values())
    return Count(**sides, total=sum(value * people for value, people in given.items()))


def share_of_agreement(counted: Tally) -> dict[OptionId, float]:
    """Return the mean of the Beta(1,1) posterior of agreement per option: (A+1)/(A+D+2)."""
    return {option: (count.A + 1) / (count.A + count.D + 2) for option, count in counted.counts.items()}


def people_for_it(counted: Tally) -> dict[OptionId, float]:
    """Return how many people are for each option, however strongly."""
    return {option: count.A for option, count in counted.counts.items()}


def estimate_shares(counted: Tally, order: Sequence[OptionId], k: int) -> list[Estimate]:
    """Estimate shares of agreement from their Beta posteriors."""
    from ideenboard.voting.methods import posteriors  # numpy and scipy: see the head of that module

    counts = [counted.counts[option] for option in order]
    figures = posteriors.beta_estimates([count.A for count in counts], [count.D for count in counts], k)
    return [Estimate(*of_option) for of_option in figures]


def undecided(order: Sequence[OptionId], k: int, lo: float = 0.0, hi: float = 0.0) -> list[Estimate]:
    """Estimate where nobody voted: every option has the same chance."""
    return [Estimate(lo, hi, min(1.0, k / len(order)))] * len(order)
