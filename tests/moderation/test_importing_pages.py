"""A table is uploaded, looked at, corrected, imported in stretches, and taken back as a whole."""

import io

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from ideenboard.audit.queries import history_of
from ideenboard.base import uploads
from ideenboard.base.db import db
from ideenboard.comments.models import Comment, Thread
from ideenboard.contributions import actions_tables
from ideenboard.contributions.models import Contribution, ImportedRow, Kind, Status, TableImport
from ideenboard.processes.models import Process
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, make_contribution, make_event, make_process, make_workshop

TABLE = "Überschrift des Beitrags;Bemerkung;Art\nBänke aufstellen;Im Schatten;Idee\nRäume ÖFFNEN;;Wunsch\n;;Idee\n"
SETTINGS = {"kind": "practice", "status": "pending", "twins": "leave"}


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def desk(app: Flask, process: Process) -> Client:
    return coordinator_of(app, process)


def upload(desk: Client, process: Process, text: str = TABLE, name: str = "karten.csv") -> TestResponse:
    return desk.post(
        f"/desk/{process.slug}/imports",
        data={"table": (io.BytesIO(text.encode()), name)},
        content_type="multipart/form-data",
    )


def cards(process: Process) -> list[Contribution]:
    query = select(Contribution).where(Contribution.process_id == process.id)
    return list(db.session.scalars(query.order_by(Contribution.id).execution_options(populate_existing=True)))


def test_the_columns_are_guessed_and_can_be_corrected(desk: Client, process: Process) -> None:
    url = upload(desk, process).location
    table = db.session.scalars(select(TableImport)).one()
    assert table.settings["columns"] == ["title", "", "kind"] and cards(process) == []
    page = desk.get(url).text
    assert "Bänke aufstellen" in page and "Im Schatten" not in page.split('id="rows"')[1]
    columns = {"column-0": "title", "column-1": "text", "column-2": "nonsense"}
    desk.post(f"{url}/settings", data=SETTINGS | columns)
    assert db.session.scalars(select(TableImport)).one().settings["columns"] == ["title", "text", ""]
    assert "Im Schatten" in desk.get(url).text.split('id="rows"')[1]


def test_each_row_says_what_is_wrong_and_what_is_there_already(desk: Client, process: Process) -> None:
    known = make_contribution(make_workshop(make_event(process)), title="Räume öffnen")
    url = upload(desk, process, TABLE + "bänke AUFSTELLEN;;\n").location
    page = desk.get(url).text
    assert "1 Zeile ist neu." in page and "2 sagen dasselbe wie andere." in page
    assert "weder Titel noch Text" in page and "die Art &#39;Wunsch&#39; ist unbekannt" in page
    assert f"/desk/{process.slug}/contributions/{known.id}" in page and "Zeile 2 sagt dasselbe." in page
    only = desk.get(f"{url}?only=1").text.split('id="rows"')[1]
    assert "Räume ÖFFNEN" in only and "Im Schatten" not in only


def test_what_says_nearly_the_same_is_marked_and_left_out_only_where_asked(desk: Client, process: Process) -> None:
    known = make_contribution(make_workshop(make_event(process)), title="Sichere Radwege zur Schule am Hafen")
    lines = "Sichere Radwge zur Schule am Hafen", "Bänke im Park aufstellen", "Im Park Bänke aufstellen", "Mehr Licht"
    url = upload(desk, process, "titel\n" + "\n".join(lines) + "\n").location
    page = desk.get(f"{url}?only=1").text
    start, rows = page.split('id="start-title"')[1].split('id="rows"')
    assert "3 Zeilen sind neu." in start and "1 von ihnen ist einer anderen ähnlich." in start
    assert "1 sagt fast dasselbe wie eine andere." in start
    assert f"/contributions/{known.id}" in rows and "Vergleichen Sie mit Zeile 3:" in rows and "Mehr Licht" not in rows
    assert "4 Beiträge importieren" in start
    desk.post(f"{url}/settings", data=SETTINGS | {"column-0": "title", "twins": "leave_near"})
    assert "3 Beiträge importieren" in desk.get(url).text
    desk.post(f"{url}/steps")
    assert [card.title for card in cards(process)] == [known.title, lines[0], lines[1], lines[3]]


def test_a_title_with_another_text_is_not_the_same(desk: Client, process: Process) -> None:
    url = upload(desk, process, "titel;text\nBänke;Im Park unter den Linden\nBänke;Am Hafen\nBÄNKE;am Hafen\n").location
    page = desk.get(url).text
    assert "1 Zeile ist neu." in page and "1 sagt dasselbe" in page and "1 sagt fast dasselbe" in page
    desk.post(f"{url}/steps")
    assert [card.text for card in cards(process)] == ["Im Park unter den Linden", "Am Hafen"]


def test_a_district_that_the_process_does_not_have_is_said(desk: Client, process: Process) -> None:
    url = upload(desk, process, "titel;stadtteil\nA;Warnemünde\nB;stadtweit\nC;Groß Klein\n").location
    rows = desk.get(url).text.split('id="rows"')[1]
    assert rows.count("ist unbekannt") == 1 and "der Stadtteil &#39;Warnemünde&#39; ist unbekannt" in rows


def test_a_table_of_nothing_but_texts_is_understood(desk: Client, process: Process) -> None:
    url = upload(desk, process, "Spalte1;Spalte2\nja;Wir brauchen mehr Bänke. Und Schatten.\n").location
    assert "Wir brauchen mehr Bänke." in desk.get(url).text.split('id="rows"')[1]


def test_rows_become_contributions_that_wait_unless_said_otherwise(desk: Client, process: Process) -> None:
    url = upload(desk, process).location
    room = make_workshop(make_event(process))
    columns = {"column-0": "title", "column-1": "text", "column-2": "kind"}
    desk.post(f"{url}/settings", data=SETTINGS | columns | {"workshop": room.id})
    file = uploads.folder() / db.session.scalars(select(TableImport.stored_name)).one()
    desk.post(f"{url}/steps")
    first, second = cards(process)
    assert (first.title, first.text, first.kind, first.status) == (
        *("Bänke aufstellen", "Im Schatten"),
        *(Kind.IDEA, Status.PENDING),
    )
    assert (second.kind, second.workshop_id) == (Kind.PRACTICE, room.id)
    assert "2 Beiträge wurden importiert." in desk.get(url).text
    assert not file.exists()
    desk.post(f"{url}/steps")
    assert len(cards(process)) == 2


def test_a_long_table_comes_in_stretches_and_says_how_far_it_is(
    desk: Client, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions_tables, "AT_ONCE", 2)
    url = upload(desk, process, "titel\n" + "".join(f"Karte {n}\n" for n in range(5))).location
    part = desk.post(f"{url}/steps", htmx=True).text
    assert "2 von 5 Zeilen" in part and 'value="2" max="5"' in part and len(cards(process)) == 2
    assert "2 von 5 Zeilen" in desk.get(url).text
    desk.post(f"{url}/steps", htmx=True)
    assert desk.post(f"{url}/steps", htmx=True).headers["HX-Redirect"] == url
    assert [card.title for card in cards(process)] == [f"Karte {n}" for n in range(5)]


def test_an_import_is_taken_back_but_for_what_somebody_reacted_to(desk: Client, process: Process) -> None:
    there = make_contribution(make_workshop(make_event(process)), title="War schon da")
    url = upload(desk, process).location
    desk.post(f"{url}/steps")
    answered = cards(process)[1]
    db.session.add(Comment(thread_id=answered.thread_id, text="Gute Idee", token="a-token", created_at=NOW))
    db.session.commit()
    desk.post(f"/contributions/{cards(process)[2].id}/publication")
    page = desk.post(f"{url}/removal", follow_redirects=True).text
    assert "bis auf 1 Beitrag" in page
    assert [card.id for card in cards(process)] == [there.id, answered.id]
    assert db.session.scalars(select(ImportedRow.contribution_id)).all() == [answered.id]
    assert len(db.session.scalars(select(Thread.id).where(Thread.process_id == process.id)).all()) == 2
    assert history_of(f"process:{process.id}")[-1].data == {"count": 1}
    assert upload(desk, process).status_code == 303


def test_a_table_is_discarded_before_anything_is_imported(desk: Client, process: Process) -> None:
    url = upload(desk, process).location
    file = uploads.folder() / db.session.scalars(select(TableImport.stored_name)).one()
    assert file.exists()
    desk.post(f"{url}/removal")
    assert db.session.scalars(select(TableImport)).all() == [] and not file.exists()


def test_what_is_no_table_is_refused_on_the_form(desk: Client, process: Process) -> None:
    for text in ("", "titel\n", "a\0b\n"):
        answer = upload(desk, process, text)
        assert answer.status_code == 422 and 'class="ib-errors"' in answer.text
    assert desk.post(f"/desk/{process.slug}/imports").status_code == 422


def test_a_table_of_another_process_is_not_found(app: Flask, desk: Client, process: Process) -> None:
    other = make_process()
    number = upload(coordinator_of(app, other), other).location.rsplit("/", 1)[1]
    for path in ("", "/settings", "/steps", "/removal"):
        url = f"/desk/{process.slug}/imports/{number}{path}"
        assert (desk.post(url) if path else desk.get(url)).status_code == 404
