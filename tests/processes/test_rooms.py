"""One code for a whole event: the phone picks its room."""

from flask import Flask
from sqlalchemy import select

from ideenboard.audit.models import AuditEntry
from ideenboard.base.db import db
from ideenboard.processes.models import Phase
from tests.browsing import Client
from tests.factories import coordinator_of, joined, make_event, make_process, make_workshop


def test_the_rooms_that_are_open_have_one_button_each(app: Flask, client: Client) -> None:
    event = make_event(title="Auftakt")
    open_room = make_workshop(event, title="Zusammenarbeit", room="Raum 2.07", phase=Phase.PREPARED)
    make_workshop(event, title="Schon vorbei", phase=Phase.CLOSED)
    page = client.get(f"/e/{event.code[:3].lower()}-{event.code[3:]}").text
    assert page.count("kern-btn--secondary") == 1 and f'href="/w/{open_room.code}"' in page
    assert "Raum 2.07" in page and "Schon vorbei" not in page


def test_who_sits_in_a_room_is_led_back_into_it(app: Flask) -> None:
    room = make_workshop()
    make_workshop(room.event)
    page = joined(app, room).get(f"/e/{room.event.code}").text
    assert page.count("Hier sitzen Sie") == 1 and page.count("kern-btn--primary") == 1


def test_without_an_open_room_the_page_says_so_and_leads_to_the_event_where_it_is_public(
    app: Flask, client: Client
) -> None:
    event, hidden = make_event(), make_event(make_process(published_at=None))
    assert "Kein Raum ist offen" in (page := client.get(f"/e/{event.code}").text) and f"/events/{event.id}" in page
    assert f"/events/{hidden.id}" not in client.get(f"/e/{hidden.code}").text


def test_the_code_of_the_entrance_works_where_the_code_of_a_room_is_asked_for(app: Flask, client: Client) -> None:
    event = make_event()
    answer = client.get("/w", query_string={"code": event.code.lower()})
    assert client.get(answer.location).location == f"/e/{event.code}"


def test_wrong_codes_are_slowed_down(app: Flask, client: Client) -> None:
    codes = [client.get("/e/AAAAAA").status_code for _ in range(61)]
    assert codes[:60] == [404] * 60 and codes[60] == 429


def test_a_new_code_makes_the_old_one_useless_and_is_logged(app: Flask, client: Client) -> None:
    event = make_event()
    old = event.code
    coordinator_of(app, event.process).post(f"/desk/events/{event.id}/code")
    assert event.code != old
    assert client.get(f"/e/{old}").status_code == 404 and client.get(f"/e/{event.code}").status_code == 200
    logged = select(AuditEntry.action).where(AuditEntry.subject == f"event:{event.id}")
    assert "event.code_renewed" in db.session.scalars(logged).all()
