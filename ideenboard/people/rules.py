"""How long a sign-in lasts and what makes a password good enough."""

from datetime import datetime, timedelta

LOGIN_LASTS = timedelta(hours=12)
PASSWORD_MIN = 12
PASSWORD_MAX = 200
# Tries per quarter of an hour: by account and address, so that nobody can lock a colleague out from elsewhere.
TRIES = 10
TRIES_PER = timedelta(minutes=15)


def is_valid(created_at: datetime, ended_at: datetime | None, at: datetime) -> bool:
    """Whether a sign-in still holds."""
    return ended_at is None and at < created_at + LOGIN_LASTS
