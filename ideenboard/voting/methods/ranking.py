"""Ranking: each person puts up to ten proposals in order. Counted pair by pair, by the method of Schulze (2011).

A vote is a place, 1 the best; proposals may share one. What has none (0 or no vote) lies behind all that has one. The
score is how many others a proposal beats by the stronger path: that relation is transitive, so whoever beats another
has the higher score.
"""

from collections.abc import Sequence
from typing import Any

from ideenboard.voting.methods.counting import (
    Ballot,
    Estimate,
    Method,
    OptionId,
    Tally,
    Terms,
    people_for_it,
    undecided,
)

MOST_OPTIONS = 10
Matrix = list[list[int]]


def preferred(ballots: Sequence[Ballot], order: Sequence[OptionId]) -> Matrix:
    """Return for each pair how many people put the option of the row before that of the column."""
    places = [[ballot.get(option, 0) or MOST_OPTIONS + 1 for option in order] for ballot in ballots]
    indices = range(len(order))
    return [[sum(place[i] < place[j] for place in places) for j in indices] for i in indices]


def strongest_paths(pairs: Matrix) -> Matrix:
    """Return the strength of the strongest path of each pair: a path is as strong as its weakest won duel."""
    size = range(len(pairs))
    paths = [[pairs[i][j] if pairs[i][j] > pairs[j][i] else 0 for j in size] for i in size]
    for via in size:
        for i in size:
            for j in size:
                if i not in (via, j) and j != via:
                    paths[i][j] = max(paths[i][j], min(paths[i][via], paths[via][j]))
    return paths


def wins(counted: Tally) -> dict[OptionId, float]:
    """Return how many others each option beats by its stronger path."""
    order = list(counted.counts)
    paths = strongest_paths(preferred(counted.ballots, order))
    size = range(len(order))
    return {order[i]: float(sum(paths[i][j] > paths[j][i] for j in size)) for i in size}


def estimate_wins(counted: Tally, order: Sequence[OptionId], k: int) -> list[Estimate]:
    """Estimate the wins from a bootstrap over the voters."""
    if not counted.voters:
        return undecided(order, k, 0.0, len(order) - 1.0)
    from ideenboard.voting.methods import draws  # numpy: see the head of that module

    rows = [[ballot.get(option, 0) or MOST_OPTIONS + 1 for option in order] for ballot in counted.ballots]
    found, drawn = wins(counted), draws.win_estimates(rows, k)
    # Few whole numbers: what was counted may lie outside of what was drawn, and belongs to it.
    return [Estimate(min(lo, found[o]), max(hi, found[o]), p) for o, (lo, hi, p) in zip(order, drawn, strict=True)]


def duels(counted: Tally, order: Sequence[OptionId], terms: Terms) -> dict[str, Any]:
    """Return the table of pairs in the order of the ranking, and the strongest paths."""
    pairs = preferred(counted.ballots, order)
    return {"pairs": pairs, "paths": strongest_paths(pairs)}


RANKING = Method(
    name="ranking",
    allows=range(MOST_OPTIONS + 1).__contains__,
    side=lambda value: "A" if value == 1 else "D",
    silent="D",
    scale="wins",
    scores=wins,
    estimate=estimate_wins,
    values=lambda limits: range(MOST_OPTIONS + 1),
    wants_all=True,
    extremes=lambda limits: (0, 1),
    liking=lambda value: -(value or MOST_OPTIONS + 1),
    other_scores=people_for_it,
    detail=duels,
    most_options=MOST_OPTIONS,
)
