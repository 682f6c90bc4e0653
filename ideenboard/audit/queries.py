"""Reading the log."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, SQLColumnExpression, String, cast, func, literal, select

from ideenboard.audit.models import AuditEntry, AuditLink, Revision
from ideenboard.audit.rules import ERASED, FORGOTTEN, START, Break, Entry, Link, breaks
from ideenboard.base.db import db

AT_ONCE = 2_000


def history_of(subject: str) -> list[AuditEntry]:
    """Everything that happened to one subject, oldest first."""
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)))


def revision_of(scope: str) -> int:
    """How many changes a place has seen."""
    return db.session.scalar(select(Revision.number).where(Revision.scope == scope)) or 0


def revision_in(kind: str, place: SQLColumnExpression[int]) -> ColumnElement[int]:
    """How many changes a place has seen, as a column of a statement that reads the place as well."""
    scope = literal(f"{kind}:") + cast(place, String)
    number = select(Revision.number).where(Revision.scope == scope).scalar_subquery()
    return func.coalesce(number, 0)


def chain_head() -> tuple[int, str]:
    """How many entries the log has, and the hash that stands for all of them in their order."""
    last = select(AuditLink.number, AuditLink.head).order_by(AuditLink.number.desc()).limit(1)
    row = db.session.execute(last).first()
    return (row.number, row.head) if row else (0, START)


def holds_head(head: str) -> bool:
    """Whether the log still holds the chain of which this was the head once."""
    return head == START or db.session.scalar(select(AuditLink.number).where(AuditLink.head == head)) is not None


def found_breaks() -> Iterator[Break]:
    """Every place where the log is not what was written, first along the chain, then what stands beside it."""
    emptying = select(AuditEntry.data).where(AuditEntry.action.in_((ERASED, FORGOTTEN)))
    emptied = {entry_id for data in db.session.scalars(emptying) for entry_id in data.get("entries", ())}
    yield from breaks(_chain(), emptied)
    linked = select(AuditLink.entry_id).where(AuditLink.entry_id == AuditEntry.id)
    for entry_id in db.session.scalars(select(AuditEntry.id).where(~linked.exists()).order_by(AuditEntry.id)):
        yield Break(entry_id, "it was put in past the chain")


def _chain() -> Iterator[tuple[Link, Entry | None]]:
    """Every link with its entry, a few thousand at a time, as rows that show both."""
    columns = (*AuditLink.__table__.columns, *AuditEntry.__table__.columns)
    chain = select(*columns).outerjoin_from(AuditLink, AuditEntry, AuditEntry.id == AuditLink.entry_id)
    chain, number = chain.order_by(AuditLink.number).limit(AT_ONCE), -1
    while rows := db.session.execute(chain.where(AuditLink.number > number)).all():
        yield from ((row, None if row.id is None else row) for row in rows)
        number = rows[-1].number
