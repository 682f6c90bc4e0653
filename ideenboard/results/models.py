"""Published results, frozen as they were computed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import Base
from ideenboard.voting.models import Ballot


class ResultSnapshot(Base):
    """The ranking of a closed ballot, overall and per group and district, as computed at closing."""

    __tablename__ = "result_snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"), unique=True)
    data: Mapped[dict[str, Any]]
    computed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    # Of the papers as anybody can get them, and the head of the log's chain, both as they were before publication.
    checksum: Mapped[str | None]
    audit_head: Mapped[str | None]

    ballot: Mapped[Ballot] = relationship()
