"""What coordinators think of a cluster, what they agreed upon, and how much each side weighs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import GOES_ALONG, Base
from ideenboard.clusters.models import Cluster

LEAST, MOST = 1, 5


def _on_the_scale(*names: str) -> tuple[CheckConstraint, ...]:
    return tuple(CheckConstraint(f"{name} BETWEEN {LEAST} AND {MOST}", name=name) for name in names)


class Estimate(Base):
    """What one coordinator thinks of a cluster."""

    __tablename__ = "estimate"
    __table_args__ = (*_on_the_scale("impact", "effort"), GOES_ALONG)

    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)
    impact: Mapped[int]
    effort: Mapped[int]
    at: Mapped[datetime]


class Agreement(Base):
    """What the coordinators agreed upon for a cluster."""

    __tablename__ = "agreement"
    __table_args__ = (*_on_the_scale("impact", "effort"), GOES_ALONG)

    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id", ondelete="CASCADE"), primary_key=True)
    impact: Mapped[int]
    effort: Mapped[int]
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    cluster: Mapped[Cluster] = relationship()
    __mapper_args__ = {"version_id_col": version}


class Weights(Base):
    """How much impact and effort count in the score of a process. Where no row is, the usual ones hold."""

    __tablename__ = "priority_weights"
    __table_args__ = (
        CheckConstraint("impact >= 0 AND effort >= 0 AND impact + effort > 0", name="something_counts"),
        GOES_ALONG,
    )

    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), primary_key=True)
    impact: Mapped[int]
    effort: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
