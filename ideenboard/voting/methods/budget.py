"""Budget: proposals have costs, and people tick what should be paid for. Two ways of spending, side by side.

By votes: the proposal with the most votes first, as long as the money suffices. By equal shares (Peters and Skowron
2020): each person has the same share of the money and pays with it for what they ticked. The proposal that costs its
supporters the smallest part of its price per head comes first; what is left over at the end is spent by votes.
"""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ideenboard.voting.methods.counting import (
    Method,
    OptionId,
    Tally,
    Terms,
    estimate_shares,
    share_of_agreement,
)

MOST_OPTIONS = 40
# People who ticked the same always have the same money left: (what they ticked, how many they are).
Crowds = Sequence[tuple[frozenset[OptionId], int]]


def by_votes(
    order: Sequence[OptionId], crowds: Crowds, terms: Terms, paid: Collection[OptionId] = ()
) -> list[OptionId]:
    """Return what is paid for beside `paid` when the most votes come first; equal ones in the order given."""
    votes = {option: sum(people for ticked, people in crowds if option in ticked) for option in order}
    left = terms.total - sum(terms.costs[option] for option in paid)
    chosen = []
    for option in sorted((option for option in order if option not in paid), key=lambda option: -votes[option]):
        if votes[option] and terms.costs[option] <= left:
            chosen.append(option)
            left -= terms.costs[option]
    return chosen


def by_equal_shares(order: Sequence[OptionId], crowds: Crowds, terms: Terms) -> list[OptionId]:
    """Return what people pay for together out of equal shares, in the order of buying; equal ones as given."""
    people = sum(number for _ticked, number in crowds)
    purse = [Fraction(terms.total, people)] * len(crowds) if people else []
    # What a proposal once cost per unit it can only cost more later: so few need to be worked out anew each time.
    known: dict[OptionId, Fraction] = dict.fromkeys(order, Fraction(0))
    chosen: list[OptionId] = []
    while (best := _cheapest(known, crowds, purse, terms)) is not None:
        option, rate = best
        del known[option]
        chosen.append(option)
        price = rate * terms.costs[option]
        purse = [
            left - min(left, price) if option in ticked else left
            for left, (ticked, _number) in zip(purse, crowds, strict=True)
        ]
    return chosen


def _cheapest(
    known: dict[OptionId, Fraction], crowds: Crowds, purse: Sequence[Fraction], terms: Terms
) -> tuple[OptionId, Fraction] | None:
    best: tuple[OptionId, Fraction] | None = None
    places = {option: place for place, option in enumerate(known)}
    for option in sorted(known, key=known.__getitem__):
        if best and known[option] > best[1]:
            break
        rate = _rate(option, crowds, purse, terms.costs[option])
        if rate is None:
            del known[option]
            continue
        known[option] = rate
        if best is None or (rate, places[option]) < (best[1], places[best[0]]):
            best = option, rate
    return best


def _rate(option: OptionId, crowds: Crowds, purse: Sequence[Fraction], cost: int) -> Fraction | None:
    """The smallest part of the price so that all who ticked it, paying that or all they have, come to the whole."""
    payers = sorted((left, people) for left, (ticked, people) in zip(purse, crowds, strict=True) if option in ticked)
    missing, heads = Fraction(cost), sum(people for _left, people in payers)
    for left, people in payers:
        if left * heads >= missing:
            return missing / heads / cost
        missing -= left * people
        heads -= people
    return None


def spending(counted: Tally, order: Sequence[OptionId], terms: Terms) -> dict[str, Any]:
    """Return what either rule pays for, what it spends, and what each option costs."""
    crowds = crowds_of(counted)
    greedy, shares = by_votes(order, crowds, terms), by_equal_shares(order, crowds, terms)
    rest = by_votes(order, crowds, terms, shares)
    chosen = {"greedy": greedy, "shares": shares, "rest": rest}
    return {
        "total": terms.total,
        "options": {str(option): {"cost": terms.costs[option]} for option in order},
        "chosen": {name: [str(option) for option in options] for name, options in chosen.items()},
        "spent": {"greedy": _sum(greedy, terms.costs), "shares": _sum([*shares, *rest], terms.costs)},
    }


def crowds_of(counted: Tally) -> Crowds:
    """Gather the people who ticked the same."""
    found: dict[frozenset[OptionId], int] = {}
    for ballot in counted.ballots:
        ticked = frozenset(option for option, value in ballot.items() if value)
        found[ticked] = found.get(ticked, 0) + 1
    return list(found.items())


def _sum(options: Sequence[OptionId], costs: Mapping[OptionId, int]) -> int:
    return sum(costs[option] for option in options)


BUDGET = Method(
    name="budget",
    allows=lambda value: value in (0, 1),
    side=lambda value: "A" if value else "D",
    silent="D",
    scale="share",
    scores=share_of_agreement,
    estimate=estimate_shares,
    values=lambda limits: range(0, 2),
    extremes=lambda limits: (0, 1),
    detail=spending,
    most_options=MOST_OPTIONS,
    has_costs=True,
)
