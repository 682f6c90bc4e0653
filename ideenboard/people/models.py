"""Accounts, their sessions, and participants."""

from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideenboard.base.db import Base


class Role(StrEnum):
    """What an account may do: everything, or the processes it coordinates."""

    ADMIN = "admin"
    COORDINATOR = "coordinator"


class Account(Base):
    """Somebody who works with the contributions and signs in for it."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role]
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    # The second factor: from the salt and the key of the installation comes the secret, so the database alone has none.
    factor_salt: Mapped[str | None]
    factor_since: Mapped[datetime | None]
    # The latest step of thirty seconds whose code was used; no code counts twice.
    factor_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """Stands in for a lost phone, once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """Somebody may make an account of their own, once, by a link that only they were given."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[Role]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class LoginSession(Base, UserMixin):
    """One sign-in on one device. The browser holds the token; ending the row ends the sign-in at once."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # The last sign of life, to a few minutes, and when the password was last typed.
    seen_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class Participant(Base):
    """A pseudonym on one device: no name, no address. The cookie holds the key, this table only its digest."""

    __tablename__ = "participant"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
