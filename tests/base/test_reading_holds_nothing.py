"""Who reads waits for nobody: no page of the house takes a lock on a row."""

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.engine import Connection

from tests.doors import read_doors
from tests.world import ROLES, World

DOORS = read_doors((Path(__file__).parents[1] / "routes_access.txt").read_text())


def test_no_page_locks_a_row(house: World, session_app: Flask, connection: Connection, monkeypatch: Any) -> None:
    from sqlalchemy.sql import Select

    asked, hold = [], Select.with_for_update
    monkeypatch.setattr(Select, "with_for_update", lambda query, **how: asked.append(query) or hold(query, **how))
    locking = []
    for door in DOORS:
        if door.method == "GET" and min(door.expected) < 400:
            role = next(role for role, code in zip(ROLES, door.expected, strict=True) if code < 400)
            asked.clear()
            with house.undone(connection):
                door.knock(house, role, session_app, check=False)
            locking += [str(door)] * bool(asked)
    assert locking == []
