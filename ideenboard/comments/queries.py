"""Reading threads."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, SQLColumnExpression, and_, case, select
from sqlalchemy.orm import joinedload

from ideenboard.base.db import db
from ideenboard.comments.models import Comment, Note, OfficialResponse, TextBlock
from ideenboard.processes.models import HidingReason


def comments_of(thread_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The comments of a thread, oldest first; of a hidden one not its words but why it is hidden (`placeholder`)."""
    query = (
        select(
            Comment.id,
            case((Comment.hidden_at.is_(None), Comment.text), else_="").label("text"),
            Comment.created_at,
            Comment.group_id,
            Comment.participant_id,
            Comment.token,
            Comment.hidden_at,
            HidingReason.name.label("placeholder"),
        )
        .outerjoin(HidingReason, HidingReason.id == Comment.reason_id)
        .where(Comment.thread_id == thread_id)
    )
    return db.session.execute(query.order_by(Comment.id)).all()


def own_token(comments: Sequence[Row[*tuple[Any, ...]]], participant_id: int | None) -> str:
    """The token of what a participant said last among these comments."""
    shown = [said for said in comments if said.hidden_at is None and said.participant_id == participant_id]
    return shown[-1].token if shown else ""


def last_said(thread_id: SQLColumnExpression[int], participant_id: ColumnElement[int]) -> ColumnElement[str | None]:
    """The token of what a participant said last in a thread, as a column of a statement that finds both."""
    own = select(Comment.token).where(
        Comment.thread_id == thread_id, Comment.participant_id == participant_id, Comment.hidden_at.is_(None)
    )
    return own.order_by(Comment.id.desc()).limit(1).scalar_subquery()


def responses_of(*thread_ids: int) -> Sequence[OfficialResponse]:
    """What the city answered in these threads, oldest first."""
    return _responses(OfficialResponse.thread_id.in_(thread_ids), is_public())


def is_public() -> ColumnElement[bool]:
    """Which answers everybody may read: neither drafts nor those that were taken back."""
    return and_(OfficialResponse.withdrawn_at.is_(None), OfficialResponse.is_draft.is_(False))


def desk_responses_of(thread_id: int) -> Sequence[OfficialResponse]:
    """The answers and the drafts of answers in a thread, oldest first. For coordinators only."""
    return _responses(OfficialResponse.thread_id == thread_id, OfficialResponse.withdrawn_at.is_(None))


def _responses(*scope: ColumnElement[bool]) -> Sequence[OfficialResponse]:
    query = select(OfficialResponse).where(*scope)
    return db.session.scalars(query.options(joinedload(OfficialResponse.account)).order_by(OfficialResponse.id)).all()


def is_answered(thread_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether the city has answered in the thread of a row, for everybody to read: a draft is no answer yet."""
    return select(OfficialResponse.id).where(OfficialResponse.thread_id == thread_id, is_public()).exists()


def notes_of(thread_id: int) -> Sequence[Note]:
    """The internal notes of a thread, oldest first. For coordinators only."""
    query = select(Note).where(Note.thread_id == thread_id).options(joinedload(Note.account))
    return db.session.scalars(query.order_by(Note.id)).all()


def text_blocks_of(process_id: int) -> Sequence[TextBlock]:
    """The answers that a process gives often, by name."""
    query = select(TextBlock).where(TextBlock.process_id == process_id)
    return db.session.scalars(query.order_by(TextBlock.name, TextBlock.id)).all()
