"""Which changes of status there are, how long an author may edit, and what a list can be narrowed to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from ideenboard.contributions.models import Kind, Status

EDIT_WINDOW = timedelta(minutes=5)
# What one device may bring into one workshop; a flood from one phone must not bury the room.
MAX_PER_WORKSHOP = 40

TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.PUBLISHED, Status.HIDDEN, Status.WITHDRAWN}),
    Status.PUBLISHED: frozenset({Status.PENDING, Status.HIDDEN, Status.WITHDRAWN}),
    Status.HIDDEN: frozenset({Status.PENDING, Status.PUBLISHED, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset(),
}


def may_edit(status: Status, created_at: datetime, at: datetime) -> bool:
    """Whether its author may still change a contribution's words."""
    return status in (Status.PENDING, Status.PUBLISHED) and at < created_at + EDIT_WINDOW


def may_withdraw(status: Status) -> bool:
    """Whether its author may take a contribution back."""
    return Status.WITHDRAWN in TRANSITIONS[status]


class Order(StrEnum):
    """How a list is sorted."""

    NEWEST = "newest"
    SUPPORTED = "supported"


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to."""

    kind: Kind | None = None
    theme_id: int | None = None
    district_id: int | None = None
    workshop_id: int | None = None
    words: str = ""
    order: Order = Order.NEWEST

    def as_args(self, **other: Any) -> dict[str, Any]:
        """This filter as the query of an address, with `other` values; what narrows nothing is left out."""
        order = self.order if self.order is not Order.NEWEST else None
        places = {"district": self.district_id, "workshop": self.workshop_id, "theme": self.theme_id}
        args = {"kind": self.kind, **places, "q": self.words or None, "order": order} | other
        return {name: value for name, value in args.items() if value is not None}

    @property
    def is_narrow(self) -> bool:
        """Whether anything besides the kind was chosen."""
        return bool(self.theme_id or self.district_id or self.words or self.order is not Order.NEWEST)


@dataclass(frozen=True)
class Facets:
    """What a list can be narrowed to: cards per kind, and the names of the themes and districts that occur."""

    kinds: dict[Kind, int]
    themes: dict[int, str]
    districts: dict[int, str]

    @property
    def total(self) -> int:
        """How many cards there are."""
        return sum(self.kinds.values())
