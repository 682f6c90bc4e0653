"""Events with their programme and materials, from the form to the public page."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from ideenboard.base import uploads
from ideenboard.base.db import db
from ideenboard.processes import actions_events
from ideenboard.processes.models import Event, Material, Phase
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, make_event, make_process, make_workshop

PDF = b"%PDF-1.4\nProgramm"
WORDS = {
    "kind": "kickoff",
    "title": "Auftakt im Rathaus",
    "day": "2027-07-01",
    "begins": "09:00",
    "ends": "13:00",
    "place": "Festsaal",
    "stream_url": "https://stream.example.org/auftakt",
}
FILE = {"kind": "programme", "title": "Programm zum Mitnehmen"}


def upload(content: bytes = PDF, name: str = "Programm.pdf") -> dict[str, object]:
    return {"pdf": (BytesIO(content), name)}


def close_body(response: TestResponse) -> None:
    """The test client sends large bodies from a temporary file and forgets to close it."""
    response.request.environ["wsgi.input"].close()


def test_times_are_those_on_a_clock_in_rostock(app: Flask) -> None:
    process = make_process()
    client = coordinator_of(app, process)
    response = client.post(f"/desk/{process.slug}/events", data=WORDS)
    assert response.status_code == 303
    event = db.session.scalars(select(Event).where(Event.process_id == process.id)).one()
    assert event.starts_at == datetime(2027, 7, 1, 7, 0, tzinfo=UTC)
    assert "09:00" in client.get(response.location).text
    form = client.get(f"/desk/events/{event.id}/edit").text
    assert 'value="2027-07-01"' in form and 'value="09:00"' in form and "Festsaal" in form


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stream_url", "javascript:alert(1)"),
        ("recording_url", "data:text/html,x"),
        ("recording_url", "//example.org/video"),
        ("recording_url", "http://["),
        ("ends", "08:00"),
        ("day", "0001-01-01"),
        ("kind", "party"),
        ("attendance", "-3"),
        ("title", "a\0b"),
    ],
)
def test_a_refused_event_keeps_what_was_typed(app: Flask, field: str, value: str) -> None:
    process = make_process()
    # The reviewer takes the typed "javascript:" in the field for one in a link.
    client = coordinator_of(app, process)
    response = client.post(f"/desk/{process.slug}/events", data=WORDS | {field: value}, check=False)
    assert response.status_code == 422
    assert f'href="#{field}"' in response.text and "Festsaal" in response.text


def test_an_event_is_edited_and_a_stale_edit_shows_both(app: Flask) -> None:
    event = make_event()
    client = coordinator_of(app, event.process)
    form = WORDS | {"attendance": "96", "outcome": "Über hundert Beiträge.", "version": event.version}
    assert client.post(f"/desk/events/{event.id}", data=form).status_code == 303
    assert (event.attendance, event.outcome) == (96, "Über hundert Beiträge.")
    response = client.post(f"/desk/events/{event.id}", data=form | {"place": "Rathaus, 2. OG", "begins": "10:00"})
    assert response.status_code == 409
    assert "Rathaus, 2. OG" in response.text and "Festsaal" in response.text and "09:00" in response.text
    assert event.place == "Festsaal"


def test_a_programme_is_uploaded_and_everybody_downloads_it(app: Flask, client: Client) -> None:
    event = make_event()
    desk = coordinator_of(app, event.process)
    response = desk.post(f"/desk/events/{event.id}/materials", data=FILE | upload(), content_type="multipart/form-data")
    assert response.status_code == 303
    material = db.session.scalars(select(Material).where(Material.event_id == event.id)).one()
    assert "Programm zum Mitnehmen" in client.get(f"/events/{event.id}").text
    download = client.get(f"/materials/{material.id}/file")
    assert download.data == PDF and "Programm.pdf" in download.headers["Content-Disposition"]
    download.close()
    path = uploads.folder() / material.stored_name
    desk.post(f"/desk/materials/{material.id}/removal")
    assert not path.exists() and "Programm zum Mitnehmen" not in client.get(f"/events/{event.id}").text


def test_a_file_whose_commit_fails_leaves_nothing_behind(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_event()
    desk, before = coordinator_of(app, event.process), set(uploads.folder().iterdir())

    def fail(*_args: object, **_more: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    monkeypatch.setattr(actions_events, "record", fail)
    response = desk.post(f"/desk/events/{event.id}/materials", data=FILE | upload(PDF), check=False)
    close_body(response)
    assert response.status_code == 503 and set(uploads.folder().iterdir()) == before


def test_a_large_file_passes_the_limit_of_other_forms(app: Flask) -> None:
    event = make_event()
    large = PDF + b"x" * (3 * 1024 * 1024)
    response = coordinator_of(app, event.process).post(f"/desk/events/{event.id}/materials", data=FILE | upload(large))
    close_body(response)
    assert response.status_code == 303
    material = db.session.scalars(select(Material).where(Material.event_id == event.id)).one()
    assert material.size == len(large)
    (uploads.folder() / material.stored_name).unlink()


@pytest.mark.parametrize(
    ("more", "status", "sentence"),
    [
        (upload(b"MZ\x90", "programm.pdf"), 422, "keine PDF-Datei"),
        (upload(b"", "leer.pdf"), 422, "keine PDF-Datei"),
        (upload(PDF + b"x" * uploads.MAX_BYTES), 413, "größer als 20 MB"),
        ({}, 422, "eins von beiden"),
        ({"url": "javascript:alert(1)"}, 422, "https://"),
    ],
)
def test_a_refused_file_says_why_and_keeps_the_other_fields(
    app: Flask, more: dict[str, object], status: int, sentence: str
) -> None:
    event = make_event()
    response = coordinator_of(app, event.process).post(
        f"/desk/events/{event.id}/materials", data=FILE | more, content_type="multipart/form-data", check=False
    )
    close_body(response)
    assert response.status_code == status and sentence in response.text
    assert 'value="Programm zum Mitnehmen"' in response.text
    assert db.session.scalars(select(Material).where(Material.event_id == event.id)).all() == []


def test_a_file_and_a_link_at_once_are_one_too_many(app: Flask) -> None:
    event = make_event()
    both = FILE | upload() | {"url": "https://example.org/a.pdf"}
    response = coordinator_of(app, event.process).post(f"/desk/events/{event.id}/materials", data=both)
    assert response.status_code == 422 and "eins von beiden" in response.text


def test_a_link_is_a_material_too(app: Flask, client: Client) -> None:
    event = make_event()
    words = {"kind": "material", "title": "Fachkonzept", "url": "https://example.org/fachkonzept.pdf"}
    coordinator_of(app, event.process).post(f"/desk/events/{event.id}/materials", data=words)
    page = client.get(f"/events/{event.id}").text
    assert 'href="https://example.org/fachkonzept.pdf"' in page and "Fachkonzept" in page


def test_only_an_event_without_workshops_can_be_removed(app: Flask) -> None:
    event = make_event()
    client = coordinator_of(app, event.process)
    client.post(f"/desk/events/{event.id}/materials", data=FILE | upload())
    workshop = make_workshop(event)
    response = client.post(f"/desk/events/{event.id}/removal")
    assert response.status_code == 422 and "Workshops" in response.text
    client.post(f"/desk/workshops/{workshop.id}/removal")
    event_id = event.id
    assert client.post(f"/desk/events/{event_id}/removal").status_code == 303
    assert db.session.get(Event, event_id) is None
    assert db.session.scalars(select(Material).where(Material.event_id == event_id)).all() == []


def test_all_rooms_go_on_together_and_their_collections_are_released_together(app: Flask) -> None:
    event = make_event()
    rooms = [make_workshop(event) for _ in range(3)]
    client = coordinator_of(app, event.process)
    assert "Alle weiter zu „Diskutieren“" in client.get(f"/desk/events/{event.id}").text
    client.post(f"/desk/events/{event.id}/phase", data={"phase": "discussing"})
    assert {room.phase for room in rooms} == {Phase.DISCUSSING}
    assert client.post(f"/desk/events/{event.id}/phase", data={"phase": "party"}).status_code == 422
    client.post(f"/desk/events/{event.id}/collection")
    assert all(room.published_at for room in rooms)
    client.post(f"/desk/events/{event.id}/collection/removal")
    assert not any(room.published_at for room in rooms)


def test_strangers_find_nothing_and_others_are_refused(app: Flask, client: Client) -> None:
    event, hidden = make_event(), make_event(make_process(published_at=None))
    other = coordinator_of(app, make_process())
    for path in ("", "/edit", "/workshops/new"):
        assert client.get(f"/desk/events/{event.id}{path}").status_code == 401
        assert other.get(f"/desk/events/{event.id}{path}").status_code == 403
        assert other.get(f"/desk/events/{hidden.id}{path}").status_code == 404
    for path in ("", "/removal", "/materials", "/phase", "/collection", "/collection/removal", "/workshops/several"):
        assert client.post(f"/desk/events/{event.id}{path}").status_code == 401
        assert other.post(f"/desk/events/{event.id}{path}").status_code == 403
    assert client.get(f"/events/{hidden.id}").status_code == 404
    db.session.add(Material(event_id=hidden.id, kind="material", title="Geheim", stored_name="x.pdf"))
    db.session.commit()
    secret = db.session.scalars(select(Material).where(Material.event_id == hidden.id)).one()
    assert client.get(f"/materials/{secret.id}/file").status_code == 404
    assert other.post(f"/desk/materials/{secret.id}/removal").status_code == 404


def test_the_list_of_events_costs_the_same_however_long(app: Flask, queries) -> None:  # noqa: ANN001
    process, counts = make_process(), []
    client = coordinator_of(app, process)
    for _ in range(2):
        for _ in range(5):
            make_workshop(make_event(process), published_at=NOW)
        with queries() as seen:
            assert "Auftakt im Rathaus" in client.get(f"/desk/{process.slug}/events").text
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12
