"""What the database holds, as a mark per table: equal before and after whatever must change nothing."""

import hashlib
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ideenboard.base.db import db

# Counts tries; a wrong code that is looked up leaves its mark there, and nothing else.
LEFT_OUT = {"throttle"}


def snapshot(connection: Connection, besides: Collection[str] = ()) -> dict[str, str]:
    """A mark per table, made of all its rows; the log belongs to it."""
    db.session.rollback()
    tables = [table for table in db.metadata.sorted_tables if table.name not in LEFT_OUT | set(besides)]
    return {
        table.name: hashlib.sha256(repr(sorted(map(repr, connection.execute(select(table))))).encode()).hexdigest()
        for table in tables
    }


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables that are not what they were."""
    return [name for name, mark in before.items() if after[name] != mark]
