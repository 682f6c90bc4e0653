"""Clusters and who belongs to them since when, until when."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import Base
from ideenboard.comments.models import Thread
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import District, Process


class Cluster(Base):
    """Contributions that say the same or belong together. It points at them; they stay what they are."""

    __tablename__ = "cluster"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id", ondelete="SET NULL"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), unique=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    # A dissolved cluster keeps its row and its history: ballots, measures and receipts still tell of it.
    dissolved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    process: Mapped[Process] = relationship()
    district: Mapped[District | None] = relationship()
    thread: Mapped[Thread] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def subject(self) -> str:
        """How the audit log calls this cluster."""
        return f"cluster:{self.id}"


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

    cluster: Mapped[Cluster] = relationship()
    contribution: Mapped[Contribution] = relationship()
