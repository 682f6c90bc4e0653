"""A process as a file: everything for its coordinators, for others only what they can read anyway."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from ideenboard.base.codes import new_token
from ideenboard.base.db import db
from ideenboard.comments.actions import add_comment, hide_comment
from ideenboard.contributions.actions import set_status
from ideenboard.contributions.actions_reactions import support
from ideenboard.contributions.models import Contribution, Status
from ideenboard.plans.models import Measure, Plan
from ideenboard.processes.models import Process, Workshop
from ideenboard.voting.models import Ballot, BallotPaper, Level, Method, Option, Vote
from tests.browsing import Client
from tests.console import DATA, Console, needs_data
from tests.factories import (
    NOW,
    coordinator_of,
    make_contribution,
    make_event,
    make_participant,
    make_process,
    make_workshop,
)

OTTENSEN = "de_freiraum_ottensen.csv"


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    return make_workshop(make_event(make_process(slug="rostock-2027")), published_at=NOW)


@pytest.fixture
def process(workshop: Workshop) -> Process:
    return workshop.process


def everything(app: Flask, process: Process) -> Any:
    return coordinator_of(app, process).get(f"/desk/{process.slug}/export.json").json


def make_ballot(process: Process, people: int, *, closed: bool = True) -> Ballot:
    """A ballot of two options; everybody agrees to the first and not to the second."""
    ballot = Ballot(
        process_id=process.id, question="Was zuerst?", method=Method.APPROVAL, level=Level.OPEN, created_at=NOW,
        opened_at=NOW, closed_at=NOW if closed else None,
    )  # fmt: skip
    db.session.add(ballot)
    db.session.flush()
    options = [Option(ballot_id=ballot.id, position=n, text=f"Vorschlag {n}", source_id=str(n)) for n in (1, 2)]
    papers = [BallotPaper(ballot_id=ballot.id, participant_id=make_participant().participant_id) for _ in range(people)]
    db.session.add_all(options + papers)
    db.session.flush()
    for paper in papers:
        for option, value in zip(options, (1, -1), strict=True):
            db.session.add(Vote(paper_id=paper.id, option_id=option.id, value=value, seq=1))
    db.session.commit()
    return ballot


def test_a_contribution_comes_out_with_all_that_belongs_to_it(app: Flask, workshop: Workshop) -> None:
    card = make_contribution(workshop, title="Räume öffnen", text="Am Nachmittag.\n\nUnd samstags.")
    support(card, by=make_participant(workshop))
    add_comment(card.thread, "Ja!", new_token(), participant_id=card.participant_id or 0, group_id=None, at=NOW)
    db.session.commit()
    file = everything(app, workshop.process)
    assert file["contributions"] == [
        {
            "id": card.id, "source_id": None, "kind": "idea", "title": "Räume öffnen",
            "text": "Am Nachmittag.\n\nUnd samstags.", "url": "", "district": None, "theme": None,
            "status": "published", "cluster": None, "created": "2027-01-21", "supports": 1, "comments": 1,
            "workshop": workshop.title,
        }
    ]  # fmt: skip
    assert [row["text"] for row in file["comments"]] == ["Ja!"]


@pytest.mark.parametrize("form", ["xlsx", "ods", "zip", "json"])
def test_no_file_holds_a_person_a_code_or_a_secret(app: Flask, workshop: Workshop, form: str) -> None:
    card = make_contribution(workshop)
    content = coordinator_of(app, workshop.process).get(f"/desk/{workshop.process.slug}/export.{form}").data
    if form != "json":
        archive = zipfile.ZipFile(io.BytesIO(content))
        content = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (card.receipt_code, card.token, workshop.code, "example.org"):
        assert secret.encode() not in content


def test_hostile_text_is_only_text_in_a_spreadsheet(app: Flask, workshop: Workshop) -> None:
    titles = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-2", "<script>alert(1)</script>", "👩‍👩‍👧 {{7*7}}"]
    for title in titles:
        make_contribution(workshop, title=title)
    response = coordinator_of(app, workshop.process).get(f"/desk/{workshop.process.slug}/export.xlsx")
    book = load_workbook(io.BytesIO(response.data))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f" or cell.hyperlink]
    assert [row[3].value for row in book["contributions"].iter_rows(min_row=2)] == titles


def test_open_data_holds_only_what_everybody_may_read(app: Flask, client: Client, workshop: Workshop) -> None:
    shown = make_contribution(workshop, title="Sichtbar")
    hidden = make_contribution(workshop, title="Verborgen")
    set_status(hidden, Status.HIDDEN, by="system", at=NOW)
    make_contribution(make_workshop(workshop.event), title="Noch nicht freigegeben")
    for text in ("Öffentlich", "Versteckt"):
        comment, _ = add_comment(
            shown.thread, text, new_token(), participant_id=shown.participant_id or 0, group_id=None, at=NOW
        )
    hide_comment(comment, shown.thread, at=NOW)
    plan = Plan(process_id=workshop.process_id, introduction="")
    db.session.add(plan)
    db.session.flush()
    db.session.add(Measure(plan_id=plan.id, title="Geheimes Vorhaben", state_since=NOW.date(), created_at=NOW))
    make_ballot(workshop.process, 6)
    db.session.commit()
    file = client.get(f"/processes/{workshop.process.slug}/data.json").json
    assert [row["title"] for row in file["contributions"]] == ["Sichtbar"]
    assert [row["text"] for row in file["comments"]] == ["Öffentlich"]
    assert (file["measures"], file["ballots"], file["options"], file["votes"]) == ([], [], [], [])
    whole = everything(app, workshop.process)
    assert len(whole["contributions"]) == 3 and len(whole["measures"]) == 1 and len(whole["votes"]) == 12


def test_while_people_vote_no_file_says_how(app: Flask, process: Process) -> None:
    make_ballot(process, 6, closed=False)
    file = everything(app, process)
    assert file["votes"] == [] and len(file["options"]) == 2
    assert all(row["A"] is None and row["post_mean"] is None for row in file["options"])


def test_votes_of_fewer_than_five_people_stay_inside(app: Flask, process: Process) -> None:
    make_ballot(process, 4)
    assert everything(app, process)["votes"] == []


def test_papers_are_numbered_by_lot(app: Flask, process: Process) -> None:
    ballot = make_ballot(process, 40)
    first = select(Vote).join(BallotPaper).where(BallotPaper.ballot_id == ballot.id).order_by(Vote.id).limit(1)
    db.session.scalars(first).one().value = 0
    db.session.commit()
    numbers = set()
    for _ in range(6):
        votes = everything(app, process)["votes"]
        assert sorted({row["paper"] for row in votes}) == list(range(1, 41))
        numbers |= {row["paper"] for row in votes if row["value"] == 0}
    assert len(numbers) > 1, "the first paper always has the same number"


@pytest.mark.parametrize(
    ("path", "status"), [("export.json", 401), ("export.pdf", 401), ("data.json", 200), ("data.pdf", 404)]
)
def test_strangers_get_open_data_only(client: Client, process: Process, path: str, status: int) -> None:
    where = "desk" if path.startswith("export") else "processes"
    assert client.get(f"/{where}/{process.slug}/{path}").status_code == status


def test_a_coordinator_of_another_process_gets_nothing(app: Flask, process: Process) -> None:
    other = coordinator_of(app, make_process())
    assert other.get(f"/desk/{process.slug}/export.json").status_code == 403
    process.published_at = None
    db.session.commit()
    assert other.get(f"/desk/{process.slug}/export.json").status_code == 404
    assert other.get(f"/processes/{process.slug}/data.json").status_code == 404


def test_it_arrives_as_a_download_with_a_name(app: Flask, process: Process) -> None:
    response = coordinator_of(app, process).get(f"/desk/{process.slug}/export.xlsx")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="rostock-2027-20')
    assert response.headers["Cache-Control"] == "private, no-store"


def test_the_explanations_speak_the_language_of_the_page(app: Flask, process: Process) -> None:
    browser = coordinator_of(app, process)
    german = browser.get(f"/desk/{process.slug}/export.json", headers={"Accept-Language": "de"}).json
    english = browser.get(f"/desk/{process.slug}/export.json", headers={"Accept-Language": "en"}).json
    assert german["columns"]["votes"]["paper"].startswith("Nummer")
    assert english["columns"]["votes"]["paper"].startswith("Number")
    told = [text for table in german["columns"].values() for text in table.values()]
    assert not [text for text in told if text.startswith(("Number", "Day", "What", "The ", "How"))]


def test_the_price_does_not_grow_with_the_rows(app: Flask, workshop: Workshop, queries: Any) -> None:
    browser = coordinator_of(app, workshop.process)
    address = f"/desk/{workshop.process.slug}/export.json"
    counts = []
    for more in (3, 30):
        for _ in range(more):
            make_contribution(workshop)
        with queries() as seen:
            browser.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 21


def test_the_console_writes_every_format_and_only_those(process: Process, console: Console, tmp_path: Path) -> None:
    make_contribution(make_workshop(make_event(process)), title="Räume öffnen")
    for form in ("xlsx", "ods", "zip", "json"):
        assert console("export", process.slug, tmp_path / f"a.{form}").code == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("contributions.csv").decode())))
    assert rows[0]["title"] == "Räume öffnen"
    said = console("export", process.slug, tmp_path / "a.pdf")
    assert said.code == 2 and ".xlsx, .ods, .zip, .json" in said.err and not (tmp_path / "a.pdf").exists()


@needs_data(OTTENSEN)
def test_a_real_participation_goes_through_unchanged(process: Process, console: Console, tmp_path: Path) -> None:
    console("import", "contributions", DATA / OTTENSEN, "--process", process.slug)
    with (DATA / OTTENSEN).open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: (row["text"], row["url"]) for row in csv.DictReader(file)}
    for form in ("json", "xlsx"):
        console("export", process.slug, tmp_path / f"a.{form}")
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["contributions"]
    assert {row["source_id"]: (row["text"], row["url"]) for row in told} == rows
    sheet = load_workbook(tmp_path / "a.xlsx")["contributions"].iter_rows(min_row=2, values_only=True)
    assert {row[1]: (row[4], row[5]) for row in sheet} == rows


def test_imported_rows_keep_where_they_come_from(app: Flask, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    db.session.get_one(Contribution, card.id).source_url = "https://example.com/7"
    db.session.commit()
    assert everything(app, workshop.process)["contributions"][0]["url"] == "https://example.com/7"
