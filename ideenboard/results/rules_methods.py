"""The voting methods: how each counts, scores and estimates. A new method is one more entry in METHODS."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Voter = int | str
OptionId = int | str
Vote = tuple[Voter, OptionId, int]
Ballot = Mapping[OptionId, int]


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
class Method:
    """A voting method as four pure functions; options with a higher score come first.

    allows(value): may a vote have this value?
    count(values, voters): the Count of one option from the values it got and the number of voters of the ballot.
    score(count, voters): what the options are ordered by.
    estimate(tally, order, k): one Estimate per option id of `order`; k = 0 asks for the intervals only.
    """

    name: str
    allows: Callable[[int], bool]
    count: Callable[[Sequence[int], int], Count]
    score: Callable[[Count, int], float]
    estimate: Callable[[Tally, Sequence[OptionId], int], list[Estimate]]


def cast_ballots(
    method: Method, options: Iterable[OptionId], votes: Iterable[Vote]
) -> dict[Voter, dict[OptionId, int]]:
    """Return what each voter said in the end: the last vote of a voter on an option stands.

    Raise ValueError for a vote on an option or with a value that the ballot does not know: a count that silently
    drops votes cannot be recounted.
    """
    known = set(options)
    ballots: dict[Voter, dict[OptionId, int]] = {}
    for voter, option, value in votes:
        if option not in known:
            raise ValueError(f"vote on unknown option {option!r}")
        if not method.allows(value):
            raise ValueError(f"{method.name} knows no value {value!r}")
        ballots.setdefault(voter, {})[option] = value
    return ballots


def tally(method: Method, options: Iterable[OptionId], ballots: Iterable[Ballot]) -> Tally:
    """Count the ballots, one per voter; a ballot counts as a voter even if all its values are 0."""
    cast = tuple(ballots)
    values: dict[OptionId, list[int]] = {option: [] for option in options}
    for ballot in cast:
        for option, value in ballot.items():
            values[option].append(value)
    return Tally(cast, {option: method.count(given, len(cast)) for option, given in values.items()})


def _count_answers(values: Sequence[int], voters: int) -> Count:
    """Count agree (1), neutral (0) and disagree (-1); who did not answer is not counted."""
    return Count(values.count(1), values.count(-1), values.count(0), sum(values))


def _count_givers(values: Sequence[int], voters: int) -> Count:
    """Count who gave something as A and every other voter of the ballot as D: giving nothing is an answer here."""
    givers = sum(value > 0 for value in values)
    return Count(givers, voters - givers, 0, sum(values))


def _share_of_agreement(count: Count, voters: int) -> float:
    """Return the mean of the Beta(1,1) posterior of agreement: (A+1)/(A+D+2)."""
    return (count.A + 1) / (count.A + count.D + 2)


def _points_per_voter(count: Count, voters: int) -> float:
    """Return the mean of the points per voter, the zeros counted; 0 while nobody voted."""
    return count.total / voters if voters else 0.0


def _estimate_shares(counted: Tally, order: Sequence[OptionId], k: int) -> list[Estimate]:
    from ideenboard.results import rules_draws  # numpy and scipy: see the head of that module

    counts = [counted.counts[option] for option in order]
    drawn = rules_draws.beta_estimates([count.A for count in counts], [count.D for count in counts], k)
    return [Estimate(*figures) for figures in drawn]


def _estimate_points(counted: Tally, order: Sequence[OptionId], k: int) -> list[Estimate]:
    if not counted.voters:
        return [Estimate(0.0, 0.0, min(1.0, k / len(order)))] * len(order)
    from ideenboard.results import rules_draws  # numpy and scipy: see the head of that module

    drawn = rules_draws.point_estimates([[ballot.get(option, 0) for option in order] for ballot in counted.ballots], k)
    return [Estimate(*figures) for figures in drawn]


METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method("support", lambda value: value in (0, 1), _count_givers, _share_of_agreement, _estimate_shares),
        Method("points", lambda value: value >= 0, _count_givers, _points_per_voter, _estimate_points),
        Method("approval", lambda value: value in (-1, 0, 1), _count_answers, _share_of_agreement, _estimate_shares),
    )
}
