"""Groups of texts that are proposed: LSA and k-means over the pieces of their words. A sorting aid, not a finding.

The same texts give the same groups: nothing is drawn anew, and the texts come in the order of their ids.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ideenboard.similarity.rules import Proposal
from ideenboard.similarity.rules_grams import count_grams, fold_words
from ideenboard.similarity.rules_index import weigh
from ideenboard.similarity.rules_labels import labels_of

Floats = NDArray[np.float32]

FEATURES, DIMENSIONS = 8000, 50
# What few texts have tells groups apart better than their share alone would say.
RARITY = 1.5
LEAST, MOST = 3, 15
STARTS, STEPS = 4, 50
# Power iterations of the randomised decomposition, and directions beyond those that are wanted.
ROUNDS, SPARE = 2, 10
SEED = 20270121


def group_count(texts: int) -> int:
    """How many groups are proposed for so many texts."""
    return min(max(round(texts ** (1 / 3)), LEAST), MOST, texts)


def groups_of(texts: Sequence[str], count: int | None = None, seed: int = SEED) -> NDArray[np.int64]:
    """The number of its group for each text, of which only the folded words are left."""
    count = group_count(len(texts)) if count is None else min(count, len(texts))
    if count < 2:
        return np.zeros(len(texts), np.int64)
    return _k_means(_directions(_features(texts), seed), count, seed)


def proposals(texts: Sequence[tuple[int, str]], count: int | None = None) -> list[Proposal]:
    """The groups of some texts with their words, the largest first. What is alone in a group is left out."""
    said = [text for _id, text in texts]
    groups: list[int] = groups_of([fold_words(text) for text in said], count).tolist()
    words = labels_of(said, groups) if texts else {}
    members: dict[int, list[int]] = {}
    for (number, _text), group in zip(texts, groups, strict=True):
        members.setdefault(group, []).append(number)
    found = [Proposal(words[group], tuple(ids)) for group, ids in members.items() if len(ids) > 1]
    return sorted(found, key=lambda proposal: (-len(proposal.ids), proposal.ids))


def _features(texts: Sequence[str]) -> csr_matrix:
    counts = count_grams(texts)
    having = np.bincount(counts.indices, minlength=counts.shape[1])
    common = np.sort(np.argsort(-having, kind="stable")[:FEATURES])
    common = common[having[common] > 1]
    rarity = (np.log((1 + len(texts)) / (1 + having[common])) + 1) ** RARITY
    return weigh(counts[:, common], rarity.astype(np.float32))


def _directions(features: csr_matrix, seed: int) -> Floats:
    """What the texts are about, in few numbers: the first directions of a randomised singular value decomposition."""
    random = np.random.default_rng(seed)
    wanted = min(DIMENSIONS + SPARE, *features.shape)
    turned = features.T.tocsr()
    basis = np.linalg.qr(features @ random.standard_normal((features.shape[1], wanted), np.float32))[0]
    for _ in range(ROUNDS):
        basis = np.linalg.qr(features @ (turned @ basis))[0]
    across = (turned @ basis).astype(np.float64)
    # The strongest directions come last.
    squares, turns = np.linalg.eigh(across.T @ across)
    places = basis @ (turns * np.sqrt(np.maximum(squares, 0)))[:, -DIMENSIONS:]
    # What all texts have in common tells none of them from the others.
    places -= places.mean(0)
    lengths = np.linalg.norm(places, axis=1, keepdims=True)
    return (places / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _k_means(places: Floats, count: int, seed: int) -> NDArray[np.int64]:
    """The best of some starts."""
    found = [_settled(places, _first_centres(places, count, [seed, start])) for start in range(STARTS)]
    return min(found, key=lambda one: one[0])[1]


def _first_centres(places: Floats, count: int, seed: list[int]) -> Floats:
    """Each centre is a text that is likely to be far from those before it."""
    random = np.random.default_rng(seed)
    chosen = [int(random.integers(len(places)))]
    far = _distances(places, places[chosen])[:, 0]
    for _ in range(count - 1):
        mark = random.random() * far.sum()
        chosen.append(min(int(np.searchsorted(np.cumsum(far), mark)), len(places) - 1))
        far = np.minimum(far, _distances(places, places[chosen[-1:]])[:, 0])
    return places[chosen]


def _settled(places: Floats, centres: Floats) -> tuple[float, NDArray[np.int64]]:
    """Move the centres until no text changes its group."""
    groups = np.full(len(places), -1)
    for _ in range(STEPS):
        distances = _distances(places, centres)
        nearest = distances.argmin(1)
        if np.array_equal(nearest, groups):
            break
        groups = nearest
        members = np.eye(len(centres), dtype=np.float32)[groups]
        sizes = members.sum(0)[:, None]
        centres = np.where(sizes > 0, (members.T @ places) / np.maximum(sizes, 1), centres)
    return float(distances.min(1).sum()), groups


def _distances(places: Floats, centres: Floats) -> Floats:
    squared = (places**2).sum(1)[:, None] - 2 * places @ centres.T + (centres**2).sum(1)
    return np.maximum(squared, 0)
