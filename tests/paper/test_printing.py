"""Cards are printed with a number and a receipt each, and their receipts work before anybody has typed them in."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.audit.models import AuditEntry
from ideenboard.base.db import db
from ideenboard.paper.models import PaperCard
from ideenboard.processes.models import Workshop
from tests.browsing import Client
from tests.factories import coordinator_of, make_contribution, make_event, make_workshop
from tests.paper.making import make_cards


def cards_of(room: Workshop) -> list[PaperCard]:
    return list(
        db.session.scalars(select(PaperCard).where(PaperCard.workshop_id == room.id).order_by(PaperCard.number))
    )


def test_numbers_run_on_through_the_rooms_of_an_event_and_fill_whole_sheets(app: Flask) -> None:
    event = make_event()
    rooms = [make_workshop(event, number=number) for number in (1, 2)]
    client = coordinator_of(app, event.process)
    answer = client.post(f"/desk/events/{event.id}/cards", data={"workshop": "", "count": "5"})
    assert answer.location == f"/desk/events/{event.id}/cards/sheets?first=1&last=16"
    client.post(f"/desk/events/{event.id}/cards", data={"workshop": rooms[0].id, "count": "4"})
    numbers = [[card.number for card in cards_of(room)] for room in rooms]
    assert numbers == [[*range(1, 9), *range(17, 21)], list(range(9, 17))]
    logged = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "event.cards_printed")).all()
    assert [entry.data for entry in logged] == [{"first": 1, "last": 16}, {"first": 17, "last": 20}]


def test_a_sheet_has_four_cards_with_all_that_is_needed(app: Flask) -> None:
    room = make_workshop(title="Zusammenarbeit", number=4, room="Raum 2.07")
    cards = make_cards(room, count=8)
    page = coordinator_of(app, room.process).get(f"/desk/events/{room.event_id}/cards/sheets").text
    assert page.count('class="ib-cardsheet"') == 2 and page.count('class="ib-cuts"') == 2
    printed = re.findall(r'<article class="ib-papercard".*?</article>', page, re.S)
    numbers = [one.split('aria-label="Karte ')[1][0] for one in printed]
    assert numbers == list("13572468")
    first, receipt = printed[0], cards[0].receipt_code
    for words in ("Zusammenarbeit", "Raum 2.07", "127.0.0.1:8000/beleg", "So finden Sie es wieder"):
        assert words in first
    assert f"{receipt[:4]} {receipt[4:]}" in first and "<svg" in first
    for icon in ("idea", "challenge", "opportunity", "practice"):
        assert f"#i-{icon}" in first
    assert first.count("ib-papercard__box") == 4 and first.count("ib-papercard__line") >= 6


def test_a_print_can_be_repeated_without_new_cards(app: Flask) -> None:
    room = make_workshop()
    make_cards(room, count=4), make_cards(room, count=4)
    client = coordinator_of(app, room.process)
    desk = client.get(f"/desk/events/{room.event_id}/cards").text
    assert f"/desk/events/{room.event_id}/cards/sheets?first=5&amp;last=8" in desk
    page = client.get(f"/desk/events/{room.event_id}/cards/sheets", query_string={"first": 5, "last": 8}).text
    assert page.count('class="ib-papercard"') == 4 and len(cards_of(room)) == 8
    assert client.get(f"/desk/events/{room.event_id}/cards/sheets?first=9&last=12").status_code == 404


@pytest.mark.parametrize("count", ["0", "401", "viele", ""])
def test_how_many_at_once_has_a_limit(app: Flask, count: str) -> None:
    room = make_workshop()
    form = {"workshop": room.id, "count": count}
    answer = coordinator_of(app, room.process).post(f"/desk/events/{room.event_id}/cards", data=form)
    assert answer.status_code == 422 and f'value="{count}"' in answer.text and cards_of(room) == []


def test_the_limit_counts_all_rooms_together(app: Flask) -> None:
    room = make_workshop()
    make_workshop(room.event)
    form = {"workshop": "", "count": "201"}
    answer = coordinator_of(app, room.process).post(f"/desk/events/{room.event_id}/cards", data=form)
    assert answer.status_code == 422 and "mehr als 400 Karten" in answer.text and cards_of(room) == []


def test_a_receipt_is_never_one_that_somebody_has(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    room = make_workshop()
    taken = make_contribution(room).receipt_code
    card = make_cards(room)[0].receipt_code
    drawn = iter(
        [taken, card, "AAAAAAAA", "AAAAAAAA", "BBBBBBBB", "CCCCCCCC", "DDDDDDDD", *("EEEEEEE" + c for c in "23456789")]
    )
    monkeypatch.setattr("ideenboard.paper.actions.new_code", lambda _length: next(drawn))
    codes = {one.receipt_code for one in make_cards(room)[-4:]}
    assert not codes & {taken, card} and len(codes) == 4


def test_the_receipt_of_a_card_says_that_it_waits_to_be_typed_in(app: Flask, client: Client) -> None:
    room = make_workshop(number=3)
    card = make_cards(room)[1]
    page = client.get(f"/beleg/{card.receipt_code[:4].lower()}-{card.receipt_code[4:]}")
    assert page.status_code == 200
    for words in ("Ihre Karte ist noch nicht eingetragen.", "Karte 2", "Workshop 3", room.title):
        assert words in page.text
    assert client.get("/beleg/AAAAAAAA").status_code == 404


def test_a_room_with_printed_cards_stays(app: Flask) -> None:
    room = make_workshop()
    make_cards(room)
    answer = coordinator_of(app, room.process).post(f"/desk/workshops/{room.id}/removal")
    assert answer.status_code == 422 and "Karten gedruckt" in answer.text and db.session.get(Workshop, room.id)
