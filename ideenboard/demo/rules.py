"""The demo as plain data: days counted from today, and votes drawn so that each group leans as the story says."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from ideenboard.base.clock import from_local

SEED = 20_270_422
Weights = Mapping[str, float]


@dataclass(frozen=True)
class Days:
    """Turns the days of the story, counted from today, into dates."""

    today: date

    def day(self, number: int | None) -> date | None:
        """The date of a day; None stays None."""
        return None if number is None else self.today + timedelta(days=number)

    def moment(self, when: Mapping[str, Any], minutes: int = 0) -> datetime:
        """The moment of {"day": …, "time": "09:00"} in Rostock, some minutes later, in UTC."""
        clock = time.fromisoformat(when["time"])
        return from_local(datetime.combine(self.today + timedelta(days=when["day"]), clock)) + timedelta(
            minutes=minutes
        )


def draw() -> random.Random:
    """The dice of the demo: the same throws every time."""
    return random.Random(SEED)  # noqa: S311


def leaning(weights: Weights, group: str | None) -> float:
    """What a member of a group gives an option on average."""
    return weights.get(group or "unspecified", weights["overall"])


def points_paper(
    options: Sequence[Weights], group: str | None, budget: int, most: int, dice: random.Random
) -> list[int]:
    """One person's points on each option: point by point, where the group leans, never more than `most` on one."""
    points = [0] * len(options)
    for _point in range(budget):
        free = [index for index, given in enumerate(points) if given < most]
        # People put several points on what they want: what has some already draws more.
        pull = [leaning(options[index], group) * (1 + points[index]) + 0.02 for index in free]
        points[dice.choices(free, pull)[0]] += 1
    return points


def approval_paper(
    options: Sequence[tuple[Weights, float]], group: str | None, dice: random.Random
) -> list[int | None]:
    """One person's answer to each option (weights, share against it): 1, 0, -1, or None where it was passed over."""
    paper: list[int | None] = []
    for weights, against in options:
        agrees = leaning(weights, group)
        throw = dice.random()
        if throw < agrees:
            paper.append(1)
        elif throw < agrees + against * (1 - agrees) / max(1 - weights["overall"], 0.05):
            paper.append(-1)
        else:
            paper.append(None if dice.random() < 0.3 else 0)
    return paper


def support_paper(options: Sequence[Weights], group: str | None, dice: random.Random) -> list[int]:
    """What one person stands behind: 1 or 0 for each option."""
    return [int(dice.random() < leaning(weights, group)) for weights in options]


def resistance_paper(options: Sequence[Weights], group: str | None, dice: random.Random) -> list[int]:
    """One person's resistance to each option, 0 to 10, around what the group has on average."""
    return [min(10, max(0, round(dice.gauss(leaning(weights, group), 2.3)))) for weights in options]
