"""The database goes away for a moment: what is told of it is true, and the page that tells it needs no database."""

import os
from typing import Any

import pytest
from flask import Flask, Response, g
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError

from ideenboard.base import ops, sqlite
from ideenboard.base.db import db
from tests.browsing import Client
from tests.factories import make_process, make_workshop

PG = os.environ.get("TEST_DATABASE") == "postgresql"
AWAY = [OperationalError("", {}, Exception()), InterfaceError("", {}, Exception()), TimeoutError()]


@pytest.mark.parametrize("error", AWAY)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_database_that_is_away_is_back_in_a_moment(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, htmx: bool
) -> None:
    process = make_process()

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise error

    def away() -> None:
        # The frame would show where in this process one is.
        g.process = db.session.get(type(process), process.id)
        monkeypatch.setattr(type(db.session()), "execute", fail)
        fail()

    monkeypatch.setitem(app.view_functions, "legal.imprint", away)
    answer = client.get("/impressum", htmx=htmx, check=False)
    monkeypatch.undo()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "Einen Moment bitte" in answer.text


@pytest.mark.parametrize(
    ("setting", "trouble"),
    [("UPDATE alembic_version SET version_num = '000'", "migrations"), ("DROP TABLE alembic_version", "database")],
)
def test_a_database_of_another_version_is_not_ready(app: Flask, client: Client, setting: str, trouble: str) -> None:
    assert client.get("/health/ready").status_code == 200
    db.session.execute(text(setting))
    db.session.commit()
    answer = client.get("/health/ready", check=False)
    assert (answer.status_code, answer.text) == (503, trouble)
    assert client.get("/health/live").status_code == 200


def test_a_full_disk_is_not_ready(app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ops, "MIN_FREE_BYTES", 2**62)
    answer = client.get("/health/ready", check=False)
    assert (answer.status_code, answer.text) == (503, "disk")


@pytest.mark.skipif(PG, reason="only SQLite lets one writer in at a time")
def test_who_waits_too_long_for_the_one_writer_may_try_again(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "QUEUE_SECONDS", 0.05)
    with own_app.app_context():
        code = make_workshop().code
        writing = db.engine.raw_connection()
    client = Client(own_app)
    client.csrf_token()
    writing.begin(write=True)
    answer = client.post(f"/w/{code}", check=False)
    writing.rollback()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert client.post(f"/w/{code}").status_code == 303


@pytest.mark.skipif(not PG, reason="SQLite is never away")
def test_an_answer_stands_when_its_connection_dies_behind_it(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def committed() -> Response:
        number = db.session.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
        return Response("saved", 201)

    monkeypatch.setitem(own_app.view_functions, "legal.imprint", committed)
    answer = own_app.test_client().get("/impressum")
    assert (answer.status_code, answer.text) == (201, "saved")
    assert own_app.test_client().get("/health/ready").status_code == 200
