"""Admins keep the accounts; everybody keeps their own password and sign-ins."""

import re

from flask import Flask
from sqlalchemy import select

from ideenboard.audit.models import AuditEntry
from ideenboard.base.db import db
from ideenboard.people.models import Account, Role
from ideenboard.people.queries import account_by_email
from tests.browsing import PASSWORD, Client
from tests.factories import admin, make_account, signed_in

NEW = {"email": "Neu@Rostock.example", "name": "Kim <Neu>", "role": "coordinator"}
OTHER = "noch ein gutes Kennwort"


def sign_in(app: Flask, email: str, password: str) -> int:
    return Client(app).post("/login", data={"email": email, "password": password}).status_code


def shown_password(page: str) -> str:
    found = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", page)
    assert found
    return found[0]


def test_a_new_account_signs_in_with_the_password_that_is_shown_once(app: Flask) -> None:
    client = admin(app)
    page = client.post("/desk/accounts", data=NEW).text
    password = shown_password(page)
    assert "Nur dieses eine Mal zu sehen" in page
    listed = client.get("/desk/accounts").text
    assert "Kim &lt;Neu&gt;" in listed and password not in listed
    account = account_by_email("neu@rostock.example")
    assert account and password not in account.password_hash
    assert sign_in(app, "neu@rostock.example", password) == 303
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == f"account:{account.id}")).all()
    assert "account.created" in {entry.action for entry in entries}
    assert all(password not in str(entry.data) for entry in entries)


def test_a_refused_account_keeps_what_was_typed(app: Flask) -> None:
    client, taken = admin(app), make_account()
    for email in ("kein-klammeraffe", taken.email.upper()):
        response = client.post("/desk/accounts", data=NEW | {"email": email})
        assert response.status_code == 422 and "Kim &lt;Neu&gt;" in response.text
    assert client.post("/desk/accounts", data=NEW | {"role": "king"}).status_code == 422


def test_disabling_ends_access_at_once_and_enabling_gives_it_back(app: Flask) -> None:
    account = make_account()
    client, keeper = signed_in(app, account), admin(app)
    assert client.get("/desk").status_code == 200
    keeper.post(f"/desk/accounts/{account.id}/disabling")
    assert client.get("/desk").status_code == 401 and sign_in(app, account.email, PASSWORD) == 422
    keeper.post(f"/desk/accounts/{account.id}/disabling/removal")
    assert sign_in(app, account.email, PASSWORD) == 303
    assert client.get("/desk").status_code == 401


def test_the_last_admin_cannot_be_disabled(app: Flask) -> None:
    account, second = make_account(Role.ADMIN), make_account(Role.ADMIN)
    client = signed_in(app, account)
    client.post(f"/desk/accounts/{second.id}/disabling")
    response = client.post(f"/desk/accounts/{account.id}/disabling")
    assert response.status_code == 422 and "letzte" in response.text
    assert second.disabled_at and not account.disabled_at


def test_a_reset_password_replaces_the_old_one_and_its_sign_ins(app: Flask) -> None:
    account = make_account()
    client = signed_in(app, account)
    password = shown_password(admin(app).post(f"/desk/accounts/{account.id}/password").text)
    assert client.get("/desk").status_code == 401
    assert sign_in(app, account.email, PASSWORD) == 422 and sign_in(app, account.email, password) == 303


def test_the_own_password_is_changed_and_other_devices_are_signed_out(app: Flask) -> None:
    account = make_account()
    here, there = signed_in(app, account), signed_in(app, account)
    wrong = here.post("/desk/account/password", data={"current": "falsch", "new": OTHER})
    assert wrong.status_code == 422 and "nicht Ihr jetziges Passwort" in wrong.text
    short = here.post("/desk/account/password", data={"current": PASSWORD, "new": "kurz"})
    assert short.status_code == 422 and OTHER not in short.text
    assert here.post("/desk/account/password", data={"current": PASSWORD, "new": OTHER}).status_code == 303
    assert here.get("/desk").status_code == 200 and there.get("/desk").status_code == 401
    assert sign_in(app, account.email, OTHER) == 303


def test_sign_ins_are_listed_and_ended_one_by_one(app: Flask) -> None:
    account, stranger = make_account(), make_account()
    here, there = signed_in(app, account), signed_in(app, account)
    page = here.get("/desk/account").text
    assert "dieses Gerät" in page
    (path,) = set(re.findall(r'action="(/desk/account/sign-ins/\d+/removal)"', page))
    assert signed_in(app, stranger).post(path).status_code == 404
    here.post(path)
    assert there.get("/desk").status_code == 401 and here.get("/desk").status_code == 200


def test_guessing_the_own_password_is_slowed_down(app: Flask) -> None:
    client = signed_in(app, make_account())
    data = {"current": "falsch", "new": OTHER}
    statuses = [client.post("/desk/account/password", data=data).status_code for _ in range(11)]
    assert statuses[:10] == [422] * 10 and statuses[10] == 429


def test_accounts_are_for_admins(app: Flask, client: Client) -> None:
    other = make_account()
    coordinator = signed_in(app, make_account())
    for path in ("", f"/{other.id}/disabling", f"/{other.id}/disabling/removal", f"/{other.id}/password"):
        assert client.post(f"/desk/accounts{path}").status_code == 401
        assert coordinator.post(f"/desk/accounts{path}", data=NEW).status_code == 403
    assert coordinator.get("/desk/accounts").status_code == 403 and client.get("/desk/accounts").status_code == 401
    assert client.get("/desk/account").status_code == 401
    assert "/desk/accounts" not in coordinator.get("/desk").text
    assert admin(app).post("/desk/accounts/999999/disabling").status_code == 404
    assert db.session.get(Account, other.id).disabled_at is None  # type: ignore[union-attr]
