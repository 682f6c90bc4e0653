"""One number for all that the database holds: equal before and after whatever must change nothing."""

import hashlib
import json
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Table, select

from ideenboard.base.db import db

# The log and its counters tell of changes, tries of sign-ins are nobody's content.
LEFT_OUT = {"audit_entry", "audit_link", "revision", "throttle"}
AT_ONCE = 2_000


def digests() -> dict[str, str]:
    """The SHA-256 of each table's rows in the order of their keys, the same on every database for the same rows."""
    return {
        table.name: _digest(table) for table in sorted(db.metadata.tables.values(), key=lambda table: table.name)
        if table.name not in LEFT_OUT
    }  # fmt: skip


def digest() -> str:
    """The SHA-256 of everything."""
    return hashlib.sha256(json.dumps(digests(), sort_keys=True).encode()).hexdigest()


def _digest(table: Table) -> str:
    columns = sorted(table.columns, key=lambda column: column.name)
    query = select(*columns).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
    content = hashlib.sha256(json.dumps([column.name for column in columns]).encode())
    for row in db.session.execute(query):
        content.update(json.dumps([_plain(value) for value in row], sort_keys=True).encode())
    return content.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
