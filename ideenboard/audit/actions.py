"""Writing the log: the one place where entries come from."""

from datetime import datetime
from typing import Any

from ideenboard.audit.models import AuditEntry, Revision
from ideenboard.base.db import db, upsert


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


def raise_revision(scope: str) -> None:
    """Tell the live views of a place that something changed.

    The row lock that PostgreSQL takes here lasts until the commit: a lower number can never appear after a higher.
    """
    insert = upsert(Revision).values(scope=scope, number=1)
    db.session.execute(
        insert.on_conflict_do_update(index_elements=[Revision.scope], set_={"number": Revision.number + 1})
    )
