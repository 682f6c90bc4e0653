"""What a room shows and notes while it runs. All of it goes along with the workshop, the card or the participant."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import GOES_ALONG, Base
from ideenboard.contributions.models import Contribution

MESSAGE_MAX = 160


class WallMode(StrEnum):
    """What the wall of a room shows: what fits the phase, how to join, its cards, or its vote and the result."""

    BY_PHASE = "by_phase"
    JOIN = "join"
    CARDS = "cards"
    RESULT = "result"


class Grouping(StrEnum):
    """How the cards on the wall are sorted into columns."""

    NONE = "none"
    KIND = "kind"
    CLUSTER = "cluster"


class LiveRoom(Base):
    """What is steered in a workshop besides its phase. Written first when something is steered."""

    __tablename__ = "live_room"
    __table_args__ = GOES_ALONG

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True)
    mode: Mapped[WallMode]
    grouping: Mapped[Grouping]
    # On the wall is only what was put there; else all cards are but those that were taken off.
    only_picked: Mapped[bool]
    focus_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id", ondelete="SET NULL"), index=True)
    # A short text that phones and wall show until it is withdrawn; empty for none.
    message: Mapped[str]
    help_asked_at: Mapped[datetime | None]

    focus: Mapped[Contribution | None] = relationship()


class CardMark(Base):
    """What those who steer a room noted about a card of it."""

    __tablename__ = "card_mark"
    __table_args__ = GOES_ALONG

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    # Put onto the wall or taken off it; None for a card that goes with the others.
    on_wall: Mapped[bool | None]
    remembered_at: Mapped[datetime | None]


class Presence(Base):
    """When a device last said that it shows a page of a workshop. Kept for an hour, for counting."""

    __tablename__ = "presence"
    __table_args__ = GOES_ALONG

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    seen_at: Mapped[datetime] = mapped_column(index=True)


class Ready(Base):
    """A participant said to be ready in a step of a workshop: 0, or the change of phase with which it began.

    So nobody is ready for the next step beforehand, and after a change was taken back everybody is ready who was.
    """

    __tablename__ = "ready"
    __table_args__ = GOES_ALONG

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
