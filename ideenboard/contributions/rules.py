"""Which changes of status there are, and how long an author may edit."""

from datetime import datetime, timedelta

from ideenboard.contributions.models import Status

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
