"""Meetings with their agenda, who was there, what was resolved, and what was corrected in the minutes afterwards."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import Base
from ideenboard.clusters.models import Cluster
from ideenboard.people.models import Account
from ideenboard.plans.models import Measure
from ideenboard.processes.models import Event, Process, StakeholderGroup
from ideenboard.voting.models import Ballot


class Topic(StrEnum):
    """What an item of the agenda is about. The order is the order of the evening."""

    RESOLUTIONS = "resolutions"
    RESULT = "result"
    MEASURE = "measure"
    CLUSTER = "cluster"
    UNANSWERED = "unanswered"
    OWN = "own"
    NEXT = "next"


class Verdict(StrEnum):
    """How it goes on with what an item is about."""

    AS_PLANNED = "as_planned"
    CHANGE = "change"
    POSTPONE = "postpone"
    END = "end"


class Meeting(Base):
    """What happens at a follow-up event: its agenda, then its minutes. The n-th of its process in its year."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("process_id", "year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"))
    year: Mapped[int]
    number: Mapped[int]
    # The item that the room talks about; the projector follows it. No key: the item's row points here already.
    current_id: Mapped[int | None]
    # The highest number that a resolution got; one that was taken back leaves a gap.
    numbers_given: Mapped[int] = mapped_column(default=0)
    # Only who wants to be named.
    names: Mapped[str] = mapped_column(default="")
    # People of no group.
    others: Mapped[int | None]
    agenda_at: Mapped[datetime]
    # The minutes are finished by one and published by another.
    finished_at: Mapped[datetime | None]
    finished_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column()

    event: Mapped[Event] = relationship()
    process: Mapped[Process] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def subject(self) -> str:
        """How the audit log calls this meeting."""
        return f"meeting:{self.id}"


class AgendaItem(Base):
    """One item of an agenda, with what had changed when the agenda was made, and the notes that were taken."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    # What it is about ("measure:7"), so that it comes onto an agenda once; None for what was added by hand.
    key: Mapped[str | None]
    topic: Mapped[Topic]
    # None of the topics that have a name by themselves.
    title: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    minutes: Mapped[int]
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id", ondelete="SET NULL"), index=True)
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id", ondelete="SET NULL"), index=True)
    ballot_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id", ondelete="SET NULL"), index=True)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    notes: Mapped[str] = mapped_column(default="")
    # Left out of the evening; it stays readable at the desk that it was there.
    dropped_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    meeting: Mapped[Meeting] = relationship()
    measure: Mapped[Measure | None] = relationship()
    cluster: Mapped[Cluster | None] = relationship()
    ballot: Mapped[Ballot | None] = relationship()
    resolution: Mapped["Resolution | None"] = relationship(back_populates="item", passive_deletes=True)
    __mapper_args__ = {"version_id_col": version}


class Resolution(Base):
    """What a meeting decided. Its number is given once: 2027-2-3 is the third of the second meeting in 2027."""

    __tablename__ = "resolution"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        *(CheckConstraint(f"{side} >= 0", name=side) for side in ("votes_for", "votes_against", "abstained")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), unique=True, index=True)
    number: Mapped[int]
    verdict: Mapped[Verdict]
    wording: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    who: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    abstained: Mapped[int | None]
    decided_at: Mapped[datetime]
    # How the measure stood before, so that a resolution that is worded anew also changes it anew.
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column()

    meeting: Mapped[Meeting] = relationship()
    item: Mapped[AgendaItem] = relationship(back_populates="resolution")
    __mapper_args__ = {"version_id_col": version}

    @property
    def code(self) -> str:
        """Its number as people write it. The meeting must be loaded with it."""
        return f"{self.meeting.year}-{self.meeting.number}-{self.number}"

    @property
    def subject(self) -> str:
        """How the audit log calls this resolution."""
        return f"resolution:{self.id}"


class Attendance(Base):
    """How many people of a group came. A number, no names."""

    __tablename__ = "attendance"
    __table_args__ = (CheckConstraint("count > 0", name="somebody"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("stakeholder_group.id"), primary_key=True, index=True)
    count: Mapped[int]

    group: Mapped[StakeholderGroup] = relationship()


class Correction(Base):
    """What was wrong in published minutes. The minutes stay as they are; this stands under them."""

    __tablename__ = "minutes_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    text: Mapped[str]
    at: Mapped[datetime]

    account: Mapped[Account | None] = relationship()
