"""Which texts say nearly the same, two by two: by their titles, as the nearest of a text are found."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from ideenboard.similarity.rules import NEARLY_SAME
from ideenboard.similarity.rules_index import Index

ROWS_AT_ONCE = 500


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
    rare, left_out = _without_common(rows, index.weights, floor)
    turned = rows.T.tocsr()
    found: list[Pair] = []
    for begin in range(0, len(ids), ROWS_AT_ONCE):
        part = (rare[begin : begin + ROWS_AT_ONCE] @ turned).tocoo()
        one, other = part.row.astype(np.int64) + begin, part.col
        # What was left out adds at most its own length.
        may_be = (one < other) & (part.data + left_out[one] >= floor)
        one, other = one[may_be], other[may_be]
        scores = np.asarray(rows[one].multiply(rows[other]).sum(1)).ravel()
        near = np.flatnonzero(scores >= floor)
        found += [Pair(int(ids[one[n]]), int(ids[other[n]]), float(scores[n])) for n in near]
        if len(found) >= most:
            break
    return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))[:most]


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
    gone = squares - before[owners] < floor**2 * 0.999
    left_out = np.sqrt(np.bincount(owners[gone], rows.data[order][gone].astype(np.float64) ** 2, rows.shape[0]))
    kept = rows.copy()
    kept.data[order[gone]] = 0
    kept.eliminate_zeros()
    return kept, left_out
