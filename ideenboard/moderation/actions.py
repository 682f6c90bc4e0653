"""Deciding about contributions, answering for the city, keeping notes."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from ideenboard.audit.actions import record
from ideenboard.base.codes import new_token
from ideenboard.base.db import db, upsert
from ideenboard.base.errors import Refusal
from ideenboard.comments import actions as comments
from ideenboard.comments.models import Comment, OfficialResponse
from ideenboard.contributions.actions import set_status
from ideenboard.contributions.models import Contribution
from ideenboard.moderation.models import Assignment, Attention, Decision, Verdict
from ideenboard.moderation.queries import assignments_of, last_decisions
from ideenboard.moderation.rules import STATUS_OF, may_decide, needs_explanation
from ideenboard.people.models import Account
from ideenboard.processes.models import HidingReason
from ideenboard.processes.queries import reasons_of
from ideenboard.processes.queries_settings import called_from
from ideenboard.processes.rules import Actor


def decide(
    contribution: Contribution,
    verdict: Verdict,
    reason: HidingReason | None = None,
    explanation: str = "",
    *,
    by: Actor,
    at: datetime,
    step: str = "",
) -> bool:
    """The one door of moderation: publish or hide a card, with its reason; False where it already is so.

    `step` is what the decisions share that were made at once; without it the decision is a step of its own.
    Raises Refusal where a reason or its words are missing, Conflict where the author took the card back.
    """
    if verdict is Verdict.HIDDEN:
        check_reason(contribution.process_id, reason, explanation)
    data = {"reason": reason.name} if reason else {}
    before = contribution.status
    if not set_status(contribution, STATUS_OF[verdict], by=by.name, at=at, **data):
        return False
    db.session.add(
        Decision(
            contribution_id=contribution.id,
            account_id=by.account_id,
            verdict=verdict,
            reason_id=reason.id if reason else None,
            explanation=explanation,
            at=at,
            step=step or new_token(),
            before=before,
        )
    )
    db.session.flush()
    return True


def check_reason(process_id: int, reason: HidingReason | None, explanation: str) -> None:
    """Raise Refusal where nothing is hidden like that: without a reason, or without its words."""
    # Before anybody has written a charter, words of one's own must do.
    if reason is None and reasons_of(process_id):
        raise Refusal(_("Please choose a reason."))
    if needs_explanation(reason) and not explanation:
        raise Refusal(_("Please say the reason in your own words."))


def decide_all(
    contributions: Sequence[Contribution],
    verdict: Verdict,
    reason: HidingReason | None = None,
    explanation: str = "",
    *,
    by: Actor,
    at: datetime,
    step: str = "",
) -> list[Contribution]:
    """Decide the same about several cards and give those that changed; what was taken back meanwhile is left out."""
    step = step or new_token()
    open_to_it = [contribution for contribution in contributions if may_decide(contribution.status, verdict)]
    return [c for c in open_to_it if decide(c, verdict, reason, explanation, by=by, at=at, step=step)]


def undo(decisions: Sequence[Decision], *, by: Actor, at: datetime) -> list[Contribution]:
    """Put the cards of one step back to where they were, and give those that went back.

    A card about which something else was decided meanwhile stays as it is.
    """
    standing = last_decisions(decision.contribution_id for decision in decisions)
    put_back = []
    for decision in decisions:
        card = decision.contribution
        is_last = standing.get(card.id) is decision and card.status is STATUS_OF[decision.verdict]
        if is_last and decision.before:
            decision.undone_at = at
            set_status(card, decision.before, by=by.name, at=at, undone=decision.verdict.value)
            put_back.append(card)
    db.session.flush()
    return put_back


def assign(contributions: Sequence[Contribution], account: Account | None, *, by: Actor, at: datetime) -> None:
    """Give cards to a coordinator to take care of, or to nobody; whose they are already stay as they are."""
    assigned = {row.contribution_id: row for row in assignments_of(contributions)}
    for card in contributions:
        row = assigned.get(card.id)
        if (row.account_id if row else None) == (account.id if account else None):
            continue
        if row is not None:
            db.session.delete(row)
            db.session.flush()
        if account is None:
            _log("contribution.released", card, by, at)
            continue
        db.session.add(Assignment(contribution_id=card.id, account_id=account.id, at=at))
        _log("contribution.assigned", card, by, at, account=account.id)


def open_card(contribution: Contribution, *, by: Actor, at: datetime) -> None:
    """Note that a coordinator has this card open now, and no other."""
    now = {"contribution_id": contribution.id, "seen_at": at}
    insert = upsert(Attention).values(account_id=_account(by), **now)
    db.session.execute(insert.on_conflict_do_update(index_elements=[Attention.account_id], set_=now))


def respond(
    contribution: Contribution, text: str, *, by: Actor, at: datetime, is_draft: bool = False
) -> OfficialResponse:
    """Answer a card for the city, or prepare to."""
    response = comments.respond(contribution.thread, text, account_id=_account(by), at=at, is_draft=is_draft)
    action = "contribution.answer_drafted" if is_draft else "contribution.answered"
    _log(action, contribution, by, at, response=response.id)
    return response


def publish_response(contribution: Contribution, response: OfficialResponse, *, by: Actor, at: datetime) -> bool:
    """Let everybody read a draft. False where it is public already, or was dropped."""
    if published := comments.publish_response(response, at=at):
        _log("contribution.answered", contribution, by, at, response=response.id)
    return published


def withdraw_response(contribution: Contribution, response: OfficialResponse, *, by: Actor, at: datetime) -> None:
    """Take an answer of the city back."""
    if comments.withdraw_response(response, at=at):
        _log("contribution.answer_withdrawn", contribution, by, at, response=response.id)


def write_note(contribution: Contribution, text: str, *, by: Actor, at: datetime) -> None:
    """Leave a note about a card that only coordinators read."""
    called = called_from(contribution.process_id, contribution.district_id)
    note = comments.write_note(contribution.thread, text, account_id=_account(by), at=at, called=called)
    _log("contribution.noted", contribution, by, at, note=note.id)


def hide_comment(
    contribution: Contribution,
    comment: Comment,
    reason: HidingReason | None,
    words: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Take a comment out of a card's public thread; the reason stays in its place."""
    check_reason(contribution.process_id, reason, words)
    if comments.hide_comment(comment, contribution.thread, at=at, reason=reason, words=words):
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
