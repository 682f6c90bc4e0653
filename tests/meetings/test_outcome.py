"""What came of a meeting is found everywhere: under receipts, on the pages of event and process, in the files."""

from datetime import date, timedelta

import pytest
from flask import Flask

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution
from ideenboard.meetings import actions_minutes, actions_resolutions
from ideenboard.meetings.actions_resolutions import ResolutionDraft
from ideenboard.meetings.models import Meeting, Verdict
from ideenboard.meetings.queries import items_of
from ideenboard.people.models import Role
from ideenboard.plans import actions as planning
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.actions_promises import move
from ideenboard.plans.models import MeasureState
from ideenboard.plans.queries import milestones_of
from ideenboard.processes.models import Process
from ideenboard.processes.rules import Actor
from tests.browsing import Client
from tests.factories import (
    NOW,
    coordinator_of,
    make_account,
    make_contribution,
    make_event,
    make_process,
    make_workshop,
)
from tests.meetings.meetings import LATER, item_about, make_follow_up, make_meeting
from tests.plans.measures import make_measure, make_plan

SOON = NOW + timedelta(days=30)


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def card(process: Process) -> Contribution:
    return make_contribution(make_workshop(make_event(process), published_at=NOW), title="Feste Zeiten")


@pytest.fixture
def meeting(process: Process, card: Contribution) -> Meeting:
    """A meeting in the past that has resolved something about a measure; its minutes are finished."""
    measure = make_measure(make_plan(process), (card,), title="Ansprechperson")
    planning.set_state(measure, MeasureState.RUNNING, "", process_id=process.id, by="system", at=SOON)
    meeting = make_meeting(process)
    draft = ResolutionDraft(Verdict.POSTPONE, "Wir warten bis Mai", "Keine Bewerbung", "Jugendamt", date(2027, 5, 1))
    actions_resolutions.resolve(item_about(meeting, measure.subject), None, draft, by="system", at=LATER)
    actions_minutes.finish(meeting, by=Actor(account_id=make_account(Role.COORDINATOR, process).id), at=LATER)
    db.session.commit()
    return meeting


def publish(meeting: Meeting, process: Process) -> None:
    second = Actor(account_id=make_account(Role.COORDINATOR, process).id)
    actions_minutes.publish(meeting, by=second, at=LATER)
    db.session.commit()


def test_a_resolution_stands_under_the_receipt_once_its_minutes_are_public(
    client: Client, meeting: Meeting, card: Contribution, process: Process
) -> None:
    receipt = f"/beleg/{card.receipt_code}"
    assert "2027-1-1" not in client.get(receipt).text
    publish(meeting, process)
    page = client.get(receipt).text
    assert "Wir warten bis Mai" in page and f"/processes/{process.slug}/resolutions/2027-1-1" in page


def test_an_event_turns_from_invitation_to_documentation_by_itself(
    client: Client, meeting: Meeting, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, start = f"/events/{meeting.event_id}", f"/processes/{process.slug}"
    monkeypatch.setattr(clock, "now", lambda: LATER - timedelta(days=1))
    before = client.get(address).text
    assert "Einladung" in before and "Dokumentation" not in before
    assert "Das nächste Treffen" in client.get(start).text
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(days=1))
    assert "Dokumentation" in client.get(address).text and "2027-1-1" not in client.get(address).text
    publish(meeting, process)
    after = client.get(address).text
    assert "1 Beschluss" in after and "Wir warten bis Mai" in after and f"/meetings/{meeting.id}" in after
    assert f"/meetings/{meeting.id}" in client.get(start).text


def test_the_next_meeting_begins_with_what_became_of_the_resolutions(
    app: Flask, meeting: Meeting, process: Process
) -> None:
    following = make_meeting(event=make_follow_up(process, LATER + timedelta(days=90)), at=LATER + timedelta(days=80))
    first = items_of(following.id)[0]
    assert first.topic == "resolutions" and [change["title"] for change in first.changes] == ["2027-1-1"]
    page = coordinator_of(app, process).get(f"/desk/meetings/items/{first.id}").text
    assert "Wir warten bis Mai" in page and "verzögert" in page


def test_a_day_that_was_put_off_comes_onto_the_agenda(process: Process) -> None:
    measure = make_measure(make_plan(process), milestones=[MilestoneDraft("Probelauf", LATER.date())])
    step = milestones_of([measure.id])[measure.id][0]
    move(step, date(2027, 9, 1), "Kein Raum", delays=False, by="system", at=SOON)
    db.session.commit()
    changes = item_about(make_meeting(process), measure.subject).changes
    told = {"kind": "moved", "title": "Probelauf", "text": "Kein Raum", "until": "2027-09-01"}
    assert [{name: change[name] for name in told} for change in changes] == [told]


def test_the_files_hold_what_was_resolved(app: Flask, meeting: Meeting, process: Process) -> None:
    file = coordinator_of(app, process).get(f"/desk/{process.slug}/export.json").json
    assert [(row["number"], row["who"], row["verdict"]) for row in file["resolutions"]] == [
        ("2027-1-1", "Jugendamt", "postpone")
    ]
