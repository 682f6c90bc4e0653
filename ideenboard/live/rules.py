"""Who counts as here, what the wall shows and which cards lie on it, and who may bring back what was hidden."""

from datetime import datetime, timedelta
from enum import StrEnum

from ideenboard.live.models import WallMode
from ideenboard.processes.models import Phase

# A phone in use says so every 45 seconds; it may miss one of these before it counts as put away.
SEEN_FOR = timedelta(seconds=100)
KEPT_FOR = timedelta(hours=1)
# A room that collects and brings nothing in for this long may need somebody.
QUIET_AFTER = timedelta(minutes=5)


def lies_on_wall(mark: bool | None, only_picked: bool) -> bool:
    """Whether a card lies on the wall: as it was put there or taken off, else as the wall takes all cards or none."""
    return not only_picked if mark is None else mark


def may_bring_back(decided_at_desk: bool, is_coordinator: bool) -> bool:
    """Whether somebody who steers may show a hidden card again: not over the head of the coordination."""
    return is_coordinator or not decided_at_desk


def quiet_for(phase: Phase, last: datetime, at: datetime) -> int | None:
    """For how many minutes nothing has come into a room that collects; None while that is nothing to speak of."""
    return (at - last) // timedelta(minutes=1) if phase is Phase.COLLECTING and at - last >= QUIET_AFTER else None


def may_show_result(*, is_of_room: bool, is_published: bool, is_shut: bool) -> bool:
    """Whether a wall may show what came of a closed vote: the room's own at once, while the room is together, and any
    other when it is published."""
    return is_published or (is_of_room and not is_shut)


class Screen(StrEnum):
    """What stands on the wall at this moment."""

    JOIN = "join"
    CARDS = "cards"
    VOTE = "vote"
    RESULT = "result"


def screen(mode: WallMode, phase: Phase, *, has_cards: bool, has_ballot: bool, has_result: bool) -> Screen:
    """What the wall shows: what it was set to, else what fits the phase.

    `has_ballot`: the room has voted or votes. `has_result`: the room may see what came of it.
    """
    match mode, phase:
        case (WallMode.JOIN, _) | (WallMode.BY_PHASE, Phase.PREPARED):
            return Screen.JOIN
        case (WallMode.BY_PHASE, Phase.COLLECTING) if not has_cards:
            return Screen.JOIN
        case (WallMode.RESULT, _) | (WallMode.BY_PHASE, Phase.VOTING):
            return Screen.RESULT if has_result else Screen.VOTE
        case (WallMode.BY_PHASE, Phase.CLOSED) if has_ballot:
            return Screen.RESULT if has_result else Screen.VOTE
    return Screen.CARDS
