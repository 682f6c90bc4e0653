"""Saying that two contributions are not the same, and taking that back."""

from datetime import datetime

from sqlalchemy import delete

from ideenboard.audit.actions import record
from ideenboard.base.db import db, upsert
from ideenboard.contributions.models import Contribution
from ideenboard.processes.rules import Actor
from ideenboard.similarity.models import Distinct


def keep_apart(one: Contribution, other: Contribution, *, by: Actor, at: datetime) -> bool:
    """Remember that two contributions are not the same; False where that was known."""
    lower, higher = sorted((one.id, other.id))
    insert = upsert(Distinct).values(one_id=lower, other_id=higher, at=at).on_conflict_do_nothing()
    if db.session.execute(insert.returning(Distinct.one_id)).first() is None:
        return False
    record("pair.kept_apart", one.subject, by=by.name, at=at, process_id=one.process_id, other=other.id)
    return True


def forget_apart(one: Contribution, other: Contribution, *, by: Actor, at: datetime) -> bool:
    """Take that back; False where nobody had said so."""
    lower, higher = sorted((one.id, other.id))
    gone = delete(Distinct).where(Distinct.one_id == lower, Distinct.other_id == higher).returning(Distinct.one_id)
    if db.session.execute(gone).first() is None:
        return False
    record("pair.forgotten", one.subject, by=by.name, at=at, process_id=one.process_id, other=other.id)
    return True
