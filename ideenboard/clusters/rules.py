"""Where a selected card was seen, and which district a new cluster belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass

from ideenboard.base.ids import read_id

# How many cards a cluster shows on the board before "show all".
PREVIEW = 4
SUMMARY_MAX = 1000


@dataclass(frozen=True)
class Pick:
    """A card somebody selected, and the cluster in which they saw it; None among the unsorted."""

    card_id: int
    seen_in: int | None = None


def read_pick(value: str) -> Pick | None:
    """Read "17" or "17.3" (card 17, seen in cluster 3); None where it is neither."""
    card, dot, cluster = value.partition(".")
    card_id, seen_in = read_id(card), read_id(cluster)
    if card_id is None or (dot and seen_in is None):
        return None
    return Pick(card_id, seen_in)


def common_district(district_ids: Iterable[int | None]) -> int | None:
    """The district that all cards share; None, the whole city, where they differ."""
    found = set(district_ids)
    return found.pop() if len(found) == 1 else None
