"""Whether the right cluster is among the two that are offered, once some of each cluster have been sorted."""

import random
from collections import defaultdict

from benchmarks.text.collections import Collection
from ideenboard.similarity.rules import CHANCE, nearest_groups
from ideenboard.similarity.rules_index import build

SORTED, QUERIES = 20, 300


def right_of_two(collection: Collection) -> float | None:
    """The share of unsorted texts whose cluster is one of two; None without categories."""
    chance = random.Random(1)  # noqa: S311 - a measurement, not a secret
    of_category: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(collection.texts):
        of_category[text.category].append(number)
    names = [name for name, members in of_category.items() if name not in ("", "other") and len(members) > SORTED]
    if not names:
        return None
    group_of: dict[int, int] = {}
    rest: list[tuple[int, int]] = []
    for group, name in enumerate(names):
        members = chance.sample(of_category[name], len(of_category[name]))
        group_of |= dict.fromkeys(members[:SORTED], group)
        rest += [(number, group) for number in members[SORTED:]]
    index = build(collection.cards())
    asked = chance.sample(rest, min(QUERIES, len(rest)))
    hits = 0
    for number, group in asked:
        near = index.nearest(collection.texts[number].whole, floor=CHANCE, most=100, among=group_of.keys())
        hits += group in nearest_groups(near, group_of)
    return hits / len(asked)
