"""Loading the demo from the console."""

import re
import time

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.demo.actions import LOGINS
from ideenboard.demo.queries import demo_process
from ideenboard.people.actions import password_fits
from ideenboard.people.queries import account_by_email
from ideenboard.processes.models import Process
from ideenboard.processes.queries import workshops_in
from tests.console import Console
from tests.factories import make_process


# What it looks at is the same on each database.
@pytest.mark.once
def test_the_first_time_says_how_to_get_in_and_the_second_time_is_refused(app: Flask, console: Console) -> None:
    begin = time.perf_counter()
    out = console("demo").out
    assert time.perf_counter() - begin < 10
    logins = re.findall(r"Sign in .* (\S+@example\.org)\s+(\S+)", out)
    assert len(logins) == 4
    for email, password in logins:
        assert len(password) >= 12 and password_fits(account_by_email(email), password)
    process = demo_process()
    assert process is not None
    assert set(re.findall(r"/w/(\w+)", out)) <= {workshop.code for workshop in workshops_in(process.id)}
    again = console("demo")
    assert (again.code, again.err) == (1, "ideenboard: The demo is already loaded.")
    assert db.session.scalar(select(func.count()).where(Process.slug == process.slug)) == 1


# What it looks at is the same on each database.
@pytest.mark.once
def test_on_a_public_server_the_passwords_are_nobody_elses(
    app: Flask, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BASE_URL", "https://beteiligung.example.org")
    made_up = dict(re.findall(r"(\S+@example\.org)\s+(\S+)", console("demo").out))
    for login in LOGINS:
        assert not password_fits(account_by_email(login.email), login.password)
        assert password_fits(account_by_email(login.email), made_up[login.email])


def test_if_empty_does_nothing_beside_another_process(app: Flask, console: Console) -> None:
    make_process()
    assert console("demo", "--if-empty").code == 0
    assert demo_process() is None
