"""Writing the log: the one place where entries come from."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, event, func, insert, select, update
from sqlalchemy.orm import Session, SessionTransaction

from ideenboard.audit.models import AuditEntry, AuditLink, Revision
from ideenboard.audit.rules import ERASED, FORGOTTEN, START, Written, content_hash, data_hash, next_head
from ideenboard.base.codes import new_token
from ideenboard.base.db import Upsert, ask, db

# Where a session keeps the places that its transaction has changed, the entries it has written, and whether a part of
# the transaction was rolled back.
PLACES, ENTRIES, UNDONE = "changed_places", "written_entries", "undone_savepoint"
# Who links holds this lock of PostgreSQL; the number is any that nobody else takes.
CHAIN_LOCK = 20_270_121
_link = AuditLink.__table__
LAST_LINK = select(_link.c.number, _link.c.head).order_by(_link.c.number.desc()).limit(1)
NEW_LINK = insert(AuditLink)
NEW_ENTRY = insert(AuditEntry).returning(AuditEntry.id)
STILL_THERE = select(AuditEntry.id).where(AuditEntry.id.in_(bindparam("ids", expanding=True)))
RAISED = Upsert(
    Revision,
    lambda new: new.values(number=1).on_conflict_do_update(
        index_elements=[Revision.scope], set_={"number": Revision.number + 1}
    ),
)


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
    row: dict[str, Any] = {"subject": subject, "process_id": process_id, "workshop_id": workshop_id, "data": data}
    row |= {"at": at, "actor": by, "action": action, "salt": new_token()}
    # Without the detour over objects: everybody who writes comes by here. By number: SQLite gives that of an entry
    # whose savepoint was rolled back to the next one.
    entry_id = db.session.connection().execute(NEW_ENTRY, row).scalar_one()
    db.session.info.setdefault(ENTRIES, {})[entry_id] = Written(id=entry_id, **row)
    if workshop_id is not None:
        raise_revision(f"workshop:{workshop_id}")
    elif process_id is not None:
        raise_revision(f"process:{process_id}")


def erase(subject: str, *, by: str, at: datetime) -> int:
    """Erase what the entries about one thing hold of its words, and give their number; that they were, stays.

    Their links hold salted hashes only: the chain stays whole.
    """
    # Those that tell of an erasure hold numbers, and the chain needs them.
    of_subject = AuditEntry.subject == subject, AuditEntry.salt != "", AuditEntry.action != ERASED
    ids = list(db.session.scalars(select(AuditEntry.id).where(*of_subject).order_by(AuditEntry.id)))
    if ids:
        _empty(ids, {})
        record(ERASED, subject, by=by, at=at, entries=ids)
    return len(ids)


def forget(process_id: int, *, by: str, at: datetime) -> None:
    """Empty the entries of a process that never counted and of which no row is left: a rehearsal that was wiped."""
    of_process = select(AuditEntry.id).where(AuditEntry.process_id == process_id)
    if ids := list(db.session.scalars(of_process.order_by(AuditEntry.id))):
        _empty(ids, {"subject": "", "process_id": None, "workshop_id": None})
        record(FORGOTTEN, "rehearsal", by=by, at=at, entries=ids)


def _empty(ids: Iterable[int], more: dict[str, Any]) -> None:
    db.session.execute(update(AuditEntry).where(AuditEntry.id.in_(ids)).values(data={}, salt="", **more))


def raise_revision(scope: str) -> None:
    """Tell the live views of a place, with the commit, that something changed."""
    db.session.info.setdefault(PLACES, set()).add(scope)


@event.listens_for(db.session, "before_commit")
def _finish(session: Session) -> None:
    """Raise the numbers of all places that changed and link what was written, as the last things of a transaction.

    The locks that PostgreSQL takes here last until the commit, in this order for all: a lower number can never appear
    after a higher, and nobody waits for another in a circle. What takes long was done before.
    """
    if session.in_nested_transaction():
        return
    session.flush()
    for scope in sorted(session.info.pop(PLACES, ())):
        ask(RAISED, scope=scope)
    _link_entries(session)


def link_now() -> None:
    """Link what was written so far, before the commit: for what makes years at once and points at its own log.

    From here to the commit nobody else writes into the log.
    """
    db.session.flush()
    _link_entries(db.session())


def _link_entries(session: Session) -> None:
    entries: dict[int, Written] = session.info.pop(ENTRIES, {})
    if entries and session.info.pop(UNDONE, False):
        there = set(ask(STILL_THERE, ids=list(entries)).scalars())
        entries = {number: entry for number, entry in entries.items() if number in there}
    if not entries:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # A statement of its own: one that waits for the lock would still see the chain as it was before.
        connection.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    last = connection.execute(LAST_LINK).first()
    connection.execute(NEW_LINK, _links(entries.values(), *(last or (0, START))))


def _links(entries: Iterable[Written], number: int, head: str) -> list[dict[str, Any]]:
    links = []
    for entry in sorted(entries, key=lambda entry: entry.id):
        words = data_hash(entry.salt, entry.data)
        content = content_hash(entry, words)
        number, head = number + 1, next_head(head, content)
        links.append(
            {"number": number, "entry_id": entry.id, "data_hash": words, "content_hash": content, "head": head}
        )
    return links


@event.listens_for(db.session, "after_soft_rollback")
def _forget_all(session: Session, ended: SessionTransaction) -> None:
    if ended.nested:
        session.info[UNDONE] = True
        return
    for what in (PLACES, ENTRIES, UNDONE):
        session.info.pop(what, None)
