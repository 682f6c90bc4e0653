"""Systemic consensus: resistance from 0 to 10 to each proposal, and to leaving all as it is. The least wins.

Acceptance is 1 minus a tenth of the mean resistance. As with shares of agreement, two made-up answers (one without any
resistance, one with all of it) are added, so that few answers do not make extreme places.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Any

from ideenboard.voting.methods.counting import Estimate, Method, OptionId, Side, Tally, Terms, people_for_it

MOST = 10
LOW, HIGH = 3, 7  # up to 3 carries it, from 7 refuses it


def acceptance(counted: Tally) -> dict[OptionId, float]:
    """Return the acceptance of each option, 0..1: (sum of (10 - resistance)/10 + 1) / (answers + 2)."""
    return {
        option: (count.answers - count.total / MOST + 1) / (count.answers + 2)
        for option, count in counted.counts.items()
    }


def estimate_acceptance(counted: Tally, order: Sequence[OptionId], k: int) -> list[Estimate]:
    """Estimate acceptances from a bootstrap over the voters and the two made-up answers."""
    from ideenboard.voting.methods import draws  # numpy: see the head of that module

    rows = [
        [MOST - ballot[option] if option in ballot else draws.MISSING for option in order] for ballot in counted.ballots
    ]
    drawn = draws.point_estimates([*rows, [0] * len(order), [MOST] * len(order)], k)
    return [Estimate(low / MOST, high / MOST, chance) for low, high, chance in drawn]


def resistance(counted: Tally, order: Sequence[OptionId], terms: Terms) -> dict[str, Any]:
    """Return per option the mean resistance, its spread (standard deviation), the acceptance as it was given, and how
    many said 9 or 10; None where nobody answered."""
    return {"options": {str(option): _figures([b[option] for b in counted.ballots if option in b]) for option in order}}


def _figures(said: Sequence[int]) -> dict[str, float | None]:
    if not said:
        return {"resistance": None, "spread": None, "acceptance": None, "vetoes": 0}
    mean = sum(said) / len(said)
    spread = sqrt(sum((value - mean) ** 2 for value in said) / len(said))
    vetoes = sum(value >= MOST - 1 for value in said)
    return {"resistance": mean, "spread": spread, "acceptance": 1 - mean / MOST, "vetoes": vetoes}


def _side(value: int) -> Side:
    return "A" if value <= LOW else "D" if value >= HIGH else "N"


CONSENSUS = Method(
    name="consensus",
    allows=range(MOST + 1).__contains__,
    side=_side,
    silent=None,
    scale="share",
    scores=acceptance,
    estimate=estimate_acceptance,
    values=lambda limits: range(MOST + 1),
    extremes=lambda limits: (MOST, 0),
    liking=lambda value: -(MOST / 2 if value is None else value),
    other_scores=people_for_it,
    wants_all=True,
    detail=resistance,
    has_status_quo=True,
    asks_wishes=True,
)
