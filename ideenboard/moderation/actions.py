"""Deciding about contributions, answering for the city, keeping notes."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from ideenboard.audit.actions import record
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.comments import actions as comments
from ideenboard.comments.models import Comment, OfficialResponse
from ideenboard.contributions.actions import set_status
from ideenboard.contributions.models import Contribution, Status
from ideenboard.moderation.models import Decision, Reason, Verdict
from ideenboard.moderation.rules import STATUS_OF, may_decide, needs_explanation
from ideenboard.processes.rules import Actor


def decide(
    contribution: Contribution,
    verdict: Verdict,
    reason: Reason | None = None,
    explanation: str = "",
    *,
    by: Actor,
    at: datetime,
) -> bool:
    """The one door of moderation: publish or hide a card, with its reason; False where it already is so.

    Raises Refusal where a reason or its words are missing, Conflict where the author took the card back.
    """
    if verdict is Verdict.HIDDEN and reason is None:
        raise Refusal(_("Please choose a reason."))
    if needs_explanation(reason) and not explanation:
        raise Refusal(_("Please say the reason in your own words."))
    data = {"reason": reason.value} if reason else {}
    if not set_status(contribution, STATUS_OF[verdict], by=by.name, at=at, **data):
        return False
    db.session.add(
        Decision(
            contribution_id=contribution.id,
            account_id=by.account_id,
            verdict=verdict,
            reason=reason,
            explanation=explanation,
            at=at,
        )
    )
    db.session.flush()
    return True


def decide_all(
    contributions: Sequence[Contribution],
    verdict: Verdict,
    reason: Reason | None = None,
    explanation: str = "",
    *,
    by: Actor,
    at: datetime,
) -> list[Contribution]:
    """Decide the same about several cards and give those that changed; what was taken back meanwhile is left out."""
    open_to_it = [contribution for contribution in contributions if may_decide(contribution.status, verdict)]
    return [c for c in open_to_it if decide(c, verdict, reason, explanation, by=by, at=at)]


def reopen(contribution: Contribution, *, by: Actor, at: datetime) -> bool:
    """Put a card back into the queue, as if nobody had looked yet; False where it waits already."""
    return set_status(contribution, Status.PENDING, by=by.name, at=at)


def respond(contribution: Contribution, text: str, *, by: Actor, at: datetime) -> OfficialResponse:
    """Answer a card for the city."""
    response = comments.respond(contribution.thread, text, account_id=_account(by), at=at)
    _log("contribution.answered", contribution, by, at, response=response.id)
    return response


def withdraw_response(contribution: Contribution, response: OfficialResponse, *, by: Actor, at: datetime) -> None:
    """Take an answer of the city back."""
    if comments.withdraw_response(response, at=at):
        _log("contribution.answer_withdrawn", contribution, by, at, response=response.id)


def write_note(contribution: Contribution, text: str, *, by: Actor, at: datetime) -> None:
    """Leave a note about a card that only coordinators read."""
    note = comments.write_note(contribution.thread, text, account_id=_account(by), at=at)
    _log("contribution.noted", contribution, by, at, note=note.id)


def hide_comment(contribution: Contribution, comment: Comment, *, by: Actor, at: datetime) -> None:
    """Take a comment out of a card's public thread."""
    if comments.hide_comment(comment, contribution.thread, at=at):
        _log("contribution.comment_hidden", contribution, by, at, comment=comment.id)


def show_comment(contribution: Contribution, comment: Comment, *, by: Actor, at: datetime) -> None:
    """Bring a hidden comment back."""
    if comments.show_comment(comment, contribution.thread):
        _log("contribution.comment_shown", contribution, by, at, comment=comment.id)


def _account(by: Actor) -> int:
    assert by.account_id is not None  # noqa: S101 - the views' guards let only accounts through
    return by.account_id


def _log(action: str, contribution: Contribution, by: Actor, at: datetime, **data: int) -> None:
    record(
        action,
        contribution.subject,
        by=by.name,
        at=at,
        process_id=contribution.process_id,
        workshop_id=contribution.workshop_id,
        **data,
    )
