"""A thread hangs under a card, a cluster or a measure and holds what was said about it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import Base
from ideenboard.people.models import Account


class Thread(Base):
    """The place for everything said about one thing. Its owner, in a room above, points here."""

    __tablename__ = "thread"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), index=True)
    # Written in the comment's own transaction; a list of cards must not count while it reads.
    comment_count: Mapped[int] = mapped_column(default=0)


class Comment(Base):
    """What a participant (or a coordinator as a person) says under a card."""

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("thread_id", "token"), Index("ix_comment_thread", "thread_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="SET NULL"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholder_group.id", ondelete="SET NULL"))
    text: Mapped[str]
    token: Mapped[str]
    created_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    # Why it is hidden, and what was said about that among coordinators.
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("hiding_reason.id"), index=True)
    hidden_words: Mapped[str] = mapped_column(default="")


class OfficialResponse(Base):
    """What the city answers, visible as such."""

    __tablename__ = "official_response"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    text: Mapped[str]
    # Of a draft: when it was last written. Published, it takes the moment of its publication.
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    is_draft: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()

    account: Mapped[Account | None] = relationship()
    __mapper_args__ = {"version_id_col": version}


class TextBlock(Base):
    """An answer that a process gives often, to begin with."""

    __tablename__ = "text_block"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    text: Mapped[str]


class Note(Base):
    """What coordinators say among themselves. Never public."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    text: Mapped[str]
    created_at: Mapped[datetime]

    account: Mapped[Account | None] = relationship()


class Mention(Base):
    """A note calls for somebody by name; it stands on their desk until they have seen to it."""

    __tablename__ = "mention"

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)
    seen_at: Mapped[datetime | None]

    note: Mapped[Note] = relationship()
