"""Intervals and chances of shares of agreement, from their Beta posteriors: computed, with nothing drawn by lot.

numpy and scipy cost about 40 MB and 0.4 s, so nothing imports this module at start-up: see `draws`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv

MANY_OPTIONS = 100
NEVER = 1e-7  # far below what anybody reads
# Where the distributions are looked at: for each option at so many points, of so many for all, and over all of 0 to 1.
POINTS_EACH, POINTS, POINTS_BETWEEN = 7, 1_200, 201
REACH = 6.0  # standard deviations around a mean
CHUNK = 1_000_000  # numbers at a time: bounds the memory whatever the number of options

Floats = NDArray[np.floating]
Estimates = list[tuple[float, float, float]]


def beta_estimates(agree: Sequence[int], disagree: Sequence[int], k: int) -> Estimates:
    """Return (low, high, chance to be among the first k) per option from Beta(A+1, D+1) posteriors.

    Low and high: equal-tailed 90 % interval of the share of agreement, 0..1. Chance: options independent of each
    other, right to about 0.0002. Depends on the counts alone: options with equal counts get equal figures, and neither
    the order nor the names of the options matter.
    """
    pairs, member = np.unique(np.column_stack([agree, disagree]), axis=0, return_inverse=True)
    member = member.reshape(-1)
    a, b = pairs[:, 0] + 1.0, pairs[:, 1] + 1.0
    low, high = betaincinv(a, b, 0.05), betaincinv(a, b, 0.95)
    sorted_member = np.sort(member)
    chance = _chances(a[sorted_member], b[sorted_member], k)
    shared = np.bincount(sorted_member, weights=chance) / np.bincount(member)
    return list(zip(low[member].tolist(), high[member].tolist(), shared[member].tolist(), strict=True))


def _chances(a: Floats, b: Floats, k: int) -> Floats:
    """Integrate over the share of each option: how likely fewer than k of the others lie above it."""
    if k == 0 or k >= a.size:
        return np.full(a.size, float(k > 0))
    inside = _contenders(a, b, k)
    a, b = a[inside], b[inside]
    ends = _ends(a, b)
    chance, found = np.zeros(a.size), np.zeros(inside.size)
    width = max(1, CHUNK // (a.size * k))
    for start in range(0, ends.size - 1, width):
        below = betainc(a[:, None], b[:, None], ends[start : start + width + 1])
        chance += (np.diff(below, axis=1) * _fewer_above((below[:, 1:] + below[:, :-1]) / 2, k)).sum(axis=1)
    # Exactly k are among the first k: what is missing by the steps goes to those of whom it is not sure anyway.
    unsure = chance * (1 - chance)
    found[inside] = chance + (k - chance.sum()) * unsure / max(unsure.sum(), np.finfo(float).tiny)
    return found.clip(0, 1)


def _contenders(a: Floats, b: Floats, k: int) -> NDArray[np.bool_]:
    """Say who may come among the first k at all: of hundreds of options many are beaten, and need no integral."""
    if a.size < MANY_OPTIONS:
        return np.full(a.size, True)
    surely, at_best = betaincinv(a, b, NEVER), betaincinv(a, b, 1 - NEVER)
    inside: NDArray[np.bool_] = at_best >= np.partition(surely, a.size - k)[a.size - k]
    return inside


def _ends(a: Floats, b: Floats) -> Floats:
    """Cut 0..1 into steps that are narrow where the distribution of an option is."""
    mean = a / (a + b)
    spread = np.sqrt(mean * (1 - mean) / (a + b + 1))
    steps = np.linspace(-REACH, REACH, max(POINTS_EACH, POINTS // a.size))
    near = (mean[:, None] + spread[:, None] * steps).clip(0, 1)
    return np.unique(np.concatenate([near.ravel(), np.linspace(0, 1, POINTS_BETWEEN)]))


def _fewer_above(below: Floats, k: int) -> Floats:
    """Return per option and step how likely fewer than k of the others are above, from how likely each is below."""
    after = np.zeros((len(below), k, below.shape[1]))
    after[-1, 0] = 1
    for option in range(len(below) - 1, 0, -1):
        after[option - 1] = _one_more(after[option], below[option])
    before, found = after[-1], np.empty_like(below)
    for option, likely in enumerate(below):
        found[option] = (before * after[option].cumsum(axis=0)[::-1]).sum(axis=0)
        before = _one_more(before, likely)
    return found


def _one_more(above: Floats, below: Floats) -> Floats:
    """How many of some options are above, with one more that is below with this probability."""
    counted = above * below
    counted[1:] += above[:-1] * (1 - below)
    return counted
