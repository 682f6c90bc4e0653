"""The database finds what the hot addresses ask for by an index, whatever the length of its tables."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, text

from ideenboard.base.db import db
from ideenboard.base.prepared import Spelled
from ideenboard.contributions import queries_lists
from ideenboard.contributions.rules import Order
from ideenboard.pages import queries

HOT: dict[str, Any] = {
    "glance": queries._SEAT._statement,
    "seat": queries._SEAT_FOR_PAGE._statement,
    "board": queries_lists._board(Order.NEWEST),
    "board by support": queries_lists._board(Order.SUPPORTED),
    "public list": queries_lists._public(Order.NEWEST),
}
LONG = ("contribution", "vote", "support", "comment", "participation", "revision")


def plan_of(statement: Select[Any]) -> list[str]:
    """What the database says it will do."""
    connection = db.session.connection()
    spelled = Spelled(statement, connection.dialect)
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    values = spelled.values({"workshop": 1, "process": 1})
    rows = connection.exec_driver_sql(explain + spelled.text, values if isinstance(values, dict) else tuple(values))
    return [str(row[-1]) for row in rows]


@pytest.mark.parametrize("name", HOT)
def test_no_long_table_is_read_from_end_to_end(app: Flask, name: str) -> None:
    if db.engine.dialect.name == "postgresql":
        # Of a table with three rows it would read all of them, and rightly so.
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = plan_of(HOT[name])
    full = [
        step
        for step in plan
        for table in LONG
        if step.strip(" ->").startswith((f"SCAN {table}", f"Seq Scan on {table} "))
    ]
    assert plan and full == [], plan


@pytest.mark.parametrize("name", ["board", "board by support", "public list"])
def test_a_list_comes_out_of_its_index_in_order(app: Flask, name: str) -> None:
    if db.engine.dialect.name == "sqlite":
        assert not [step for step in plan_of(HOT[name]) if "TEMP B-TREE" in step]
