"""What near means, and which words two texts share."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from ideenboard.base.text import fold

# From here on the words say "nearly the same"; below only "similar", which promises nothing.
NEARLY_SAME = 0.85
# Below, what is found is chance: words that every text has.
WHILE_TYPING, AT_THE_DESK = 0.3, 0.25
# In a table one would otherwise read every row: from here on it is marked as similar, which a typo or two leave it.
IN_A_TABLE = 0.7
# Below, texts have nothing in common at all.
CHANCE = 0.05
# So few letters say nothing yet.
TYPED_MIN = 12
# How many of the nearest speak for a group.
VOICES = 10

_WORD = re.compile(r"\w+")
# Words of one stem differ at the end: Radweg, Radwege, Radwegen.
_STEM = 5


class Near(NamedTuple):
    """A text, and how near it is: 1 where it says the same."""

    id: int
    score: float

    @property
    def is_nearly_same(self) -> bool:
        """Whether it may be called so."""
        return self.score >= NEARLY_SAME


class Proposal(NamedTuple):
    """Texts that share words and could become a group: the words, and the ids of the texts."""

    words: tuple[str, ...]
    ids: tuple[int, ...]


class Stretch(NamedTuple):
    """A part of a text; `is_shared` where the other text has this word as well."""

    text: str
    is_shared: bool


def stems(text: str) -> frozenset[str]:
    """By what the words of a text are compared. Words of two or three letters are in every text and say nothing."""
    return frozenset(_stem(word) for word in _WORD.findall(text) if len(word) > 3)


def marked(text: str, shared: Collection[str]) -> list[Stretch]:
    """A text in stretches, so that the words whose stems are shared can be marked."""
    found, end = [], 0
    for word in _WORD.finditer(text):
        if len(word[0]) > 3 and _stem(word[0]) in shared:
            found += [Stretch(text[end : word.start()], False), Stretch(word[0], True)]
            end = word.end()
    return [stretch for stretch in (*found, Stretch(text[end:], False)) if stretch.text]


def nearest_groups(near: Iterable[Near], group_of: Mapping[int, int], most: int = 2) -> list[int]:
    """The groups that the nearest texts speak for, the likeliest first. `near`: the nearest first."""
    voices: dict[int, list[float]] = {}
    for text in near:
        if (group := group_of.get(text.id)) is not None:
            voices.setdefault(group, []).append(text.score)
    return sorted(voices, key=lambda group: (-sum(voices[group][:VOICES]), group))[:most]


def _stem(word: str) -> str:
    folded = fold(word)
    return folded[: max(_STEM, len(folded) - 3)]
