"""Minutes are finished by one, published by another, corrected below, and taken away as ODT and PDF."""

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
from flask import Flask

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.meetings.models import AgendaItem, Meeting
from ideenboard.people.models import Role
from ideenboard.processes.models import Process
from tests.browsing import Client
from tests.factories import admin, make_account, make_process, signed_in
from tests.meetings.meetings import item_about, make_meeting


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def meeting(process: Process) -> Meeting:
    return make_meeting(process)


@pytest.fixture
def item(meeting: Meeting) -> AgendaItem:
    return item_about(meeting, "next")


@pytest.fixture
def one(app: Flask, process: Process) -> Client:
    return signed_in(app, make_account(Role.COORDINATOR, process))


@pytest.fixture
def two(app: Flask, process: Process) -> Client:
    return signed_in(app, make_account(Role.COORDINATOR, process))


def document_words(odt: bytes) -> set[str]:
    """The words of a document, without what stands around them."""
    content = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(odt)).read("content.xml"))  # noqa: S314 (ours)
    texts = [text for element in content.iter() for text in (element.text or "", element.tail or "")]
    return {word.strip(":,") for text in texts for word in text.split()}


def act(browser: Client, meeting: Meeting, act: str, **fields: Any) -> Any:
    return browser.post(f"/desk/meetings/{meeting.id}/{act}", data={"version": str(meeting.version)} | fields)


def decide(browser: Client, item: AgendaItem, **fields: str) -> Any:
    words = {"notes": "Lange beraten", "verdict": "as_planned", "wording": "Wir machen weiter", "reason": ""}
    more = {"who": "Jugendamt", "due_on": "2027-10-15", "version": str(item.version)}
    return browser.post(f"/desk/meetings/items/{item.id}", data=words | more | fields)


def test_finished_minutes_wait_for_a_second_pair_of_eyes(
    client: Client, one: Client, two: Client, meeting: Meeting, item: AgendaItem, process: Process
) -> None:
    decide(one, item)
    address, resolution = f"/meetings/{meeting.id}", f"/processes/{process.slug}/resolutions/2027-1-1"
    for act_, code in (("end", 303), ("publication", 403)):
        assert act(one, meeting, act_).status_code == code
        assert [client.get(url).status_code for url in (address, resolution)] == [404, 404]
    assert "Jemand anderes aus der Koordination" in one.get(f"/desk/meetings/{meeting.id}/minutes").text
    assert act(two, meeting, "publication").status_code == 303
    page = client.get(address).text
    assert "Lange beraten" in page and "2027-1-1" in page and "Jugendamt" in page
    assert "Wir machen weiter" in client.get(resolution).text
    assert "2027-1-1" in client.get(f"/processes/{process.slug}/resolutions").text
    seen = [entry.action.partition(".")[2] for entry in history_of(meeting.subject)]
    assert seen[-2:] == ["minutes_finished", "minutes_published"]


def test_an_admin_publishes_only_where_nobody_else_coordinates(
    app: Flask, one: Client, meeting: Meeting, process: Process
) -> None:
    act(one, meeting, "end")
    second = make_account(Role.COORDINATOR, process)
    assert act(admin(app), meeting, "publication").status_code == 403
    second.disabled_at = meeting.agenda_at
    db.session.commit()
    assert act(admin(app), meeting, "publication").status_code == 303


def test_finished_minutes_are_locked_and_can_be_written_on_until_they_are_public(
    one: Client, two: Client, meeting: Meeting, item: AgendaItem
) -> None:
    act(one, meeting, "end")
    assert decide(one, item).status_code == 409 and item.notes == ""
    read = str(meeting.version)
    act(two, meeting, "reopening")
    assert act(two, meeting, "publication").status_code == 409
    assert decide(one, item).status_code == 303
    act(one, meeting, "end")
    stale = act(two, meeting, "publication", version=read)
    assert stale.status_code == 409 and meeting.published_at is None
    act(two, meeting, "publication")
    assert act(one, meeting, "reopening").status_code == 409 and meeting.published_at is not None


def test_a_correction_stands_below_and_nothing_is_overwritten(
    client: Client, one: Client, two: Client, meeting: Meeting, item: AgendaItem
) -> None:
    decide(one, item)
    assert act(one, meeting, "corrections", text="Es waren 22 Stimmen").status_code == 409
    act(one, meeting, "end")
    act(two, meeting, "publication")
    assert act(one, meeting, "corrections", text="").status_code == 422
    for text in ("Es waren 22 Stimmen", "Nein, 23"):
        assert act(one, meeting, "corrections", text=text).status_code == 303
    page = client.get(f"/meetings/{meeting.id}").text
    assert page.index("Lange beraten") < page.index("Es waren 22 Stimmen") < page.index("Nein, 23")


@pytest.mark.parametrize("ending", ["odt", "pdf"])
def test_minutes_are_taken_away_as_a_document(one: Client, meeting: Meeting, item: AgendaItem, ending: str) -> None:
    decide(one, item, notes="Lange <beraten>\nund gelacht\n\nDann Kaffee", reason="Es läuft & läuft")
    answer = one.get(f"/meetings/{meeting.id}/minutes.{ending}")
    if ending == "odt":
        words = document_words(answer.data)
        page = html5lib.parse(one.get(f"/meetings/{meeting.id}").text, namespaceHTMLElements=False)
        parts = [part for name in ("dl", "section") for part in page.find(".//main").iter(name)]
        told = " ".join(" ".join(part.itertext()) for part in parts).split()
        # Whatever the page says stands in the document too; it puts a colon behind names.
        assert "Kaffee" in told and "<beraten>" in told
        assert [word for word in told if word.strip(":,") not in words] == []
    else:
        assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")


@pytest.mark.parametrize("code", ["2027-1-2", "2027-1", "1-1-1-1", "x", "2027-1-99999999999999999999", "²-1-1"])
def test_no_odd_number_is_a_resolution(one: Client, item: AgendaItem, process: Process, code: str) -> None:
    decide(one, item)
    assert one.get(f"/processes/{process.slug}/resolutions/{code}").status_code == 404
