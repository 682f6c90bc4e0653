"""The database says no at the last moment: told as somebody else having been faster, and logged without the row."""

import logging

import pytest
from flask import Flask
from sqlalchemy import select, text

from ideenboard.base.db import db
from ideenboard.people import forms_accounts
from tests.factories import admin, make_account, make_process


def test_a_row_that_somebody_else_made_meanwhile_is_a_conflict(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, taken = admin(app), make_account()
    # As it was when the form was checked.
    monkeypatch.setattr(forms_accounts, "account_by_email", lambda email: None)
    monkeypatch.setattr("ideenboard.people.actions.account_by_email", lambda email: None)
    logging.getLogger("ideenboard").addHandler(caplog.handler)
    answer = client.post("/desk/accounts", data={"email": taken.email, "name": "Kim", "role": "coordinator"})
    logging.getLogger("ideenboard").removeHandler(caplog.handler)
    assert answer.status_code == 409 and "war schneller" in answer.text
    assert "account" in caplog.text and taken.email not in caplog.text


def test_an_error_of_the_database_names_no_value(app: Flask) -> None:
    make_process()
    with pytest.raises(Exception) as error:
        db.session.execute(select(text("no_such_column")).where(text("'kanarienwort' = :word")), {"word": "kanari"})
    assert "hidden due to hide_parameters" in str(error.value)
