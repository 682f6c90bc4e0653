"""Signing in and out: generic errors, few tries, a new session, and a token that ends."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import Flask
from sqlalchemy import select

from ideenboard.audit.models import AuditEntry
from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.people.models import LoginSession, Role
from tests.browsing import PASSWORD, Client
from tests.factories import joined, make_account, make_process, make_workshop

WRONG = "E-Mail oder Passwort stimmt nicht."


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: object):
    return client.post("/login", data={"email": email, "password": password}, **more)


def test_the_form_is_plain_and_carries_what_password_managers_look_for(client: Client) -> None:
    page = client.get("/login").text
    for text in (
        "Anmelden",
        'autocomplete="username"',
        'autocomplete="current-password"',
        'type="password"',
        "kein Konto",
    ):
        assert text in page


def test_a_coordinator_signs_in_and_out(app: Flask, client: Client) -> None:
    process = make_process()
    account = make_account(Role.COORDINATOR, process)
    desk = f"/desk/{process.slug}/queue"
    answer = sign_in(client, f" {account.email.upper()} ")
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert client.get(desk).status_code == 200
    assert client.post("/logout").status_code == 303
    assert client.get(desk).status_code == 401
    login = db.session.scalars(select(LoginSession)).one()
    assert login.ended_at is not None
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.actor == f"account:{account.id}")).all()
    assert actions == ["account.signed_in", "account.signed_out"]


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, client: Client) -> None:
    process = make_process()
    sign_in(client, make_account(Role.COORDINATOR, process).email)
    with client.session_transaction() as session:
        token = session["login"]
    client.post("/logout")
    thief = Client(app)
    with thief.session_transaction() as session:
        session["login"] = token
    assert thief.get(f"/desk/{process.slug}/queue").status_code == 401


@pytest.mark.parametrize(
    ("known", "password"), [(True, "falsches Kennwort"), (False, PASSWORD), (True, ""), (False, "")]
)
def test_what_was_wrong_stays_unsaid(client: Client, app: Flask, known: bool, password: str) -> None:
    email = make_account().email if known else "niemand@example.org"
    answer = sign_in(client, email, password)
    assert answer.status_code == 422 and WRONG in answer.text and email in answer.text
    assert "falsches" not in answer.text
    assert db.session.scalars(select(LoginSession)).all() == []


@pytest.mark.once
def test_no_account_costs_the_same_work_as_a_wrong_password(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the time of the answer would tell which addresses have an account."""
    known, locked = make_account(), make_account()
    locked.disabled_at = clock.now()
    db.session.commit()
    work, verify = [], PasswordHasher.verify

    def noting(hasher: PasswordHasher, kept: str, typed: str) -> bool:
        work.append(str(extract_parameters(kept)))
        return verify(hasher, kept, typed)

    monkeypatch.setattr(PasswordHasher, "verify", noting)
    for email in (known.email, locked.email, "niemand@example.org"):
        sign_in(client, email, "falsches Kennwort")
    assert len(work) == 3 and len(set(work)) == 1


def test_a_disabled_account_is_refused_in_the_same_words(app: Flask, client: Client) -> None:
    account = make_account()
    account.disabled_at = clock.now()
    db.session.commit()
    assert WRONG in sign_in(client, account.email).text


def test_the_eleventh_try_is_refused_even_with_the_right_password(app: Flask, client: Client) -> None:
    account, other = make_account(), make_account()
    for _ in range(10):
        assert sign_in(client, account.email, "falsch").status_code == 422
    answer = sign_in(client, account.email)
    assert answer.status_code == 429 and "Zu viele Versuche" in answer.text
    assert sign_in(client, other.email).status_code == 303
    elsewhere = Client(app)
    assert sign_in(elsewhere, account.email, environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 303


def test_signing_in_renews_the_session_and_keeps_the_participant(app: Flask) -> None:
    workshop = make_workshop()
    phone = joined(app, workshop)
    with phone.session_transaction() as session:
        session["planted"] = "before"
    sign_in(phone, make_account().email)
    with phone.session_transaction() as session:
        assert "planted" not in session and "login" in session
    assert phone.get(f"/w/{workshop.code}/mine").status_code == 200


def test_a_sign_in_ends_by_itself(app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    process = make_process()
    sign_in(client, make_account(Role.COORDINATOR, process).email)
    assert client.get(f"/desk/{process.slug}/queue").status_code == 200
    later = clock.now() + timedelta(hours=12, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(f"/desk/{process.slug}/queue").status_code == 401


@pytest.mark.parametrize(
    ("wanted", "to"),
    [("/desk/x", "/desk/x"), ("//evil.example", "/desk"), ("https://evil.example/", "/desk"), ("/\\evil", "/desk")],
)
def test_one_goes_on_only_within_the_site(app: Flask, client: Client, wanted: str, to: str) -> None:
    answer = client.post(
        "/login", query_string={"next": wanted}, data={"email": make_account().email, "password": PASSWORD}
    )
    assert answer.location == to


def test_a_form_without_its_token_is_refused(app: Flask, client: Client) -> None:
    account = make_account()
    assert sign_in(client, account.email, csrf=False).status_code == 403
    assert db.session.scalars(select(LoginSession)).all() == []
