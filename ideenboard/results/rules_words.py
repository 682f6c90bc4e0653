"""What a ranking says, as a message key with its names and numbers; the sentences stand in the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ideenboard.results.rules import RankedOption, Ranking

FEW_VOTERS = 5

SentenceKey = Literal[
    "no_options",
    "no_votes",
    "one_option",
    "few_voters",
    "all_fit",
    "all_tied",
    "all_open",
    "front_open",
    "some_clear",
    "clear",
    "clear_narrow",
    "crowded",
    "funded",
    "funded_apart",
    "funded_none",
]


@dataclass(frozen=True)
class Sentence:
    """One or two sentences to be said.

    names: the options they are about, in rank order. numbers, always all of them: voters, options, k, ahead, open,
    behind (options per band), place and place_to (the places still open, place > place_to when there are none).
    by_votes, by_shares: what only this way of spending money pays for.
    """

    key: SentenceKey
    names: tuple[str, ...]
    numbers: Mapping[str, int]
    by_votes: tuple[str, ...] = ()
    by_shares: tuple[str, ...] = ()


def sentence(ranking: Ranking, detail: Mapping[str, Any] | None = None) -> Sentence:
    """Say what the ranking says.

    no_options, no_votes: nothing to rank. one_option: only one, nothing to choose.
    few_voters: below five; names are those on the first place.
    all_fit: not more options than first places. all_tied: one score for all.
    all_open: nobody ahead, nobody behind. front_open: nobody ahead, the named ones are still open.
    some_clear: the named ones are ahead, places `place` to `place_to` are open.
    clear: the named ones take all first places. clear_narrow: they do, but others are not out of it.
    crowded: more options are ahead than there are first places.
    funded, funded_apart, funded_none: where money is spent (the `detail` of the ranking says so), what it pays for: the
    named ones both ways, or none; apart where the two ways do not pay for the same.
    """
    key = _key(ranking)
    if detail and "chosen" in detail and key not in ("no_options", "no_votes", "few_voters"):
        return _spending(ranking, detail["chosen"])
    return Sentence(key, tuple(option.text for option in _subjects(ranking, key)), _numbers(ranking))


def _spending(ranking: Ranking, chosen: Mapping[str, Sequence[str]]) -> Sentence:
    votes, shares = {*chosen["greedy"]}, {*chosen["shares"], *chosen["rest"]}

    def named(paid: set[str]) -> tuple[str, ...]:
        return tuple(option.text for option in ranking.options if str(option.id) in paid)

    key: SentenceKey = "funded_apart" if votes != shares else "funded" if votes else "funded_none"
    return Sentence(key, named(votes & shares), _numbers(ranking), named(votes - shares), named(shares - votes))


def _key(ranking: Ranking) -> SentenceKey:
    if not ranking.options:
        return "no_options"
    if ranking.voters == 0:
        return "no_votes"
    if len(ranking.options) == 1:
        return "one_option"
    if ranking.voters < FEW_VOTERS:
        return "few_voters"
    if len(ranking.options) <= ranking.k:
        return "all_fit"
    if ranking.options[0].rank_to == len(ranking.options):
        return "all_tied"
    return _race_key(ranking)


def _race_key(ranking: Ranking) -> SentenceKey:
    ahead, undecided = len(ranking.in_band("ahead")), len(ranking.in_band("open"))
    if ahead == 0:
        return "front_open" if ranking.in_band("behind") else "all_open"
    if ahead < ranking.k:
        return "some_clear"
    if ahead > ranking.k:
        return "crowded"
    return "clear_narrow" if undecided else "clear"


def _subjects(ranking: Ranking, key: SentenceKey) -> tuple[RankedOption, ...]:
    if key in ("one_option", "all_fit"):
        return ranking.options
    if key == "few_voters":
        return tuple(option for option in ranking.options if option.rank == 1)
    if key == "front_open":
        return ranking.in_band("open")
    return ranking.in_band("ahead") if key in ("some_clear", "clear", "clear_narrow", "crowded") else ()


def _numbers(ranking: Ranking) -> dict[str, int]:
    ahead = len(ranking.in_band("ahead"))
    return {
        "voters": ranking.voters,
        "options": len(ranking.options),
        "k": ranking.k,
        "ahead": ahead,
        "open": len(ranking.in_band("open")),
        "behind": len(ranking.in_band("behind")),
        "place": ahead + 1,
        "place_to": min(ranking.k, len(ranking.options)),
    }
