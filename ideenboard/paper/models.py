"""Cards that were printed, and which contribution each of them has become."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import Base
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Event, Workshop


class PaperCard(Base):
    """One printed card of a room: its number runs through the event, its receipt is known before anybody writes."""

    __tablename__ = "paper_card"
    __table_args__ = (
        # A number means one card, so that a helper with cards of all rooms types nothing else.
        UniqueConstraint("event_id", "number"),
        Index("ix_paper_card_entered", "event_id", "entered_by", "entered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    receipt_code: Mapped[str] = mapped_column(unique=True)
    printed_at: Mapped[datetime]
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id", ondelete="SET NULL"), unique=True)
    entered_at: Mapped[datetime | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    event: Mapped[Event] = relationship()
    workshop: Mapped[Workshop] = relationship()
    contribution: Mapped[Contribution | None] = relationship()
