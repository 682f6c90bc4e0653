"""Points: each person gives out a number of them. Whoever gave a proposal none has given it zero."""

from collections.abc import Sequence

from ideenboard.voting.methods.counting import Estimate, Method, OptionId, Tally, people_for_it, undecided


def points_per_voter(counted: Tally) -> dict[OptionId, float]:
    """Return the mean of the points per voter, the zeros counted; 0 while nobody voted."""
    voters = max(1, counted.voters)
    return {option: count.total / voters for option, count in counted.counts.items()}


def estimate_points(counted: Tally, order: Sequence[OptionId], k: int) -> list[Estimate]:
    """Estimate the mean points from a bootstrap over the voters."""
    if not counted.voters:
        return undecided(order, k)
    from ideenboard.voting.methods import draws  # numpy: see the head of that module

    drawn = draws.point_estimates([[ballot.get(option, 0) for option in order] for ballot in counted.ballots], k)
    return [Estimate(*figures) for figures in drawn]


POINTS = Method(
    name="points",
    allows=lambda value: value >= 0,
    side=lambda value: "A" if value > 0 else "D",
    silent="D",
    scale="points",
    scores=points_per_voter,
    estimate=estimate_points,
    values=lambda limits: range(0, limits.max_per_option + 1),
    extremes=lambda limits: (0, limits.max_per_option),
    other_scores=people_for_it,
    budget=lambda limits: limits.points,
)
