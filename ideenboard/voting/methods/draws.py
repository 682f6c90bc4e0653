"""Intervals and chances from random draws. This and `posteriors` are all of the ranking that needs numpy.

Such libraries cost tens of MB and tenths of a second, so nothing imports the two at start-up: the methods import them
inside the functions that use them. The seed is fixed: the same votes give the same figures, today and at a recount.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

SEED = 20_270_422
POINT_DRAWS = 20_000  # standard error of a chance at most 0.0035
WIN_DRAWS = 5_000  # at most 0.0071
MISSING = -1
CHUNK = 1_000_000  # numbers drawn at a time: bounds the memory whatever the number of options and voters

Floats = NDArray[np.floating]
Estimates = list[tuple[float, float, float]]


def point_estimates(ballots: Sequence[Sequence[int]], k: int) -> Estimates:
    """Return (low, high, chance to be among the first k) per option from a Bayesian bootstrap over the voters.

    `ballots`: one row per voter, one column per option, points with the zeros; MISSING where somebody gave no answer
    and does not enter the mean. Each draw weighs the voters by Dirichlet(1, ..., 1) (Rubin 1981) and takes the
    weighted mean of points per voter; low and high are the 5 % and 95 % quantiles of these means, in points. Voters
    with the same row share one Gamma weight, which is the same distribution and makes the result independent of who
    is who.
    """
    rows, times = np.unique(np.asarray(ballots, dtype=np.int64), axis=0, return_counts=True)
    # Columns that are equal must stay exactly equal in every draw, or rounding would decide between them.
    columns, member = np.unique(rows, axis=1, return_inverse=True)
    member = member.reshape(-1)
    means = np.empty((POINT_DRAWS, columns.shape[1]), dtype=np.float32)
    hits = np.zeros(member.size)
    for start, weights in _weights(times, POINT_DRAWS, rows.shape[0] + member.size):
        drawn = _means(weights, columns)
        means[start : start + len(drawn)] = drawn
        hits += _hits(drawn[:, member], k)
    low, high = np.quantile(means, [0.05, 0.95], axis=0)
    return list(zip(low[member].tolist(), high[member].tolist(), (hits / POINT_DRAWS).tolist(), strict=True))


def _means(weights: NDArray[np.float32], columns: NDArray[np.int64]) -> NDArray[np.float32]:
    given = columns != MISSING
    worth = weights @ np.where(given, columns, 0).astype(np.float32)
    heads = weights.sum(axis=1, keepdims=True) if given.all() else weights @ given.astype(np.float32)
    means: NDArray[np.float32] = worth / heads
    return means


def win_estimates(places: Sequence[Sequence[int]], k: int) -> Estimates:
    """Return (low, high, chance to be among the first k) per option for the wins of Schulze's method.

    `places`: one row per voter, one column per option, 1 the best. The same bootstrap, the voters weighed in each duel.
    """
    rows, times = np.unique(np.asarray(places, dtype=np.int64), axis=0, return_counts=True)
    size = rows.shape[1]
    duels = (rows[:, :, None] < rows[:, None, :]).reshape(len(rows), -1).astype(np.float32)
    wins = np.empty((WIN_DRAWS, size))
    hits = np.zeros(size)
    for start, weights in _weights(times, WIN_DRAWS, len(rows) + 4 * size * size):
        drawn = _wins((weights @ duels).reshape(-1, size, size))
        wins[start : start + len(drawn)] = drawn
        hits += _hits(drawn, k)
    low, high = np.quantile(wins, [0.05, 0.95], axis=0)
    return list(zip(low.tolist(), high.tolist(), (hits / WIN_DRAWS).tolist(), strict=True))


def _wins(pairs: NDArray[np.float32]) -> Floats:
    back = pairs.transpose(0, 2, 1)
    paths = np.where(pairs > back, pairs, 0)
    for via in range(pairs.shape[1]):
        paths = np.maximum(paths, np.minimum(paths[:, :, via, None], paths[:, via, None, :]))
    won: Floats = (paths > paths.transpose(0, 2, 1)).sum(axis=2).astype(float)
    return won


def _weights(times: NDArray[np.intp], draws: int, width: int) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Draw the weights of the voters, some rows at a time, with the number of the first."""
    random = np.random.Generator(np.random.SFC64(SEED))
    for start, stop in _chunks(draws, width):
        yield start, _gamma_weights(random, times, stop - start)


def _gamma_weights(random: np.random.Generator, times: NDArray[np.intp], draws: int) -> NDArray[np.float32]:
    """Draw Gamma(times) weights, one row per draw; for the many rows with one voter they are the quick exponentials."""
    weights = random.standard_exponential((draws, times.size), dtype=np.float32)
    shared = times > 1
    weights[:, shared] = random.standard_gamma(times[shared], (draws, int(shared.sum())), dtype=np.float32)
    return weights


def _hits(drawn: Floats, k: int) -> Floats:
    """Count per column in how many rows it is among the k largest; columns tied for the last places share them."""
    rows, n = drawn.shape
    if k == 0 or k >= n:
        return np.full(n, float(rows if k else 0))
    last = np.partition(drawn, n - k, axis=1)[:, n - k, None]
    above, level = drawn > last, drawn == last
    shared = (k - above.sum(axis=1)) / level.sum(axis=1)
    hits: Floats = above.sum(axis=0) + shared @ level
    return hits


def _chunks(draws: int, width: int) -> Iterator[tuple[int, int]]:
    step = max(1, CHUNK // width)
    for start in range(0, draws, step):
        yield start, min(start + step, draws)
