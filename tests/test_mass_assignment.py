"""A form sets what stands in it and nothing else, whatever more is sent with it."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, select
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
    "stored_name",
    "large_name",
    "small_name",
    "subject",
    "scope",
    "data",
}


def by_chance(column: Column[Any]) -> bool:
    """Whether a column may differ between two equal requests. Whoever points where is seen by the number itself."""
    return column.name in BY_CHANCE or column.name.endswith(("_id", "_hash"))


def intruder(column: Column[Any]) -> str:
    """A value for a column that its form does not have."""
    try:
        kind = column.type.python_type.__name__
    except NotImplementedError:
        kind = "str"
    return ENUMS.get(column.name) or INTRUDERS.get(kind, WORD)


def state(connection: Connection) -> dict[str, list[str]]:
    """All rows of all tables, without what chance decides."""
    db.session.rollback()
    found = {}
    for table in db.metadata.sorted_tables:
        columns = [column for column in table.columns if not by_chance(column)]
        found[table.name] = sorted(map(repr, connection.execute(select(*columns)))) if columns else []
    return found


def intruders(connection: Connection) -> list[str]:
    """The columns in which something landed that was only smuggled along."""
    found = []
    for table in db.metadata.sorted_tables:
        rows = connection.execute(select(table)).mappings().all()
        found += [f"{table.name}.{name}" for row in rows for name, value in row.items() if _is_intruder(value)]
    return found


def _is_intruder(value: object) -> bool:
    return WORD in str(value) or "7777777" in str(value) or "1999-12-31" in str(value)


def after(door: Door, world: World, app: Flask, connection: Connection, more: dict[str, str]) -> Any:
    """What the database holds after a request with these additional fields."""
    with world.undone(connection):
        answer = door.knock(world, somebody(door), app, data=more | door.data(world.ids), check=False)
        return answer.status_code, state(connection), intruders(connection)


@pytest.mark.parametrize("door", one_per_change(DOORS), ids=str)
def test_additional_fields_change_nothing(
    house: World, session_app: Flask, connection: Connection, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    columns = [column for table in db.metadata.sorted_tables for column in table.columns]
    more = {column.name: intruder(column) for column in columns}
    plain = after(door, house, session_app, connection, {"nothing": "more"})
    assert after(door, house, session_app, connection, more) == plain
    assert plain[2] == []
