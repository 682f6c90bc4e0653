"""Measures are written at the desk: from clusters and contributions, with milestones, states and their reasons."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import func, select

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.plans import actions
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import Measure, MeasureOrigin, MeasureState, Milestone, Plan
from ideenboard.processes.queries import districts_of
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, make_contribution, make_process, make_workshop
from tests.plans.measures import make_cluster, make_measure, make_plan


def _form(measure: Measure | None = None, **fields: Any) -> dict[str, Any]:
    said = {"title": "Raumkalender", "district": "", "state": "planned", "lead": "Jugendamt"}
    return said | {"version": measure.version if measure else ""} | fields


def test_a_measure_is_made_from_a_cluster_in_the_plan_of_its_district(app: Flask) -> None:
    workshop = make_workshop()
    cluster = make_cluster(make_contribution(workshop), title="Räume öffnen")
    district = districts_of(workshop.process_id)[0]
    cluster.district_id, cluster.summary = district.id, "Am Nachmittag"
    db.session.commit()
    desk = coordinator_of(app, workshop.process)
    slug = workshop.process.slug
    page = desk.get(f"/desk/{slug}/measures/new?cluster={cluster.id}")
    assert "Räume öffnen</textarea>" in page.text and "Am Nachmittag</textarea>" in page.text
    assert f'<option selected value="{district.id}">' in page.text
    answer = desk.post(f"/desk/{slug}/measures", data=_form(cluster=cluster.id, district=district.id))
    assert answer.status_code == 303
    measure = db.session.scalars(select(Measure)).one()
    assert measure.plan.district_id == district.id
    assert db.session.scalars(select(MeasureOrigin.cluster_id)).all() == [cluster.id]
    assert [e.action for e in history_of(measure.subject)] == ["measure.created", "measure.origin_added"]
    assert "Die Maßnahme steht im Plan." in desk.get(answer.location).text


def test_a_measure_may_come_from_several_places_and_lose_one_again(app: Flask) -> None:
    workshop = make_workshop()
    one, two = make_contribution(workshop, title="Räume öffnen"), make_contribution(workshop, title="Räume heizen")
    measure = make_measure(make_plan(workshop.process), (make_cluster(one),))
    desk = coordinator_of(app, workshop.process)
    path = f"/desk/{workshop.process.slug}/measures/{measure.id}"
    assert "Hinzufügen: Räume heizen" in desk.get(f"{path}?find=raeume+heizen").text
    for _ in range(2):
        desk.post(f"{path}/origins", data={"contribution": two.id})
    origins = db.session.scalars(select(MeasureOrigin).order_by(MeasureOrigin.id)).all()
    assert [(o.cluster_id is None, o.contribution_id) for o in origins] == [(False, None), (True, two.id)]
    desk.post(f"{path}/origins/{origins[0].id}/removal")
    assert db.session.scalars(select(MeasureOrigin.contribution_id)).all() == [two.id]


def test_a_measure_cannot_come_from_another_process(app: Flask) -> None:
    foreign, measure = make_contribution(), make_measure()
    desk = coordinator_of(app, measure.plan.process)
    slug = measure.plan.process.slug
    assert desk.get(f"/desk/{slug}/measures/new?contribution={foreign.id}").status_code == 404
    path = f"/desk/{slug}/measures/{measure.id}/origins"
    assert desk.post(path, data={"contribution": foreign.id}).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(MeasureOrigin)) == 0


@pytest.mark.parametrize("state", ["delayed", "dropped"])
def test_what_does_not_go_as_promised_needs_a_reason(app: Flask, state: str) -> None:
    measure = make_measure()
    desk = coordinator_of(app, measure.plan.process)
    path = f"/desk/{measure.plan.process.slug}/measures/{measure.id}"
    page = desk.post(path, data=_form(measure, state=state, what="Getippter Text"))
    assert page.status_code == 422
    assert "Bitte nennen Sie den Grund." in page.text and "Getippter Text" in page.text
    assert db.session.get(Measure, measure.id).state is MeasureState.PLANNED
    with pytest.raises(Refusal):
        actions.set_state(measure, MeasureState(state), "", process_id=1, by="system", at=NOW)


def test_a_state_changes_through_one_door_that_notes_day_and_reason(app: Flask) -> None:
    measure = make_measure()
    desk = coordinator_of(app, measure.plan.process)
    path = f"/desk/{measure.plan.process.slug}/measures/{measure.id}"
    data = _form(measure, title=measure.title, state="delayed", state_reason="Stelle nicht besetzt")
    assert desk.post(path, data=data).status_code == 303
    measure = db.session.get(Measure, measure.id)
    assert (measure.state, measure.state_reason) == (MeasureState.DELAYED, "Stelle nicht besetzt")
    assert measure.state_since > date(2026, 1, 1)
    entry = history_of(measure.subject)[-1]
    assert entry.action == "measure.delayed" and entry.data == {"before": "planned", "reason": "Stelle nicht besetzt"}
    since = measure.state_since
    assert not actions.set_state(measure, measure.state, measure.state_reason, process_id=1, by="system", at=NOW)
    assert actions.set_state(measure, measure.state, "Anderer Grund", process_id=1, by="system", at=NOW)
    assert measure.state_since == since


def test_milestones_are_added_changed_and_removed_in_the_measures_form(app: Flask) -> None:
    steps = [MilestoneDraft("Zählen", date(2027, 3, 1)), MilestoneDraft("Proben", date(2027, 6, 1))]
    measure = make_measure(milestones=steps)
    first, second = db.session.scalars(select(Milestone).order_by(Milestone.id)).all()
    desk = coordinator_of(app, measure.plan.process)
    path = f"/desk/{measure.plan.process.slug}/measures/{measure.id}"
    rows = {
        "milestones-0-key": first.id,
        "milestones-0-title": "Zählen",
        "milestones-0-planned_on": "2027-03-01",
        "milestones-0-reached_on": "2027-03-04",
        "milestones-1-key": second.id,
        "milestones-1-title": "Proben",
        "milestones-1-planned_on": "2027-06-01",
        "milestones-1-gone": "y",
        "milestones-2-title": "Öffnen",
        "milestones-2-planned_on": "2027-09-01",
        "milestones-3-title": "",
    }
    before = measure.version
    assert desk.post(path, data=_form(measure) | rows).status_code == 303
    found = db.session.scalars(select(Milestone).order_by(Milestone.planned_on)).all()
    assert [(m.title, m.planned_on, m.reached_on) for m in found] == [
        ("Zählen", date(2027, 3, 1), date(2027, 3, 4)),
        ("Öffnen", date(2027, 9, 1), None),
    ]
    assert db.session.get(Measure, measure.id).version > before


def test_who_changes_only_a_milestone_changes_the_measure(app: Flask) -> None:
    measure = make_measure(title="Raumkalender", starts_on=None, ends_on=None)
    desk = coordinator_of(app, measure.plan.process)
    path = f"/desk/{measure.plan.process.slug}/measures/{measure.id}"
    stale = _form(measure, **{"milestones-0-title": "Öffnen", "milestones-0-planned_on": "2027-09-01"})
    assert desk.post(path, data=stale).status_code == 303
    assert history_of(measure.subject)[-1].data == {"fields": ["milestones"]}
    again = stale | {"milestones-0-title": "Schließen"}
    page = desk.post(path, data=again)
    assert page.status_code == 409 and "Öffnen, 2027-09-01" in page.text and "Schließen" in page.text


def test_half_a_milestone_comes_back_with_what_is_missing(app: Flask) -> None:
    measure = make_measure()
    desk = coordinator_of(app, measure.plan.process)
    path = f"/desk/{measure.plan.process.slug}/measures/{measure.id}"
    page = desk.post(path, data=_form(measure) | {"milestones-0-title": "Ohne Tag"})
    assert page.status_code == 422 and "Bitte geben Sie einen Tag an." in page.text and "Ohne Tag" in page.text
    assert 'href="#milestones-0-planned_on"' in page.text
    assert db.session.scalar(select(func.count()).select_from(Milestone)) == 0


def test_another_row_can_be_asked_for_without_losing_what_was_typed(app: Flask) -> None:
    process = make_process()
    desk = coordinator_of(app, process)
    data = _form(title="Halb fertig", **{"milestones-0-title": "Erster", "more": "1"})
    page = desk.post(f"/desk/{process.slug}/measures", data=data)
    assert page.status_code == 200 and "Halb fertig" in page.text
    assert 'name="milestones-1-title"' in page.text
    assert db.session.scalar(select(func.count()).select_from(Measure)) == 0


def test_a_stale_form_gets_both_texts_and_loses_nothing(app: Flask) -> None:
    measure = make_measure(what="Alter Text")
    desk = coordinator_of(app, measure.plan.process)
    path = f"/desk/{measure.plan.process.slug}/measures/{measure.id}"
    mine = _form(measure, what="Mein Text")
    theirs = _form(measure, what="Deren Text", **{"milestones-0-title": "Neu", "milestones-0-planned_on": "2027-05-01"})
    assert desk.post(path, data=theirs).status_code == 303
    page = desk.post(path, data=mine)
    assert page.status_code == 409
    assert "Mein Text" in page.text and "Deren Text" in page.text and "Neu, 2027-05-01" in page.text
    measure = db.session.get(Measure, measure.id)
    assert measure.what == "Deren Text"
    assert desk.post(path, data=mine | {"version": measure.version}).status_code == 303
    assert db.session.get(Measure, measure.id).what == "Mein Text"


def test_a_measure_moves_to_the_plan_of_another_district(app: Flask) -> None:
    measure = make_measure()
    process = measure.plan.process
    district = districts_of(process.id)[1]
    desk = coordinator_of(app, process)
    desk.post(f"/desk/{process.slug}/measures/{measure.id}", data=_form(measure, district=district.id))
    assert db.session.get(Measure, measure.id).plan.district_id == district.id


def test_there_is_one_plan_per_place(app: Flask) -> None:
    process = make_process()
    district = districts_of(process.id)[0]
    plans = {actions.plan_for(process, place).id for place in (None, district.id, None, district.id)}
    assert len(plans) == 2 == db.session.scalar(select(func.count()).select_from(Plan))


def test_a_measure_of_a_public_plan_is_not_removed_but_dropped(app: Flask) -> None:
    measure = make_measure(make_plan(public=False), milestones=[MilestoneDraft("x", date(2027, 1, 1))])
    process = measure.plan.process
    desk = coordinator_of(app, process)
    path = f"/desk/{process.slug}/measures/{measure.id}/removal"
    actions.publish(measure.plan, by="system", at=NOW)
    db.session.commit()
    refused = desk.post(path)
    assert refused.status_code == Conflict.status and "Dieser Plan ist öffentlich." in refused.text
    actions.unpublish(db.session.get(Plan, measure.plan_id), by="system", at=NOW)
    db.session.commit()
    assert desk.post(path).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Measure)) == 0


def test_the_end_does_not_come_before_the_beginning(app: Flask) -> None:
    process = make_process()
    desk = coordinator_of(app, process)
    page = desk.post(f"/desk/{process.slug}/measures", data=_form(starts_on="2027-05-01", ends_on="2027-04-01"))
    assert page.status_code == 422 and "Das Ende liegt vor dem Beginn." in page.text


def test_only_coordinators_of_the_process_write_its_plans(app: Flask, client: Client) -> None:
    measure = make_measure()
    process = measure.plan.process
    stranger = coordinator_of(app, make_process())
    base = f"/desk/{process.slug}"
    for path in (f"{base}/plans", f"{base}/measures/new", f"{base}/measures/{measure.id}"):
        assert client.get(path).status_code == 401
        assert stranger.get(path).status_code == 403
    for path in (f"{base}/measures", f"{base}/measures/{measure.id}", f"{base}/plans/{measure.plan_id}/publication"):
        assert client.post(path, data=_form()).status_code == 401
        assert stranger.post(path, data=_form()).status_code == 403
    elsewhere = make_process()
    mine = coordinator_of(app, elsewhere)
    assert mine.get(f"/desk/{elsewhere.slug}/measures/{measure.id}").status_code == 404
    assert db.session.get(Measure, measure.id).title == "Gemeinsamer Raumkalender"


def test_the_desk_lists_every_place_and_costs_the_same_whatever_its_length(app: Flask, queries: Any) -> None:
    process = make_process()
    plan = make_plan(process)
    desk = coordinator_of(app, process)
    counts = []
    for size in (10, 100):
        for _ in range(size):
            make_measure(plan, milestones=[MilestoneDraft("Schritt", date(2027, 1, 1))])
        with queries() as seen:
            page = desk.get(f"/desk/{process.slug}/plans")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12
    for word in (
        "Das ganze Verfahren",
        "Groß Klein",
        "Toitenwinkel",
        "Gemeinsamer Raumkalender",
        "Noch keine Maßnahme.",
    ):
        assert word in page.text


@pytest.mark.parametrize("text", ["<script>x</script>", "{{7*7}}", "=1+1", "😀 مرحبا", "%(num)s %s"])
def test_hostile_text_is_shown_as_it_was_typed(app: Flask, client: Client, text: str) -> None:
    process = make_process()
    make_plan(process)
    desk = coordinator_of(app, process)
    rows = {"milestones-0-title": text, "milestones-0-planned_on": "2027-05-01"}
    data = _form(title=text, lead=text, what=text, cost=text, state="delayed", state_reason=text) | rows
    assert desk.post(f"/desk/{process.slug}/measures", data=data).status_code == 303
    measure = db.session.scalars(select(Measure)).one()
    for page in (client.get(f"/plans/{measure.plan_id}"), client.get(f"/measures/{measure.id}")):
        assert str(escape(text)) in page.text and "<script>x" not in page.text


@pytest.mark.parametrize("text", ["a\0b", "x" * 100_000, "a" + "\u0301" * 300])
def test_what_cannot_be_kept_is_refused_and_comes_back(app: Flask, text: str) -> None:
    process = make_process()
    page = coordinator_of(app, process).post(f"/desk/{process.slug}/measures", data=_form(title="Titel", what=text))
    assert page.status_code == 422 and "Titel" in page.text
    assert db.session.scalar(select(func.count()).select_from(Measure)) == 0
