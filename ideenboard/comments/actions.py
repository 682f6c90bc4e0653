"""Saying something: as a participant, for the city, or among coordinators."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict, Refusal, TooMany
from ideenboard.comments.models import Comment, Mention, Note, OfficialResponse, Thread
from ideenboard.comments.rules import is_called
from ideenboard.people.models import Account
from ideenboard.processes.models import HidingReason

# What one device may say under one card.
MAX_PER_THREAD = 20


def add_comment(
    thread: Thread,
    text: str,
    token: str,
    *,
    participant_id: int,
    group_id: int | None,
    at: datetime,
    is_open: bool = True,
) -> tuple[Comment, bool]:
    """Put a participant's comment into a thread, once per token: (the comment, whether it is new).

    What was said before it closed arrives also after. Raises Conflict for another text under a used token, Refusal
    where nothing new is taken, TooMany for a flood.
    """
    if found := _sent_before(thread, text, token, participant_id):
        return found, False
    if not is_open:
        raise Refusal(_("This is not open any more. Your text is still here."), 409)
    mine = select(func.count()).where(Comment.thread_id == thread.id, Comment.participant_id == participant_id)
    if (db.session.scalar(mine) or 0) >= MAX_PER_THREAD:
        raise TooMany(_("That were many comments from one device. Please let the others have a turn."))
    comment = Comment(
        thread_id=thread.id, participant_id=participant_id, group_id=group_id, text=text, token=token, created_at=at
    )
    try:
        with db.session.begin_nested():
            db.session.add(comment)
    except IntegrityError:
        # The same token arrived twice at the same moment and the other one was faster.
        if found := _sent_before(thread, text, token, participant_id):
            return found, False
        raise
    _count(thread, +1)
    return comment, True


def _sent_before(thread: Thread, text: str, token: str, participant_id: int) -> Comment | None:
    found = db.session.scalar(select(Comment).where(Comment.thread_id == thread.id, Comment.token == token))
    if found is not None and (found.participant_id != participant_id or found.text != text):
        raise Conflict(_("This form was already sent with another text. Please open a new one."))
    return found


def _count(thread: Thread, by: int) -> None:
    db.session.execute(
        update(Thread)
        .where(Thread.id == thread.id)
        .values(comment_count=Thread.comment_count + by)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(thread, ["comment_count"])


def hide_comment(
    comment: Comment, thread: Thread, *, at: datetime, reason: HidingReason | None = None, words: str = ""
) -> bool:
    """Take a comment out of the public thread; its text stays for the record. False where it already is hidden."""
    if not _set_hidden(comment, thread, at):
        return False
    comment.reason_id, comment.hidden_words = reason.id if reason else None, words
    db.session.flush()
    return True


def show_comment(comment: Comment, thread: Thread) -> bool:
    """Bring a hidden comment back. False where it is not hidden."""
    if not _set_hidden(comment, thread, None):
        return False
    comment.reason_id, comment.hidden_words = None, ""
    db.session.flush()
    return True


def _set_hidden(comment: Comment, thread: Thread, hidden_at: datetime | None) -> bool:
    # Decided in the database: of two coordinators at once only one may change the count.
    condition = Comment.hidden_at.is_not(None) if hidden_at is None else Comment.hidden_at.is_(None)
    change = update(Comment).where(Comment.id == comment.id, condition).values(hidden_at=hidden_at)
    changed = db.session.execute(change.returning(Comment.id).execution_options(synchronize_session=False)).first()
    if changed is None:
        return False
    db.session.refresh(comment, ["hidden_at"])
    _count(thread, +1 if hidden_at is None else -1)
    return True


def respond(thread: Thread, text: str, *, account_id: int, at: datetime, is_draft: bool = False) -> OfficialResponse:
    """Answer for the city, visible as such; a draft is for coordinators only."""
    response = OfficialResponse(thread_id=thread.id, account_id=account_id, text=text, created_at=at, is_draft=is_draft)
    db.session.add(response)
    db.session.flush()
    return response


def publish_response(response: OfficialResponse, *, at: datetime) -> bool:
    """Let everybody read a draft. False where it is public already, or was dropped."""
    if not response.is_draft or response.withdrawn_at is not None:
        return False
    response.is_draft, response.created_at = False, at
    return True


def withdraw_response(response: OfficialResponse, *, at: datetime) -> bool:
    """Take an answer of the city back; its text stays for the record. False where it already is withdrawn."""
    if response.withdrawn_at is not None:
        return False
    response.withdrawn_at = at
    return True


def write_note(thread: Thread, text: str, *, account_id: int, at: datetime, called: Collection[Account] = ()) -> Note:
    """Leave a note that only coordinators read; those it calls for by name find it on their desk."""
    note = Note(thread_id=thread.id, account_id=account_id, text=text, created_at=at)
    db.session.add(note)
    db.session.flush()
    asked = [one for one in called if one.id != account_id and is_called(one.name, text)]
    db.session.add_all(Mention(note_id=note.id, account_id=one.id) for one in asked)
    return note


def see_mention(mention: Mention, *, at: datetime) -> None:
    """Take a call off the desk of whom it was for."""
    mention.seen_at = mention.seen_at or at
