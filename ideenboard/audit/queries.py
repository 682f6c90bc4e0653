"""Reading the log."""

from sqlalchemy import select

from ideenboard.audit.models import AuditEntry
from ideenboard.base.db import db


def history_of(subject: str) -> list[AuditEntry]:
    """Everything that happened to one subject, oldest first."""
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)))
