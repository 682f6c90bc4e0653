"""The steering page: what it shows, what its buttons do, and what it hears of while it is open."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.audit.models import AuditEntry
from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.contributions.models import Status
from ideenboard.live import actions
from ideenboard.live.models import CardMark, LiveRoom
from ideenboard.moderation.models import Decision
from ideenboard.processes.actions_phases import set_phase, set_timer
from ideenboard.processes.models import Moderation, Phase, PhaseChange, Workshop
from ideenboard.voting.models import Level
from tests.browsing import Client, draft_token
from tests.factories import (
    NOW,
    coordinator_of,
    facilitator_of,
    joined,
    make_contribution,
    make_contributions,
    make_workshop,
    reason_in,
)
from tests.voting.making import make_ballot


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    return make_workshop()


@pytest.fixture
def laptop(app: Flask, workshop: Workshop) -> Client:
    return facilitator_of(app, workshop)


def go_on(laptop: Client, workshop: Workshop, phase: str, before: str = "collecting", **how: Any) -> Any:
    return laptop.post(f"/steering/{workshop.id}/phase", data={"phase": phase, "before": before}, **how)


def live_url(page: str) -> str:
    return re.search(r'data-poll="([^"]*)"', page)[1].replace("&amp;", "&")


def test_it_says_what_participants_see_and_what_comes_next(laptop: Client, workshop: Workshop) -> None:
    page = laptop.get(f"/steering/{workshop.id}").text
    assert "Jetzt: Sammeln." in page and "Teilnehmende schicken Beiträge ab" in page
    assert "Weiter zu „Diskutieren“" in page and "Neue Beiträge sind nicht mehr möglich" in page
    assert "zurücknehmen" not in page


def test_a_change_is_done_at_once_and_offers_the_way_back(laptop: Client, workshop: Workshop) -> None:
    part = go_on(laptop, workshop, "discussing", htmx=True).text
    assert "Jetzt: Diskutieren." in part and "„Diskutieren“ zurücknehmen" in part and "<html" not in part
    back = re.search(rf'action="(/steering/{workshop.id}/phase/\d+/removal)"', part)[1]
    assert laptop.post(back).status_code == 303
    assert workshop.phase is Phase.COLLECTING


def test_after_a_minute_nothing_is_taken_back(laptop: Client, workshop: Workshop) -> None:
    go_on(laptop, workshop, "discussing")
    change = db.session.scalars(select(PhaseChange)).one()
    change.at -= timedelta(seconds=60)
    db.session.commit()
    assert "zurücknehmen" not in laptop.get(f"/steering/{workshop.id}").text
    answer = laptop.post(f"/steering/{workshop.id}/phase/{change.id}/removal")
    assert answer.status_code == 409 and "Die Minute zum Zurücknehmen ist vorbei" in answer.text
    assert workshop.phase is Phase.DISCUSSING


def test_nobody_goes_on_from_a_page_that_is_no_longer_true(laptop: Client, workshop: Workshop) -> None:
    go_on(laptop, workshop, "voting")
    answer = go_on(laptop, workshop, "discussing", before="collecting")
    assert answer.status_code == 409 and "Inzwischen gilt „Abstimmen“" in answer.text
    assert workshop.phase is Phase.VOTING


def test_a_timer_is_set_and_a_wrong_one_stays_typed(laptop: Client, workshop: Workshop) -> None:
    url = f"/steering/{workshop.id}/timer"
    assert laptop.post(url, data={"minutes": "10", "locks": "y"}).status_code == 303
    assert workshop.timer_locks and workshop.timer_ends_at > clock.now()
    assert "danach wird nichts mehr angenommen" in laptop.get(f"/steering/{workshop.id}").text
    for htmx in (True, False):
        answer = laptop.post(url, data={"minutes": "999"}, htmx=htmx)
        assert answer.status_code == 422 and 'value="999"' in answer.text
        # The minutes of a meeting are another word.
        assert "Minuten" in answer.text and "Protokoll" not in answer.text


def test_a_room_whose_time_is_up_says_so_everywhere(app: Flask, laptop: Client, workshop: Workshop) -> None:
    set_timer(workshop, 1, True, by="system", at=clock.now() - timedelta(minutes=2))
    db.session.commit()
    assert "Es werden keine Beiträge mehr angenommen." in laptop.get(f"/steering/{workshop.id}").text
    phone = joined(app, workshop)
    page = phone.get(f"/w/{workshop.code}/contribute").text
    assert "Die Zeit zum Sammeln ist um" in page and "<textarea" not in page
    idea = {"kind": "idea", "title": "Noch schnell", "token": draft_token()}
    answer = phone.post(f"/w/{workshop.code}/contributions", data=idea)
    assert answer.status_code == 409 and "Die Zeit zum Sammeln ist um. Ihr Text ist noch da." in answer.text
    # More time, and the same draft is taken.
    laptop.post(f"/steering/{workshop.id}/timer/extension", data={"minutes": "5"})
    assert phone.post(f"/w/{workshop.code}/contributions", data=idea).status_code == 303


def test_the_wall_is_set_piece_by_piece(laptop: Client, workshop: Workshop) -> None:
    for sent in ({"mode": "cards"}, {"grouping": "cluster"}, {"is_veiled": "1"}, {"only_picked": "1"}, {}):
        assert laptop.post(f"/steering/{workshop.id}/wall", data=sent).status_code == 303
    room = db.session.get(LiveRoom, workshop.id)
    assert (room.mode, room.grouping, workshop.is_veiled, room.only_picked) == ("cards", "cluster", True, True)
    assert "Karten aufdecken" in laptop.get(f"/steering/{workshop.id}").text
    laptop.post(f"/steering/{workshop.id}/wall", data={"is_veiled": "0"})
    assert not workshop.is_veiled
    for wrong in ({"mode": "party"}, {"is_veiled": "2"}):
        assert laptop.post(f"/steering/{workshop.id}/wall", data=wrong).status_code == 422


def test_a_card_is_put_up_remembered_and_shown_large(laptop: Client, workshop: Workshop) -> None:
    card = make_contribution(workshop, title="Ein Kalender für alle")
    base = f"/steering/{workshop.id}/contributions/{card.id}"
    laptop.post(f"{base}/wall/removal")
    laptop.post(f"{base}/memory")
    part = laptop.post(f"{base}/large", htmx=True).text
    mark, room = db.session.get(CardMark, card.id), db.session.get(LiveRoom, workshop.id)
    assert mark.on_wall is False and mark.remembered_at and room.focus_id == card.id
    # The row says what a second touch would undo, and comes back with the answer.
    assert f'id="card-{card.id}"' in part and f"{base}/memory/removal" in part and "Auf die Wand" in part
    assert f'data-large="{card.id}"' in part
    laptop.post(f"{base}/wall")
    assert "Auf der Wand" in laptop.get(f"/steering/{workshop.id}").text


def test_a_card_of_another_room_or_a_hidden_one_is_not_steered(laptop: Client, workshop: Workshop) -> None:
    other, hidden = make_contribution(), make_contribution(workshop)
    hidden.status = Status.HIDDEN
    db.session.commit()
    for card, code in ((other, 404), (hidden, 409)):
        assert laptop.post(f"/steering/{workshop.id}/contributions/{card.id}/large").status_code == code
        assert laptop.get(f"/steering/{workshop.id}/contributions/{card.id}/hiding").status_code == code


def test_a_card_is_hidden_with_a_reason_and_brought_back(laptop: Client, workshop: Workshop) -> None:
    card = make_contribution(workshop, title="Name einer Person")
    url = f"/steering/{workshop.id}/contributions/{card.id}/hiding"
    assert "Nennt eine Person" in laptop.get(url).text
    refused = laptop.post(url, data={"reason": reason_in(workshop.process, 2).id, "explanation": ""}, htmx=True)
    assert refused.status_code == 422 and card.status is Status.PUBLISHED
    part = laptop.post(url, data={"reason": reason_in(workshop.process).id}, htmx=True).text
    assert card.status is Status.HIDDEN and f"{url}/removal" in part and 'hx-swap-oob="delete"' in part
    decision = db.session.scalars(select(Decision).where(Decision.contribution_id == card.id)).one()
    assert (decision.verdict, decision.reason.name, decision.account_id) == ("hidden", "Nennt eine Person", None)
    laptop.post(f"{url}/removal")
    assert card.status is Status.PUBLISHED


def test_a_facilitator_does_not_overrule_the_coordination(app: Flask, laptop: Client, workshop: Workshop) -> None:
    card, desk = make_contribution(workshop), coordinator_of(app, workshop.process)
    url = f"/steering/{workshop.id}/contributions/{card.id}/hiding"
    desk.post(f"/contributions/{card.id}/hiding", data={"reason": reason_in(workshop.process).id})
    assert laptop.post(f"{url}/removal").status_code == 403 and card.status is Status.HIDDEN
    assert desk.post(f"{url}/removal").status_code == 303 and card.status is Status.PUBLISHED


def test_what_waits_for_approval_is_counted_and_not_shown(app: Flask) -> None:
    workshop = make_workshop(moderation=Moderation.BEFORE)
    make_contribution(workshop, title="Noch zu lesen")
    page = facilitator_of(app, workshop).get(f"/steering/{workshop.id}").text
    assert "1 wartet auf Freigabe" in page and "Noch zu lesen" not in page and "/queue" not in page


def test_who_has_the_link_opens_and_closes_the_vote_of_the_room(laptop: Client, workshop: Workshop) -> None:
    ballot = make_ballot(workshop, opened_at=None)
    steering = f"/steering/{workshop.id}"
    base = f"{steering}/ballots/{ballot.id}"
    page = laptop.get(steering).text
    assert ballot.question in page and "vorbereitet" in page and f"{base}/opening" in page
    page = laptop.get(f"{base}/opening").text
    assert "sobald der Workshop abstimmt" in page and "Vorschlag 3" in page and ballot.opened_at is None
    assert laptop.post(f"{base}/opening").location == steering and ballot.is_open
    page = laptop.get(steering).text
    assert "0 Personen haben abgestimmt" in page and "Stimmen zählen, sobald der Workshop" in page
    page = laptop.get(f"{base}/closing").text
    assert "für immer" in page and "Beamer" in page and "Noch niemand hat eingetragen" in page and ballot.is_open
    laptop.post(f"{base}/closing")
    assert ballot.closed_at and "Der Beamer zeigt das Ergebnis" in laptop.get(steering).text
    # A page that is older than the vote leads back instead of asking for what is done.
    assert laptop.get(f"{base}/closing").location == laptop.get(f"{base}/opening").location == steering


def test_people_are_counted_from_the_steering_page(laptop: Client, workshop: Workshop) -> None:
    ballot = make_ballot(workshop, level=Level.CARDS)
    steering = f"/steering/{workshop.id}"
    url = f"{steering}/ballots/{ballot.id}/headcount"
    version = re.search(r'name="version"[^>]*value="([^"]+)"', laptop.get(url).text)[1]
    answer = laptop.post(url, data={"headcount": "-4", "version": version})
    assert answer.status_code == 422 and 'value="-4"' in answer.text
    assert laptop.post(url, data={"headcount": "23", "version": version}).location == steering
    assert ballot.headcount == 23 and "23 Personen im Raum" in laptop.get(steering).text
    answer = laptop.post(url, data={"headcount": "32", "version": version})
    assert answer.status_code == 409 and ballot.headcount == 23 and "32" in answer.text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "ballot.headcount_set")).one()
    assert entry.actor == "facilitator"


def test_voting_without_an_open_ballot_is_said_before_anybody_wonders(laptop: Client, workshop: Workshop) -> None:
    assert "keine Abstimmung offen" in go_on(laptop, workshop, "voting", htmx=True).text


def test_a_message_is_sent_and_a_long_one_stays_typed(laptop: Client, workshop: Workshop) -> None:
    url = f"/steering/{workshop.id}/message"
    assert "In fünf Minuten" in laptop.post(url, data={"text": "In fünf Minuten"}, htmx=True).text
    answer = laptop.post(url, data={"text": "x" * 161}, htmx=True)
    assert answer.status_code == 422 and "x" * 161 in answer.text
    laptop.post(f"{url}/removal")
    assert db.session.get(LiveRoom, workshop.id).message == ""


def test_nothing_new_is_no_content_and_cheap(laptop: Client, workshop: Workshop, queries: Any) -> None:
    url = live_url(laptop.get(f"/steering/{workshop.id}").text)
    with queries() as seen:
        answer = laptop.get(url, htmx=True)
    assert (answer.status_code, answer.data) == (204, b"") and len(seen) <= 4, seen


def test_the_page_hears_of_a_change_made_elsewhere(app: Flask, laptop: Client, workshop: Workshop) -> None:
    url = live_url(laptop.get(f"/steering/{workshop.id}").text)
    go_on(coordinator_of(app, workshop.process), workshop, "discussing")
    answer = laptop.get(url, htmx=True)
    assert "Jetzt: Diskutieren." in answer.text and "Weiter zu „Abstimmen“" in answer.text
    # What somebody may be typing into is no part of it.
    assert "<textarea" not in answer.text and 'id="message-form"' not in answer.text
    assert laptop.get(live_url(answer.text), htmx=True).status_code == 204


def test_new_cards_wait_behind_a_button_also_when_one_was_hidden(laptop: Client, workshop: Workshop) -> None:
    cards = make_contributions(workshop, 3)
    url = live_url(laptop.get(f"/steering/{workshop.id}").text)
    cards[0].status = Status.HIDDEN
    make_contribution(workshop, title="Ganz neu")
    part = laptop.get(url, htmx=True).text
    assert "1 neuen Beitrag anzeigen" in part and "Ganz neu" not in part


def test_people_who_come_and_are_ready_are_news(app: Flask, laptop: Client, workshop: Workshop) -> None:
    phone = joined(app, workshop)
    url = live_url(laptop.get(f"/steering/{workshop.id}").text)
    assert phone.post(f"/w/{workshop.code}/presence").status_code == 204
    answer = laptop.get(url, htmx=True)
    figures = re.findall(r'ib-fig__n">(\d+)', answer.text)
    assert figures == ["1", "1", "0"]
    phone.post(f"/w/{workshop.code}/ready")
    assert re.findall(r'ib-fig__n">(\d+)', laptop.get(live_url(answer.text), htmx=True).text) == ["1", "1", "1"]


def test_more_cards_come_page_by_page(laptop: Client, workshop: Workshop) -> None:
    make_contributions(workshop, 30)
    page = laptop.get(f"/steering/{workshop.id}").text
    more = re.search(r'hx-get="([^"]*after=[^"]*)"', page)[1].replace("&amp;", "&")
    rest = laptop.get(more, htmx=True).text
    assert len(re.findall('id="card-', page)) == 25 and len(re.findall('id="card-', rest)) == 5


def test_help_is_asked_for_and_ended(laptop: Client, workshop: Workshop) -> None:
    assert "Hilfe ist gerufen." in laptop.post(f"/steering/{workshop.id}/help", htmx=True).text
    assert "Koordination um Hilfe bitten" in laptop.post(f"/steering/{workshop.id}/help/removal", htmx=True).text


def test_phones_show_message_and_timer_and_hear_of_them(app: Flask, workshop: Workshop) -> None:
    phone = joined(app, workshop)
    url = live_url(phone.get(f"/w/{workshop.code}/board").text)
    actions.send_message([workshop], "Bitte in den Saal", by="system", at=NOW)
    set_timer(workshop, 10, False, by="system", at=clock.now())
    db.session.commit()
    for text in (phone.get(url, htmx=True).text, phone.get(f"/w/{workshop.code}/mine").text):
        assert "Bitte in den Saal" in text and "data-ends=" in text and "Die Zeit ist um." in text


def test_who_only_looks_in_is_neither_here_nor_asked(app: Flask, workshop: Workshop) -> None:
    page = coordinator_of(app, workshop.process).get(f"/w/{workshop.code}/board").text
    assert "data-here" not in page and "Ich bin bereit" not in page


def test_ready_is_said_and_taken_back_on_the_phone(app: Flask, workshop: Workshop) -> None:
    phone = joined(app, workshop)
    assert "Ich bin bereit" in phone.get(f"/w/{workshop.code}/contribute").text
    back = f"/w/{workshop.code}/contribute"
    assert phone.post(f"/w/{workshop.code}/ready", data={"next": back}).location == back
    assert "Sie sind bereit" in phone.get(f"/w/{workshop.code}/board").text
    assert "Ich bin bereit" in phone.post(f"/w/{workshop.code}/ready/removal", data={"next": back}, htmx=True).text


def test_a_step_in_another_room_does_not_take_readiness_back(app: Flask, workshop: Workshop) -> None:
    other = make_workshop(workshop.event)
    for room in (workshop, other):
        set_phase(room, Phase.DISCUSSING, by="system", at=NOW)
    db.session.commit()
    phone = joined(app, workshop)
    phone.post(f"/w/{workshop.code}/ready")
    assert "Sie sind bereit" in phone.get(f"/w/{workshop.code}/board").text
