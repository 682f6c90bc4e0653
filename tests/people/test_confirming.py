"""Sign-ins that grow old, and what asks for the password again; invitations by a link that works once."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.people.models import Account, Invitation, Role
from ideenboard.people.queries import account_by_email
from ideenboard.processes.models import Coordination
from tests.browsing import PASSWORD, Client
from tests.factories import admin, coordinator_of, make_account, make_process, signed_in

INVITED = {"email": "Neu@Rostock.example", "name": "Kim", "role": "coordinator"}


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> object:
    """Let time pass."""

    def passes(minutes: int) -> None:
        later = clock.now() + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda: later)

    return passes


def test_a_desk_that_nobody_touches_for_an_hour_is_signed_out(app: Flask, wait: object) -> None:
    client = signed_in(app, make_account())
    for _turn in range(3):
        wait(50)  # type: ignore[operator]
        assert client.get("/desk").status_code == 200
    wait(61)  # type: ignore[operator]
    assert client.get("/desk").status_code == 401


def test_no_sign_in_lasts_longer_than_twelve_hours(app: Flask, wait: object) -> None:
    client = signed_in(app, make_account())
    for _turn in range(14):
        wait(50)  # type: ignore[operator]
        client.get("/desk")
    assert client.get("/desk").status_code == 200
    wait(21)  # type: ignore[operator]
    assert client.get("/desk").status_code == 401


def test_what_cannot_be_taken_back_asks_for_the_password_again(app: Flask, wait: object) -> None:
    process = make_process(published_at=None)
    client, publish = coordinator_of(app, process), f"/desk/{process.slug}/publication"
    wait(31)  # type: ignore[operator]
    asked = client.post(publish)
    assert asked.status_code == 303 and asked.location.startswith("/desk/confirmation?next=")
    db.session.refresh(process)
    assert process.published_at is None
    wrong = client.post(asked.location, data={"password": "falsch"})
    assert wrong.status_code == 422 and client.post(publish).location == asked.location
    assert client.post(asked.location, data={"password": PASSWORD}).location == f"/desk/{process.slug}/settings"
    client.post(publish)
    db.session.refresh(process)
    assert process.published_at


def test_an_export_leads_back_to_itself_and_is_nobodys_after_the_right_is_gone(app: Flask, wait: object) -> None:
    process = make_process()
    client, export = coordinator_of(app, process), f"/desk/{process.slug}/export.json"
    wait(31)  # type: ignore[operator]
    asked = client.get(export).location
    assert client.post(asked, data={"password": PASSWORD}).location == export
    assert client.get(export).status_code == 200
    assert Client(app).get(export).status_code == 401
    assert coordinator_of(app, make_process()).get(export).status_code == 403
    db.session.execute(delete(Coordination).where(Coordination.process_id == process.id))
    db.session.commit()
    assert client.get(export).status_code == 403


def test_the_way_on_never_leads_elsewhere(app: Flask) -> None:
    client = signed_in(app, make_account())
    answer = client.post("/desk/confirmation?next=//evil.example/", data={"password": PASSWORD})
    assert answer.location == "/desk"


def link_of(client: Client) -> str:
    page = client.post("/desk/accounts/invitations", data=INVITED).text
    found = re.search(r"/invitation/[\w-]{22}", page)
    assert found
    return found[0]


def test_an_invitation_makes_one_account_with_the_role_of_the_invitation(app: Flask) -> None:
    keeper, guest = admin(app), Client(app)
    link = link_of(keeper)
    assert link not in keeper.get("/desk/accounts").text
    form = {"name": "Kim Neu", "new": "ein gutes Kennwort", "role": "admin", "email": "chef@rostock.example"}
    assert guest.post(link, data=form | {"new": "kurz"}).status_code == 422
    assert guest.post(link, data=form).status_code == 303 and guest.get("/desk").status_code == 200
    account = account_by_email("neu@rostock.example")
    assert account and account.role is Role.COORDINATOR and account.name == "Kim Neu"
    assert [Client(app).get(link).status_code, Client(app).post(link, data=form).status_code] == [404, 404]
    stored = db.session.scalars(select(Invitation.token_hash)).all()
    assert not any(link.endswith(one) for one in stored)


def test_an_invitation_ends_after_a_week_or_when_it_is_revoked(app: Flask, wait: object) -> None:
    keeper = admin(app)
    old, revoked = link_of(keeper), link_of(keeper)
    latest = db.session.scalars(select(Invitation.id).order_by(Invitation.id.desc())).first()
    keeper.post(f"/desk/accounts/invitations/{latest}/revocation")
    assert [Client(app).get(link).status_code for link in (old, revoked)] == [200, 404]
    wait(7 * 24 * 60)  # type: ignore[operator]
    assert Client(app).get(old).status_code == 404
    assert db.session.scalar(select(Account.id).where(Account.email == "neu@rostock.example")) is None
