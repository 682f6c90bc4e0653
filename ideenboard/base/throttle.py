"""Counts tries per key and time window in the database, so that several server processes count together."""

import hashlib
import hmac
from datetime import datetime, timedelta

from flask import current_app, request
from flask_babel import gettext as _
from sqlalchemy import BigInteger, case, select
from sqlalchemy.orm import Mapped, mapped_column

from ideenboard.base.db import Base, db, upsert
from ideenboard.base.errors import TooMany


class Throttle(Base):
    """How often a key was used in its current window."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int]


def hit(key: str, *, limit: int, per: timedelta, at: datetime) -> None:
    """Count one try under `key` and refuse it when the window already holds `limit`.

    Call it before anything else touches the database: it commits by itself, so that a failed try counts too.
    Raises TooMany.
    """
    window = _window(per, at)
    db.session.commit()
    db.session.connection(execution_options={"write": True})
    insert = upsert(Throttle).values(key=key, window=window, count=1)
    count = db.session.scalar(
        insert.on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={
                "count": case((Throttle.window == insert.excluded.window, Throttle.count + 1), else_=1),
                "window": insert.excluded.window,
            },
        ).returning(Throttle.count)
    )
    db.session.commit()
    if count is not None and count > limit:
        raise _too_many()


def check(key: str, *, limit: int, per: timedelta, at: datetime) -> None:
    """Refuse where the window of `key` is full, and count nothing: for tries of which only the failed ones count.

    Raises TooMany.
    """
    full = select(Throttle.key).where(Throttle.key == key, Throttle.window == _window(per, at), Throttle.count >= limit)
    if db.session.scalar(full) is not None:
        raise _too_many()


def _window(per: timedelta, at: datetime) -> int:
    return int(at.timestamp() // per.total_seconds())


def _too_many() -> TooMany:
    return TooMany(_("Too many tries. Please wait a few minutes and try again."))


def address_key(at: datetime) -> str:
    """A mark for the caller's network address that cannot be turned back, and is another one every day."""
    secret = f"{current_app.config['SECRET_KEY']}:{at.date().isoformat()}"
    return hmac.new(secret.encode(), (request.remote_addr or "").encode(), hashlib.sha256).hexdigest()[:24]
