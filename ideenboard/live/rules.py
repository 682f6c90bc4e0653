"""Who counts as here, which cards lie on the wall, and who may bring back what was hidden."""

from datetime import timedelta

# A phone in use says so every 45 seconds; it may miss one of these before it counts as put away.
SEEN_FOR = timedelta(seconds=100)
KEPT_FOR = timedelta(hours=1)


def lies_on_wall(mark: bool | None, only_picked: bool) -> bool:
    """Whether a card lies on the wall: as it was put there or taken off, else as the wall takes all cards or none."""
    return not only_picked if mark is None else mark


def may_bring_back(decided_at_desk: bool, is_coordinator: bool) -> bool:
    """Whether somebody who steers may show a hidden card again: not over the head of the coordination."""
    return is_coordinator or not decided_at_desk
