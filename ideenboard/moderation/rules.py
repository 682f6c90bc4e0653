"""Which status a verdict leads to, which verdicts a card allows now, and when a reason is complete."""

from ideenboard.contributions.models import Status
from ideenboard.contributions.rules import TRANSITIONS
from ideenboard.moderation.models import Reason, Verdict

STATUS_OF = {Verdict.PUBLISHED: Status.PUBLISHED, Verdict.HIDDEN: Status.HIDDEN}
# The three piles of the queue. What its author took back lies in none of them.
PILES = (Status.PENDING, Status.PUBLISHED, Status.HIDDEN)


def may_decide(status: Status, verdict: Verdict) -> bool:
    """Whether a coordinator may decide so about a card in this status."""
    return STATUS_OF[verdict] in TRANSITIONS[status]


def needs_explanation(reason: Reason | None) -> bool:
    """Whether the reason says nothing without words of one's own."""
    return reason is Reason.OTHER
