"""Finding people."""

from flask import session
from flask_login import current_user
from sqlalchemy import select

from ideenboard.base.codes import digest
from ideenboard.base.db import db
from ideenboard.people.models import Account, LoginSession


def account_by_email(email: str) -> Account | None:
    """The account of an e-mail address, however its case was typed."""
    return db.session.scalar(select(Account).where(Account.email == email.strip().casefold()))


def login_session(token: str) -> LoginSession | None:
    """The sign-in behind a browser's token."""
    return db.session.scalar(select(LoginSession).where(LoginSession.token_hash == digest(token)))


def signed_in() -> LoginSession | None:
    """The sign-in of this request."""
    return current_user if current_user.is_authenticated else None


def participant_key() -> str | None:
    """The pseudonym that this browser carries."""
    return session.get("participant")
