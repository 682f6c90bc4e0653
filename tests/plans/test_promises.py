"""A plan keeps a clock: days that pass become questions, and silence is told."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from ideenboard.audit.queries import history_of
from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.plans import actions
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import Measure, MeasureState, Milestone, MilestoneMove
from ideenboard.plans.rules import asks, is_silent
from tests.browsing import Client
from tests.factories import NOW, coordinator_of
from tests.plans.measures import make_measure

TODAY = date(2027, 11, 15)


@pytest.fixture
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 11, 15, 9, tzinfo=NOW.tzinfo))


@pytest.mark.once
@pytest.mark.parametrize(
    ("state", "days", "silent"),
    [
        (MeasureState.RUNNING, 89, False),
        (MeasureState.RUNNING, 90, True),
        (MeasureState.PLANNED, 90, True),
        (MeasureState.DELAYED, 400, True),
        (MeasureState.DONE, 400, False),
        (MeasureState.DROPPED, 400, False),
    ],
)
def test_a_measure_is_silent_after_so_many_days_unless_it_is_over(state: MeasureState, days: int, silent: bool) -> None:
    measure = SimpleNamespace(state=state, heard_on=TODAY - timedelta(days=days))
    assert is_silent(measure, TODAY, 90) is silent
    assert is_silent(measure, TODAY, days + 1) is False


@pytest.mark.once
def test_only_passed_days_of_a_measure_under_way_are_asked_about() -> None:
    steps = [
        SimpleNamespace(planned_on=TODAY - timedelta(days=1), reached_on=None),
        SimpleNamespace(planned_on=TODAY, reached_on=None),
        SimpleNamespace(planned_on=TODAY - timedelta(days=9), reached_on=TODAY),
    ]
    measure = SimpleNamespace(state=MeasureState.RUNNING, heard_on=TODAY)
    assert asks(measure, steps, TODAY) == steps[:1]
    measure.state = MeasureState.DONE
    assert asks(measure, steps, TODAY) == []


def _late_measure() -> tuple[Measure, Milestone, str]:
    measure = make_measure(
        state=MeasureState.RUNNING, milestones=[MilestoneDraft("Probebetrieb", date(2027, 9, 30))], lead="Jugendamt"
    )
    step = db.session.query(Milestone).filter_by(measure_id=measure.id).one()
    return measure, step, f"/desk/{measure.plan.process.slug}"


@pytest.mark.usefixtures("_today")
def test_a_passed_day_becomes_a_question_and_changes_nothing_by_itself(app: Flask, client: Client) -> None:
    measure, _step, desk_path = _late_measure()
    desk = coordinator_of(app, measure.plan.process)
    page = desk.get(f"{desk_path}/promises").text
    assert "Der Meilenstein „Probebetrieb“ war für den 30. September 2027 geplant. Was wurde daraus?" in page
    start = desk.get(desk_path).text
    assert "Meilenstein ist verstrichen" in start and "Maßnahme braucht einen neuen Stand" in start
    assert "in Arbeit" in client.get(f"/plans/{measure.plan_id}").text
    assert db.session.get(Measure, measure.id).state is MeasureState.RUNNING


@pytest.mark.usefixtures("_today")
def test_a_step_is_reached_on_a_day_that_was(app: Flask) -> None:
    measure, step, desk_path = _late_measure()
    desk = coordinator_of(app, measure.plan.process)
    path, field = f"{desk_path}/milestones/{step.id}/reached", f"m{step.id}-reached_on"
    page = desk.post(path, data={field: "2027-11-16"})
    assert page.status_code == 422 and "kommt erst noch" in page.text and 'value="2027-11-16"' in page.text
    assert desk.post(path, data={field: "2027-10-02"}).status_code == 303
    measure = db.session.get(Measure, measure.id)
    assert db.session.get(Milestone, step.id).reached_on == date(2027, 10, 2) and measure.heard_on == TODAY
    assert history_of(measure.subject)[-1].action == "measure.milestone_reached"
    assert "unbeantwortet verstrichen" in desk.get(f"{desk_path}/promises").text


@pytest.mark.usefixtures("_today")
def test_a_step_is_put_off_for_a_reason_that_everybody_reads(app: Flask, client: Client) -> None:
    measure, step, desk_path = _late_measure()
    desk = coordinator_of(app, measure.plan.process)
    path, said = f"{desk_path}/milestones/{step.id}/moved", f"m{step.id}-"
    page = desk.post(path, data={f"{said}planned_on": "2028-02-01", f"{said}delays": "y"})
    assert page.status_code == 422 and "Bitte füllen Sie" in page.text
    assert desk.post(path, data={f"{said}planned_on": "2027-11-15", f"{said}reason": "x"}).status_code == 422
    data = {f"{said}planned_on": "2028-02-01", f"{said}reason": "Der Server fehlt", f"{said}delays": "y"}
    assert desk.post(path, data=data).status_code == 303
    measure = db.session.get(Measure, measure.id)
    assert (measure.state, measure.state_reason) == (MeasureState.DELAYED, "Der Server fehlt")
    page = client.get(f"/measures/{measure.id}").text
    assert "verschoben, vom 30. September 2027 auf den 1. Februar 2028." in page and "Der Server fehlt" in page


def test_a_promised_day_of_a_public_plan_is_not_changed_in_silence(app: Flask) -> None:
    measure, step, desk_path = _late_measure()
    desk = coordinator_of(app, measure.plan.process)
    path = f"{desk_path}/measures/{measure.id}"
    rows: dict[str, Any] = {
        "title": measure.title,
        "state": "running",
        "version": measure.version,
        "milestones-0-key": step.id,
        "milestones-0-title": step.title,
        "milestones-0-planned_on": "2027-12-24",
    }
    page = desk.post(path, data=rows)
    assert page.status_code == 422 and "warum der Termin jetzt ein anderer ist" in page.text
    assert db.session.get(Milestone, step.id).planned_on == date(2027, 9, 30)
    assert desk.post(path, data=rows | {"milestones-0-reason": "Umbau"}).status_code == 303
    move = db.session.query(MilestoneMove).one()
    assert (move.before, move.after, move.reason) == (date(2027, 9, 30), date(2027, 12, 24), "Umbau")


@pytest.mark.usefixtures("_today")
def test_a_silent_measure_is_grey_with_the_reason_until_somebody_speaks(app: Flask, client: Client) -> None:
    measure, _step, desk_path = _late_measure()
    words = "Seit dem 21. Januar 2027 gab es keine Neuigkeit. Nach 90 Tagen ohne Neuigkeit wird eine Maßnahme grau."
    plan = client.get(f"/plans/{measure.plan_id}").text
    assert words in plan and "is-running is-silent" in plan and words in client.get(f"/measures/{measure.id}").text
    assert measure.title in coordinator_of(app, measure.plan.process).get(f"{desk_path}/promises").text
    actions.set_state(measure, MeasureState.DELAYED, "Umbau", process_id=1, by="system", at=clock.now())
    db.session.commit()
    assert "is-silent" not in client.get(f"/plans/{measure.plan_id}").text


@pytest.mark.usefixtures("_today")
def test_a_process_says_how_long_silence_may_last(app: Flask, client: Client) -> None:
    measure, _step, _path = _late_measure()
    measure.plan.process.silent_after = 365
    db.session.commit()
    assert "is-silent" not in client.get(f"/plans/{measure.plan_id}").text


def test_the_clock_of_another_process_is_not_wound_from_here(app: Flask) -> None:
    _measure, step, _path = _late_measure()
    elsewhere = make_measure().plan.process
    data = {f"m{step.id}-reached_on": "2027-10-02"}
    desk = coordinator_of(app, elsewhere)
    assert desk.post(f"/desk/{elsewhere.slug}/milestones/{step.id}/reached", data=data).status_code == 404
