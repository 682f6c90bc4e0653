"""A form sets what stands in it and nothing else, whatever more is sent with it."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, event
from sqlalchemy.engine import Connection

from ideenboard.base import clock
from ideenboard.base.db import db
from tests.doors import DOORS, Door, one_per_change, somebody
from tests.world import World

# What nobody would write: where it lands in a text, number or date it is found, where it points at a row it breaks.
INTRUDERS = {"datetime": "1999-12-31T23:59:59+00:00", "date": "1999-12-31", "int": "7777777"}
WORD = "eingeschmuggelt"
# Where only certain words fit, the one that gives or takes the most.
ENUMS = {"role": "admin", "status": "withdrawn", "level": "cards", "phase": "closed", "state": "dropped"}
# Drawn anew or counted up with each request.
BY_CHANCE = {
    "id",
    "code",
    "receipt_code",
    "token",
    "salt",
    "head",
    "stored_name",
    "large_name",
    "small_name",
    "subject",
    "scope",
    "step",
    "data",
    # Values that stand in a statement by themselves, without a column.
    "param",
}


def by_chance(name: str) -> bool:
    """Whether a column may differ between two equal requests. Whoever points where is seen by the number itself."""
    # Values of a list carry their places behind the name.
    name = re.sub(r"(_\d+)+$", "", name)
    return name in BY_CHANCE or name.endswith(("_id", "_hash", "_salt"))


def intruder(column: Column[Any]) -> str:
    """A value for a column that its form does not have."""
    try:
        kind = column.type.python_type.__name__
    except NotImplementedError:
        kind = "str"
    return ENUMS.get(column.name) or INTRUDERS.get(kind, WORD)


@contextmanager
def writing(connection: Connection) -> Iterator[list[tuple[str, list[dict[str, Any]]]]]:
    """Collect what is written: the statements with the values of their columns."""
    written: list[tuple[str, list[dict[str, Any]]]] = []

    def note(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        if not statement.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            written.append((statement, [dict(row) for row in context.compiled_parameters]))

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield written
    finally:
        event.remove(connection, "before_cursor_execute", note)


def is_intruder(value: object) -> bool:
    return WORD in str(value) or "7777777" in str(value) or "1999-12-31" in str(value)


def after(door: Door, world: World, app: Flask, connection: Connection, more: dict[str, str]) -> Any:
    """What a request with these additional fields answers and writes, and which of its columns were smuggled in."""
    with world.undone(connection), writing(connection) as written:
        answer = door.knock(world, somebody(door), app, data=more | door.data(world.ids), check=False)
    rows = [(statement, row) for statement, values in written for row in values]
    # In which order rows of one kind are written, chance may decide as well.
    usual = sorted((text, sorted((name, repr(row[name])) for name in row if not by_chance(name))) for text, row in rows)
    smuggled = [f"{text[:40]} {name}" for text, row in rows for name in row if is_intruder(row[name])]
    return answer.status_code, usual, smuggled


@pytest.mark.once
@pytest.mark.parametrize("door", one_per_change(DOORS), ids=str)
def test_additional_fields_change_nothing(
    house: World, session_app: Flask, connection: Connection, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    # At closing lots are drawn; here both times the same ones.
    monkeypatch.setattr(secrets.SystemRandom, "shuffle", lambda _random, _rows: None)
    columns = [column for table in db.metadata.sorted_tables for column in table.columns]
    more = {column.name: intruder(column) for column in columns}
    plain = after(door, house, session_app, connection, {"nothing": "more"})
    assert after(door, house, session_app, connection, more) == plain
    assert plain[2] == []
