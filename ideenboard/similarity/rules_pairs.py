"""Which texts say nearly the same, two by two: by their titles, as the nearest of a text are found."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from ideenboard.similarity.rules import NEARLY_SAME
from ideenboard.similarity.rules_index import Index

ROWS_AT_ONCE = 500
# Of what two near texts must share, so much is left out at first. With more of it, too many have to be looked at twice.
LEFT_OUT = 0.8


class Pair(NamedTuple):
    """Two texts, the older first, and how near they are."""

    one: int
    other: int
    score: float


def pairs_of(index: Index, most: int, floor: float = NEARLY_SAME) -> list[Pair]:
    """The pairs that are at least so near, the nearest first. Where there are heaps of them, some."""
    ids, rows = _titles(index)
    order = np.argsort(ids, kind="stable")
    ids, rows = ids[order], rows[order]
    found: list[Pair] = []
    for one, other, scores in near_earlier(rows, index.weights, floor):
        found += [Pair(*pair) for pair in zip(ids[one].tolist(), ids[other].tolist(), scores.tolist(), strict=True)]
        if len(found) >= most:
            break
    return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))[:most]


def near_earlier(
    rows: csr_matrix, weights: NDArray[np.float32], floor: float = NEARLY_SAME, begin: int = 0
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]]:
    """The rows before one of those from `begin` on that are so near to it, this one, and how near: in stretches."""
    rare, left_out = _without_common(rows, weights, floor)
    turned = rows.T.tocsr()
    for start in range(begin, rows.shape[0], ROWS_AT_ONCE):
        part = (rare[start : start + ROWS_AT_ONCE] @ turned).tocoo()
        later, earlier = part.row.astype(np.int64) + start, part.col.astype(np.int64)
        # What was left out adds at most its own length.
        may_be = (earlier < later) & (part.data + left_out[later] >= floor)
        later, earlier = later[may_be], earlier[may_be]
        scores = np.asarray(rows[later].multiply(rows[earlier]).sum(1)).ravel()
        near = np.flatnonzero(scores >= floor)
        yield earlier[near], later[near], scores[near]


def _titles(index: Index) -> tuple[NDArray[np.int64], csr_matrix]:
    """The titles as they are now, a row per text."""
    ids = np.concatenate([part.ids for part in index.parts])
    rows = vstack([part.titles.T for part in index.parts], format="csr")
    size = len(index.parts[0].ids)
    current = [row for row, number in enumerate(ids.tolist()) if row >= size or number not in index.recent]
    return ids[current], rows[current]


def _without_common(
    rows: csr_matrix, weights: NDArray[np.float32], floor: float
) -> tuple[csr_matrix, NDArray[np.float64]]:
    """The rows without the common pieces that cannot make two texts nearly the same, and the length of what is gone."""
    owners = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    order = np.lexsort((weights[rows.indices], owners))
    squares = np.cumsum(rows.data[order].astype(np.float64) ** 2)
    before = np.concatenate(([0], squares))[rows.indptr[:-1]]
    gone = squares - before[owners] < floor**2 * LEFT_OUT
    left_out = np.sqrt(np.bincount(owners[gone], rows.data[order][gone].astype(np.float64) ** 2, rows.shape[0]))
    kept = rows.copy()
    kept.data[order[gone]] = 0
    kept.eliminate_zeros()
    return kept, left_out
