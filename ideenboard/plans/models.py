"""Plans, measures, where measures come from, and their dated steps."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import GOES_ALONG, Base
from ideenboard.clusters.models import Cluster
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import District, Process


class MeasureState(StrEnum):
    """How far a measure is."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    DELAYED = "delayed"
    DROPPED = "dropped"


class Plan(Base):
    """The implementation plan of a district, or of the whole process."""

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("process_id", "district_id"),
        # NULL equals nothing, so the plan of the whole process needs its own guard.
        Index(
            "uq_plan_whole_process",
            "process_id",
            unique=True,
            sqlite_where=text("district_id IS NULL"),
            postgresql_where=text("district_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    introduction: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    process: Mapped[Process] = relationship()
    district: Mapped[District | None] = relationship()
    __mapper_args__ = {"version_id_col": version}


class Measure(Base):
    """What will be done: who leads, by when, with which money, how far."""

    __tablename__ = "measure"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="dates_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    # Its own, beside those of the contributions behind it.
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))
    what: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")
    lead: Mapped[str] = mapped_column(default="")
    partners: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    cost: Mapped[str] = mapped_column(default="")
    funding: Mapped[str] = mapped_column(default="")
    state: Mapped[MeasureState] = mapped_column(default=MeasureState.PLANNED)
    state_reason: Mapped[str] = mapped_column(default="")
    state_since: Mapped[date]
    # When somebody last said how it goes: another state, a step that was reached or moved, an update.
    heard_on: Mapped[date] = mapped_column(default=lambda context: context.get_current_parameters()["state_since"])
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    plan: Mapped[Plan] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def subject(self) -> str:
        """How the audit log calls this measure."""
        return f"measure:{self.id}"


class ImportedMeasure(Base):
    """A measure that came with a table."""

    __tablename__ = "imported_measure"
    __table_args__ = GOES_ALONG

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("table_import.id", ondelete="CASCADE"), index=True)


class MeasureOrigin(Base):
    """A measure comes from a cluster or from a single contribution."""

    __tablename__ = "measure_origin"
    __table_args__ = (
        UniqueConstraint("measure_id", "cluster_id"),
        UniqueConstraint("measure_id", "contribution_id"),
        CheckConstraint("(cluster_id IS NULL) <> (contribution_id IS NULL)", name="one_origin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"), index=True)

    measure: Mapped[Measure] = relationship()
    cluster: Mapped[Cluster | None] = relationship()
    contribution: Mapped[Contribution | None] = relationship()


class Milestone(Base):
    """A dated step of a measure."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    planned_on: Mapped[date]
    reached_on: Mapped[date | None]

    measure: Mapped[Measure] = relationship()


class MilestoneMove(Base):
    """A promised day that was put off, or brought forward, and why. What was promised first stays readable."""

    __tablename__ = "milestone_move"
    __table_args__ = GOES_ALONG

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id", ondelete="CASCADE"), index=True)
    before: Mapped[date]
    after: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    moved_on: Mapped[date]


class UpdateAuthor(StrEnum):
    """As what somebody wrote an update. No name is kept with it."""

    COORDINATION = "coordination"
    LEAD = "lead"


class MeasureUpdate(Base):
    """How a measure goes, told on a day. Nobody alters it afterwards: who was wrong tells it anew."""

    __tablename__ = "measure_update"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), index=True)
    author: Mapped[UpdateAuthor]
    text: Mapped[str]
    written_at: Mapped[datetime]
    # Since when everybody reads it; None while it waits for a coordinator.
    shown_at: Mapped[datetime | None]
    # Why a coordinator did not let it through. Only who speaks for the measure reads it.
    declined_because: Mapped[str | None]
    # Its photo, where it has one.
    large_name: Mapped[str | None] = mapped_column(unique=True)
    width: Mapped[int | None]
    height: Mapped[int | None]
    description: Mapped[str] = mapped_column(default="")

    measure: Mapped[Measure] = relationship()

    @property
    def is_decided(self) -> bool:
        """Whether a coordinator has approved or declined it, or nobody had to."""
        return self.shown_at is not None or self.declined_because is not None


class LeadLink(Base):
    """The right to speak for one measure for whoever has its link. The link holds the key, this table its digest."""

    __tablename__ = "lead_link"
    __table_args__ = GOES_ALONG

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
