"""Ballots, options, ballot papers, votes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import Base
from ideenboard.clusters.models import Cluster
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import District, Process, Workshop


class Method(StrEnum):
    """How people say what they want."""

    SUPPORT = "support"
    POINTS = "points"
    APPROVAL = "approval"
    CONSENSUS = "consensus"
    RANKING = "ranking"
    BUDGET = "budget"


class Level(StrEnum):
    """How well a ballot is protected against being stuffed. Said before and after."""

    OPEN = "open"
    ROOM_CODE = "room_code"
    CARDS = "cards"


class Ballot(Base):
    """A question put to a workshop, a district or the whole process."""

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("headcount >= 0", name="headcount"),
        CheckConstraint("total > 0", name="total"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), index=True)
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("workshop.id"), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    question: Mapped[str]
    method: Mapped[Method]
    points: Mapped[int] = mapped_column(default=10)
    max_per_option: Mapped[int] = mapped_column(default=5)
    first_k: Mapped[int] = mapped_column(default=3)
    # With a budget: how many euros there are to spend.
    total: Mapped[int | None]
    level: Mapped[Level]
    # Nobody votes on what holds their own words.
    bars_own: Mapped[bool] = mapped_column(default=False)
    # How many people were in the room, as somebody counted them.
    headcount: Mapped[int | None]
    # The round before, where the same was asked once more.
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    # Closing is an event that is stored, so that a clock set back opens nothing again.
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    process: Mapped[Process] = relationship()
    workshop: Mapped[Workshop | None] = relationship()
    district: Mapped[District | None] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def subject(self) -> str:
        """How the audit log calls this ballot."""
        return f"ballot:{self.id}"

    @property
    def is_open(self) -> bool:
        """Whether votes are taken now."""
        return self.opened_at is not None and self.closed_at is None


class Option(Base):
    """Something that can be voted for, with its text as it stood at opening: a cluster, a contribution, or neither
    where it is that everything stays as it is."""

    __tablename__ = "option"
    __table_args__ = (UniqueConstraint("ballot_id", "position"), CheckConstraint("cost > 0", name="cost"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"))
    position: Mapped[int]
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"), index=True)
    text: Mapped[str]
    source_id: Mapped[str]
    # With a budget: what it costs, in euros.
    cost: Mapped[int | None]

    cluster: Mapped[Cluster | None] = relationship()
    contribution: Mapped[Contribution | None] = relationship()


class CardSheet(Base):
    """One print of voting cards. Its token came with the form, so that a form that is sent again prints nothing."""

    __tablename__ = "card_sheet"
    __table_args__ = (UniqueConstraint("ballot_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"))
    number: Mapped[int]
    token: Mapped[str] = mapped_column(unique=True)
    printed_at: Mapped[datetime]


class VotingCard(Base):
    """A printed card: the right to one paper of one ballot. Of its code and its QR key only digests are kept."""

    __tablename__ = "voting_card"
    # The second pair is what the key of ballot_paper points at.
    __table_args__ = (UniqueConstraint("ballot_id", "serial"), UniqueConstraint("ballot_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"))
    sheet_id: Mapped[int] = mapped_column(ForeignKey("card_sheet.id", ondelete="CASCADE"), index=True)
    # Printed on the card for everybody to see; it opens nothing.
    serial: Mapped[int]
    code_hash: Mapped[str] = mapped_column(unique=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    voided_at: Mapped[datetime | None]
    # After closing no paper leads to a card any more; that it was used stays.
    is_used: Mapped[bool] = mapped_column(default=False)


class BallotPaper(Base):
    """One participant's paper in one ballot, with the group and district they had when they first voted.

    After closing it is nobody's, under another number, see `actions_cut`.
    """

    __tablename__ = "ballot_paper"
    __table_args__ = (
        UniqueConstraint("ballot_id", "participant_id"),
        # One card, one paper, and only in the ballot that the card was printed for.
        UniqueConstraint("card_id"),
        ForeignKeyConstraint(["ballot_id", "card_id"], ["voting_card.ballot_id", "voting_card.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholder_group.id", ondelete="SET NULL"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id", ondelete="SET NULL"))
    card_id: Mapped[int | None]
    # Set aside: kept, shown as a number, and not counted.
    is_quarantined: Mapped[bool] = mapped_column(default=False)


class Vote(Base):
    """What a paper says about an option: set to a value, never toggled. No time: order must reveal nobody."""

    __tablename__ = "vote"
    __table_args__ = (UniqueConstraint("paper_id", "option_id"), Index("ix_vote_option", "option_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("ballot_paper.id", ondelete="CASCADE"))
    option_id: Mapped[int] = mapped_column(ForeignKey("option.id", ondelete="CASCADE"))
    value: Mapped[int]
    # Counted up on the phone: what was said later stands, whatever arrives first.
    seq: Mapped[int]


class Wish(Base):
    """What would lower somebody's resistance to an option, in their own words: for the desk, and not before the end."""

    __tablename__ = "wish"
    __table_args__ = (UniqueConstraint("paper_id", "option_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # None after closing: what somebody wrote leads to nobody any more.
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("ballot_paper.id", ondelete="SET NULL"))
    option_id: Mapped[int] = mapped_column(ForeignKey("option.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
