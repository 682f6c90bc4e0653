"""Finding the nearest of many texts: each piece of a word leads to the texts that have it (TF-IDF, cosine).

A text has a title and all its words. It is as near as the nearer of the two: a short title is best found by titles.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ideenboard.similarity.rules import Near
from ideenboard.similarity.rules_grams import count_grams, fold_words, words_only

# So many changed texts, or so large a part of all, are worth weighing all anew.
FEW, SMALL_PART = 100, 0.05
ROWS_AT_ONCE = 1000


class Card(NamedTuple):
    """A text with its number, and which state of it this is. `folded`: the title and what follows it, folded."""

    id: int
    version: int
    title: str
    folded: str


@dataclass(frozen=True)
class Part:
    """Some texts by the pieces of their words: a row per piece, a column per text. Nothing in it changes."""

    ids: NDArray[np.int64]
    titles: csr_matrix
    # Only of texts that have more than a title; `longer` says which.
    wholes: csr_matrix
    longer: NDArray[np.int64]

    def scores(self, query: csr_matrix) -> NDArray[np.float32]:
        """How near each text is."""
        found = (query @ self.titles).toarray()[0]
        found[self.longer] = np.maximum(found[self.longer], (query @ self.wholes).toarray()[0])
        return found


@dataclass(frozen=True)
class Index:
    """All texts of a process: most of them weighed together, and those that came or changed since."""

    weights: NDArray[np.float32]
    parts: tuple[Part, ...]
    recent: dict[int, Card]
    versions: dict[int, int]

    def nearest(self, text: str, *, floor: float, most: int, among: Container[int] | None = None) -> list[Near]:
        """The nearest texts to some words, the nearest first, none below `floor`. among: only these."""
        query = weigh(count_grams([fold_words(text)]), self.weights)
        found: list[Near] = []
        for number, part in enumerate(self.parts):
            scores = part.scores(query)
            rows = np.flatnonzero(scores >= floor)
            outdated = self.recent.keys() if number == 0 else ()
            near = zip(part.ids[rows].tolist(), scores[rows].tolist(), strict=True)
            found += [Near(*one) for one in near if one[0] not in outdated and (among is None or one[0] in among)]
        return sorted(found, key=lambda near: (-near.score, near.id))[:most]

    def outdated(self, versions: Iterable[tuple[int, int]]) -> list[int]:
        """Which texts are not here in the state in which they are now."""
        known = self.versions
        return [number for number, version in versions if known.get(number) != version]

    def with_changes(self, cards: Sequence[Card]) -> "Index | None":
        """The index with these texts as they are now; None where so much has changed that all has to be weighed."""
        recent = self.recent | {card.id: card for card in cards}
        if len(recent) > max(FEW, SMALL_PART * len(self.versions)):
            return None
        versions = self.versions | {card.id: card.version for card in cards}
        return Index(self.weights, (self.parts[0], _part(list(recent.values()), self.weights)), recent, versions)


def build(cards: Sequence[Card]) -> Index:
    """Weigh all texts: what few have counts more than what many have."""
    titles, wholes, longer = _counts(cards)
    alone = np.setdiff1d(np.arange(len(cards)), longer)
    rarity = _texts_per_piece(wholes) + _texts_per_piece(titles[alone])
    weights = (np.log((1 + len(cards)) / (1 + rarity)) + 1).astype(np.float32)
    ids = np.array([card.id for card in cards], np.int64)
    part = Part(ids, _turned(titles, weights), _turned(wholes, weights), longer)
    return Index(weights, (part,), {}, {card.id: card.version for card in cards})


def _texts_per_piece(counts: csr_matrix) -> NDArray[np.int64]:
    return np.bincount(counts.indices, minlength=counts.shape[1])


def _part(cards: Sequence[Card], weights: NDArray[np.float32]) -> Part:
    titles, wholes, longer = _counts(cards)
    ids = np.array([card.id for card in cards], np.int64)
    return Part(ids, _turned(titles, weights), _turned(wholes, weights), longer)


def _counts(cards: Sequence[Card]) -> tuple[csr_matrix, csr_matrix, NDArray[np.int64]]:
    titles = [fold_words(card.title) for card in cards]
    wholes = [words_only(card.folded) for card in cards]
    longer = [row for row, (title, whole) in enumerate(zip(titles, wholes, strict=True)) if len(whole) > len(title)]
    return count_grams(titles), count_grams([wholes[row] for row in longer]), np.array(longer, np.int64)


def weigh(counts: csr_matrix, weights: NDArray[np.float32]) -> csr_matrix:
    """Put the weight of each piece in its text in place of its count; a text's squared weights add up to one."""
    values, starts = counts.data, counts.indptr
    np.log(values, out=values)
    values += 1
    # A stretch at a time: a large collection must not need its size once more for each step.
    for begin in range(0, counts.shape[0], ROWS_AT_ONCE):
        bounds = starts[begin : begin + ROWS_AT_ONCE + 1]
        here = slice(bounds[0], bounds[-1])
        values[here] *= weights[counts.indices[here]]
        owners = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        norms = np.sqrt(np.bincount(owners, values[here] ** 2, minlength=len(bounds) - 1)).astype(np.float32)
        values[here] /= norms[owners]
    return counts


def _turned(counts: csr_matrix, weights: NDArray[np.float32]) -> csr_matrix:
    return weigh(counts, weights).T.tocsr()
