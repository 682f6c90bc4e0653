"""What people said about how near two contributions are."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ideenboard.base.db import GOES_ALONG, Base


class Distinct(Base):
    """Somebody looked at two contributions that look alike, and they are not the same. The lower id comes first."""

    __tablename__ = "distinct_pair"
    __table_args__ = (CheckConstraint("one_id < other_id", name="order"), GOES_ALONG)

    one_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime]
