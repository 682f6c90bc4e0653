"""What the page of a result shows of a snapshot: one sorting of its rows, and the scales of its charts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from ideenboard.voting.methods import METHODS

STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
MOST_TICKS = 5
NAMED = 3


@dataclass(frozen=True)
class Scale:
    """From 0 to `top`, with a line at each tick, in the unit of the score."""

    top: float
    ticks: tuple[float, ...]

    @property
    def positions(self) -> tuple[float, ...]:
        """Where the ticks are, in percent of the scale."""
        return tuple(tick / self.top * 100 for tick in self.ticks)


@dataclass(frozen=True)
class View:
    """The ranking as somebody sees it: everybody, or one group or district that may be shown.

    rows: options with their figures in the order of this view. bands: names with the rows in them; a single group has
    none, for bands are about everybody. too_few: options that too few people of the group answered to show anything.
    """

    name: str
    voters: int
    rows: Sequence[Mapping[str, Any]]
    bands: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]
    too_few: Sequence[Mapping[str, Any]]


def of_everybody(data: Mapping[str, Any]) -> View:
    """The whole ranking, in bands."""
    rows = data["options"]
    names = [band for band in ("ahead", "open", "behind") if any(row["band"] == band for row in rows)]
    bands = [(band, [row for row in rows if row["band"] == band]) for band in names]
    return View("", data["voters"], rows, bands, ())


def of_group(data: Mapping[str, Any], sorting: str, name: str) -> View | None:
    """The ranking of one group (`sorting`: groups or districts); None where it may not be shown."""
    group = next((view for view in data[sorting]["views"] if view["name"] == name), None)
    if group is None:
        return None
    pairs = list(zip(data["options"], group["cells"], strict=True))
    rows = [_seen(option, cell) for option, cell in pairs if cell is not None]
    rows.sort(key=lambda row: -row["post_mean"])
    too_few = [option for option, cell in pairs if cell is None]
    return View(name, group["voters"], rows, [("", rows)] if rows else [], too_few)


def _seen(option: Mapping[str, Any], cell: Mapping[str, Any]) -> dict[str, Any]:
    answered = cell["A"] + cell["D"]
    figures = {"post_mean": cell["mean"], "post_lo": cell["lo"], "post_hi": cell["hi"], "band": "open"}
    # What is about everybody does not stand in the row of a group.
    return {**option, **cell, **figures, "share": cell["A"] / answered if answered else None, "p_top_k": None}


def scale_for(method: str, highest: Iterable[float]) -> Scale:
    """A scale on which all these values find room; shares always reach from 0 to 1."""
    if METHODS[method].scale == "share":
        return Scale(1.0, (0.0, 0.25, 0.5, 0.75, 1.0))
    top = max(highest, default=0.0)
    step = next((step for step in STEPS if top <= step * MOST_TICKS), STEPS[-1])
    count = max(1, ceil(round(top / step, 6)))
    return Scale(count * step, tuple(n * step for n in range(count + 1)))


def lens_scale(data: Mapping[str, Any], sorting: str) -> Scale:
    """One scale for all groups, so that they can be compared."""
    cells = [cell for view in data[sorting]["views"] for cell in view["cells"] if cell]
    return scale_for(data["method"], (cell["hi"] for cell in cells))


def moved(data: Mapping[str, Any], before: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How the score of each option moved since the round before, in the order of the ranking; where it is new, None.

    told: whether it moved so far that the two 90 % intervals have nothing in common.
    """
    was = {row["source_id"]: row for row in before["options"]}
    return [_step(row, was.get(row["source_id"])) for row in data["options"]]


def _step(now: Mapping[str, Any], was: Mapping[str, Any] | None) -> dict[str, Any]:
    if was is None:
        return {"text": now["text"], "now": now["post_mean"], "was": None, "told": False}
    told = now["post_lo"] > was["post_hi"] or now["post_hi"] < was["post_lo"]
    return {"text": now["text"], "now": now["post_mean"], "was": was["post_mean"], "told": told}


def even_split(data: Mapping[str, Any]) -> float:
    """The score that every option would get if nobody preferred any."""
    options = len(data["options"])
    match METHODS[data["method"]].scale:
        case "points":
            return data["points"] / max(1, options)
        case "wins":
            return max(0, options - 1) / 2
        case _:
            return 0.5


@dataclass(frozen=True)
class Agreement:
    """What the groups have in common and where they part, a few proposals of each, the clearest first."""

    carried: tuple[str, ...]
    apart: tuple[str, ...]


def agreement(data: Mapping[str, Any], sorting: str) -> Agreement:
    """Name what every shown group carries (its lowest score is at least an even split), and what they part on: the
    90 % intervals of two groups have nothing in common. Options with a cell that is held back are not named."""
    columns = zip(*(view["cells"] for view in data[sorting]["views"]), strict=True)
    told = [(row["text"], cells) for row, cells in zip(data["options"], columns, strict=True) if all(cells)]
    lowest = [(min(cell["mean"] for cell in cells), text) for text, cells in told]
    even = even_split(data)
    carried = sorted((pair for pair in lowest if pair[0] >= even), key=lambda pair: -pair[0])[:NAMED]
    gaps = [(max(cell["lo"] for cell in cells) - min(cell["hi"] for cell in cells), text) for text, cells in told]
    apart = sorted((pair for pair in gaps if pair[0] > 0), key=lambda pair: -pair[0])[:NAMED]
    names = tuple(text for _score, text in carried)
    return Agreement(names, tuple(text for _gap, text in apart if text not in names))


def tells_apart(data: Mapping[str, Any], sorting: str) -> bool:
    """Whether a sorting shows more than everybody together does."""
    views = data[sorting]["views"]
    return len(views) > 1 or bool(views and views[0]["voters"] < data["voters"])
