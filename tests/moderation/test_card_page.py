"""A card at the desk: what it said before, answers, comments, notes that nobody else ever sees, its history."""

from typing import Any

import pytest
from flask import Flask

from ideenboard.base.db import db
from ideenboard.comments.actions import add_comment, respond, write_note
from ideenboard.comments.models import Comment
from ideenboard.comments.queries import comments_of, notes_of, responses_of
from ideenboard.contributions.actions import Draft, edit
from ideenboard.contributions.models import Contribution, Kind
from ideenboard.people.models import Role
from ideenboard.processes.models import Process, Workshop
from tests.browsing import Client
from tests.factories import (
    NOW,
    coordinator_of,
    joined,
    make_account,
    make_contribution,
    make_event,
    make_participant,
    make_process,
    make_workshop,
    reason_in,
)


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def workshop(process: Process) -> Workshop:
    return make_workshop(make_event(process), published_at=NOW)


@pytest.fixture
def card(workshop: Workshop) -> Contribution:
    return make_contribution(workshop)


@pytest.fixture
def desk(app: Flask, process: Process) -> Client:
    return coordinator_of(app, process)


def page(desk: Client, process: Process, card: Contribution) -> str:
    answer = desk.get(f"/desk/{process.slug}/contributions/{card.id}")
    assert answer.status_code == 200
    return answer.text


def said(card: Contribution, workshop: Workshop, text: str, number: int = 0) -> Comment:
    person = make_participant(workshop)
    comment, _ = add_comment(
        card.thread, text, f"t{number}", participant_id=person.participant_id, group_id=None, at=NOW
    )
    db.session.commit()
    return comment


def test_it_shows_what_the_card_said_before(desk: Client, process: Process, workshop: Workshop) -> None:
    person = make_participant(workshop)
    card = make_contribution(workshop, by=person, title="Erste Fassung")
    edit(card, Draft(Kind.IDEA, "Zweite Fassung"), by=person, at=NOW)
    db.session.commit()
    text = page(desk, process, card)
    assert "Erste Fassung" in text and "Zweite Fassung" in text
    assert "Was vorher dort stand" in text


def test_an_answer_of_the_city_is_public_until_withdrawn(desk: Client, process: Process, card: Contribution) -> None:
    desk.post(f"/contributions/{card.id}/responses", data={"response-text": "Wir prüfen das."})
    response = responses_of(card.thread_id)[0]
    assert "Wir prüfen das." in page(desk, process, card)
    answer = desk.post(f"/contributions/{card.id}/responses/{response.id}/withdrawal", htmx=True)
    assert "Wir prüfen das." not in answer.text and "nicht mehr öffentlich" in answer.text
    assert list(responses_of(card.thread_id)) == []
    assert "Rückmeldung der Stadt zurückgezogen" in page(desk, process, card)


def test_an_empty_answer_gives_the_form_back(desk: Client, card: Contribution) -> None:
    answer = desk.post(f"/contributions/{card.id}/responses", data={"response-text": " "}, htmx=True)
    assert answer.status_code == 422 and "ib-error" in answer.text
    assert list(responses_of(card.thread_id)) == []


def test_notes_stay_at_the_desk(
    app: Flask, client: Client, desk: Client, process: Process, workshop: Workshop, card: Contribution
) -> None:
    desk.post(f"/contributions/{card.id}/notes", data={"note-text": "Nur unter uns"})
    assert [note.text for note in notes_of(card.thread_id)] == ["Nur unter uns"]
    assert "Nur unter uns" in page(desk, process, card)
    phone = joined(app, workshop)
    public = [
        f"/contributions/{card.id}",
        f"/processes/{process.slug}",
        f"/processes/{process.slug}/contributions",
        "/",
    ]
    public += [f"/beleg/{card.receipt_code}"]
    rooms = [f"/w/{workshop.code}/board", f"/w/{workshop.code}/mine", f"/w/{workshop.code}/changes?since=0"]
    for browser, addresses in ((client, public), (phone, public + rooms)):
        for address in addresses:
            for htmx in (False, True):
                assert "Nur unter uns" not in browser.get(address, htmx=htmx, check=False).text, address


def test_a_comment_can_be_hidden_for_a_reason_and_shown_again(
    app: Flask, desk: Client, process: Process, workshop: Workshop, card: Contribution
) -> None:
    comment = said(card, workshop, "Nicht nett")
    url = f"/contributions/{card.id}/comments/{comment.id}/hiding"
    bare = desk.post(url, htmx=True)
    assert bare.status_code == 422 and "Bitte wählen Sie einen Grund" in bare.text
    assert comments_of(card.thread_id)[0].text == "Nicht nett"
    asked = desk.get(f"/desk/{process.slug}/contributions/{card.id}?hide={comment.id}").text
    assert f'action="{url}"' in asked and asked.count('name="comment-reason"') == 3
    why = {"comment-reason": reason_in(process).id, "comment-explanation": "Name steht im zweiten Satz"}
    for _ in range(2):
        page = desk.post(url, data=why, htmx=True).text
        assert "Wieder einblenden" in page and "Nennt eine Person" in page and "zweiten Satz" in page
    # Its words are gone where they were public, and the reason stands there.
    page = Client(app).get(f"/contributions/{card.id}").text
    assert "Nicht nett" not in page and "zweiten Satz" not in page
    assert "Nennt eine Person" in page and card.thread.comment_count == 0
    desk.post(f"{url}/removal")
    assert [one.text for one in comments_of(card.thread_id)] == ["Nicht nett"]
    assert "Nennt eine Person" not in Client(app).get(f"/contributions/{card.id}").text
    db.session.refresh(card.thread)
    assert card.thread.comment_count == 1


def test_a_comment_under_another_card_is_not_found(desk: Client, workshop: Workshop, card: Contribution) -> None:
    elsewhere = said(make_contribution(workshop), workshop, "Anderswo")
    assert desk.post(f"/contributions/{card.id}/comments/{elsewhere.id}/hiding").status_code == 404


def test_history_speaks_plain_words(desk: Client, process: Process, card: Contribution) -> None:
    desk.post(f"/contributions/{card.id}/hiding?back=card", data={"reason": reason_in(process, 1).id})
    history = page(desk, process, card).split('id="history-title"')[1]
    assert "Eingebracht" in history and "Ausgeblendet" in history
    assert "contribution." not in history


def test_deciding_here_leads_back_here(desk: Client, process: Process, card: Contribution) -> None:
    answer = desk.post(f"/contributions/{card.id}/hiding?back=card", data={"reason": reason_in(process, 1).id})
    assert answer.location == f"/desk/{process.slug}/contributions/{card.id}"


def test_rights(app: Flask, client: Client, process: Process, card: Contribution) -> None:
    url = f"/desk/{process.slug}/contributions/{card.id}"
    other = make_process()
    assert client.get(url).status_code == 401
    assert coordinator_of(app, other).get(url).status_code == 403
    both = coordinator_of(app, process, other)
    assert both.get(f"/desk/{other.slug}/contributions/{card.id}").status_code == 404


def test_its_queries_do_not_grow(
    desk: Client, process: Process, workshop: Workshop, card: Contribution, queries: Any
) -> None:
    for number in range(15):
        said(card, workshop, f"Wort {number}", number)
        account = make_account(Role.COORDINATOR, process)
        write_note(card.thread, f"Notiz {number}", account_id=account.id, at=NOW)
        respond(card.thread, f"Antwort {number}", account_id=account.id, at=NOW)
    db.session.commit()
    url = f"/desk/{process.slug}/contributions/{card.id}"
    db.session.expire_all()
    with queries() as seen:
        assert desk.get(url).text.count("Koordination ") >= 30
    assert len(seen) <= 12, seen
