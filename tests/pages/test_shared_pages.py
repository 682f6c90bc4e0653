"""The board is rendered once for all: each person still sees their own, and everybody what is true now."""

import re

from flask import Flask, flash, session

from ideenboard.base.db import db
from ideenboard.contributions import actions, actions_reactions
from ideenboard.contributions.actions import Draft
from ideenboard.contributions.models import Contribution, Kind, Status
from ideenboard.processes.actions_phases import set_phase
from ideenboard.processes.models import Phase, Workshop
from ideenboard.processes.rules import NOBODY
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, joined, make_contribution, make_participant, make_workshop


def board(client: Client, workshop: Workshop, query: str = "", **kwargs: bool) -> str:
    return client.get(f"/w/{workshop.code}/board{query}", **kwargs).text


def pressed(page: str) -> list[str]:
    return re.findall(r'/contributions/(\d+)/support/removal"', page)


def tokens(page: str) -> set[str]:
    return set(re.findall(r'name="csrf_token" value="([^"]*)"', page))


def test_nobody_sees_what_somebody_else_supports(app: Flask) -> None:
    workshop = make_workshop()
    cards = [make_contribution(workshop) for _ in range(3)]
    phones = [joined(app, workshop) for _ in range(3)]
    for phone, card in zip(phones, cards, strict=True):
        phone.post(f"/contributions/{card.id}/support")
    phones.append(joined(app, workshop))
    for htmx in (False, True):
        # Twice: as it is made, and as it is kept.
        for _ in range(2):
            seen = [sorted(set(pressed(board(phone, workshop, htmx=htmx)))) for phone in phones]
            assert seen == [[str(card.id)] for card in cards] + [[]]


def test_each_page_holds_one_token_and_nobody_elses(app: Flask) -> None:
    workshop = make_workshop()
    make_contribution(workshop)
    phones = [joined(app, workshop) for _ in range(3)] + [coordinator_of(app, workshop.process)]
    found = [tokens(board(phone, workshop)) for phone in phones]
    assert all(len(own) == 1 for own in found)
    assert len(set.union(*found)) == len(phones)
    for phone, own in zip(phones, found, strict=True):
        answer = phone.post("/contributions/0/support", headers={"X-CSRFToken": own.pop()})
        assert answer.status_code == 404, "the token is not one of this browser"


def test_support_and_comments_of_others_count_at_once(app: Flask) -> None:
    workshop = make_workshop()
    card = make_contribution(workshop)
    phone, other = joined(app, workshop), joined(app, workshop)
    assert "0</span></button>" in board(phone, workshop) and "Kommentieren" in board(phone, workshop)
    other.post(f"/contributions/{card.id}/support")
    assert "1</span></button>" in board(phone, workshop)
    other.post(f"/contributions/{card.id}/comments", data={"text": "Ja, bitte.", "token": "wort-0001"})
    assert "1 Kommentar" in board(phone, workshop)
    other.post(f"/contributions/{card.id}/support/removal")
    assert "0</span></button>" in board(phone, workshop)


def test_the_order_by_support_follows_it_at_once(app: Flask) -> None:
    workshop = make_workshop()
    first, second = make_contribution(workshop, title="Eins"), make_contribution(workshop, title="Zwei")
    phone = joined(app, workshop)
    for card, order in ((first, ["Eins", "Zwei"]), (second, ["Zwei", "Eins"]), (second, ["Zwei", "Eins"])):
        actions_reactions.support(card, by=make_participant(workshop))
        db.session.commit()
        page = board(phone, workshop, "?order=supported")
        assert re.findall(r'<bdi dir="auto">(Eins|Zwei)<', page) == (order if card is second else ["Eins", "Zwei"])


def test_edits_decisions_and_phases_show_at_once(app: Flask) -> None:
    workshop = make_workshop()
    by = make_participant(workshop)
    card = make_contribution(workshop, by, title="Vorher")
    phone = joined(app, workshop)
    assert "Vorher" in board(phone, workshop)
    actions.edit(card, Draft(Kind.CHALLENGE, "Nachher"), by=by, at=NOW)
    db.session.commit()
    page = board(phone, workshop)
    assert "Nachher" in page and "Vorher" not in page and "is-challenge" in page
    actions.set_status(card, Status.HIDDEN, by="account:1", at=NOW)
    db.session.commit()
    assert "Nachher" not in board(phone, workshop)
    make_contribution(workshop, title="Neu")
    set_phase(workshop, Phase.VOTING, by="account:1", at=NOW)
    db.session.commit()
    page = board(phone, workshop)
    assert "Abstimmen" in page and "Neu" in page and "/support" not in page


def test_what_another_connection_has_committed_shows_at_once(own_app: Flask) -> None:
    with own_app.app_context():
        workshop = make_workshop()
        card_id, code = make_contribution(workshop, title="Vorher").id, workshop.code
        phone = joined(own_app, workshop)
        assert "Vorher" in phone.get(f"/w/{code}/board").text
    with own_app.app_context():
        actions.edit(db.session.get_one(Contribution, card_id), Draft(Kind.IDEA, "Nachher"), by=NOBODY, at=NOW)
        db.session.flush()
        assert "Vorher" in phone.get(f"/w/{code}/board").text
        db.session.commit()
        assert "Nachher" in phone.get(f"/w/{code}/board").text


def test_each_language_has_its_own(app: Flask) -> None:
    workshop = make_workshop()
    make_contribution(workshop)
    phone = joined(app, workshop)
    words = {"de": "Unterstützen", "en": "Support"}
    for language in ("de", "en", "de"):
        phone.post(f"/language/{language}")
        page = phone.get(f"/w/{workshop.code}/board", headers={"Accept-Language": language}).text
        assert words[language] in page


def test_a_message_is_for_the_person_it_was_meant_for(app: Flask) -> None:
    workshop = make_workshop()
    make_contribution(workshop, title="Karte")
    phone, other = joined(app, workshop), joined(app, workshop)
    with phone.session_transaction() as stored, app.test_request_context():
        flash("Nur für dich", "success")
        stored["_flashes"] = session["_flashes"]
    assert "Nur für dich" in (page := board(phone, workshop)) and "Karte" in page
    assert "Nur für dich" not in board(other, workshop)
    assert "Nur für dich" not in board(phone, workshop)


def test_a_phone_and_a_desk_get_their_own_kind_of_page(app: Flask) -> None:
    workshop = make_workshop()
    make_contribution(workshop)
    desk, phone = coordinator_of(app, workshop.process), joined(app, workshop)
    for _ in range(2):
        assert "outbox.js" in board(phone, workshop)
        assert "outbox.js" not in board(desk, workshop)
