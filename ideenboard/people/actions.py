"""Accounts come into being, people sign in and out, a device becomes a participant."""

from datetime import datetime
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask import current_app, session
from flask_babel import gettext as _
from itsdangerous import BadData
from sqlalchemy import select, update

from ideenboard.audit.actions import record
from ideenboard.base.codes import digest, new_code, new_token
from ideenboard.base.cookie import Seal
from ideenboard.base.db import db, upsert
from ideenboard.base.errors import Refusal
from ideenboard.people.models import Account, LoginSession, Participant, Role
from ideenboard.people.queries import HALF, account_by_email, open_sign_ins, participant_key, signed_in, working_admins
from ideenboard.people.rules import PASSWORD_MAX, PASSWORD_MIN

# In seconds.
DAY = 86_400

hasher = PasswordHasher()


def create_account(email: str, name: str, role: Role, password: str, *, by: str, at: datetime) -> Account:
    """Add an account. Raises Refusal where the address is taken or the password too short."""
    if account_by_email(email):
        raise Refusal(_("There is already an account with this e-mail address."))
    account = Account(
        email=email.strip().casefold(), name=name, role=role, password_hash=hash_password(password), created_at=at
    )
    db.session.add(account)
    db.session.flush()
    record("account.created", f"account:{account.id}", by=by, at=at, role=role)
    return account


def hash_password(password: str) -> str:
    """Hash a password with argon2id. Raises Refusal where its length is out of bounds."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise Refusal(_("The password needs at least %(count)s characters.", count=PASSWORD_MIN))
    return hasher.hash(password)


def password_fits(account: Account | None, password: str) -> bool:
    """Check a password; an unknown account costs the same time as a known one."""
    try:
        hasher.verify(account.password_hash if account else _unknown_hash(), password)
    except VerificationError:
        return False
    return account is not None and account.disabled_at is None


@lru_cache
def _unknown_hash() -> str:
    return hasher.hash(new_token())


def go_half_way(account: Account, *, at: datetime) -> None:
    """Note on this browser that the password was right; the code of the second factor is still owed."""
    _renew_session()
    session[HALF] = [account.id, at.timestamp()]


def sign_in(account: Account, *, at: datetime) -> None:
    """Begin a sign-in on this browser, with a new session: nothing set before it stays valid."""
    token = new_token()
    login = LoginSession(token_hash=digest(token), account_id=account.id, created_at=at)
    db.session.add(login)
    db.session.flush()
    _renew_session()
    session["login"] = token
    session.permanent = True
    record("account.signed_in", f"account:{account.id}", by=f"account:{account.id}", at=at)


def confirm(login: LoginSession, *, at: datetime) -> None:
    """Note that the password was typed again: for a while it stands for what cannot be taken back."""
    login.confirmed_at = at


def sign_out(login: LoginSession, *, at: datetime) -> None:
    """End a sign-in for good: its token opens nothing any more, wherever a copy of it lies."""
    login.ended_at = at
    record("account.signed_out", f"account:{login.account_id}", by=f"account:{login.account_id}", at=at)
    _renew_session()


def _renew_session() -> None:
    kept = {key: session[key] for key in ("participant", "language") if key in session}
    session.clear()
    session.update(kept)


def device_key() -> str:
    """The key of this browser: random, of 128 bit, in its cookie. Only its digest is ever stored.

    A form that makes participants gives it out when it is shown: two quick clicks must not become two participants.
    Until then it is only on offer, and the device is nobody's.
    """
    if "participant" not in session and "offered" not in session:
        session["offered"] = new_token()
        session.permanent = True
    key: str = session.get("participant") or session["offered"]
    return key


def sealed_key() -> str:
    """A key for a form that makes a participant where nothing may lie on the device before it is sent."""
    return _seal().dumps(new_token())


def this_participant(*, at: datetime, sealed: str = "") -> Participant:
    """The participant on this device; a device that is none yet becomes one, with the sealed key of its form."""
    session["participant"] = key = session.get("participant") or _unsealed(sealed) or device_key()
    session.permanent = True
    session.pop("offered", None)
    mine = digest(key)
    db.session.execute(upsert(Participant).values(key_hash=mine, created_at=at).on_conflict_do_nothing())
    return db.session.scalars(select(Participant).where(Participant.key_hash == mine)).one()


def _seal() -> Seal:
    return Seal(current_app.config["SECRET_KEY"], "key of a device")


def _unsealed(sealed: str) -> str:
    # A page that lay open for days still lets people in; only its second click would then be a second person's.
    try:
        return str(_seal().loads(sealed, max_age=DAY))
    except BadData:
        return ""


def leave_device(*, at: datetime) -> None:
    """Let this device be nobody's: no copy of its cookie opens anything any more. What it brought in stays.

    Not in the log: who left when is nobody's business.
    """
    if login := signed_in():
        sign_out(login, at=at)
    if key := participant_key():
        nobodys = update(Participant).where(Participant.key_hash == digest(key)).values(key_hash=digest(new_token()))
        db.session.execute(nobodys)
    session.clear()


def initial_password() -> str:
    """Make up a password of 79 bit that can be read aloud; it is shown once and kept nowhere."""
    return "-".join(new_code(4) for _ in range(4))


def set_password(account: Account, password: str, *, by: str, at: datetime, keep: LoginSession | None = None) -> None:
    """Give an account another password and end its sign-ins, except `keep`."""
    account.password_hash = hash_password(password)
    record("account.password_set", f"account:{account.id}", by=by, at=at)
    for login in open_sign_ins(account.id, at):
        if keep is None or login.id != keep.id:
            end_sign_in(login, by=by, at=at)


def end_sign_in(login: LoginSession, *, by: str, at: datetime) -> None:
    """End a sign-in on another device."""
    if login.ended_at is None:
        login.ended_at = at
        record("account.signed_out", f"account:{login.account_id}", by=by, at=at)


def disable_account(account: Account, *, by: str, at: datetime) -> None:
    """Keep an account from signing in, at once. Raises Refusal for the last admin."""
    if list(working_admins()) == [account.id]:
        raise Refusal(_("This is the last admin. Somebody has to be able to create accounts."))
    if account.disabled_at is None:
        account.disabled_at = at
        record("account.disabled", f"account:{account.id}", by=by, at=at)


def enable_account(account: Account, *, by: str, at: datetime) -> None:
    """Let an account sign in again; what it was signed in to before stays ended."""
    if account.disabled_at is None:
        return
    for login in open_sign_ins(account.id, at):
        end_sign_in(login, by=by, at=at)
    account.disabled_at = None
    record("account.enabled", f"account:{account.id}", by=by, at=at)
