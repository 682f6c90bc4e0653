"""Decisions about contributions, each with its reason."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import Base
from ideenboard.contributions.models import Contribution
from ideenboard.people.models import Account


class Verdict(StrEnum):
    """What was decided."""

    PUBLISHED = "published"
    HIDDEN = "hidden"


class Reason(StrEnum):
    """Why a contribution was hidden."""

    PERSON = "person"
    INSULT_OR_AD = "insult_ad"
    OFF_TOPIC = "off_topic"
    DUPLICATE = "duplicate"
    OTHER = "other"


class Decision(Base):
    """Somebody decided about a contribution. The last one counts; all of them stay."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    verdict: Mapped[Verdict]
    reason: Mapped[Reason | None]
    explanation: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]

    contribution: Mapped[Contribution] = relationship()
    account: Mapped[Account | None] = relationship()
