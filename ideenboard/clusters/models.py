"""Clusters, who belongs to them since when and until when, and the steps by which it came to this."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import Base
from ideenboard.comments.models import Thread
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import District, Process

# Without I and O: on a wall and in the ear they are a one and a zero.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def letters(number: int) -> str:
    """The mark of the n-th cluster of a process: A, B, … Z, AA. It needs no colour and can be spoken."""
    text = ""
    while number > 0:
        number, place = divmod(number - 1, len(ALPHABET))
        text = ALPHABET[place] + text
    return text


class Cluster(Base):
    """Contributions that say the same or belong together. It points at them; they stay what they are."""

    __tablename__ = "cluster"
    __table_args__ = (UniqueConstraint("process_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id", ondelete="SET NULL"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), unique=True)
    # Counts up in its process; people see it as letters that stay when the title changes.
    number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    # A dissolved cluster keeps its row and its history: ballots, measures and receipts still tell of it.
    dissolved_at: Mapped[datetime | None]
    # Where its contributions went when it was dissolved into another one.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column()

    process: Mapped[Process] = relationship()
    district: Mapped[District | None] = relationship()
    thread: Mapped[Thread] = relationship()
    merged_into: Mapped["Cluster | None"] = relationship(remote_side=[id])
    __mapper_args__ = {"version_id_col": version}

    @property
    def subject(self) -> str:
        """How the audit log calls this cluster."""
        return f"cluster:{self.id}"

    @property
    def mark(self) -> str:
        """Its letters."""
        return letters(self.number)


class Verb(StrEnum):
    """What a step at the board was."""

    CREATED = "created"
    PUT = "put"
    TAKEN_OUT = "taken_out"
    MERGED = "merged"
    DISSOLVED = "dissolved"
    RESTORED = "restored"
    DESCRIBED = "described"
    UNDONE = "undone"


class Step(Base):
    """One thing that somebody did at the board. What it moved, the memberships say that name it.

    Kept as long as the process lives: each can be undone, and an undoing is a step like the others.
    """

    __tablename__ = "cluster_step"
    __table_args__ = (Index("ix_cluster_step_process", "process_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"))
    # The cluster it was about; of an undoing the one of the step that was undone.
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    verb: Mapped[Verb]
    # Which clusters it let fall and rise, and words as they were and became.
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("cluster_step.id", ondelete="SET NULL"))
    is_undone: Mapped[bool] = mapped_column(default=False)

    process: Mapped[Process] = relationship()
    cluster: Mapped[Cluster | None] = relationship()
    undoes: Mapped["Step | None"] = relationship(remote_side=[id])


class Membership(Base):
    """A contribution was in a cluster from `added_at` until `removed_at`, or still is."""

    __tablename__ = "membership"
    __table_args__ = (
        # A contribution sits in one cluster at a time; its past memberships stay.
        Index(
            "uq_membership_current",
            "contribution_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index("ix_membership_cluster", "cluster_id", "removed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id", ondelete="CASCADE"))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    # The steps that began and ended it; what was there before steps were kept has none.
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("cluster_step.id", ondelete="SET NULL"), index=True)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("cluster_step.id", ondelete="SET NULL"), index=True)

    cluster: Mapped[Cluster] = relationship()
    contribution: Mapped[Contribution] = relationship()
