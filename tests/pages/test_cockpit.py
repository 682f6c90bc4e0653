"""All rooms of an event on one page: what comes in, where it is quiet, and a message to all of them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.contributions.models import Status
from ideenboard.live import actions
from ideenboard.live.queries import room_now
from ideenboard.pages.queries_cockpit import Cockpit, get_cockpit
from ideenboard.processes.actions_phases import set_phase, set_timer
from ideenboard.processes.models import Event, Moderation, Phase, Workshop
from ideenboard.rehearsal.queries import rehearsal_of
from tests.browsing import Client
from tests.factories import coordinator_of, make_contribution, make_event, make_participant, make_workshop

MINUTE = timedelta(minutes=1)


@pytest.fixture
def event(app: Flask) -> Event:
    now = clock.now()
    return make_event(starts_at=now - 60 * MINUTE, ends_at=now + 60 * MINUTE)


@pytest.fixture
def rooms(event: Event) -> list[Workshop]:
    return [make_workshop(event, title=f"Raum {name}") for name in "ABC"]


@pytest.fixture
def desk(app: Flask, event: Event) -> Client:
    return coordinator_of(app, event.process)


def cockpit(event: Event) -> Cockpit:
    return get_cockpit(event, clock.now())


def page_of(desk: Client, event: Event) -> str:
    return desk.get(f"/desk/events/{event.id}/cockpit").text


def test_every_room_has_its_numbers_and_its_ways(desk: Client, event: Event, rooms: list[Workshop]) -> None:
    for person in (make_participant(rooms[0]), make_participant(rooms[0])):
        actions.note_presence(rooms[0], person.participant_id, at=clock.now())
    make_contribution(rooms[0], at=clock.now())
    make_contribution(rooms[0], at=clock.now()).status = Status.HIDDEN
    rooms[1].moderation = Moderation.BEFORE
    make_contribution(rooms[1], at=clock.now())
    db.session.commit()
    first, second, third = cockpit(event).tiles
    assert [(tile.cards, tile.waiting) for tile in (first, second, third)] == [(1, 0), (1, 1), (0, 0)]
    assert (first.now.people.joined, first.now.people.present) == (4, 2)
    page = page_of(desk, event)
    for room in rooms:
        assert f'href="/steering/{room.id}"' in page and f'href="/w/{room.code}/wall"' in page
    assert event.code[:3] in page and "wartet" in page


def test_an_event_without_rooms_says_so(desk: Client, event: Event) -> None:
    assert "Noch keine Workshops" in page_of(desk, event)


def test_the_phase_stands_once_and_in_a_room_only_where_it_differs(
    desk: Client, event: Event, rooms: list[Workshop]
) -> None:
    page = page_of(desk, event)
    assert page.count("Sammeln") == 1 and "Alle 3 Räume weiter zu „Diskutieren“" in page
    set_phase(rooms[0], Phase.DISCUSSING, by="x", at=clock.now())
    db.session.commit()
    page = page_of(desk, event)
    assert (page.count("meist Sammeln"), page.count("Sammeln"), page.count(">Diskutieren")) == (1, 1, 1)
    # Not over the head of somebody who went on alone.
    assert "weiter zu" not in page
    set_timer(rooms[1], 30, False, by="x", at=clock.now())
    db.session.commit()
    assert len(re.findall(r"bis \d\d:\d\d Uhr", page_of(desk, event))) == 1


def test_cards_are_counted_by_the_minute(event: Event, rooms: list[Workshop]) -> None:
    at = clock.now().replace(second=30, microsecond=0)
    for back in (0, 0, 1, 9, 10):
        make_contribution(rooms[0], at=at - MINUTE * back)
    pulse = get_cockpit(event, at).tiles[0].pulse
    assert list(pulse.per_minute) == [1, 0, 0, 0, 0, 0, 0, 0, 1, 2]
    assert pulse.last_at == at and sum((pulse.kinds or {}).values()) == 5


def test_a_room_that_should_collect_and_does_not_is_marked(desk: Client, event: Event, rooms: list[Workshop]) -> None:
    now = clock.now()
    quiet, busy, late = rooms
    make_contribution(quiet, at=now - 8 * MINUTE)
    make_contribution(busy, at=now - MINUTE)
    set_phase(late, Phase.PREPARED, by="x", at=now)
    set_phase(late, Phase.COLLECTING, by="x", at=now - 2 * MINUTE)
    db.session.commit()
    assert [tile.quiet for tile in cockpit(event).tiles] == [8, None, None]
    page = page_of(desk, event)
    assert "Seit 8 Minuten kein Beitrag" in page and page.count("is-alarm") == 1
    assert re.search(r'role="status"[^>]*>Raum \d+: es kommt nichts herein\.', page)
    set_timer(quiet, -1, True, by="x", at=now)
    assert cockpit(event).tiles[0].quiet is None
    set_phase(quiet, Phase.DISCUSSING, by="x", at=now - 7 * MINUTE)
    assert cockpit(event).tiles[0].quiet is None


def test_a_call_for_help_is_seen(desk: Client, event: Event, rooms: list[Workshop]) -> None:
    actions.ask_for_help(rooms[1], by="facilitator", at=clock.now())
    make_contribution(rooms[0], at=clock.now())
    db.session.commit()
    page = page_of(desk, event)
    assert re.search(r"Bittet seit \d\d:\d\d um Hilfe", page)


def test_a_message_goes_to_all_rooms_and_is_withdrawn_from_all(
    desk: Client, event: Event, rooms: list[Workshop]
) -> None:
    other = make_workshop(make_event(event.process))
    refused = desk.post(f"/desk/events/{event.id}/message", data={"text": " "})
    assert refused.status_code == 422 and "data-menu open" in refused.text
    too_long = desk.post(f"/desk/events/{event.id}/message", data={"text": "x" * 161})
    assert too_long.status_code == 422 and "x" * 161 in too_long.text
    assert desk.post(f"/desk/events/{event.id}/message", data={"text": "Um elf im Saal."}).status_code == 303
    said = [room_now(room, clock.now()).wall.message for room in (*rooms, other)]
    assert said == ["Um elf im Saal."] * 3 + [""]
    assert page_of(desk, event).count("Um elf im Saal.") == 1
    actions.send_message(rooms[:1], "Nur wir.", by="facilitator", at=clock.now())
    db.session.commit()
    page = page_of(desk, event)
    assert "Einzelne Räume zeigen eine eigene Nachricht." in page and page.count("Nur wir.") == 1
    desk.post(f"/desk/events/{event.id}/message/removal")
    assert {room_now(room, clock.now()).wall.message for room in rooms} == {""}


def test_all_rooms_go_on_and_back_without_leaving_the_page(desk: Client, event: Event, rooms: list[Workshop]) -> None:
    here = f"/desk/events/{event.id}/cockpit"
    answer = desk.post(f"/desk/events/{event.id}/phase", data={"phase": "discussing", "next": here})
    assert answer.location == here
    page = page_of(desk, event)
    assert "„Diskutieren“ zurücknehmen" in page and "weiter zu „Abstimmen“" in page
    assert desk.post(f"/desk/events/{event.id}/phase/removal", data={"next": here}).location == here
    assert {db.session.get_one(Workshop, room.id).phase for room in rooms} == {Phase.COLLECTING}
    elsewhere = desk.post(f"/desk/events/{event.id}/phase", data={"phase": "discussing", "next": "//example.org"})
    assert elsewhere.location == f"/desk/events/{event.id}"


def test_it_hears_of_changes_and_otherwise_of_nothing(desk: Client, event: Event, rooms: list[Workshop]) -> None:
    def live_url() -> str:
        return re.search(r'data-poll="([^"]*)"', page_of(desk, event))[1]

    person = make_participant(rooms[0])
    news: list[Any] = [
        lambda: make_contribution(rooms[0], at=clock.now()),
        lambda: actions.note_presence(rooms[0], person.participant_id, at=clock.now()),
        lambda: actions.ask_for_help(rooms[2], by="facilitator", at=clock.now()),
    ]
    for happens in news:
        mark = live_url()
        happens()
        db.session.commit()
        part = desk.get(mark, htmx=True)
        assert part.status_code == 200 and f'id="room-{rooms[0].id}"' in part.text and "<form" not in part.text
    # A minute may have passed in between.
    assert 204 in {desk.get(live_url(), htmx=True).status_code for _ in range(2)}


def test_a_room_is_rehearsed_from_here_and_a_rehearsal_is_not_rehearsed(
    desk: Client, event: Event, rooms: list[Workshop]
) -> None:
    page = page_of(desk, event)
    assert f'formaction="/desk/workshops/{rooms[1].id}/rehearsal"' in page
    assert desk.post(f"/desk/workshops/{rooms[1].id}/rehearsal").location == f"/desk/events/{event.id}/rehearsal"
    copy = rehearsal_of(rooms[1].id).copy
    page = page_of(desk, copy.event)
    assert "Probe: Raum B" in page and "Proben" not in page
