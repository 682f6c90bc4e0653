"""Inviting somebody by a link that works once."""

from datetime import datetime

from ideenboard.audit.actions import record
from ideenboard.base.codes import digest, new_token
from ideenboard.base.db import db
from ideenboard.people.actions import create_account
from ideenboard.people.models import Account, Invitation, Role


def invite(email: str, name: str, role: Role, *, by: str, at: datetime) -> tuple[str, int]:
    """Invite somebody and give the key of their link, shown once and kept nowhere, and the invitation's number."""
    token = new_token()
    invitation = Invitation(
        token_hash=digest(token), email=email.strip().casefold(), name=name, role=role, created_at=at
    )
    db.session.add(invitation)
    db.session.flush()
    record("invitation.made", f"invitation:{invitation.id}", by=by, at=at, name=name, role=role)
    return token, invitation.id


def revoke(invitation: Invitation, *, by: str, at: datetime) -> None:
    """Let a link open nothing any more."""
    if invitation.used_at is None and invitation.revoked_at is None:
        invitation.revoked_at = at
        record("invitation.revoked", f"invitation:{invitation.id}", by=by, at=at, name=invitation.name)


def take_up(invitation: Invitation, name: str, password: str, *, at: datetime) -> Account:
    """Make the account that somebody was invited to. Address and role are those of the invitation.

    Raises Refusal where the address has an account by now.
    """
    account = create_account(invitation.email, name, invitation.role, password, by="invited", at=at)
    invitation.used_at = at
    return account
