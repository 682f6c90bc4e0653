"""The agenda of a follow-up meeting: built from what happened, then moved, added to, and left out from."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.meetings import actions
from ideenboard.meetings.models import AgendaItem, Meeting
from ideenboard.meetings.queries import items_of
from ideenboard.plans import actions as planning
from ideenboard.plans import actions_promises as promises
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import Measure, MeasureState
from ideenboard.plans.queries import milestones_of
from ideenboard.processes.models import EventKind, Process
from tests.browsing import Client
from tests.factories import (
    NOW,
    coordinator_of,
    make_contribution,
    make_event,
    make_process,
    make_workshop,
)
from tests.meetings.meetings import LATER, item_about, make_follow_up, make_meeting, titles
from tests.plans.measures import make_cluster, make_measure, make_plan

SOON = NOW + timedelta(days=30)


@pytest.fixture
def process(app: Flask) -> Process:
    process = make_process()
    make_event(process)
    return process


@pytest.fixture
def desk(app: Flask, process: Process) -> Client:
    return coordinator_of(app, process)


def test_what_changed_since_the_kick_off_comes_onto_the_agenda_by_itself(process: Process) -> None:
    room = make_workshop(make_event(process), published_at=NOW)
    old, new = make_contribution(room), make_contribution(room, at=SOON)
    cluster = make_cluster(old, new)
    plan = make_plan(process)
    late, still = make_measure(plan, title="Antrag"), make_measure(plan, title="Kalender")
    planning.set_state(late, MeasureState.DELAYED, "Keine Bewerbung", process_id=process.id, by="system", at=SOON)
    step = MilestoneDraft("Probelauf", SOON.date())
    draft = planning.MeasureDraft(title="Kalender", lead="Jugendamt", milestones=[step])
    planning.edit_measure(still, process, draft, by="system", at=NOW)
    meeting = make_meeting(process)
    assert titles(meeting) == ["Antrag", "Kalender", cluster.title, "unanswered", "next"]
    changes = {
        item.key: [(one["kind"], one["title"] or one["text"], one["count"]) for one in item.changes]
        for item in items_of(meeting.id)
    }
    assert changes[late.subject] == [("delayed", "Keine Bewerbung", 0)]
    assert changes[still.subject] == [("missed", "Probelauf", 0)]
    assert changes[cluster.subject] == [("arrived", "", 1)]
    assert changes["unanswered"] == [("waiting", "", 2)]


def test_of_two_meetings_on_one_day_the_second_hears_what_happened_between_them(process: Process) -> None:
    plan = make_plan(process)
    steps = [MilestoneDraft("Probelauf", LATER.date())]
    names = ("Davor", "Danach", "Erreicht", "Verschoben")
    before, after, reached, moved = (make_measure(plan, title=name, milestones=steps) for name in names)
    make_meeting(process)

    def run(measure: Measure, at: datetime) -> None:
        planning.set_state(measure, MeasureState.RUNNING, "", process_id=process.id, by="system", at=at)

    run(before, LATER + timedelta(hours=1))
    # The first one ends after two hours.
    later = LATER + timedelta(hours=3)
    run(after, later)
    promises.reach(milestones_of([reached.id])[reached.id][0], LATER.date(), by="system", at=later)
    step = milestones_of([moved.id])[moved.id][0]
    promises.move(step, LATER.date() + timedelta(9), "Regen", delays=False, by="system", at=later)
    db.session.commit()
    second = make_meeting(event=make_follow_up(process, LATER + timedelta(hours=4)), at=LATER + timedelta(hours=4))
    happened = {item.title: [one["kind"] for one in item.changes] for item in items_of(second.id) if item.measure_id}
    assert happened == {"Danach": ["running"], "Erreicht": ["reached"], "Verschoben": ["moved"]}
    weeks_on = LATER + timedelta(days=20)
    third = make_meeting(event=make_follow_up(process, weeks_on), at=weeks_on)
    told = {one["kind"] for item in items_of(third.id) for one in item.changes}
    assert told == {"missed"}


def test_what_is_still_being_written_stays_out_of_the_room(process: Process) -> None:
    hidden = make_measure(make_plan(process, public=False), title="Entwurf")
    planning.set_state(hidden, MeasureState.RUNNING, "", process_id=process.id, by="system", at=SOON)
    db.session.commit()
    assert titles(make_meeting(process)) == ["next"]


def test_a_second_press_finds_the_same_agenda_and_numbers_are_given_once(process: Process) -> None:
    event = make_follow_up(process)
    first = actions.open_meeting(event, by="system", at=LATER)
    assert actions.open_meeting(event, by="system", at=LATER) is first
    second = make_meeting(process, at=LATER + timedelta(days=90))
    later = make_meeting(process, at=LATER + timedelta(days=365))
    assert [(one.year, one.number) for one in (first, second, later)] == [(2027, 1), (2027, 2), (2028, 1)]
    twin = make_follow_up(process)
    db.session.add(Meeting(event_id=twin.id, process_id=process.id, year=2027, number=2, agenda_at=LATER))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_an_item_is_added_moved_left_out_and_brought_back(desk: Client, process: Process) -> None:
    event = make_follow_up(process)
    page = desk.get(f"/desk/events/{event.id}/meeting").text
    assert "Die Tagesordnung entsteht von selbst" in page
    assert desk.post(f"/desk/events/{event.id}/meeting").status_code == 303
    meeting = db.session.scalars(select(Meeting)).one()
    for title in ("Brot kaufen", "Saal mieten"):
        assert desk.post(f"/desk/meetings/{meeting.id}/items", data={"title": title, "minutes": "5"}).status_code == 303
    assert titles(meeting) == ["Brot kaufen", "Saal mieten", "next"]
    bread = db.session.scalars(select(AgendaItem).filter_by(title="Brot kaufen")).one()
    moved = desk.post(f"/desk/meetings/items/{bread.id}/down", htmx=True)
    assert 'id="agenda"' in moved.text and titles(meeting) == ["Saal mieten", "Brot kaufen", "next"]
    desk.post(f"/desk/meetings/items/{bread.id}/removal")
    assert (
        titles(meeting) == ["Saal mieten", "next"]
        and "Weggelassen" in desk.get(f"/desk/events/{event.id}/meeting").text
    )
    desk.post(f"/desk/meetings/items/{bread.id}/return")
    assert titles(meeting) == ["Saal mieten", "Brot kaufen", "next"]
    seen = [entry.action.partition(".")[2] for entry in history_of(meeting.subject)]
    assert seen == ["opened", "item_added", "item_added", "item_moved", "item_dropped", "item_brought_back"]


@pytest.mark.parametrize(("title", "minutes"), [("", "5"), ("Brot", "0"), ("Brot", "viele"), ("x" * 300, "5")])
def test_a_bad_item_comes_back_with_what_was_typed(desk: Client, process: Process, title: str, minutes: str) -> None:
    meeting = make_meeting(process)
    answer = desk.post(f"/desk/meetings/{meeting.id}/items", data={"title": title, "minutes": minutes})
    assert answer.status_code == 422 and f'value="{minutes}"' in answer.text and titles(meeting) == ["next"]


def test_bringing_it_up_to_date_keeps_the_order_and_what_was_left_out(process: Process) -> None:
    meeting = make_meeting(process)
    actions.add_item(meeting, "Brot", 5, by="system", at=LATER)
    measure = make_measure(make_plan(process))
    planning.set_state(measure, MeasureState.RUNNING, "", process_id=process.id, by="system", at=SOON)
    assert actions.bring_up_to_date(meeting, by="system", at=LATER) == 1
    item = item_about(meeting, measure.subject)
    actions.drop_item(item, by="system", at=LATER)
    assert actions.bring_up_to_date(meeting, by="system", at=LATER) == 0
    assert titles(meeting) == ["Brot", "next"] and item.dropped_at == LATER


def test_only_follow_up_events_have_an_agenda(desk: Client, process: Process) -> None:
    event = make_event(process, kind=EventKind.OTHER)
    assert desk.get(f"/desk/events/{event.id}/meeting").status_code == 404
    assert desk.post(f"/desk/events/{event.id}/meeting").status_code == 404
