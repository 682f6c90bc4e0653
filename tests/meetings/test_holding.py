"""A meeting is held: notes and resolutions are kept in one step, and the plan follows in the same one."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.meetings import actions
from ideenboard.meetings import actions_minutes as minutes
from ideenboard.meetings.models import AgendaItem, Attendance, Meeting, Resolution, Verdict
from ideenboard.plans import actions as planning
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import Measure, MeasureState, Milestone
from ideenboard.processes.models import Process
from ideenboard.processes.queries import groups_of
from ideenboard.processes.rules import Actor
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, make_contribution, make_event, make_process, make_workshop
from tests.meetings.meetings import LATER, item_about, make_meeting
from tests.plans.measures import make_measure, make_plan

SOON = NOW + timedelta(days=30)
WORDS = {"verdict": "change", "wording": "Bis Mai hilft eine Person aus.", "who": "Jugendamt", "due_on": "2027-10-15"}

# What a browser sends of fields in which nobody has typed.
EMPTY = {"notes": "", "reason": ""}


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def measure(process: Process) -> Measure:
    card = make_contribution(make_workshop(make_event(process), published_at=NOW), title="Feste Zeiten")
    measure = make_measure(make_plan(process), (card,), title="Ansprechperson")
    draft = planning.MeasureDraft(title="Ansprechperson", milestones=[MilestoneDraft("Stelle besetzt", SOON.date())])
    planning.edit_measure(measure, process, draft, by="system", at=SOON)
    planning.set_state(measure, MeasureState.RUNNING, "", process_id=process.id, by="system", at=SOON)
    db.session.commit()
    return measure


@pytest.fixture
def item(measure: Measure, process: Process) -> AgendaItem:
    return item_about(make_meeting(process), measure.subject)


@pytest.fixture
def desk(app: Flask, process: Process) -> Client:
    return coordinator_of(app, process)


def address(item: AgendaItem) -> str:
    return f"/desk/meetings/items/{item.id}"


def save(desk: Client, item: AgendaItem, **fields: Any) -> Any:
    return desk.post(address(item), data={"version": str(item.version)} | EMPTY | fields)


def resolutions() -> list[tuple[int, str]]:
    return [(one.number, one.wording) for one in db.session.scalars(select(Resolution).order_by(Resolution.id))]


def test_the_room_sees_what_changed_and_who_said_so(desk: Client, item: AgendaItem) -> None:
    page = desk.get(address(item)).text
    for words in (
        "Ansprechperson",
        "in Arbeit",
        "Seit dem",
        "Verpasst.",
        "Stelle besetzt",
        "Feste Zeiten",
        "aus 1 Beitrag",
    ):
        assert words in page, words
    assert desk.get(f"/desk/meetings/{item.meeting_id}/room").location.endswith(address(item))
    assert desk.get(f"/desk/meetings/{item.meeting_id}/wall").text.count("Feste Zeiten") == 1


def test_a_resolution_gets_a_number_and_changes_the_measure_in_the_same_step(
    desk: Client, item: AgendaItem, measure: Measure
) -> None:
    step = db.session.scalars(select(Milestone)).one()
    more = {
        "step": str(step.id),
        "state": "delayed",
        "reason": "Keine Bewerbung",
        "notes": "Lange beraten.",
        "votes_for": "21",
    }
    answer = save(desk, item, **WORDS, **more, next="1")
    assert answer.status_code == 303
    resolution = db.session.scalars(select(Resolution)).one()
    assert (resolution.code, resolution.votes_for) == ("2027-1-1", 21)
    assert (measure.state, measure.state_reason) == (MeasureState.DELAYED, "Keine Bewerbung")
    assert step.planned_on == date(2027, 10, 15) and item.notes == "Lange beraten."
    following = desk.get(answer.location).text
    assert "Beschluss 2027-1-1 ist festgehalten" in following and "Nächste Schritte" in following
    seen = [entry.action for entry in history_of(measure.subject)][-2:]
    assert set(seen) == {"measure.delayed", "measure.milestone_moved"}


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("as_planned", "running"), ("postpone", "delayed"), ("end", "dropped"), ("change", "running")],
)
def test_each_way_to_go_on_leaves_the_measure_in_its_state(
    desk: Client, item: AgendaItem, measure: Measure, verdict: str, state: str
) -> None:
    words = WORDS | {"verdict": verdict, "reason": "Es fehlt Geld"}
    assert save(desk, item, **words).status_code == 303
    assert measure.state == state


def test_a_resolution_that_is_worded_anew_keeps_its_number_and_changes_the_plan_anew(
    desk: Client, item: AgendaItem, measure: Measure
) -> None:
    save(desk, item, **WORDS | {"verdict": "end", "reason": "Es fehlt Geld"})
    assert measure.state is MeasureState.DROPPED
    save(desk, item, **WORDS | {"verdict": "as_planned", "wording": "Weiter so"})
    assert measure.state is MeasureState.RUNNING and resolutions() == [(1, "Weiter so")]
    other = actions.add_item(item.meeting, "Brot", 5, by="system", at=LATER)
    db.session.commit()
    save(desk, other, verdict="as_planned", wording="Brot für alle")
    assert resolutions() == [(1, "Weiter so"), (2, "Brot für alle")]


def test_what_somebody_else_changed_since_stays(
    desk: Client, item: AgendaItem, measure: Measure, process: Process
) -> None:
    save(desk, item, **WORDS | {"verdict": "end", "reason": "Es fehlt Geld"})
    planning.set_state(measure, MeasureState.DONE, "", process_id=process.id, by="system", at=LATER)
    db.session.commit()
    save(desk, item, **WORDS | {"verdict": "as_planned"})
    assert measure.state is MeasureState.DONE


def test_a_resolution_is_taken_back_with_what_it_changed_and_nobody_gets_its_number(
    desk: Client, item: AgendaItem, measure: Measure
) -> None:
    step = db.session.scalars(select(Milestone)).one()
    before = measure.state_since, measure.heard_on, step.planned_on
    save(desk, item, **WORDS | {"verdict": "postpone", "reason": "Es fehlt Geld", "step": step.id})
    assert measure.state is MeasureState.DELAYED and step.planned_on != before[2]
    assert "Beschluss zurücknehmen" in desk.get(address(item)).text
    sent = {"version": item.version, "notes": "Lange geredet"}
    page = desk.post(f"{address(item)}/resolution/removal", data=sent, follow_redirects=True).text
    assert "2027-1-1 ist zurückgenommen" in page and "Beschluss zurücknehmen" not in page
    assert measure.state is MeasureState.RUNNING and item.notes == "Lange geredet" and resolutions() == []
    assert (measure.state_since, measure.heard_on, step.planned_on) == before
    told = history_of(item.meeting.subject)[-1]
    assert told.action == "meeting.resolution_withdrawn" and told.data["number"] == "2027-1-1"
    save(desk, item, **WORDS)
    assert resolutions() == [(2, WORDS["wording"])]


def test_a_resolution_is_not_taken_back_over_other_words_or_finished_minutes(desk: Client, item: AgendaItem) -> None:
    save(desk, item, **WORDS)
    seen, url = item.version, f"{address(item)}/resolution/removal"
    save(desk, item, **WORDS | {"wording": "Ganz anders"})
    assert desk.post(url, data={"version": seen, "wording": WORDS["wording"]}).status_code == 409
    minutes.finish(item.meeting, by=Actor(), at=LATER)
    db.session.commit()
    assert desk.post(url, data={"version": item.version}).status_code == 409
    assert resolutions() == [(1, "Ganz anders")] and "formaction" not in desk.get(address(item)).text


BAD = {
    "no words": {"verdict": "change"},
    "no verdict": {"wording": "So machen wir es"},
    "no reason": {"verdict": "end", "wording": "Schluss"},
    "no day": {"verdict": "change", "wording": "Später", "step": "{step}"},
    "odd votes": {"verdict": "change", "wording": "Ja", "votes_for": "viele"},
    "negative votes": {"verdict": "change", "wording": "Ja", "votes_for": "-1"},
    "a strange verdict": {"verdict": "burn", "wording": "Ja"},
    "a strange step": {"verdict": "change", "wording": "Ja", "step": "999999", "due_on": "2027-10-15"},
}


@pytest.mark.parametrize("fields", BAD.values(), ids=BAD)
def test_what_is_not_complete_comes_back_with_all_that_was_typed(
    desk: Client, item: AgendaItem, measure: Measure, fields: dict[str, str]
) -> None:
    step = db.session.scalars(select(Milestone)).one()
    typed = {name: value.format(step=step.id) for name, value in fields.items()}
    answer = save(desk, item, notes="Nicht verlieren", **typed)
    assert answer.status_code == 422 and "Nicht verlieren" in answer.text and "ib-errors" in answer.text
    assert typed.get("wording", "") in answer.text and resolutions() == []
    assert measure.state is MeasureState.RUNNING


def test_two_who_type_see_each_others_words(app: Flask, desk: Client, item: AgendaItem, process: Process) -> None:
    version = str(item.version)
    assert save(desk, item, **WORDS).status_code == 303
    stale = {**WORDS, "version": version, "wording": "Ganz anders"}
    answer = coordinator_of(app, process).post(address(item), data=stale)
    assert answer.status_code == 409 and "Ganz anders" in answer.text and WORDS["wording"] in answer.text
    assert resolutions() == [(1, WORDS["wording"])]
    assert desk.post(address(item), data={**EMPTY, **WORDS, "version": version}).status_code == 303
    assert resolutions() == [(1, WORDS["wording"])]


def test_the_database_gives_no_number_twice_and_no_item_two_resolutions(item: AgendaItem) -> None:
    other = actions.add_item(item.meeting, "Brot", 5, by="system", at=LATER)
    row: dict[str, Any] = {
        "meeting_id": item.meeting_id,
        "verdict": Verdict.CHANGE,
        "wording": "x",
        "decided_at": LATER,
    }
    db.session.add(Resolution(item_id=item.id, number=1, **row))
    db.session.flush()
    for twin in ({"item_id": other.id, "number": 1}, {"item_id": item.id, "number": 2}):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.add(Resolution(**twin, **row))
            db.session.flush()


def test_the_projector_follows_the_item_that_is_called(desk: Client, item: AgendaItem) -> None:
    wall = f"/desk/meetings/{item.meeting_id}/wall"
    other = actions.add_item(item.meeting, "Brot kaufen", 5, by="system", at=LATER)
    db.session.commit()
    mark = desk.get(wall).text.split("changes?since=")[1].split('"')[0]
    assert desk.get(f"{wall}/changes?since={mark}").status_code == 204
    assert desk.post(f"{address(other)}/call").status_code == 303
    answer = desk.get(f"{wall}/changes?since={mark}", htmx=True)
    assert answer.status_code == 200 and '<h1 class="ib-meet__title"><bdi dir="auto">Brot kaufen' in answer.text


def test_attendance_is_a_number_per_group_and_names_only_where_entered(
    desk: Client, item: AgendaItem, process: Process
) -> None:
    url, (first, second) = f"/desk/meetings/{item.meeting_id}/attendance", groups_of(process.id)
    data = {f"group_{first.id}": "12", f"group_{second.id}": "0", "others": "3", "version": str(item.meeting.version)}
    assert desk.post(url, data=data).status_code == 303
    assert [(row.group_id, row.count) for row in db.session.scalars(select(Attendance))] == [(first.id, 12)]
    meeting = db.session.get_one(Meeting, item.meeting_id)
    assert (meeting.others, meeting.names) == (3, "")
    answer = desk.post(url, data=data | {f"group_{first.id}": "13", "names": "Kim"})
    assert answer.status_code == 409 and "Kim" in answer.text
    assert desk.post(url, data=data | {"others": "viele"}).status_code == 422
