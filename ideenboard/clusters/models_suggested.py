"""Groups that were proposed and wait for somebody to take them or leave them. They hold nothing and move nothing."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import GOES_ALONG, Base
from ideenboard.processes.models import Process


class Suggestion(Base):
    """Contributions that share words and could become a cluster."""

    __tablename__ = "suggestion"
    __table_args__ = (GOES_ALONG,)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), index=True)
    words: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    # Taken, split or dropped.
    settled_at: Mapped[datetime | None]

    process: Mapped[Process] = relationship()

    @property
    def title(self) -> str:
        """What a cluster of it would be called at first."""
        return ", ".join(self.words)

    @property
    def subject(self) -> str:
        """How the audit log calls this suggestion."""
        return f"suggestion:{self.id}"


class SuggestedCard(Base):
    """A contribution of a suggestion."""

    __tablename__ = "suggested_card"
    __table_args__ = (GOES_ALONG,)

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id", ondelete="CASCADE"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True, index=True
    )
