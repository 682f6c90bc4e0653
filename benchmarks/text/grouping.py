"""How far proposed groups agree with those that people made, and what they are called."""

import math
import time
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from benchmarks.text.collections import Collection
from ideenboard.similarity.rules_grams import fold_words
from ideenboard.similarity.rules_labels import labels_of
from ideenboard.similarity.rules_proposals import SEED, groups_of

SEEDS = (SEED, 1, 2, 3, 4)


def agreement(collection: Collection) -> Iterator[tuple[str, float]]:
    """Means over some seeds of ARI and V, where the collection has categories; the largest share of one group."""
    texts = [text for text in collection.texts if text.category]
    folded = [fold_words(text.whole) for text in (texts or collection.texts)]
    found = [groups_of(folded, seed=seed).tolist() for seed in SEEDS]
    if texts:
        categories = [text.category for text in texts]
        yield "ARI", sum(adjusted_rand(categories, groups) for groups in found) / len(found)
        yield "V", sum(v_measure(categories, groups) for groups in found) / len(found)
    yield "biggest group", max(Counter(groups).most_common(1)[0][1] for groups in found) / len(folded)


def steadiness(collection: Collection) -> Iterator[tuple[str, float]]:
    """Whether the same texts give the same groups and labels, and how many labels are empty."""
    first, second = (_proposed([text.whole for text in collection.texts]) for _ in range(2))
    yield "same groups", float(first == second)
    yield "empty labels", float(sum(not "".join(words).strip() for words in first[1].values()))


def grouping_ms(texts: Sequence[str], rounds: int = 5) -> float:
    """How long it takes to group so many texts and to name the groups, the median after a first time."""
    times = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        _proposed(texts)
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times[1:])[rounds // 2]


def _proposed(texts: Sequence[str]) -> tuple[list[int], dict[int, tuple[str, ...]]]:
    groups: list[int] = groups_of([fold_words(text) for text in texts]).tolist()
    return groups, labels_of(texts, groups)


def adjusted_rand(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """The adjusted Rand index of two partitions (Hubert and Arabie 1985)."""
    together = _pairs(Counter(zip(one, other, strict=True)))
    first, second, all_pairs = _pairs(Counter(one)), _pairs(Counter(other)), math.comb(len(one), 2)
    expected = first * second / all_pairs if all_pairs else 0
    most = (first + second) / 2
    return (together - expected) / (most - expected) if most != expected else 1.0


def v_measure(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """The harmonic mean of homogeneity and completeness (Rosenberg and Hirschberg 2007)."""
    first, second = _entropy(Counter(one)), _entropy(Counter(other))
    shared = first + second - _entropy(Counter(zip(one, other, strict=True)))
    return 2 * shared / (first + second) if first + second else 1.0


def _pairs(counts: Counter[Hashable]) -> int:
    return sum(math.comb(count, 2) for count in counts.values())


def _entropy(counts: Counter[Hashable]) -> float:
    total = counts.total()
    return -sum(count / total * math.log(count / total) for count in counts.values())
