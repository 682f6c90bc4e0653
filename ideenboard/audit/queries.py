"""Reading the log."""

from sqlalchemy import ColumnElement, SQLColumnExpression, String, cast, func, literal, select

from ideenboard.audit.models import AuditEntry, Revision
from ideenboard.base.db import db


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
