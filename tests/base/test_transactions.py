"""Concurrent writers lose nothing, on both databases."""

import os

import pytest
from flask import Flask

from ideenboard.base import db as database
from ideenboard.base.db import db
from ideenboard.base.throttle import Throttle
from tests.separate import at_once

THREADS, ROUNDS = 16, 60


def start_at_zero(app: Flask) -> None:
    with app.app_context():
        db.session.merge(Throttle(key="counter", window=0, count=0))
        db.session.commit()


def count_up(app: Flask) -> None:
    """Read a number and write the next one, many times: the pattern that loses updates."""
    for _ in range(ROUNDS):
        with app.app_context():
            row = db.session.get(Throttle, "counter", with_for_update=True)
            row.count += 1
            db.session.commit()


def race(app: Flask) -> int:
    start_at_zero(app)
    failures = [result for result in at_once(THREADS, lambda _: count_up(app)) if result is not None]
    assert not failures, failures[0]
    with app.app_context():
        return db.session.get(Throttle, "counter").count


def test_sixteen_threads_lose_no_update(own_app: Flask) -> None:
    assert race(own_app) == THREADS * ROUNDS


@pytest.mark.skipif(os.environ.get("TEST_DATABASE") == "postgresql", reason="SQLite's own guard")
def test_without_immediate_transactions_updates_fail(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_writes", lambda: False)
    start_at_zero(own_app)
    results = at_once(THREADS, lambda _: count_up(own_app))
    with own_app.app_context():
        total = db.session.get(Throttle, "counter").count
    assert any(isinstance(result, Exception) for result in results) or total < THREADS * ROUNDS


@pytest.mark.skipif(os.environ.get("TEST_DATABASE") == "postgresql", reason="SQLite's own settings")
@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
def test_every_connection_keeps_what_it_promises(own_app: Flask, pragma: str, value: object) -> None:
    with own_app.app_context():
        assert db.session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
