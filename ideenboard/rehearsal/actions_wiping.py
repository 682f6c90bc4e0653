"""Deleting a process with every row that hangs on it, found through the schema: no room above can be forgotten."""

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, ForeignKey, Table, delete, or_, select

from ideenboard.base import uploads
from ideenboard.base.db import Base, db
from ideenboard.people.models import Participant
from ideenboard.processes.models import Process

# What the upload folder calls its files. Columns that keep such a name are called `…_name`.
FILE = re.compile(r"[0-9a-f]{32}\.[a-z]+")


def delete_process(process_id: int, people: Iterable[int]) -> None:
    """Delete a process with all its rows and files, and of these people those who have nothing elsewhere."""
    db.session.flush()
    tables = _owned(process_id)
    for table, condition in tables.items():
        for name in _files(table, condition):
            uploads.discard(name)
    for table in reversed(list(tables)):
        db.session.execute(delete(table).where(tables[table]).execution_options(synchronize_session=False))
    nowhere = [~select(key.parent).where(key.parent == Participant.id).exists() for key in _pointers()]
    gone = delete(Participant).where(Participant.id.in_(list(people)), *nowhere)
    db.session.execute(gone.execution_options(synchronize_session=False))
    db.session.expire_all()


def _owned(process_id: int) -> dict[Table, ColumnElement[bool]]:
    """Every table of which rows belong to a process, each after those it points at, with the condition that says so."""
    process = Process.__table__
    owned: dict[Table, ColumnElement[bool]] = {process: process.c.id == process_id}  # type: ignore[dict-item]
    for table in Base.metadata.sorted_tables:
        ways = [
            key.parent.in_(select(key.column).where(owned[key.column.table]))
            for key in table.foreign_keys
            if key.column.table in owned and key.column.table is not table
        ]
        if ways and table is not process:
            owned[table] = or_(*ways)
    return owned


def _files(table: Table, condition: ColumnElement[bool]) -> Iterator[str]:
    columns = [column for column in table.columns if column.name.endswith("_name")]
    rows = db.session.execute(select(*columns).where(condition)) if columns else ()
    return (name for row in rows for name in row if name and FILE.fullmatch(name))


def _pointers() -> list[ForeignKey]:
    return [
        key
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is Participant.__table__
    ]
