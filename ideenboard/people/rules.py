"""How long a sign-in lasts and what makes a password good enough."""

from datetime import datetime, timedelta

LOGIN_LASTS = timedelta(hours=12)
PASSWORD_MIN = 12
PASSWORD_MAX = 200
# Tries per quarter of an hour: by account and address, so that nobody can lock a colleague out from elsewhere.
TRIES = 10
TRIES_PER = timedelta(minutes=15)


# A desk that nobody touches for an hour is signed out.
IDLE = timedelta(minutes=60)
SEEN_EVERY = timedelta(minutes=5)
# How long a typed password stands for what cannot be taken back.
CONFIRMED_FOR = timedelta(minutes=30)
INVITED_FOR = timedelta(days=7)
# Between password and code.
HALF_WAY = timedelta(minutes=5)
STEP_SECONDS = 30
RECOVERY_CODES = 10


def is_valid(created_at: datetime, seen_at: datetime | None, ended_at: datetime | None, at: datetime) -> bool:
    """Whether a sign-in still holds."""
    return ended_at is None and at < created_at + LOGIN_LASTS and at < (seen_at or created_at) + IDLE


def is_confirmed(created_at: datetime, confirmed_at: datetime | None, at: datetime) -> bool:
    """Whether the password was typed lately enough for what cannot be taken back."""
    return at < (confirmed_at or created_at) + CONFIRMED_FOR


def step_at(at: datetime) -> int:
    """The step of thirty seconds to which a code of the second factor belongs."""
    return int(at.timestamp()) // STEP_SECONDS
