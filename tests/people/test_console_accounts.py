"""The first admin comes from the console."""

import pytest
from flask import Flask

from ideenboard.base.db import db
from ideenboard.people.actions import password_fits
from ideenboard.people.models import Role
from ideenboard.people.queries import account_by_email
from tests.console import Console


def test_an_admin_is_created_and_the_password_is_said_once(app: Flask, console: Console) -> None:
    said = console("user", "create", "Erste@Example.org", "--role", "admin", "--name", "Erste Person")
    assert said.code == 0
    account = account_by_email("erste@example.org")
    assert account is not None and account.role is Role.ADMIN and account.name == "Erste Person"
    password = said.out.strip().rsplit(" ", 1)[1]
    assert len(password) >= 12 and password_fits(account, password)


def test_a_password_from_standard_input_is_not_printed(app: Flask, console: Console) -> None:
    said = console(
        "user", "create", "k@example.org", "--role", "coordinator", "--password-stdin", stdin="lang und geheim 1\n"
    )
    assert said.code == 0 and "geheim" not in said.out + said.err
    assert password_fits(account_by_email("k@example.org"), "lang und geheim 1")


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "words"),
    [
        (("k@example.org", "--role", "king"), "", 2, "king"),
        (("kein-at", "--role", "admin"), "", 2, "e-mail address"),
        (("k@example.org",), "", 2, "--role"),
        (("k@example.org", "--role", "admin", "--password-stdin"), "kurz\n", 1, "at least 12 characters"),
    ],
)
def test_what_is_wrong_is_said_in_english_and_nothing_is_made(
    app: Flask, console: Console, arguments: tuple[str, ...], stdin: str, code: int, words: str
) -> None:
    said = console("user", "create", *arguments, stdin=stdin)
    assert (said.code, words in said.err) == (code, True), said
    assert account_by_email("k@example.org") is None


def test_an_address_that_is_taken_is_refused_in_one_line(app: Flask, console: Console) -> None:
    console("user", "create", "k@example.org", "--role", "coordinator")
    db.session.expire_all()
    said = console("user", "create", "K@example.org", "--role", "admin")
    assert said.code == 1 and said.err == "ideenboard: There is already an account with this e-mail address."
    assert account_by_email("k@example.org").role is Role.COORDINATOR
