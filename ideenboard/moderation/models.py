"""Decisions about contributions, each with its reason."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import GOES_ALONG, Base
from ideenboard.contributions.models import Contribution, Status
from ideenboard.people.models import Account
from ideenboard.processes.models import HidingReason


class Verdict(StrEnum):
    """What was decided."""

    PUBLISHED = "published"
    HIDDEN = "hidden"


class Decision(Base):
    """Somebody decided about a contribution. The last one counts; all of them stay."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_account", "account_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    verdict: Mapped[Verdict]
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("hiding_reason.id"), index=True)
    explanation: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    # Cards that were decided about at once share a step: it is taken back as a whole.
    step: Mapped[str] = mapped_column(default="")
    before: Mapped[Status | None]
    undone_at: Mapped[datetime | None]

    contribution: Mapped[Contribution] = relationship()
    account: Mapped[Account | None] = relationship()
    reason: Mapped[HidingReason | None] = relationship(lazy="joined")


class Assignment(Base):
    """The coordinator who takes care of a card; without a row it is anybody's."""

    __tablename__ = "assignment"
    __table_args__ = GOES_ALONG

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]


class Attention(Base):
    """Which card a coordinator has open just now, so that two do not decide about the same one."""

    __tablename__ = "attention"
    __table_args__ = GOES_ALONG

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    seen_at: Mapped[datetime]
