"""The second factor: a code from a phone that changes every thirty seconds, and recovery codes for a lost phone."""

import base64
import hashlib
import hmac
from datetime import datetime

import pyotp
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, update

from ideenboard.audit.actions import record
from ideenboard.base.codes import digest, new_code, new_token, read_code
from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.people.models import Account, RecoveryCode
from ideenboard.people.rules import RECOVERY_CODES, STEP_SECONDS, step_at


def begin_factor(account: Account) -> None:
    """Give an account a fresh secret to show to a phone; until a code confirms it, signing in stays as it is."""
    if account.factor_since is not None:
        raise Conflict(_("The second factor is on already."))
    account.factor_salt = new_token()


def secret_of(account: Account) -> str:
    """The secret of an account, as phones read it."""
    key = current_app.config["SECRET_KEY"].encode()
    secret = hmac.new(key, f"factor:{account.id}:{account.factor_salt}".encode(), hashlib.sha256).digest()[:20]
    return base64.b32encode(secret).decode()


def address_of(account: Account) -> str:
    """What stands in the QR code."""
    return pyotp.TOTP(secret_of(account)).provisioning_uri(name=account.email, issuer_name="ideenboard")


def turn_on(account: Account, code: str, *, at: datetime) -> list[str] | None:
    """Let signing in ask for a code from now on and give the recovery codes, once; None where the code is wrong."""
    if account.factor_since is not None or account.factor_salt is None or not _use(account, code, at):
        return None
    account.factor_since = at
    record("account.factor_on", f"account:{account.id}", by=f"account:{account.id}", at=at)
    return renew_recovery_codes(account)


def renew_recovery_codes(account: Account) -> list[str]:
    """Make fresh recovery codes; the old ones open nothing any more."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [f"{new_code(5)}-{new_code(5)}" for _number in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(account_id=account.id, code_hash=_mark(account, code)) for code in codes)
    return codes


def turn_off(account: Account, *, by: str, at: datetime) -> None:
    """Let the password alone be enough again."""
    if account.factor_salt is None:
        return
    if account.factor_since is not None:
        record("account.factor_off", f"account:{account.id}", by=by, at=at)
    account.factor_salt = account.factor_since = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def factor_fits(account: Account, code: str, *, at: datetime) -> bool:
    """Check a code of the phone or a recovery code, and use it up: neither counts twice."""
    if account.factor_since is None:
        return False
    unused = RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None)
    spent = update(RecoveryCode).where(*unused, RecoveryCode.code_hash == _mark(account, code)).values(used_at=at)
    if db.session.execute(spent.returning(RecoveryCode.id)).first() is None:
        return _use(account, code, at)
    record("account.recovery_used", f"account:{account.id}", by=f"account:{account.id}", at=at)
    return True


def _mark(account: Account, code: str) -> str:
    return digest(f"{account.id}:{read_code(code)}")


def _use(account: Account, code: str, at: datetime) -> bool:
    """Whether a code is that of now or of the steps beside, and later than the last one that was used."""
    typed, one_time = "".join(code.split()), pyotp.TOTP(secret_of(account), interval=STEP_SECONDS)
    now = step_at(at)
    step = next((s for s in (now - 1, now, now + 1) if hmac.compare_digest(one_time.generate_otp(s), typed)), None)
    if step is None:
        return False
    # Decided in the database: of two that bring the same code at once only one gets in.
    later = update(Account).where(Account.id == account.id, Account.factor_step < step).values(factor_step=step)
    return db.session.execute(later.returning(Account.id)).first() is not None
