"""Which workshop a rehearsal is a copy of."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import Base
from ideenboard.processes.models import Workshop


class Rehearsal(Base):
    """A copy of a workshop, alone in a process of its own, so that nothing in it can be counted with the real ones."""

    __tablename__ = "rehearsal"

    # One at a time for each workshop.
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    copy_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), unique=True)
    begun_at: Mapped[datetime]

    workshop: Mapped[Workshop] = relationship(foreign_keys=workshop_id)
    copy: Mapped[Workshop] = relationship(foreign_keys=copy_id)
