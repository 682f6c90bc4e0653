"""One row per change that somebody answers for, its link in a chain, and one number per place that live views watch."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ideenboard.base.codes import new_token
from ideenboard.base.db import Base


class AuditEntry(Base):
    """Who changed what, when. Written once: the database refuses every change but the erasure of its content.

    Actors and subjects are plain names ("account:3", "contribution:17"): the log stands below the rooms it tells of
    and outlives their rows. An entry without salt was emptied; one without subject tells of a wiped rehearsal.
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
    salt: Mapped[str] = mapped_column(default=new_token)


class AuditLink(Base):
    """The link of one entry: the hashes of its content, and the head of the chain with it. Never altered.

    It points at no row: it stays where an entry is gone, and shows that.
    """

    __tablename__ = "audit_link"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(unique=True)
    data_hash: Mapped[str]
    content_hash: Mapped[str]
    head: Mapped[str]


class Revision(Base):
    """How many changes a place has seen. Raised inside the change's transaction, so numbers come in commit order."""

    __tablename__ = "revision"

    scope: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
