"""Where a selected card was seen, and which district a new cluster belongs to."""

from collections.abc import Collection, Iterable, Mapping
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

    def __str__(self) -> str:
        """The same as forms carry it."""
        return f"{self.card_id}.{self.seen_in}" if self.seen_in is not None else str(self.card_id)


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


@dataclass(frozen=True)
class Move:
    """What a step did with a card: the cluster it was in before, and the one after; None is none."""

    card_id: int
    before: int | None
    after: int | None


@dataclass(frozen=True)
class WayBack:
    """What undoing a step would do: the moves to take back, and those that something later stands in the way of."""

    back: tuple[Move, ...]
    stuck: tuple[Move, ...]


def way_back(moves: Iterable[Move], now_in: Mapping[int, int | None], standing: Collection[int]) -> WayBack:
    """Tell the cards that still sit where a step put them, and have a cluster to go back to, from the others.

    `standing`: the clusters that stand once the step is undone. A card that is back already is neither.
    """
    back: list[Move] = []
    stuck: list[Move] = []
    for move in moves:
        if now_in.get(move.card_id) == move.before:
            continue
        has_home = move.before is None or move.before in standing
        (back if now_in.get(move.card_id) == move.after and has_home else stuck).append(move)
    return WayBack(tuple(back), tuple(stuck))


@dataclass(frozen=True)
class Shift:
    """How a cluster stands in the ranking before and after something: place and supporters, None where it is gone."""

    cluster_id: int
    place_before: int
    before: int
    place_after: int | None
    after: int | None

    @property
    def places_up(self) -> int:
        """By how many places it rises; negative where it falls."""
        return self.place_before - self.place_after if self.place_after is not None else 0


def places(counts: Mapping[int, int]) -> dict[int, int]:
    """The places by number of supporters; who has as many shares a place, and the next one is left out."""
    return {key: 1 + sum(other > count for other in counts.values()) for key, count in counts.items()}


def shifts(before: Mapping[int, int], after: Mapping[int, int]) -> list[Shift]:
    """How each cluster stands before and after, in the order of the places afterwards; what is gone comes last."""
    old, new = places(before), places(after)
    found = [Shift(key, old[key], before[key], new.get(key), after.get(key)) for key in before]
    return sorted(found, key=lambda shift: (shift.place_after is None, shift.place_after, shift.place_before))
