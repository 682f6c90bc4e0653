"""Where a cluster stands between impact and effort, how far the estimates lie apart, and what that makes as a score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from ideenboard.priorities.models import LEAST, MOST

MIDDLE = (LEAST + MOST) / 2
# From this many places on, a difference between the two rankings is worth a look.
WORTH_A_LOOK = 2


@dataclass(frozen=True)
class Point:
    """Impact and effort, each from 1 (very small) to 5 (very large)."""

    impact: float
    effort: float


@dataclass(frozen=True)
class Weighing:
    """How often impact and little effort count."""

    impact: int = 2
    effort: int = 1

    def score(self, point: Point) -> int:
        """From 0 (no impact, all the effort) to 100 (all the impact, no effort)."""
        gain, ease = (point.impact - LEAST) / (MOST - LEAST), (MOST - point.effort) / (MOST - LEAST)
        return round(100 * (self.impact * gain + self.effort * ease) / (self.impact + self.effort))


@dataclass(frozen=True)
class Spread:
    """Several estimates of one cluster: their middle, and how far they lie apart."""

    count: int
    mean: Point
    low: Point
    high: Point

    @property
    def is_wide(self) -> bool:
        """Whether there is something to talk about."""
        return max(self.high.impact - self.low.impact, self.high.effort - self.low.effort) >= 2


def spread(points: Sequence[Point]) -> Spread | None:
    """The spread of some estimates; None where there are none."""
    if not points:
        return None
    impacts, efforts = [point.impact for point in points], [point.effort for point in points]
    return Spread(
        len(points),
        Point(fmean(impacts), fmean(efforts)),
        Point(min(impacts), min(efforts)),
        Point(max(impacts), max(efforts)),
    )


def quadrant(point: Point) -> str:
    """What the matrix calls this place: first, prepare, aside or later."""
    if point.impact >= MIDDLE:
        return "first" if point.effort <= MIDDLE else "prepare"
    return "aside" if point.effort <= MIDDLE else "later"


@dataclass(frozen=True)
class Standing:
    """The places of a cluster in both rankings; None where it is in none."""

    score: int | None
    place: int | None
    place_of_people: int | None

    @property
    def higher_by(self) -> int:
        """By how many places the coordinators see it higher than the participants do; negative for lower."""
        if self.place is None or self.place_of_people is None:
            return 0
        return self.place_of_people - self.place

    @property
    def differs(self) -> bool:
        """Whether both see it so differently that one should say why."""
        return abs(self.higher_by) >= WORTH_A_LOOK


def standings(scores: Mapping[int, int], people: Mapping[int, int], every: Sequence[int]) -> dict[int, Standing]:
    """The standing of every cluster. `people`: the places that the participants gave.

    Compared are the clusters that stand in both rankings: a place among more or fewer would be another place.
    """
    both = scores.keys() & people.keys()
    ours = {key: 1 + sum(scores[other] > scores[key] for other in both) for key in both}
    theirs = {key: 1 + sum(people[other] < people[key] for other in both) for key in both}
    return {key: Standing(scores.get(key), ours.get(key), theirs.get(key)) for key in every}


# The drawing: a field of five by five, and below it a shelf for what has no place yet.
LEFT, WIDTH, HEIGHT, SHELF, STEP = 40, 872, 470, 560, 46


@dataclass(frozen=True)
class Spot:
    """Where a token stands in the drawing; `has_room` where it is alone, so that its name fits beside it."""

    x: float
    y: float
    has_room: bool = False


def x_of(effort: float) -> float:
    """How far right an effort stands."""
    return round(LEFT + (effort - LEAST + 0.5) / MOST * WIDTH, 1)


def y_of(impact: float) -> float:
    """How far down an impact stands: the largest on top."""
    return round(HEIGHT - (impact - LEAST + 0.5) / MOST * HEIGHT, 1)


def spots(points: Mapping[int, Point | None]) -> dict[int, Spot]:
    """Where the tokens stand. Several in one place fan out, those without a place stand on the shelf."""
    found: dict[int, Spot] = {}
    waiting = [key for key, point in points.items() if point is None]
    found |= {key: Spot(LEFT + 300 + place * STEP, SHELF) for place, key in enumerate(waiting)}
    together: dict[tuple[float, float], list[int]] = {}
    for key, point in points.items():
        if point is not None:
            together.setdefault((x_of(point.effort), y_of(point.impact)), []).append(key)
    for (x, y), keys in together.items():
        wide = min(len(keys), 3)
        for place, key in enumerate(keys):
            across, down = place % 3 - (wide - 1) / 2, place // 3 - (len(keys) - 1) // 3 / 2
            found[key] = Spot(x + across * STEP, y + down * STEP, has_room=len(keys) == 1)
    return found
