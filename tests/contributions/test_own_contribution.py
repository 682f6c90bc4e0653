"""What an author can still do: change it for five minutes, withdraw it; and what nobody else can."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, ContributionRevision, Kind, Status
from ideenboard.processes.models import Moderation
from tests.browsing import Client
from tests.factories import coordinator_of, joined, make_contribution, make_workshop

CHANGED = {"kind": "challenge", "title": "Neue Worte", "text": "Mehr", "district": "", "theme": ""}


def own(app: Flask, age: timedelta = timedelta(minutes=1), **workshop_fields: object) -> tuple[Client, Contribution]:
    workshop = make_workshop(**workshop_fields)
    phone = joined(app, workshop)
    return phone, make_contribution(workshop, phone.actor, clock.now() - age, title="Alte Worte")


def test_an_edit_keeps_what_stood_there(app: Flask) -> None:
    phone, contribution = own(app)
    assert "Alte Worte" in phone.get(f"/contributions/{contribution.id}/edit").text
    answer = phone.post(f"/contributions/{contribution.id}/edit", data=CHANGED)
    assert (answer.status_code, answer.location) == (303, f"/contributions/{contribution.id}")
    assert (contribution.title, contribution.kind, contribution.text) == ("Neue Worte", Kind.CHALLENGE, "Mehr")
    assert db.session.scalars(select(ContributionRevision.title)).all() == ["Alte Worte"]
    page = phone.get(answer.location).text
    assert "Neue Worte" in page and "geändert" in page and "Ihre Änderung ist gespeichert." in page


def test_after_five_minutes_it_stays_as_it_is(app: Flask) -> None:
    phone, contribution = own(app, timedelta(minutes=5, seconds=1))
    page = phone.get(f"/contributions/{contribution.id}/edit").text
    assert "Die Zeit für Änderungen ist vorbei" in page and "<textarea" not in page
    assert phone.post(f"/contributions/{contribution.id}/edit", data=CHANGED).status_code == 409
    assert contribution.title == "Alte Worte"


@pytest.mark.parametrize("htmx", [False, True])
def test_a_refused_edit_keeps_what_was_typed(app: Flask, htmx: bool) -> None:
    phone, contribution = own(app)
    answer = phone.post(f"/contributions/{contribution.id}/edit", data=CHANGED | {"title": "x" * 121}, htmx=htmx)
    assert answer.status_code == 422 and "x" * 121 in answer.text and "zu lang" in answer.text
    assert contribution.title == "Alte Worte"


def test_an_edit_waits_for_approval_where_the_room_wants_that(app: Flask) -> None:
    phone, contribution = own(app, moderation=Moderation.BEFORE)
    contribution.status = Status.PUBLISHED
    db.session.commit()
    phone.post(f"/contributions/{contribution.id}/edit", data=CHANGED)
    assert contribution.status is Status.PENDING


def test_withdrawing_is_asked_once_and_has_no_way_back(app: Flask) -> None:
    phone, contribution = own(app, timedelta(days=1))
    assert "lässt sich nicht zurückholen" in phone.get(f"/contributions/{contribution.id}/withdrawal").text
    assert contribution.status is Status.PUBLISHED
    for _ in range(2):
        answer = phone.post(f"/contributions/{contribution.id}/withdrawal")
        assert answer.location == f"/w/{contribution.workshop.code}/mine"
        assert contribution.status is Status.WITHDRAWN
    assert "Zurückgezogen" in phone.get(answer.location).text
    assert phone.get(f"/contributions/{contribution.id}/withdrawal").status_code == 404
    assert "Alte Worte" not in phone.get(f"/w/{contribution.workshop.code}/board").text


@pytest.mark.parametrize("path", ["edit", "withdrawal"])
def test_what_is_not_ones_own_cannot_be_changed(app: Flask, path: str) -> None:
    _phone, contribution = own(app)
    to = f"/contributions/{contribution.id}/{path}"
    for client, status in (
        (Client(app), 404),
        (joined(app, make_workshop()), 404),
        (joined(app, contribution.workshop), 403),
        (coordinator_of(app, contribution.process), 403),
    ):
        assert client.get(to).status_code == status
        assert client.post(to, data=CHANGED).status_code == status
    assert (contribution.title, contribution.status) == ("Alte Worte", Status.PUBLISHED)


def test_mine_shows_only_mine_with_state_and_receipt(app: Flask) -> None:
    phone, contribution = own(app, moderation=Moderation.BEFORE)
    make_contribution(contribution.workshop, title="Von nebenan")
    page = phone.get(f"/w/{contribution.workshop.code}/mine").text
    code = contribution.receipt_code
    for text in ("Alte Worte", "Wartet auf Freigabe", f"{code[:4]} {code[4:]}", "Ändern", "Zurückziehen"):
        assert text in page
    assert "Von nebenan" not in page
    assert (
        "noch nichts gesendet" in joined(app, contribution.workshop).get(f"/w/{contribution.workshop.code}/mine").text
    )
