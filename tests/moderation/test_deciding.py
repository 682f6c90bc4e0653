"""Approving and hiding, one by one and several at once, each decision with its reason and its way back."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.contributions.actions import set_status
from ideenboard.contributions.models import Contribution, Status
from ideenboard.moderation import actions
from ideenboard.moderation.models import Decision, Verdict
from ideenboard.moderation.queries import last_decision, last_decisions
from ideenboard.processes.models import Moderation, Process, Workshop
from ideenboard.processes.rules import Actor
from tests.browsing import Client
from tests.factories import (
    NOW,
    coordinator_of,
    joined,
    make_account,
    make_contribution,
    make_event,
    make_process,
    make_workshop,
    reason_in,
)


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def workshop(process: Process) -> Workshop:
    return make_workshop(make_event(process), moderation=Moderation.BEFORE)


@pytest.fixture
def desk(app: Flask, process: Process) -> Client:
    return coordinator_of(app, process)


@pytest.fixture
def coordinator(process: Process) -> Actor:
    return Actor(account_id=make_account().id, coordinates=frozenset({process.id}))


def status(card: Contribution) -> Status:
    return db.session.get(Contribution, card.id, populate_existing=True).status


def decisions() -> int:
    return db.session.scalar(select(func.count()).select_from(Decision))


def test_a_decision_sets_the_status_and_leaves_its_marks(coordinator: Actor, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    assert actions.decide(card, Verdict.HIDDEN, reason_in(workshop.process), "Bitte ohne Namen", by=coordinator, at=NOW)
    decision = last_decision(card.id)
    assert (card.status, decision.reason.name) == (Status.HIDDEN, "Nennt eine Person")
    assert decision.explanation == "Bitte ohne Namen"
    assert history_of(card.subject)[-1].action == "contribution.hidden"
    assert history_of(card.subject)[-1].actor == coordinator.name


def test_the_same_decision_twice_is_one(coordinator: Actor, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    actions.decide(card, Verdict.PUBLISHED, by=coordinator, at=NOW)
    before = (decisions(), len(history_of(card.subject)))
    assert not actions.decide(card, Verdict.PUBLISHED, by=coordinator, at=NOW)
    assert (decisions(), len(history_of(card.subject))) == before


def test_hiding_needs_a_reason_and_another_reason_needs_words(coordinator: Actor, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    with pytest.raises(Refusal):
        actions.decide(card, Verdict.HIDDEN, by=coordinator, at=NOW)
    with pytest.raises(Refusal):
        actions.decide(card, Verdict.HIDDEN, reason_in(workshop.process, 2), by=coordinator, at=NOW)
    assert card.status is Status.PENDING


def test_what_its_author_took_back_cannot_be_decided(coordinator: Actor, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    set_status(card, Status.WITHDRAWN, by="participant", at=NOW)
    with pytest.raises(Conflict):
        actions.decide(card, Verdict.PUBLISHED, by=coordinator, at=NOW)


def test_the_last_decision_counts_for_many_at_once(coordinator: Actor, workshop: Workshop) -> None:
    first, second, third = (make_contribution(workshop) for _ in range(3))
    actions.decide(first, Verdict.HIDDEN, reason_in(workshop.process, 1), by=coordinator, at=NOW)
    actions.decide(first, Verdict.PUBLISHED, by=coordinator, at=NOW)
    actions.decide(second, Verdict.HIDDEN, reason_in(workshop.process), by=coordinator, at=NOW)
    found = last_decisions([first.id, second.id, third.id])
    assert {id: decision.verdict for id, decision in found.items()} == {
        first.id: Verdict.PUBLISHED,
        second.id: Verdict.HIDDEN,
    }


def test_approving_goes_on_with_the_next_card(desk: Client, process: Process, workshop: Workshop) -> None:
    following, card = make_contribution(workshop), make_contribution(workshop)
    answer = desk.post(f"/contributions/{card.id}/publication")
    assert answer.status_code == 303 and f"card={following.id}" in answer.location
    assert status(card) is Status.PUBLISHED
    page = desk.get(answer.location).text
    assert "1 Beitrag freigegeben." in page and "Rückgängig" in page


def test_htmx_gets_the_next_card_new_numbers_and_the_row_goes(
    desk: Client, process: Process, workshop: Workshop
) -> None:
    following, card = make_contribution(workshop, title="Folgende"), make_contribution(workshop)
    answer = desk.post(f"/contributions/{card.id}/publication", htmx=True)
    assert "Folgende" in answer.text and 'id="queue-head"' in answer.text
    assert f'id="row-{card.id}" hx-swap-oob="delete"' in answer.text
    assert f"row-{following.id}" not in answer.text
    last = desk.post(f"/contributions/{following.id}/publication", htmx=True)
    assert "wartet nichts mehr" in last.text


def test_hiding_without_a_reason_gives_the_form_back(desk: Client, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    for data in ({"explanation": "Meine Worte"}, {"reason": reason_in(workshop.process, 2).id}, {"reason": "nonsense"}):
        answer = desk.post(f"/contributions/{card.id}/hiding", data=data)
        assert answer.status_code == 422 and 'class="ib-errors"' in answer.text
        assert data.get("explanation", "") in answer.text
    assert status(card) is Status.PENDING


def test_hiding_keeps_reason_and_words(desk: Client, process: Process, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    desk.post(
        f"/contributions/{card.id}/hiding", data={"reason": reason_in(process).id, "explanation": "Ohne Namen, bitte"}
    )
    page = desk.get(f"/desk/{process.slug}/queue?state=hidden").text
    assert "Nennt eine Person" in page and "Ohne Namen, bitte" in page
    desk.post(f"/contributions/{card.id}/publication?state=hidden")
    assert status(card) is Status.PUBLISHED


def test_several_at_once(desk: Client, process: Process, workshop: Workshop) -> None:
    cards = [make_contribution(workshop) for _ in range(4)]
    queue = f"/desk/{process.slug}/queue"
    desk.post(f"{queue}/publications", data={"cards": [cards[0].id, cards[1].id]})
    desk.post(f"{queue}/hidings", data={"cards": [cards[2].id], "bulk-reason": reason_in(process).id})
    assert [status(card) for card in cards] == [
        *(Status.PUBLISHED, Status.PUBLISHED),
        *(Status.HIDDEN, Status.PENDING),
    ]
    assert decisions() == 3


def test_one_that_was_taken_back_meanwhile_does_not_stop_the_others(
    desk: Client, process: Process, workshop: Workshop
) -> None:
    kept, gone = make_contribution(workshop), make_contribution(workshop)
    set_status(gone, Status.WITHDRAWN, by="participant", at=NOW)
    db.session.commit()
    answer = desk.post(f"/desk/{process.slug}/queue/publications", data={"cards": [kept.id, gone.id]}, htmx=True)
    assert "1 Beitrag freigegeben." in answer.text
    assert (status(kept), status(gone)) == (Status.PUBLISHED, Status.WITHDRAWN)


def test_several_hidden_without_reason_keep_the_selection(desk: Client, process: Process, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    answer = desk.post(f"/desk/{process.slug}/queue/hidings", data={"cards": card.id})
    assert answer.status_code == 422
    row = answer.text.split(f'id="pick-{card.id}"')[1].split(">")[0]
    assert "checked" in row and status(card) is Status.PENDING


def test_nothing_selected_is_said(desk: Client, process: Process) -> None:
    answer = desk.post(f"/desk/{process.slug}/queue/publications")
    assert answer.status_code == 422 and "mindestens einen Beitrag" in answer.text


def test_the_way_back_puts_cards_where_they_were(desk: Client, process: Process, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    page = desk.get(desk.post(f"/contributions/{card.id}/publication").location).text
    undo = page.split('id="messages"')[1].split('action="')[1].split('"')[0].replace("&amp;", "&")
    assert desk.post(undo).status_code == 303
    assert status(card) is Status.PENDING


def test_a_card_of_another_process_in_the_selection_changes_nothing(
    desk: Client, process: Process, workshop: Workshop
) -> None:
    mine, other = make_contribution(workshop), make_contribution(make_workshop(moderation=Moderation.BEFORE))
    answer = desk.post(f"/desk/{process.slug}/queue/publications", data={"cards": [mine.id, other.id]})
    assert answer.status_code == 404
    assert (status(mine), status(other)) == (Status.PENDING, Status.PENDING)


@pytest.mark.parametrize("act", ["publication", "hiding", "responses", "notes"])
def test_rights(app: Flask, client: Client, workshop: Workshop, act: str) -> None:
    card = make_contribution(workshop)
    url = f"/contributions/{card.id}/{act}"
    data = {"reason": reason_in(workshop.process).id, "response-text": "Danke", "note-text": "Hm"}
    assert client.post(url, data=data).status_code == 401
    assert joined(app, workshop).post(url, data=data).status_code == 401
    stranger = coordinator_of(app, make_process())
    assert stranger.post(url, data=data).status_code == 404
    card.status = Status.PUBLISHED
    workshop.published_at = NOW
    db.session.commit()
    assert stranger.post(url, data=data).status_code == 403
    assert status(card) is Status.PUBLISHED and decisions() == 0
