"""Reading the log."""

from sqlalchemy import select

from ideenboard.audit.models import AuditEntry, Revision
from ideenboard.base.db import db


def workshop_revision(workshop_id: int) -> int:
    """The number of the last change in a workshop; 0 before the first."""
    return _revision(f"workshop:{workshop_id}")


def process_revision(process_id: int) -> int:
    """The number of the last change of a process that belongs to no single workshop."""
    return _revision(f"process:{process_id}")


def _revision(scope: str) -> int:
    return db.session.scalar(select(Revision.number).where(Revision.scope == scope)) or 0


def history_of(subject: str) -> list[AuditEntry]:
    """Everything that happened to one subject, oldest first."""
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)))
