"""What a proposed group could be called: the words that many of its texts have and few of the others."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ideenboard.base.text import fold

WORDS = 3
# A name that is no noun must be said by clearly more texts to be taken.
NOUN = 1.5
SHORTEST = 4

_WORD = re.compile(r"[^\W\d_]+")
# Words that are in every text, folded; and words that say how something is done and not what it is about.
_EMPTY = frozenset(
    """
    drei vier fuenf sechs sieben acht neun zehn erste ersten zweite zweiten kommt kommen jahr jahre jahren
    aber alle allem allen aller alles also andere anderen anderer anderes auch auf aus bei beim bereits besser
    bessere besseren besteht bitte braucht dabei dafuer daher damit dann daran darauf daraus darf darueber darum
    das dass davon dazu dein dem den denen denn der deren des deshalb dessen die dies diese diesem diesen dieser
    dieses doch dort durch eben eher eigentlich ein eine einem einen einer eines einfach einige einmal erst etwa
    etwas euch fuer ganz ganze ganzen gegen geht gemacht gerade gerne gibt ging grosse grossen gute guten haben
    haette hatte heute hier hinter ihre ihrem ihren ihrer immer insbesondere ist jede jedem jeden jeder jedes
    jetzt kann kein keine keinem keinen keiner koennen koennte koennten leider leute lieber machen macht mal man
    manche mehr mein meine meist meisten menschen mich mindestens mit moeglich moeglichkeit muesste muss muessen
    nach natuerlich neben neue neuen nicht nichts noch nur oben obwohl oder oft ohne schoen schon sehr sein
    seine seinen seiner seit seite selbst sich sie sind sogar solche sollen soll sollte sollten sondern sonst
    sowie statt stehen steht tun ueber ueberall ueberhaupt uebrigens uns unser unsere unseren unten unter viel
    viele vielen vieler vielleicht vom von vor waere waeren waehrend wann waren warum was wegen weil weiter
    weitere weiteren welche welchen welcher wenig wenige weniger wenn wer werde werden wie wieder will wir wird
    wirklich wollen worden wuerde wuerden wurde wurden zeit zum zur zwar zwei zwischen zudem zumindest bzw etc
    wichtig about also and are because been but can could does from have into just like make many more most much
    need not only other our out over should some such than that the their them then there these they this those
    through very want was were what when where which while who will with would you your
    """.split()
)
_HOW = ("foerder", "verpflicht", "verbot", "verbiet", "einfuehr", "massnahm", "umsetz", "verbesser", "unterstuetz")


def labels_of(texts: Sequence[str], groups: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Up to three words for each group, the strongest first; never none. `groups`: the group of each text."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    said: dict[int, Counter[str]] = defaultdict(Counter)
    for text, group in zip(texts, groups, strict=True):
        words = {stem: word for word in _WORD.findall(text) if (stem := _telling_stem(word))}
        said[group].update(words.keys())
        for stem, word in words.items():
            spellings[stem][word] += 1
    everywhere = Counter({stem: counts.total() for stem, counts in spellings.items()})
    sizes = Counter(groups)
    names = {stem: _usual(counts) for stem, counts in spellings.items()}
    found = {}
    for group, counts in said.items():
        scores = {stem: _score(count / sizes[group], everywhere[stem] / len(texts)) for stem, count in counts.items()}
        found[group] = _chosen(scores, counts, names) or _first_words(texts, groups, group)
    return found


def stem_of(word: str) -> str:
    """By what words are taken for one: without their ending, folded."""
    folded = fold(word)
    for ending in ("ungen", "innen", "ern", "en", "er", "es", "em", "e", "n", "s"):
        if folded.endswith(ending) and len(folded) - len(ending) >= SHORTEST:
            return folded[: -len(ending)]
    return folded


@lru_cache(20_000)
def _telling_stem(word: str) -> str:
    """By what a word is counted; nothing where it says nothing about a theme."""
    folded = fold(word)
    if len(folded) < SHORTEST or folded in _EMPTY or any(how in folded for how in _HOW):
        return ""
    return stem_of(word)


def _usual(counts: Counter[str]) -> str:
    """The most frequent spelling; among equals the first in the alphabet, so that it is always the same."""
    return min(counts, key=lambda word: (-counts[word], word))


def _score(here: float, everywhere: float) -> float:
    return here * math.log(1 + here / everywhere)


def _chosen(scores: Mapping[str, float], counts: Counter[str], names: Mapping[str, str]) -> tuple[str, ...]:
    least = 2 if max(counts.values(), default=0) > 1 else 1
    weights = {stem: score * (NOUN if names[stem][0].isupper() else 1) for stem, score in scores.items()}
    chosen: list[str] = []
    for stem in sorted(weights, key=lambda stem: (-weights[stem], stem)):
        if counts[stem] >= least and not any(_is_alike(stem, other) for other in chosen):
            chosen.append(stem)
        if len(chosen) == WORDS:
            break
    return tuple(names[stem][0].upper() + names[stem][1:] for stem in chosen)


def _is_alike(one: str, other: str) -> bool:
    return one in other or other in one or one[:6] == other[:6]


def _first_words(texts: Sequence[str], groups: Sequence[int], group: int) -> tuple[str, ...]:
    """Where no word tells anything: how the first text begins."""
    first = next(text for text, its in zip(texts, groups, strict=True) if its == group)
    return (" ".join(first.split()[:WORDS])[:40] or "…",)
