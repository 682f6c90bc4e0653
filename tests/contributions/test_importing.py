"""Tables become contributions, once."""

import csv
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from xlsxwriter import Workbook

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.base.tables import table as table_of
from ideenboard.base.tables import write
from ideenboard.contributions.models import Contribution, ContributionRevision, Kind, Status
from ideenboard.processes.models import Process
from ideenboard.processes.queries import districts_of
from tests.console import DATA, Console, needs_data
from tests.factories import make_event, make_process, make_workshop

OTTENSEN = "de_freiraum_ottensen.csv"


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "beitraege.csv"
    path.write_text(
        "Nr;Titel;Text;Art;Stadtteil;Thema;Link\n"
        "1;Räume öffnen;Am Nachmittag.;Idee;Groß Klein;Planung;https://example.org/1\n"
        "2;Viele Formulare;;Herausforderung;toitenwinkel;;\n"
        "3;Für alle;;Wunsch;Warnemünde;Verkehr;\n"
        ";;;;;;\n"
        "5;;;Idee;stadtweit;;\n",
        encoding="utf-8",
    )
    return path


def imported(process: Process) -> list[Contribution]:
    db.session.expire_all()
    query = select(Contribution).where(Contribution.process_id == process.id).order_by(Contribution.id)
    return list(db.session.scalars(query))


def test_rows_become_published_contributions(process: Process, table: Path, console: Console) -> None:
    said = console("import", "contributions", table, "--process", process.slug)
    assert said.code == 0 and "3 added, 0 already here, 1 skipped." in said.out
    first, second, third = imported(process)
    assert (first.title, first.text, first.kind, first.status) == (
        "Räume öffnen",
        "Am Nachmittag.",
        Kind.IDEA,
        Status.PUBLISHED,
    )
    assert (first.district.name, first.theme.name) == ("Groß Klein", "Planung")
    assert (first.source, first.source_id, first.source_url) == ("beitraege", "1", "https://example.org/1")
    assert (second.kind, second.district.name, second.theme) == (Kind.CHALLENGE, "Toitenwinkel", None)
    assert (third.kind, third.district, third.theme) == (Kind.IDEA, None, None)
    assert [entry.data["count"] for entry in history_of(f"process:{process.id}")] == [3]


def test_each_line_that_went_differently_is_named(process: Process, table: Path, console: Console) -> None:
    said = console("import", "contributions", table, "--process", process.slug)
    assert said.out.splitlines() == [
        "line 4: the district 'Warnemünde' is unknown",
        "line 4: the kind 'Wunsch' is unknown",
        "line 4: the theme 'Verkehr' is unknown",
        "line 6: skipped: it has neither a title nor a text",
        "3 added, 0 already here, 1 skipped.",
    ]


def test_the_same_table_twice_adds_nothing_under_another_name_neither(
    process: Process, table: Path, console: Console
) -> None:
    console("import", "contributions", table, "--process", process.slug)
    copy = table.with_name("beitraege (1).csv")
    copy.write_bytes(table.read_bytes())
    for again in (table, copy):
        said = console("import", "contributions", again, "--process", process.slug)
        assert "0 added, 3 already here, 1 skipped." in said.out
    assert len(imported(process)) == 3


def test_a_spreadsheet_is_a_table_as_well(process: Process, tmp_path: Path, console: Console) -> None:
    path = tmp_path / "karten.ods"
    path.write_bytes(write([table_of("karten", "", {"titel": ""}, [["Mehr Bänke"]])], "ods", {}))
    said = console("import", "contributions", path, "--process", process.slug)
    assert said.code == 1 and "names no column" in said.err
    with Workbook(path.with_suffix(".xlsx")) as book:
        book.add_worksheet().write_column(0, 0, ["Titel", "Mehr Bänke"])
    assert "1 added" in console("import", "contributions", path.with_suffix(".xlsx"), "--process", process.slug).out


def test_rows_without_numbers_are_known_by_their_words(process: Process, tmp_path: Path, console: Console) -> None:
    path = tmp_path / "karten.csv"
    path.write_text("text\nMehr Bänke\nMehr Bänke\nMehr Schatten\n", encoding="utf-8")
    assert "2 added, 1 already" in console("import", "contributions", path, "--process", process.slug).out
    assert "0 added, 3 already" in console("import", "contributions", path, "--process", process.slug).out


def test_a_number_with_other_words_changes_nothing_and_is_said(process: Process, table: Path, console: Console) -> None:
    console("import", "contributions", table, "--process", process.slug)
    table.write_text("Nr;Titel\n1;Räume schließen\n", encoding="utf-8")
    said = console("import", "contributions", table, "--process", process.slug)
    assert "line 2: skipped: the number 1 is here already with other words" in said.out
    assert [row.title for row in imported(process)][0] == "Räume öffnen"


def test_two_tables_may_use_the_same_numbers(process: Process, tmp_path: Path, console: Console) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"id,title\n1,Titel {name}\n")
        console("import", "contributions", tmp_path / f"{name}.csv", "--process", process.slug)
    assert [row.title for row in imported(process)] == ["Titel a", "Titel b"]


def test_a_dry_run_says_everything_and_saves_nothing(process: Process, table: Path, console: Console) -> None:
    said = console("import", "contributions", table, "--process", process.slug, "--dry-run")
    assert "3 would be added" in said.out and imported(process) == []


def test_options_fill_in_what_the_table_does_not_say(process: Process, tmp_path: Path, console: Console) -> None:
    workshop = make_workshop(make_event(process), theme_id=None)
    path = tmp_path / "karten.csv"
    path.write_text("title,kind\nA,\nB,idea\n")
    options = ("--district", "gross-klein", "--workshop", workshop.code.lower(), "--kind", "practice")
    console("import", "contributions", path, "--process", process.slug, *options)
    rows = imported(process)
    assert [row.kind for row in rows] == [Kind.PRACTICE, Kind.IDEA]
    assert {row.district_id for row in rows} == {districts_of(process.id)[0].id}
    assert {row.workshop_id for row in rows} == {workshop.id}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--district", "Nirgends"), "There is no district 'Nirgends'; there are: Groß Klein, Toitenwinkel."),
        (("--workshop", "ABCDEF"), "There is no workshop with the code 'ABCDEF' in this process."),
    ],
)
def test_places_that_do_not_exist_are_refused(
    process: Process, table: Path, console: Console, options: tuple[str, ...], words: str
) -> None:
    said = console("import", "contributions", table, "--process", process.slug, *options)
    assert (said.code, said.err) == (1, f"ideenboard: {words}")


def test_a_title_that_was_cut_is_kept_whole_in_the_history(process: Process, tmp_path: Path, console: Console) -> None:
    path = tmp_path / "lang.csv"
    path.write_text(f"title,text\n{'Wort ' * 40},Der Text.\n")
    console("import", "contributions", path, "--process", process.slug)
    (row,) = imported(process)
    assert row.text == "Der Text." and len(row.title) <= 120
    revision = db.session.scalar(select(ContributionRevision).where(ContributionRevision.contribution_id == row.id))
    assert revision is not None and revision.title == ("Wort " * 40).strip()


@needs_data(OTTENSEN)
def test_all_of_a_real_participation_arrives(process: Process, console: Console) -> None:
    said = console("import", "contributions", DATA / OTTENSEN, "--process", process.slug)
    assert "695 added" in said.out, said
    with (DATA / OTTENSEN).open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    stored = {row.source_id: row for row in imported(process)}
    assert {key: (row["text"], row["url"]) for key, row in rows.items()} == {
        key: (row.text, row.source_url) for key, row in stored.items()
    }
    count = select(func.count()).where(Contribution.process_id == process.id)
    console("import", "contributions", DATA / OTTENSEN, "--process", process.slug)
    assert db.session.scalar(count) == 695
