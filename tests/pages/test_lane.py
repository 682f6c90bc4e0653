"""What is answered before Flask is woken is what Flask would have said, and only to whom it would have said it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, flash, session
from werkzeug.test import TestResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Workshop
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, joined, make_contribution, make_workshop


@contextmanager
def only(app: Flask, *, lane: bool) -> Iterator[None]:
    """Let either the lane or Flask answer, and the other one not at all."""
    stood = app.extensions["lane"]
    roads, application = stood.roads, stood.application

    def refuse(_environ: Any, start: Any) -> list[bytes]:
        start("501 NOT IMPLEMENTED", [("Content-Type", "text/plain")])
        return [b""]

    try:
        stood.roads, stood.application = (roads, refuse) if lane else ([], application)
        yield
    finally:
        stood.roads, stood.application = roads, application


@pytest.fixture
def card(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Contribution:
    """A card in a room, in a moment that stands still."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return make_contribution(make_workshop(), title="Freie Räume für alle", text="Am Nachmittag stehen sie leer. " * 20)


def addresses(phone: Client, card: Contribution) -> list[str]:
    """The addresses that the lane answers, once each of them is kept."""
    page = f"/contributions/{card.id}"
    assert phone.get(page).status_code == 200
    board = f"/w/{card.workshop.code}/board"
    poll = re.search(r'data-poll="([^"]*)"', phone.get(board).text)[1].replace("&amp;", "&")
    return [board, page, poll]


def answers(app: Flask, phone: Client, path: str, **headers: str) -> tuple[TestResponse, TestResponse]:
    """What Flask says, and what the lane says after it."""
    with only(app, lane=False):
        flask = phone.get(path, headers=headers, check=False)
    with only(app, lane=True):
        return flask, phone.get(path, headers=headers, check=False)


def plain(response: TestResponse) -> str:
    """A page without what is new in each: the second in which its token was signed, the mark of its form."""
    signed = re.sub(r'(="[\w-]+)\.[\w-]+\.[\w-]+"', r"\1", response.text)
    return re.sub(r'value="[0-9a-f-]{36}"', "", signed)


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_says_what_flask_says(app: Flask, card: Contribution, language: str) -> None:
    phone = joined(app, card.workshop)
    phone.post(f"/language/{language}")
    phone.post(f"/contributions/{card.id}/support")
    for path in addresses(phone, card):
        flask, lane = answers(app, phone, path)
        assert (lane.status, dict(lane.headers), plain(lane)) == (flask.status, dict(flask.headers), plain(flask))


def test_pages_are_packed_unless_another_site_asks(app: Flask, card: Contribution) -> None:
    phone = joined(app, card.workshop)
    board = addresses(phone, card)[0]
    for asked in ({}, {"Sec-Fetch-Site": "cross-site"}):
        flask, lane = answers(app, phone, board, **{"Accept-Encoding": "gzip, br"}, **asked)
        ways = {answer.headers.get("Content-Encoding") for answer in (flask, lane)}
        assert ways == {None if asked else "br"}


def passed_on(app: Flask, phone: Client, path: str, **headers: str) -> bool:
    with only(app, lane=True):
        return phone.get(path, headers=headers, check=False).status_code == 501


def test_strangers_and_desks_are_passed_on(app: Flask, card: Contribution) -> None:
    phone = joined(app, card.workshop)
    for path in addresses(phone, card):
        for other in (Client(app), joined(app, make_workshop()), coordinator_of(app, card.process)):
            assert passed_on(app, other, path), path
        with phone.session_transaction() as cookie:
            key = cookie["participant"]
        both = Client(app)
        with both.session_transaction() as cookie:
            cookie.update(participant=key, csrf_token="x", login="of a desk")
        assert passed_on(app, both, path), "a desk that sits in the room sees more than others there"
        forged = Client(app)
        forged.set_cookie(app.config["SESSION_COOKIE_NAME"], f'{{"participant":"{key}"}}.x.y')
        assert passed_on(app, forged, path)


def test_foreign_names_and_messages_are_passed_on(app: Flask, card: Contribution) -> None:
    phone = joined(app, card.workshop)
    board, page, poll = addresses(phone, card)
    name = app.config["SESSION_COOKIE_NAME"]
    bare, same = Client(app, use_cookies=False), {"Cookie": f"{name}={phone.get_cookie(name).value}"}
    for path in (board, page, poll):
        assert not passed_on(app, bare, path, **same)
        assert passed_on(app, bare, path, **same, Host="elsewhere.example")
    with phone.session_transaction() as cookie, app.test_request_context():
        flash("Nur für dich", "success")
        cookie["_flashes"] = session["_flashes"]
    assert passed_on(app, phone, board) and passed_on(app, phone, page)


def changed(workshop: Workshop) -> None:
    make_contribution(workshop, title="Neu")
    db.session.commit()


def test_what_has_changed_is_passed_on(app: Flask, card: Contribution) -> None:
    phone = joined(app, card.workshop)
    paths = addresses(phone, card)
    assert not any(passed_on(app, phone, path) for path in paths)
    changed(card.workshop)
    assert all(passed_on(app, phone, path) for path in paths)


@pytest.mark.parametrize("query", ["", "since=", "since=x", "since=99", "notsince=0", "since=99&since=0"])
def test_who_names_no_last_change_is_passed_on(app: Flask, card: Contribution, query: str) -> None:
    phone = joined(app, card.workshop)
    assert passed_on(app, phone, f"/w/{card.workshop.code}/changes?{query}")


def test_what_is_ones_own_about_a_card_is_nobody_elses(app: Flask, card: Contribution) -> None:
    phones = [joined(app, card.workshop) for _ in range(3)]
    page = f"/contributions/{card.id}"
    phones[0].post(f"{page}/support")
    phones[1].post(f"{page}/comments", data={"text": "Ja, bitte.", "token": "wort-0001"})
    for phone in phones:
        phone.get(page)
    seen = [answers(app, phone, page)[1].text for phone in phones]
    assert [f"{page}/support/removal" in text for text in seen] == [True, False, False]
    assert ['data-ack="wort-0001"' in text for text in seen] == [False, True, False]
    assert all("Ja, bitte." in text for text in seen)
    marks = {re.search(r'name="token"[^>]*value="([^"]*)"', text)[1] for text in seen}
    assert len(marks) == 3, "each opened form sends under a mark of its own"


def test_an_author_gets_their_own_page(app: Flask, card: Contribution) -> None:
    phone = joined(app, card.workshop)
    phone.get(f"/contributions/{card.id}")
    card.participant_id = phone.actor.participant_id
    db.session.commit()
    assert "Zurückziehen" in phone.get(f"/contributions/{card.id}").text
    assert passed_on(app, phone, f"/contributions/{card.id}")


def test_cards_that_lie_face_down_are_passed_on(app: Flask, card: Contribution) -> None:
    phone = joined(app, card.workshop)
    board, page, _poll = addresses(phone, card)
    card.workshop.is_veiled = True
    db.session.commit()
    assert passed_on(app, phone, board) and passed_on(app, phone, page)
    assert phone.get(page, check=False).status_code == 404
