"""Rank the options of a ballot from its votes: plain data in, plain data out.

The parts: `voting.methods` counts, scores and estimates, `rules_groups` looks at groups, `rules_words` says it in
words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal

from ideenboard.results.rules_groups import MINIMUM, GroupFigures, Groups, group_figures
from ideenboard.voting.methods import METHODS
from ideenboard.voting.methods.counting import Count, Estimate, OptionId, Tally, Terms, Vote, cast_ballots, tally

Band = Literal["ahead", "open", "behind"]

Z_95 = 1.959963984540054
AHEAD_FROM = 0.80
BEHIND_BELOW = 0.05


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a ballot; ties are listed by `source_id`, the number it had where it came from."""

    id: OptionId
    source_id: str | int
    text: str


@dataclass(frozen=True, slots=True)
class RankedOption:
    """An option with its figures.

    rank, rank_to: the places it takes; options with the same score share them (three on places 3 to 5 have 3 and 5).
    A, D, N: people who agreed, disagreed, were neutral. Where giving nothing is an answer (support, points), D are the
    other voters of the ballot and N is 0. total: sum of the values, with points the points.
    share: A/(A+D), None without answers; wilson_low: lower end of its 95 % Wilson interval.
    post_mean, post_lo, post_hi: the score and its 90 % interval: the posterior share of agreement (0..1), with points
    the mean points per voter, with consensus the acceptance (0..1), with a ranking how many others it beats.
    p_top_k: probability to be among the first k.
    gic, min_group, gap: figures over the groups, see `rules_groups.group_figures`.
    """

    id: OptionId
    source_id: str | int
    text: str
    rank: int
    rank_to: int
    band: Band
    A: int
    D: int
    N: int
    total: int
    share: float | None
    wilson_low: float
    post_mean: float
    post_lo: float
    post_hi: float
    p_top_k: float
    gic: float | None
    min_group: float | None
    gap: float | None


@dataclass(frozen=True)
class Ranking:
    """The options in rank order; `voters` are the people with a ballot, `k` is the k of "among the first k"."""

    method: str
    voters: int
    k: int
    options: tuple[RankedOption, ...]

    def in_band(self, band: Band) -> tuple[RankedOption, ...]:
        """Return the options of a band in rank order."""
        return tuple(option for option in self.options if option.band == band)


def rank(
    method: str,
    options: Iterable[Option],
    votes: Iterable[Vote],
    groups: Groups | None = None,
    *,
    k: int,
    minimum: int = MINIMUM,
) -> Ranking:
    """Rank the options: score descending, then source id ascending.

    `votes`: (voter, option id, value) in the order they were given; the last one of a voter on an option stands.
    `groups`: voter to group. Groups below `minimum` people stay out of gic, min_group and gap; `minimum=1` takes all
    and is for recounting only, never for what is published.
    """
    if k < 1:
        raise ValueError("k must be at least 1")
    rule = METHODS[method]
    by_id = {option.id: option for option in options}
    ballots = cast_ballots(rule, by_id, votes)
    counted = tally(rule, by_id, ballots.values())
    scores = rule.scores(counted)
    order = sorted(by_id, key=lambda option: (-scores[option], *_source_order(by_id[option])))
    estimates = rule.estimate(counted, order, k) if order else []
    places = _places([scores[option] for option in order])
    lens = group_figures(rule, counted, ballots, groups or {}, minimum)
    # Fewer people than a group needs to be shown place nothing: their order is printed, a lead is not claimed.
    chance = k / len(order) if order and counted.voters >= minimum else None
    ranked = (
        _ranked(by_id[option], counted.counts[option], scores[option], estimate, place, lens[option], chance)
        for option, estimate, place in zip(order, estimates, places, strict=True)
    )
    return Ranking(method, counted.voters, k, tuple(ranked))


def with_aside(
    method: str, options: Iterable[Option], votes: Sequence[Vote], aside: Sequence[Vote], *, minimum: int = MINIMUM
) -> Tally | None:
    """Count also what is set aside; None where the difference to the count without it is about fewer than `minimum`."""
    if len({voter for voter, _option, _value in aside}) < minimum:
        return None
    rule, ids = METHODS[method], [option.id for option in options]
    return tally(rule, ids, cast_ballots(rule, ids, [*votes, *aside]).values())


def detail(
    method: str, options: Iterable[OptionId], votes: Iterable[Vote], order: Sequence[OptionId], terms: Terms
) -> dict[str, Any] | None:
    """What a result shows beside the ranking under this method; None where there is no more to it."""
    rule, ids = METHODS[method], list(options)
    if rule.detail is None:
        return None
    return rule.detail(tally(rule, ids, cast_ballots(rule, ids, votes).values()), order, terms)


def band(p_top_k: float, chance: float | None) -> Band:
    """Return the band of an option: ahead from 0.80, behind below 0.05, else open.

    `chance`: k / number of options, what drawing lots would give; None where too few voted to place anything. With
    many options and a small k it is itself below 0.05; there an option is behind only below half of it, lest options
    nobody has voted on look beaten.
    """
    if chance is None:
        return "open"
    if p_top_k >= AHEAD_FROM:
        return "ahead"
    return "behind" if p_top_k < min(BEHIND_BELOW, chance / 2) else "open"


def wilson_low(agree: int, disagree: int) -> float:
    """Return the lower end of the 95 % score interval of A/(A+D) (Wilson 1927); 0 without answers."""
    n = agree + disagree
    if n == 0:
        return 0.0
    p = agree / n
    spread = Z_95 * sqrt(p * (1 - p) / n + Z_95**2 / (4 * n * n))
    return max(0.0, (p + Z_95**2 / (2 * n) - spread) / (1 + Z_95**2 / n))


def as_json(ranking: Ranking, level: str) -> dict[str, object]:
    """Return the ranking as data for JSON; `level` is the protection level of the ballot."""
    return {
        "method": ranking.method,
        "level": level,
        "voters": ranking.voters,
        "k": ranking.k,
        "options": [_as_row(option) for option in ranking.options],
    }


def _as_row(option: RankedOption) -> dict[str, object]:
    return {
        "source_id": option.source_id,
        "text": option.text,
        "A": option.A,
        "D": option.D,
        "N": option.N,
        "share": option.share,
        "wilson_low": option.wilson_low,
        "post_mean": option.post_mean,
        "post_lo": option.post_lo,
        "post_hi": option.post_hi,
        "p_top_k": option.p_top_k,
        "gic": option.gic,
        "min_group": option.min_group,
        "gap": option.gap,
    }


def _ranked(
    option: Option,
    count: Count,
    score: float,
    estimate: Estimate,
    place: tuple[int, int],
    lens: GroupFigures,
    chance: float | None,
) -> RankedOption:
    answered = count.A + count.D
    return RankedOption(
        id=option.id,
        source_id=option.source_id,
        text=option.text,
        rank=place[0],
        rank_to=place[1],
        band=band(estimate.p_top_k, chance),
        A=count.A,
        D=count.D,
        N=count.N,
        total=count.total,
        share=count.A / answered if answered else None,
        wilson_low=wilson_low(count.A, count.D),
        post_mean=score,
        post_lo=estimate.lo,
        post_hi=estimate.hi,
        p_top_k=estimate.p_top_k,
        gic=lens.gic,
        min_group=lens.min_group,
        gap=lens.gap,
    )


def _source_order(option: Option) -> tuple[bool, int, str, str]:
    """Order source ids: numbers by value and before other ids, those as text, equal ones by the id of the option."""
    source = str(option.source_id)
    numeric = source.isascii() and source.isdigit()
    return not numeric, int(source) if numeric else 0, source, str(option.id)


def _places(scores: Sequence[float]) -> list[tuple[int, int]]:
    """Return (first, last) place per score of a descending list; equal scores share their places."""
    first = {score: place for place, score in reversed(list(enumerate(scores, start=1)))}
    last = {score: place for place, score in enumerate(scores, start=1)}
    return [(first[score], last[score]) for score in scores]
