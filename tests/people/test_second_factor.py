"""A code from a phone besides the password: asked for, never taken twice, and with a way in when the phone is lost."""

import re
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.people.actions_factor import begin_factor, secret_of, turn_on
from ideenboard.people.models import Account, RecoveryCode
from tests.browsing import PASSWORD, Client
from tests.factories import (
    admin,
    coordinator_of,
    make_account,
    make_contribution,
    make_event,
    make_process,
    make_workshop,
    signed_in,
)


def code_of(account: Account, at: datetime) -> str:
    return pyotp.TOTP(secret_of(account)).at(at)


def with_factor() -> tuple[Account, list[str]]:
    """An account whose second factor has been on for an hour, and its recovery codes."""
    account, at = make_account(), clock.now() - timedelta(hours=1)
    begin_factor(account)
    codes = turn_on(account, code_of(account, at), at=at)
    db.session.commit()
    assert codes
    return account, codes


def after_password(app: Flask, account: Account) -> Client:
    client = Client(app)
    answer = client.post("/login?next=/desk/account", data={"email": account.email, "password": PASSWORD})
    assert answer.location.startswith("/login/code")
    return client


def try_code(client: Client, code: str) -> int:
    return client.post("/login/code?next=/desk/account", data={"code": code}).status_code


def test_it_is_set_up_with_a_picture_and_a_first_code(app: Flask) -> None:
    account = make_account()
    client = signed_in(app, account)
    client.post("/desk/account/second-factor")
    page = client.get("/desk/account/second-factor").text
    assert "ib-qr" in page and secret_of(account) in page
    confirm = "/desk/account/second-factor/confirmation"
    wrong = client.post(confirm, data={"code": "000000"})
    assert wrong.status_code == 422 and account.factor_since is None
    page = client.post(confirm, data={"code": code_of(account, clock.now())}).text
    assert account.factor_since and len(set(re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page))) == 10
    assert secret_of(account) not in client.get("/desk/account/second-factor").text


def test_the_password_alone_opens_nothing_any_more(app: Flask) -> None:
    account, _codes = with_factor()
    client = after_password(app, account)
    assert client.get("/desk").status_code == 401
    assert try_code(client, "000000") == 422 and client.get("/desk").status_code == 401
    assert try_code(client, code_of(account, clock.now())) == 303 and client.get("/desk").status_code == 200


def test_a_code_gets_in_once_and_only_while_it_is_fresh(app: Flask) -> None:
    account, _codes = with_factor()
    assert try_code(after_password(app, account), code_of(account, clock.now() - timedelta(minutes=2))) == 422
    used = code_of(account, clock.now())
    assert try_code(after_password(app, account), used) == 303
    assert try_code(after_password(app, account), used) == 422


def test_a_recovery_code_lets_in_once_however_it_is_typed(app: Flask) -> None:
    account, codes = with_factor()
    assert try_code(after_password(app, account), codes[0].lower().replace("-", " ")) == 303
    assert try_code(after_password(app, account), codes[0]) == 422


def test_codes_of_others_open_nothing(app: Flask) -> None:
    (mine, _), (other, codes) = with_factor(), with_factor()
    client = after_password(app, mine)
    assert [try_code(client, code) for code in (code_of(other, clock.now()), codes[0])] == [422, 422]


def test_guessing_codes_is_slowed_down_from_wherever_it_comes(app: Flask) -> None:
    account, _codes = with_factor()
    tries = [try_code(after_password(app, account), "000000") for _number in range(9)]
    assert tries == [422] * 9
    client = after_password(app, account)
    assert [try_code(client, "000000") for _number in range(2)] == [422, 429]


def test_five_minutes_after_the_password_it_is_asked_for_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    account, _codes = with_factor()
    client, later = after_password(app, account), clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    client.post("/login/code", data={"code": code_of(account, later)})
    assert client.get("/desk").status_code == 401


def test_an_admin_lets_somebody_in_again_who_lost_everything(app: Flask) -> None:
    account, codes = with_factor()
    admin(app).post(f"/desk/accounts/{account.id}/second-factor/removal")
    assert account.factor_since is None
    client = Client(app)
    client.post("/login", data={"email": account.email, "password": PASSWORD})
    assert client.get("/desk").status_code == 200


def test_an_installation_may_ask_it_of_everybody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "REQUIRE_TOTP", True)
    plain, (account, _codes) = make_account(), with_factor()
    client = signed_in(app, plain)
    assert client.get("/desk").location == client.get("/desk/account").location == "/desk/account/second-factor"
    assert "braucht einen zweiten Faktor" in client.get("/desk/account/second-factor").text
    assert signed_in(app, account).get("/desk").status_code == 200
    # Nor at addresses that are not of the desk.
    process = make_process(published_at=None)
    keeper, card = coordinator_of(app, process), make_contribution(make_workshop(make_event(process)))
    assert keeper.post(f"/contributions/{card.id}/hiding").status_code == 401
    assert keeper.get(f"/steering/{card.workshop_id}").status_code == 401
    assert keeper.get(f"/processes/{process.slug}").status_code == 404


def test_the_database_alone_does_not_hold_the_secret(app: Flask) -> None:
    account, codes = with_factor()
    rows = [db.session.execute(select(table)).all() for table in (Account.__table__, RecoveryCode.__table__)]
    assert secret_of(account) not in str(rows) and codes[0].replace("-", "") not in str(rows)
