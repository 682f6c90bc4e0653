"""Writing the log: the one place where entries come from."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, event
from sqlalchemy.orm import Session, SessionTransaction

from ideenboard.audit.models import AuditEntry, Revision
from ideenboard.base.db import db, upsert

# Where a session keeps the places that its transaction has changed.
PLACES = "changed_places"


def record(
    action: str,
    subject: str,
    *,
    by: str,
    at: datetime,
    process_id: int | None = None,
    workshop_id: int | None = None,
    **data: Any,
) -> None:
    """Write one entry in the transaction of the change itself, and raise the revision of its place.

    `action` is a past participle with its noun ("contribution.hidden"), `subject` and `by` are names like
    "contribution:17" and "account:3"; a participant is only ever "participant". `data` holds plain values.
    """
    db.session.add(
        AuditEntry(
            at=at, actor=by, action=action, subject=subject, process_id=process_id, workshop_id=workshop_id, data=data
        )
    )
    if workshop_id is not None:
        raise_revision(f"workshop:{workshop_id}")
    elif process_id is not None:
        raise_revision(f"process:{process_id}")


def forget(process_id: int) -> None:
    """Delete the entries of a process that never counted and of which no row is left: a rehearsal that was wiped."""
    db.session.execute(delete(AuditEntry).where(AuditEntry.process_id == process_id))


def raise_revision(scope: str) -> None:
    """Tell the live views of a place, with the commit, that something changed."""
    db.session.info.setdefault(PLACES, set()).add(scope)


@event.listens_for(db.session, "before_commit")
def _raise_revisions(session: Session) -> None:
    """Raise the numbers of all places that changed, as the last thing of a transaction.

    The row lock that PostgreSQL takes here lasts until the commit: a lower number can never appear after a higher.
    Two changes of the same places meet in the same order, so that none waits for the other in a circle.
    """
    if session.in_nested_transaction():
        return
    for scope in sorted(session.info.pop(PLACES, ())):
        insert = upsert(Revision).values(scope=scope, number=1)
        session.execute(
            insert.on_conflict_do_update(index_elements=[Revision.scope], set_={"number": Revision.number + 1})
        )


@event.listens_for(db.session, "after_soft_rollback")
def _forget_places(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop(PLACES, None)
