"""Workshops are opened, edited and taken from phase to phase."""

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.audit.models import AuditEntry
from ideenboard.base.db import db
from ideenboard.processes import actions
from ideenboard.processes.models import Moderation, Phase, Workshop
from ideenboard.processes.queries import districts_of, workshops_of
from tests.browsing import Client, draft_token
from tests.factories import NOW, coordinator_of, joined, make_event, make_process, make_workshop


def actions_of(workshop: Workshop) -> list[str]:
    return list(
        db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.workshop_id == workshop.id).order_by(AuditEntry.id)
        )
    )


def test_nine_workshops_are_opened_at_once_and_numbered_on(app: Flask) -> None:
    event = make_event()
    client = coordinator_of(app, event.process)
    form = {"count": "9", "moderation": "before"}
    assert client.post(f"/desk/events/{event.id}/workshops/several", data=form).status_code == 303
    client.post(f"/desk/events/{event.id}/workshops/several", data=form | {"count": "1"})
    rooms = workshops_of(event.id)
    assert [room.number for room in rooms] == list(range(1, 11))
    assert rooms[9].title == "Workshop 10" and {room.moderation for room in rooms} == {Moderation.BEFORE}
    assert len({room.code for room in rooms}) == 10 and {room.phase for room in rooms} == {Phase.PREPARED}


def test_how_many_at_once_has_a_limit(app: Flask) -> None:
    event = make_event()
    client = coordinator_of(app, event.process)
    for count in ("0", "21", "viele"):
        response = client.post(
            f"/desk/events/{event.id}/workshops/several", data={"count": count, "moderation": "after"}
        )
        assert response.status_code == 422 and f'value="{count}"' in response.text
    assert workshops_of(event.id) == []


def test_a_workshop_is_created_in_a_district_of_its_process(app: Flask) -> None:
    event = make_event()
    client = coordinator_of(app, event.process)
    district, foreign = districts_of(event.process_id)[0], districts_of(make_process().id)[0]
    words = {"number": "1", "title": "Frühe Hilfen", "room": "2.01", "moderation": "after"}
    page = client.get(f"/desk/events/{event.id}/workshops/new").text
    assert "Groß Klein" in page and 'value="1"' in page
    refused = client.post(f"/desk/events/{event.id}/workshops", data=words | {"district_id": str(foreign.id)})
    assert refused.status_code == 422 and "Frühe Hilfen" in refused.text
    client.post(f"/desk/events/{event.id}/workshops", data=words | {"district_id": str(district.id)})
    (room,) = workshops_of(event.id)
    assert (room.title, room.room, room.district_id, len(room.code)) == ("Frühe Hilfen", "2.01", district.id, 6)


def test_a_workshop_is_edited_and_a_stale_edit_shows_both(app: Flask) -> None:
    workshop = make_workshop(title="Alt")
    client = coordinator_of(app, workshop.process)
    words = {"number": "4", "title": "Neu", "moderation": "before", "version": workshop.version}
    assert client.post(f"/desk/workshops/{workshop.id}", data=words).status_code == 303
    assert (workshop.title, workshop.moderation) == ("Neu", Moderation.BEFORE)
    response = client.post(f"/desk/workshops/{workshop.id}", data=words | {"title": "Meins", "moderation": "after"})
    assert response.status_code == 409 and "Meins" in response.text and "Neu" in response.text
    assert "wenn die Koordination sie freigegeben hat" in response.text.split("ib-saved")[1].split("</dl>")[0]
    assert workshop.title == "Neu"


def test_where_children_take_part_everything_is_read_first(app: Flask) -> None:
    event = make_event()
    client = coordinator_of(app, event.process)
    words = {"number": "1", "title": "Jugend", "moderation": "after", "for_minors": "y"}
    client.post(f"/desk/events/{event.id}/workshops", data=words)
    (room,) = workshops_of(event.id)
    assert room.for_minors and room.moderation is Moderation.BEFORE
    client.post(f"/desk/workshops/{room.id}", data=words | {"version": room.version})
    assert room.moderation is Moderation.BEFORE
    client.post(f"/desk/workshops/{room.id}", data=words | {"version": room.version, "for_minors": ""})
    assert (room.for_minors, room.moderation) == (False, Moderation.AFTER)


def test_phases_go_on_and_back_and_the_page_says_what_they_mean(app: Flask) -> None:
    workshop = make_workshop(phase=Phase.PREPARED)
    client = coordinator_of(app, workshop.process)
    page = client.get(f"/desk/workshops/{workshop.id}").text
    assert "Weiter zu „Sammeln“" in page and "Zurück zu" not in page
    part = client.post(f"/desk/workshops/{workshop.id}/phase", data={"phase": "collecting"}, htmx=True)
    assert part.status_code == 200 and "Weiter zu „Diskutieren“" in part.text and "Zurück zu „Vorbereitet“" in part.text
    assert workshop.phase is Phase.COLLECTING
    client.post(f"/desk/workshops/{workshop.id}/phase", data={"phase": "prepared"})
    client.post(f"/desk/workshops/{workshop.id}/phase", data={"phase": "prepared"})
    assert workshop.phase is Phase.PREPARED
    assert actions_of(workshop) == ["workshop.phase_set"] * 2
    assert client.post(f"/desk/workshops/{workshop.id}/phase", data={"phase": "party"}).status_code == 422
    workshop.phase = Phase.CLOSED
    db.session.commit()
    assert "Weiter zu" not in client.get(f"/desk/workshops/{workshop.id}").text


def test_a_new_code_closes_the_old_door_and_keeps_who_is_inside(app: Flask, client: Client) -> None:
    workshop = make_workshop()
    phone, old = joined(app, workshop), workshop.code
    coordinator_of(app, workshop.process).post(f"/desk/workshops/{workshop.id}/code")
    assert workshop.code != old
    assert client.get(f"/w/{old}").status_code == 404
    assert phone.get(f"/w/{workshop.code}").status_code == 303


def test_a_collection_is_released_and_withdrawn(app: Flask) -> None:
    workshop = make_workshop()
    client = coordinator_of(app, workshop.process)
    client.post(f"/desk/workshops/{workshop.id}/collection")
    assert workshop.published_at and "können alle lesen" in client.get(f"/desk/workshops/{workshop.id}").text
    client.post(f"/desk/workshops/{workshop.id}/collection/removal")
    assert workshop.published_at is None
    assert actions_of(workshop) == ["workshop.collection_released", "workshop.collection_withdrawn"]


def test_a_workshop_that_somebody_joined_stays(app: Flask) -> None:
    workshop, empty = make_workshop(), make_workshop()
    empty_id = empty.id
    joined(app, workshop)
    response = coordinator_of(app, workshop.process).post(f"/desk/workshops/{workshop.id}/removal")
    assert response.status_code == 422 and "schon beigetreten" in response.text
    coordinator_of(app, empty.process).post(f"/desk/workshops/{empty_id}/removal")
    assert db.session.get(Workshop, empty_id) is None and db.session.get(Workshop, workshop.id)


def test_the_qr_code_is_a_picture_for_whoever_has_the_code(app: Flask, client: Client) -> None:
    workshop = make_workshop()
    picture = client.get(f"/w/{workshop.code}/qr.svg")
    assert picture.mimetype == "image/svg+xml" and picture.text.startswith("<svg") and "style" not in picture.text
    assert client.get("/w/AAAAAA/qr.svg").status_code == 404


def test_strangers_find_nothing_and_others_are_refused(app: Flask, client: Client) -> None:
    workshop, hidden = make_workshop(), make_workshop(make_event(make_process(published_at=None)))
    other = coordinator_of(app, make_process())
    for path in ("", "/edit", "/poster"):
        assert client.get(f"/desk/workshops/{workshop.id}{path}").status_code == 401
        assert other.get(f"/desk/workshops/{workshop.id}{path}").status_code == 403
        assert other.get(f"/desk/workshops/{hidden.id}{path}").status_code == 404
    for path in ("", "/phase", "/code", "/collection", "/collection/removal", "/removal"):
        assert client.post(f"/desk/workshops/{workshop.id}{path}").status_code == 401
        assert other.post(f"/desk/workshops/{workshop.id}{path}").status_code == 403


def test_with_a_new_code_the_old_one_says_so_and_who_sits_in_the_room_goes_on(app: Flask, client: Client) -> None:
    workshop = make_workshop()
    phone, old = joined(app, workshop), workshop.code
    coordinator_of(app, workshop.process).post(f"/desk/workshops/{workshop.id}/code")
    assert workshop.code != old
    for path in (f"/w/{old}", f"/w/{old}/wall", f"/w/{old}/wall/changes", f"/w/{old}/qr.svg"):
        answer = client.get(path)
        assert answer.status_code == 404 and "Der Code hat sich geändert" in answer.text
        assert workshop.code not in answer.text and workshop.title not in answer.text
    assert client.get(f"/w/{old}/board").location == f"/w/{old}"
    assert client.post(f"/w/{old}").status_code == 404
    # A page that stood open goes on to ask, to say that somebody is here, and to send what was typed on it.
    assert f"/w/{workshop.code}/contribute" in phone.get(f"/w/{old}/board").text
    assert phone.get(f"/w/{old}/changes?since=0&tab=board", htmx=True).status_code == 200
    assert phone.post(f"/w/{old}/presence").status_code == 204
    idea = {"kind": "idea", "title": "Auf der alten Seite getippt", "token": draft_token()}
    assert phone.post(f"/w/{old}/contributions", data=idea).location.startswith(f"/w/{workshop.code}/sent/")
    assert phone.get(f"/w/{old}").location == f"/w/{workshop.code}/contribute"


def test_a_hall_with_an_old_poster_locks_nobody_out(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "WRONG_CODES", 2)
    workshop = make_workshop()
    old = workshop.code
    actions.renew_code(workshop, by="system", at=NOW)
    db.session.commit()
    assert [client.get(f"/w/{old}").status_code for _ in range(4)] == [404] * 4
    assert client.get("/w/XXXXXX").status_code == 404
