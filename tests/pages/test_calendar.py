"""The dates of a process in anybody's calendar."""

from datetime import date
from typing import Any

from flask import Flask
from icalendar import Calendar

from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import MeasureState
from tests.browsing import Client
from tests.factories import NOW, make_event, make_process
from tests.plans.measures import make_measure, make_plan

HOSTILE = "Auftakt; im Rathaus, \\ mit\r\nBEGIN:VEVENT " + "ä" * 90


def _entries(client: Client, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.mimetype == "text/calendar"
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    return {str(one["summary"]): one for one in Calendar.from_ical(answer.data).walk("VEVENT")}


def test_events_and_milestones_stand_in_the_calendar(app: Flask, client: Client) -> None:
    process = make_process()
    make_event(process, title=HOSTILE)
    steps = [MilestoneDraft("Zählen", date(2027, 3, 1), date(2027, 3, 4)), MilestoneDraft("Öffnen", date(2027, 9, 1))]
    make_measure(make_plan(process), title="Raumkalender", milestones=steps)
    found = _entries(client, f"/processes/{process.slug}/calendar.ics")
    assert set(found) == {
        HOSTILE.replace("\r\n", "\n"),
        "Meilenstein: Zählen (Raumkalender)",
        "Meilenstein: Öffnen (Raumkalender)",
    }
    assert found[HOSTILE.replace("\r\n", "\n")].start == NOW
    reached, planned = found["Meilenstein: Zählen (Raumkalender)"], found["Meilenstein: Öffnen (Raumkalender)"]
    assert (reached.start, reached.end, reached["status"]) == (date(2027, 3, 4), date(2027, 3, 5), "CONFIRMED")
    assert (planned.start, planned["status"]) == (date(2027, 9, 1), "TENTATIVE")


def test_neither_a_hidden_plan_nor_what_was_given_up_stands_there(app: Flask, client: Client) -> None:
    process = make_process()
    steps = [MilestoneDraft("Öffnen", date(2027, 9, 1))]
    plan = make_plan(process)
    make_measure(plan, state=MeasureState.DROPPED, milestones=steps)
    assert _entries(client, f"/processes/{process.slug}/calendar.ics") == {}
    make_measure(make_plan(make_process(), public=False), milestones=steps)
    secret = make_process(published_at=None)
    assert client.get(f"/processes/{secret.slug}/calendar.ics").status_code == 404
