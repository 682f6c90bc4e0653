"""Somebody speaks for a measure: the coordination, or a lead by a personal link that opens this and nothing else."""

import re
from datetime import date

import pytest
from flask import Flask

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.plans import actions_updates
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import LeadLink, Measure, MeasureUpdate, Milestone
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, make_process
from tests.pictures import picture, upload
from tests.plans.measures import make_measure


def _led(app: Flask) -> tuple[Measure, Client]:
    """A measure, and the browser of its lead."""
    measure = make_measure(milestones=[MilestoneDraft("Probebetrieb", date(2026, 1, 30))])
    key = actions_updates.renew_link(measure, by="system", at=NOW)
    db.session.commit()
    lead = Client(app)
    assert measure.title in lead.get(f"/lead/{key}").text
    assert lead.post(f"/lead/{key}").location.endswith(f"/measures/{measure.id}/lead")
    return measure, lead


def test_the_desk_makes_a_link_that_is_shown_once_and_kept_as_a_digest(app: Flask) -> None:
    measure = make_measure()
    desk = coordinator_of(app, measure.plan.process)
    path = f"/desk/{measure.plan.process.slug}/measures/{measure.id}"
    page = desk.post(f"{path}/lead-link").text
    key = re.search(r"/lead/([\w-]{22})", page)
    assert key and key.group(1) not in desk.get(path).text
    assert db.session.get(LeadLink, measure.id).key_hash != key.group(1)
    assert Client(app).get(f"/lead/{key.group(1)}").status_code == 200
    desk.post(f"{path}/lead-link")
    assert Client(app).get(f"/lead/{key.group(1)}").status_code == 404


def test_a_lead_tells_how_it_goes_and_everybody_reads_it_with_day_and_role(app: Flask, client: Client) -> None:
    measure, lead = _led(app)
    said = {"text": "Der Probebetrieb läuft.", "photo": upload(picture()), "description": "Die Tafel"}
    assert lead.post(f"/measures/{measure.id}/updates", data=said).status_code == 303
    update = db.session.query(MeasureUpdate).one()
    page = client.get(f"/measures/{measure.id}").text
    assert "Der Probebetrieb läuft." in page and "Federführung" in page and 'alt="Die Tafel"' in page
    photo = client.get(f"/measures/{measure.id}/updates/{update.id}/photo")
    assert photo.mimetype == "image/jpeg"
    photo.close()
    assert history_of(measure.subject)[-1].actor == "lead"


def test_where_the_process_says_so_an_update_waits_for_a_coordinator(app: Flask, client: Client) -> None:
    measure, lead = _led(app)
    process = measure.plan.process
    process.checks_updates = True
    db.session.commit()
    heard = measure.heard_on
    lead.post(f"/measures/{measure.id}/updates", data={"text": "Es wird teurer.", "photo": upload(picture())})
    update = db.session.query(MeasureUpdate).one()
    photo = f"/measures/{measure.id}/updates/{update.id}/photo"
    assert "Es wird teurer." not in client.get(f"/measures/{measure.id}").text
    assert client.get(photo).status_code == 404 and db.session.get(Measure, measure.id).heard_on == heard
    desk = coordinator_of(app, process)
    assert "Es wird teurer." in desk.get(f"/desk/{process.slug}/promises").text
    for _ in range(2):
        assert desk.post(f"/desk/{process.slug}/updates/{update.id}/approval").status_code == 303
    assert "Es wird teurer." in client.get(f"/measures/{measure.id}").text
    assert [e.action for e in history_of(measure.subject)].count("measure.update_approved") == 1


def test_an_update_that_is_declined_is_kept_and_its_lead_reads_why(app: Flask, client: Client) -> None:
    measure, lead = _led(app)
    process = measure.plan.process
    process.checks_updates = True
    db.session.commit()
    lead.post(f"/measures/{measure.id}/updates", data={"text": "Es wird teurer."})
    update = db.session.query(MeasureUpdate).one()
    desk, path = coordinator_of(app, process), f"/desk/{process.slug}/updates/{update.id}"
    without = desk.post(f"{path}/refusal", data={f"u{update.id}-reason": ""})
    assert without.status_code == 422 and "Es wird teurer." in without.text and "<details" in without.text
    for reason in ("Noch nicht beschlossen.", "Anders."):
        assert desk.post(f"{path}/refusal", data={f"u{update.id}-reason": reason}).status_code == 303
    assert "schon entschieden" in desk.post(f"{path}/approval", follow_redirects=True).text
    page = lead.get(f"/measures/{measure.id}/lead").text
    assert "Es wird teurer." in page and "abgelehnt" in page and "Noch nicht beschlossen." in page
    for reader, where in ((client, f"/measures/{measure.id}"), (desk, f"/desk/{process.slug}/promises")):
        assert "Es wird teurer." not in reader.get(where).text
    assert [e.action for e in history_of(measure.subject)].count("measure.update_declined") == 1
    assert "measure.update_approved" not in [e.action for e in history_of(measure.subject)]


def test_a_lead_answers_for_the_milestones_of_the_measure(app: Flask) -> None:
    measure, lead = _led(app)
    step = db.session.query(Milestone).one()
    path = f"/measures/{measure.id}/milestones/{step.id}"
    data = {f"m{step.id}-planned_on": "2099-02-01", f"m{step.id}-reason": "Der Server fehlt"}
    assert lead.post(f"{path}/moved", data=data | {f"m{step.id}-reason": ""}).status_code == 422
    assert lead.post(f"{path}/moved", data=data).status_code == 303
    assert lead.post(f"{path}/reached", data={f"m{step.id}-reached_on": "2026-02-02"}).status_code == 303
    step = db.session.get(Milestone, step.id)
    assert (step.planned_on, step.reached_on) == (date(2099, 2, 1), date(2026, 2, 2))


def test_where_the_process_says_so_a_new_day_waits_like_any_other_news(app: Flask) -> None:
    measure, lead = _led(app)
    process, step = measure.plan.process, db.session.query(Milestone).one()
    process.checks_updates = True
    db.session.commit()
    path = f"/measures/{measure.id}/milestones/{step.id}"
    moved = {f"m{step.id}-planned_on": "2099-02-01", f"m{step.id}-reason": "Der Server fehlt"}
    assert lead.post(f"{path}/moved", data=moved).status_code == 303
    assert lead.post(f"{path}/reached", data={f"m{step.id}-reached_on": "2026-02-02"}).status_code == 303
    step = db.session.get(Milestone, step.id)
    assert (step.planned_on, step.reached_on) == (date(2026, 1, 30), None)
    page = coordinator_of(app, process).get(f"/desk/{process.slug}/promises").text
    assert "„Probebetrieb“ wird auf den 1. Februar 2099 verschoben. Grund: Der Server fehlt" in page
    assert "„Probebetrieb“ wurde am 2. Februar 2026 erreicht." in page


@pytest.mark.parametrize("path", ["", "/updates", "/milestones/{step}/reached", "/milestones/{step}/moved"])
def test_a_link_opens_its_own_measure_and_dies_when_it_is_revoked(app: Flask, path: str) -> None:
    measure, lead = _led(app)
    other = make_measure(milestones=[MilestoneDraft("Anderes", date(2027, 1, 1))])
    mine, theirs = (f"/measures/{one.id}{path}".format(step=_step(one)) for one in (measure, other))
    if not path:
        mine, theirs = f"{mine}/lead", f"{theirs}/lead"
    send = lead.post if path else lead.get
    assert send(theirs).status_code == 403
    assert lead.get(f"/desk/{measure.plan.process.slug}/plans").status_code == 401
    actions_updates.revoke_link(measure, by="system", at=NOW)
    db.session.commit()
    answer = send(mine)
    assert answer.status_code == 403 and "gilt nicht mehr" in answer.text
    assert db.session.query(MeasureUpdate).count() == 0


def _step(measure: Measure) -> int:
    return db.session.query(Milestone).filter_by(measure_id=measure.id).one().id


def test_a_milestone_of_another_measure_is_not_answered_through_ones_own(app: Flask) -> None:
    measure, lead = _led(app)
    other = _step(make_measure(milestones=[MilestoneDraft("Anderes", date(2027, 1, 1))]))
    data = {f"m{other}-reached_on": "2026-02-02"}
    assert lead.post(f"/measures/{measure.id}/milestones/{other}/reached", data=data).status_code == 404


def test_a_colleague_from_elsewhere_cannot_speak_for_it(app: Flask) -> None:
    measure = make_measure()
    assert coordinator_of(app, make_process()).get(f"/measures/{measure.id}/lead").status_code == 403
    desk = coordinator_of(app, measure.plan.process)
    assert desk.post(f"/measures/{measure.id}/updates", data={"text": "Es geht."}).status_code == 303
    assert "Koordination" in Client(app).get(f"/measures/{measure.id}").text
