"""One row per change that somebody answers for, and one number per place that live views watch."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ideenboard.base.db import Base


class AuditEntry(Base):
    """Who changed what, when. Written once; nothing updates it, and only those of a wiped rehearsal are deleted.

    Actors and subjects are plain names ("account:3", "contribution:17"): the log stands below the rooms it tells of
    and outlives their rows.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_process", "process_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    process_id: Mapped[int | None]
    workshop_id: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Revision(Base):
    """How many changes a place has seen. Raised inside the change's transaction, so numbers come in commit order."""

    __tablename__ = "revision"

    scope: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
