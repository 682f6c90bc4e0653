"""How firm a first place is: would it stay if a few people had voted otherwise, or if another rule had counted?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from ideenboard.results.rules import Ranking
from ideenboard.results.rules_groups import MINIMUM
from ideenboard.voting.methods import METHODS
from ideenboard.voting.methods.counting import (
    Ballot,
    Limits,
    Method,
    OptionId,
    Vote,
    cast_ballots,
    tally,
)

PAPERS = 3
RIVALS = 10


@dataclass(frozen=True)
class Stability:
    """papers: how few people, up to three, could bring `rival` level or ahead by voting otherwise; None where three
    could not. tied: how many share the first place (then nothing else is asked). other: who would be first by another
    rule, empty where there is none; same: whether that is the same one."""

    tied: int
    papers: int | None
    rival: str
    other: tuple[str, ...]
    same: bool


def stability(ranking: Ranking, limits: Limits, votes: Iterable[Vote]) -> Stability | None:
    """Try the worst that a few people could do to the first place; None where too few voted to speak of one."""
    if ranking.voters < MINIMUM or len(ranking.options) < 2:
        return None
    rule, order = METHODS[ranking.method], [option.id for option in ranking.options]
    ballots = list(cast_ballots(rule, order, votes).values())
    texts = {option.id: option.text for option in ranking.options}
    first = [option.id for option in ranking.options if option.rank == 1]
    other = _first_by_other(rule, order, ballots)
    shown, same = tuple(texts[option] for option in other), set(other) == set(first)
    if len(first) > 1:
        return Stability(len(first), None, "", shown, same)
    for papers in range(1, PAPERS + 1):
        rival = _who_could_pass(rule, order, ballots, limits, papers)
        if rival is not None:
            return Stability(1, papers, texts[rival], shown, same)
    return Stability(1, None, "", shown, same)


def _first_by_other(rule: Method, order: Sequence[OptionId], ballots: Sequence[Ballot]) -> list[OptionId]:
    if rule.other_scores is None:
        return []
    scores = rule.other_scores(tally(rule, order, ballots))
    return [option for option in order if scores[option] == max(scores.values())]


def _who_could_pass(
    rule: Method, order: Sequence[OptionId], ballots: Sequence[Ballot], limits: Limits, papers: int
) -> OptionId | None:
    leader = order[0]
    for rival in order[1 : RIVALS + 1]:
        # The score of an option depends on its own votes alone, except where it is counted in won duels.
        ids = order if rule.scale == "wins" else (leader, rival)
        turned = _turned(rule, [_only(ballot, ids) for ballot in ballots], leader, rival, limits, papers)
        scores = rule.scores(tally(rule, ids, turned))
        if scores[rival] >= scores[leader]:
            return rival
    return None


def _only(ballot: Ballot, ids: Iterable[OptionId]) -> Ballot:
    return {option: ballot[option] for option in ids if option in ballot}


def _turned(
    rule: Method, ballots: Sequence[Ballot], leader: OptionId, rival: OptionId, limits: Limits, papers: int
) -> list[Ballot]:
    """The ballots with the few on which leader and rival change places to the greatest effect."""
    worst, best = rule.extremes(limits)
    changed: Mapping[OptionId, int] = {leader: worst, rival: best}

    def effect(place: int) -> float:
        ballot = ballots[place]
        return rule.liking(ballot.get(leader)) - rule.liking(ballot.get(rival))

    turned = set(nlargest(papers, range(len(ballots)), key=effect))
    return [{**ballot, **changed} if place in turned else ballot for place, ballot in enumerate(ballots)]
