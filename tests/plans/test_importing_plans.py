"""A plan comes from a table: looked at, corrected, imported once, taken back."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from ideenboard.base import tables_in
from ideenboard.base.db import db
from ideenboard.base.tables_in import Grid, Sheet, read_upload
from ideenboard.contributions.models import TableImport
from ideenboard.contributions.rules_import import Unusable
from ideenboard.plans.actions_import import bring_in, keep
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import Measure, MeasureOrigin, MeasureState
from ideenboard.plans.queries import milestones_of
from ideenboard.plans.rules_import import COLUMNS, PlanRow, guess, read_plan
from ideenboard.processes.models import Process
from ideenboard.processes.queries import districts_of, themes_of
from ideenboard.processes.rules import Actor
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, make_contribution, make_event, make_process, make_workshop
from tests.plans.measures import make_measure, make_plan
from tests.separate import at_once

BY = Actor(account_name="Amt")
TABLE = """Maßnahme;Was;Federführung;Von;Bis;Stand;Begründung;Stadtteil;Meilenstein 1;Termin 1;Meilenstein 2;Termin 2
Raumkalender;Alle Räume;Jugendamt;01.02.2027;31.12.2027;in Arbeit;;Groß Klein;Räume gezählt;01.05.2027;Probe;30.09.2027
;;;;;;;;Für alle;31.01.2028;;
Turnhalle;;;;;verzögert;;;;;;
Spielplatz;;;31.12.2027;01.02.2027;;;;;;;
;Ohne Titel;;;;;;;;;;
Lastenrad;;;irgendwann;;halb fertig;;Warnemünde;Ohne Tag;;;
"""


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def desk(app: Flask, process: Process) -> Client:
    return coordinator_of(app, process)


def upload(desk: Client, process: Process, content: bytes | str = TABLE, name: str = "plan.csv") -> TestResponse:
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    url = f"/desk/{process.slug}/plans/imports"
    return desk.post(url, data={"table": (file, name)}, content_type="multipart/form-data")


def measures(process: Process) -> list[Measure]:
    query = select(Measure).join(Measure.plan).filter_by(process_id=process.id).order_by(Measure.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def read(text: str) -> list[PlanRow | Unusable]:
    grid = read_upload(FileStorage(io.BytesIO(text.encode()), "plan.csv"), COLUMNS, "milestone")
    return read_plan(Sheet(grid.header, guess(grid.header), grid.lines))


@pytest.mark.once
def test_milestones_stand_beside_a_measure_below_it_or_in_rows_with_its_title() -> None:
    beside = "Titel;Termin;Schritt;Termin;Schritt\nA;1.5.2027;eins;2.5.2027;zwei\n"
    below = "Titel;Schritt;Termin\nA;eins;1.5.2027\n;zwei;2.5.2027\n"
    named = "Titel;Schritt;Termin\nA;eins;1.5.2027\na;zwei;2.5.2027\n"
    for text in (beside, below, named):
        (row,) = read(text)
        assert isinstance(row, PlanRow)
        assert [(step.title, step.planned_on.day) for step in row.steps] == [("eins", 1), ("zwei", 2)]


@pytest.mark.once
def test_a_row_that_a_plan_cannot_hold_is_named_and_takes_its_steps_with_it() -> None:
    rows = read(
        f"titel;stand;meilenstein;termin\nA;verzögert;eins;1.5.2027\n;;zwei;2.5.2027\n{'B' * 121};;;\nC;;;\nc;;;\n"
    )
    reasons = [(row.line, str(row.reason)) for row in rows if isinstance(row, Unusable)]
    assert reasons == [
        (2, "it is delayed or not implemented, but no reason is given"),
        (4, "its title has 121 characters; at most 120 can be kept"),
        (6, "line 5 has the same title"),
    ]
    (crowded,) = read("titel;meilenstein;termin\nA;0;1.5.2027\n" + "".join(f";{n};1.5.2027\n" for n in range(1, 41)))
    assert isinstance(crowded, Unusable) and "milestones" in str(crowded.reason)
    (late,) = read("titel;beginn\nA;0001-01-01\n")
    assert isinstance(late, PlanRow) and late.days["starts"] is None and late.notes


def test_each_bad_row_is_named_in_place_and_the_rest_becomes_the_plan(desk: Client, process: Process) -> None:
    url = upload(desk, process).location
    page = desk.get(url).text
    rows = page.split('id="rows"')[1]
    assert measures(process) == [] and "2 Maßnahmen sind neu." in page and "3 Zeilen können nicht gelesen" in page
    for words in ("ohne Begründung", "das Ende liegt vor dem Beginn", "sie hat keinen Titel", "&#39;irgendwann&#39;"):
        assert words in rows
    for words in ("der Stadtteil &#39;Warnemünde&#39; ist unbekannt", "&#39;halb fertig&#39;", "&#39;Ohne Tag&#39;"):
        assert words in rows
    assert "Räume gezählt" in rows and "Line" in desk.get(url, headers={"Accept-Language": "en"}).text
    assert "2 Maßnahmen wurden importiert." in desk.post(f"{url}/measures", follow_redirects=True).text
    calendar, bike = measures(process)
    assert (calendar.title, calendar.what, calendar.lead) == ("Raumkalender", "Alle Räume", "Jugendamt")
    assert (calendar.starts_on, calendar.ends_on) == (date(2027, 2, 1), date(2027, 12, 31))
    assert calendar.state is MeasureState.RUNNING and calendar.plan.district and not bike.plan.district
    steps = milestones_of([calendar.id, bike.id])
    assert [s.title for s in steps[calendar.id]] == ["Räume gezählt", "Probe", "Für alle"] and steps[bike.id] == []


def test_a_theme_that_a_table_names_narrows_the_plan(desk: Client, process: Process) -> None:
    theme = themes_of(process.id)[0]
    url = upload(desk, process, f"Titel;Handlungsfeld\nBänke;{theme.name.upper()}\nLampen;Licht\n").location
    assert "das Thema &#39;Licht&#39; ist unbekannt" in desk.get(url).text
    desk.post(f"{url}/measures")
    bench, lamps = measures(process)
    assert (bench.theme_id, lamps.theme_id) == (theme.id, None)
    shown = desk.get(f"/plans/{bench.plan_id}?theme={theme.id}").text
    assert "Bänke" in shown and "Lampen" not in shown


def test_the_same_file_twice_adds_nothing(desk: Client, process: Process) -> None:
    url = upload(desk, process).location
    desk.post(f"{url}/measures")
    desk.post(f"{url}/measures")
    again = upload(desk, process).location
    page = desk.get(again).text
    assert "2 stehen schon im Plan" in page and 'id="start"' not in page
    desk.post(f"{again}/measures")
    assert [m.title for m in measures(process)] == ["Raumkalender", "Lastenrad"]
    # What was taken out of the plan since does not come back by an old page.
    db.session.delete(measures(process)[1])
    db.session.commit()
    assert desk.post(f"{url}/measures").status_code == 303
    assert [m.title for m in measures(process)] == ["Raumkalender"]


def test_two_tables_with_one_measure_at_once_bring_it_once(own_app: Flask) -> None:
    with own_app.app_context():
        process = make_process()
        grid = Grid(["Titel"], [(2, ["Bänke"])])
        ids = [keep(process, grid, "plan.csv", by=BY, at=NOW).id for _ in range(2)]
        db.session.commit()

    def import_it(number: int) -> None:
        with own_app.app_context():
            bring_in(db.session.get_one(TableImport, ids[number]), by=BY, at=NOW)
            db.session.commit()

    assert at_once(2, import_it) == [None, None]
    with own_app.app_context():
        assert [m.title for m in db.session.scalars(select(Measure))] == ["Bänke"]


def test_the_columns_and_the_plan_can_be_corrected(desk: Client, process: Process) -> None:
    url = upload(desk, process, "Thema;Vorgang\nA;Bänke\n").location
    assert "in welcher Spalte der Titel" in desk.get(url).text
    district = districts_of(process.id)[0]
    desk.post(f"{url}/settings", data={"column-0": "nonsense", "column-1": "title", "district": district.id})
    desk.post(f"{url}/measures")
    (measure,) = measures(process)
    assert (measure.title, measure.plan.district_id) == ("Bänke", district.id)
    assert desk.post(f"{url}/settings", data={"column-1": "title"}).status_code == 409


def _sheets(content: bytes) -> str:
    text = zipfile.ZipFile(io.BytesIO(content)).read("content.xml").decode()
    # What the plan says: its second and third sheet.
    return text.split("<table:table ", 2)[2]


@pytest.mark.parametrize("of_district", [True, False])
def test_what_a_plan_writes_comes_back_in_equal(app: Flask, of_district: bool) -> None:
    plan = make_plan(process := make_process(), districts_of(process.id)[0].id if of_district else None)
    steps = [
        MilestoneDraft("Räume gezählt", date(2027, 5, 1), date(2027, 5, 3)),
        MilestoneDraft("Probe", date(2027, 9, 30)),
    ]
    texts: dict[str, Any] = {"what": "Erst\n\ndann  =1+1", "why": "Weil <b> & „so“", "partners": "A, B; C"}
    make_measure(plan, milestones=steps, cost="8.000 Euro", funding="beantragt", **texts)
    for state in MeasureState:
        make_measure(plan, title=f"-{state}", state=state, starts_on=None, ends_on=None, milestones=steps[1:])
    old = date(2026, 3, 1)
    moved = make_measure(plan, title="Älter", theme_id=themes_of(process.id)[0].id)
    moved.state_since, moved.heard_on = old, old
    # One title twice, each with steps of its own.
    make_measure(plan, title="älter", milestones=steps[:1])
    db.session.commit()
    file = app.test_client().get(f"/plans/{plan.id}/plan.ods").data
    other = make_process()
    desk = coordinator_of(app, other)
    desk.post(f"{upload(desk, other, file, 'plan.ods').location}/measures")
    again = desk.get(f"/plans/{measures(other)[0].plan_id}/plan.ods").data
    assert len(measures(other)) == 8 and _sheets(again) == _sheets(file)
    assert "8 stehen schon im Plan" in desk.get(upload(desk, other, file, "plan.ods").location).text


def test_an_import_is_taken_back_but_for_what_is_public_or_was_worked_on(desk: Client, process: Process) -> None:
    make_measure(make_plan(process, districts_of(process.id)[0].id), title="War schon da")
    url = upload(desk, process, TABLE + "Bänke;;;;;;;;;;;\nLampen;;;;;;;;;;;\n").location
    assert "sofort alle lesen" in desk.get(url).text
    desk.post(f"{url}/measures")
    draft = {m.title: m for m in measures(process)}
    draft["Bänke"].lead = "Grünamt"
    card = make_contribution(make_workshop(make_event(process)))
    db.session.add(MeasureOrigin(measure_id=draft["Lampen"].id, contribution_id=card.id))
    db.session.commit()
    page = desk.post(f"{url}/removal", follow_redirects=True).text
    assert "bis auf 3 Maßnahmen" in page
    assert [m.title for m in measures(process)] == ["War schon da", "Raumkalender", "Bänke", "Lampen"]
    assert "zurückgenommen" in desk.get(url).text


def test_a_table_is_discarded_before_anything_is_imported(desk: Client, process: Process) -> None:
    url = upload(desk, process).location
    assert desk.post(f"{url}/removal").status_code == 303
    assert db.session.scalars(select(TableImport)).all() == [] == measures(process)


def test_what_is_no_plan_is_refused_with_a_sentence(
    desk: Client, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables_in, "MAX_BYTES", 10_000)
    refused: dict[bytes | str, str] = {
        "": "steht nach der ersten Zeile nichts",
        "titel\n": "steht nach der ersten Zeile nichts",
        "a\0b\n": "keine Tabelle",
        b"PK\x03\x04 broken": "",
        b"\xd0\xcf\x11\xe0": "alte Excel-Datei",
        "titel\n" + "".join(f"M {n}\n" for n in range(1001)): "mehr als 1000 Zeilen",
        "titel\n" + "M" * 10_000: "ist größer als",
    }
    for content, words in refused.items():
        answer = upload(desk, process, content)
        assert answer.status_code == 422 and words in answer.text.split('class="ib-errors"')[1].split("</ul>")[0]


def test_tables_of_plans_and_of_contributions_are_kept_apart(app: Flask, desk: Client, process: Process) -> None:
    plan = upload(desk, process).location.rsplit("/", 1)[1]
    assert "plan.csv" in desk.get(f"/desk/{process.slug}/plans/imports").text
    assert "plan.csv" not in desk.get(f"/desk/{process.slug}/imports").text
    assert desk.get(f"/desk/{process.slug}/imports/{plan}").status_code == 404
    far = coordinator_of(app, other := make_process())
    for path in ("settings", "measures", "removal"):
        assert far.post(f"/desk/{other.slug}/plans/imports/{plan}/{path}").status_code == 404


def test_the_desk_of_the_plan_leads_to_the_import(desk: Client, process: Process) -> None:
    url = f"/desk/{process.slug}/plans/imports"
    assert f'href="{url}"' in desk.get(f"/desk/{process.slug}/plans").text
    assert 'type="file"' in desk.get(url).text
