"""Finding people."""

from collections.abc import Sequence
from datetime import datetime

from flask import abort, current_app, session
from flask_login import current_user
from sqlalchemy import ColumnElement, func, select

from ideenboard.base.codes import digest
from ideenboard.base.db import db
from ideenboard.people.models import Account, Invitation, LoginSession, RecoveryCode, Role
from ideenboard.people.rules import HALF_WAY, IDLE, INVITED_FOR, LOGIN_LASTS

# Where a browser's session notes whose password it has given, and when.
HALF = "half_way"


def account_by_email(email: str) -> Account | None:
    """The account of an e-mail address, however its case was typed."""
    return db.session.scalar(select(Account).where(Account.email == email.strip().casefold()))


def login_session(token: str) -> LoginSession | None:
    """The sign-in behind a browser's token."""
    return db.session.scalar(select(LoginSession).where(LoginSession.token_hash == digest(token)))


def signed_in() -> LoginSession | None:
    """The sign-in of this request."""
    return current_user if current_user.is_authenticated else None


def owes_factor(login: LoginSession) -> bool:
    """Whether the installation asks everybody for a second factor, and this account has none yet."""
    return current_app.config["REQUIRE_TOTP"] and login.account.factor_since is None


def half_way(at: datetime) -> Account | None:
    """The account whose password this browser has just given, and whose code it still owes."""
    account_id, moment = session.get(HALF) or (None, 0.0)
    if account_id is None or at.timestamp() > moment + HALF_WAY.total_seconds():
        return None
    account = db.session.get(Account, account_id)
    return account if account and account.disabled_at is None else None


def participant_key() -> str | None:
    """The pseudonym that this browser carries."""
    return session.get("participant")


def is_own_device() -> bool:
    """Whether this browser is a participant's, and not a desk at the same time: only then it may keep pages and drafts.

    Asks no database: an error page says it, too.
    """
    return participant_key() is not None and "login" not in session


def require_sign_in() -> LoginSession:
    """The sign-in of this request, or 401."""
    return signed_in() or abort(401)


def require_admin() -> LoginSession:
    """The sign-in of an admin: 401 for nobody, 403 for others."""
    login = require_sign_in()
    return login if login.account.role is Role.ADMIN else abort(403)


def all_accounts() -> Sequence[Account]:
    """Every account, the working ones first, by name."""
    return db.session.scalars(
        select(Account).order_by(Account.disabled_at.is_not(None), Account.name, Account.id)
    ).all()


def get_account_or_404(account_id: int) -> Account:
    """An account by its number."""
    return db.session.get(Account, account_id) or abort(404)


def working_admins() -> Sequence[int]:
    """The admins that can sign in, held until the commit: two of them cannot shut out each other at once."""
    query = select(Account.id).where(Account.role == Role.ADMIN, Account.disabled_at.is_(None))
    return db.session.scalars(query.order_by(Account.id).with_for_update()).all()


def open_sign_ins(account_id: int, at: datetime) -> Sequence[LoginSession]:
    """The sign-ins of an account that still hold, the latest first."""
    query = select(LoginSession).where(
        LoginSession.account_id == account_id,
        LoginSession.ended_at.is_(None),
        LoginSession.created_at > at - LOGIN_LASTS,
        func.coalesce(LoginSession.seen_at, LoginSession.created_at) > at - IDLE,
    )
    return db.session.scalars(query.order_by(LoginSession.created_at.desc(), LoginSession.id.desc())).all()


def open_invitations(at: datetime) -> Sequence[Invitation]:
    """The invitations that can still be taken up, the latest first."""
    query = select(Invitation).where(*_open(at))
    return db.session.scalars(query.order_by(Invitation.created_at.desc(), Invitation.id.desc())).all()


def invitation_by_token(token: str, at: datetime, *, to_take_up: bool = False) -> Invitation | None:
    """The invitation behind a link while it holds; held until the commit by whoever takes it up."""
    query = select(Invitation).where(Invitation.token_hash == digest(token), *_open(at))
    return db.session.scalar(query.with_for_update() if to_take_up else query)


def _open(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.created_at > at - INVITED_FOR,
    )


def get_invitation_or_404(invitation_id: int) -> Invitation:
    """An invitation by its number."""
    return db.session.get(Invitation, invitation_id) or abort(404)


def recovery_codes_left(account_id: int) -> int:
    """How many recovery codes of an account are unused."""
    unused = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(unused) or 0
