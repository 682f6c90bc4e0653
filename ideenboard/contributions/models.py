"""Contributions, what they said before an edit, and who supports them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import GOES_ALONG, Base
from ideenboard.comments.models import Thread
from ideenboard.processes.models import District, Process, StakeholderGroup, Theme, Workshop

TITLE_MAX = 120
TEXT_MAX = 2000
# What an import may bring: other places allow longer texts, and nobody's words are cut.
IMPORT_TEXT_MAX = 20_000


class Kind(StrEnum):
    """What a contribution is."""

    IDEA = "idea"
    CHALLENGE = "challenge"
    OPPORTUNITY = "opportunity"
    PRACTICE = "practice"


class Status(StrEnum):
    """Who may see a contribution. Changed only by `contributions.actions.set_status` and by nobody else."""

    PENDING = "pending"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


def subject_of(contribution_id: int) -> str:
    """How the audit log calls a contribution."""
    return f"contribution:{contribution_id}"


class Contribution(Base):
    """A card: one idea, challenge, opportunity or example, in its author's own words."""

    __tablename__ = "contribution"
    __table_args__ = (
        # The same draft sent twice is one contribution, for ever.
        UniqueConstraint("workshop_id", "token"),
        # The same table imported twice adds nothing.
        UniqueConstraint("process_id", "source", "source_id"),
        # The orders of the lists, so that a page costs the same among a hundred cards and a hundred thousand.
        Index("ix_contribution_board", "workshop_id", "status", "id"),
        Index("ix_contribution_board_support", "workshop_id", "status", "support_count", "id"),
        Index("ix_contribution_list", "process_id", "status", "id"),
        Index("ix_contribution_desk", "process_id", "id"),
        Index("ix_contribution_list_support", "process_id", "status", "support_count", "id"),
        CheckConstraint(f"length(title) BETWEEN 1 AND {TITLE_MAX}", name="title_length"),
        CheckConstraint(f"length(text) <= {IMPORT_TEXT_MAX}", name="text_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"))
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("workshop.id"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id", ondelete="SET NULL"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="SET NULL"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholder_group.id", ondelete="SET NULL"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), unique=True)

    kind: Mapped[Kind]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    folded: Mapped[str] = mapped_column(default="")
    status: Mapped[Status]
    # What stands in its place where it was public and was hidden: the reason in a word.
    placeholder: Mapped[str | None]
    support_count: Mapped[int] = mapped_column(default=0)

    token: Mapped[str]
    body_hash: Mapped[str]
    receipt_code: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str | None]
    source_id: Mapped[str | None]
    source_url: Mapped[str] = mapped_column(default="")

    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    process: Mapped[Process] = relationship()
    workshop: Mapped[Workshop | None] = relationship()
    district: Mapped[District | None] = relationship()
    theme: Mapped[Theme | None] = relationship()
    group: Mapped[StakeholderGroup | None] = relationship()
    thread: Mapped[Thread] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def subject(self) -> str:
        """How the audit log calls this contribution."""
        return subject_of(self.id)


class Photo(Base):
    """The one photo of a contribution. Others see it when a coordinator has looked at it, and not before."""

    __tablename__ = "photo"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    large_name: Mapped[str] = mapped_column(unique=True)
    small_name: Mapped[str] = mapped_column(unique=True)
    width: Mapped[int]
    height: Mapped[int]
    small_width: Mapped[int]
    small_height: Mapped[int]
    # What it shows, for those who cannot see it; where nobody said so, the title stands there.
    description: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]

    contribution: Mapped[Contribution] = relationship()

    @property
    def mark(self) -> str:
        """By which one who looks at this photo tells it from another that takes its place."""
        return self.large_name[:12]


class Brings(StrEnum):
    """What the rows of an uploaded table become."""

    CONTRIBUTIONS = "contributions"
    MEASURES = "measures"


class TableImport(Base):
    """A table that somebody uploaded: what its columns mean, how far it is imported, and that it was taken back."""

    __tablename__ = "table_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    brings: Mapped[Brings] = mapped_column(default=Brings.CONTRIBUTIONS)
    filename: Mapped[str]
    # The lines as they came; gone as soon as they are imported.
    stored_name: Mapped[str]
    is_guessed: Mapped[bool]
    settings: Mapped[dict[str, Any]]
    line_count: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    process: Mapped[Process] = relationship()


class ImportedRow(Base):
    """A contribution that came with a table."""

    __tablename__ = "imported_row"
    __table_args__ = GOES_ALONG

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("table_import.id", ondelete="CASCADE"), index=True)


class ContributionRevision(Base):
    """What a contribution said before an edit."""

    __tablename__ = "contribution_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Kind]
    title: Mapped[str]
    text: Mapped[str]
    replaced_at: Mapped[datetime]


class Support(Base):
    """One participant stands behind one contribution; the pair is the whole truth, counts are copies."""

    __tablename__ = "support"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class SupportSaid(Base):
    """Under which number a participant has last said whether they stand behind a contribution, or do no longer."""

    __tablename__ = "support_said"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    # Counted up on the phone: what was said later stands, whatever arrives first.
    seq: Mapped[int] = mapped_column(BigInteger)
