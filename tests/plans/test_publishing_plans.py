"""A plan becomes public, and may be taken back."""

from flask import Flask

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.plans.models import Plan
from tests.browsing import Client
from tests.factories import coordinator_of
from tests.plans.measures import make_plan


def test_a_plan_is_published_and_taken_back(app: Flask, client: Client) -> None:
    plan = make_plan(public=False)
    desk = coordinator_of(app, plan.process)
    path = f"/desk/{plan.process.slug}/plans/{plan.id}/publication"
    for _ in range(2):
        assert desk.post(path).status_code == 303
    assert client.get(f"/plans/{plan.id}").status_code == 200
    assert "öffentlich seit" in desk.get(f"/desk/{plan.process.slug}/plans").text
    assert desk.post(f"{path}/removal").status_code == 303
    assert client.get(f"/plans/{plan.id}").status_code == 404
    assert [e.action for e in history_of(f"plan:{plan.id}")] == ["plan.published", "plan.unpublished"]


def test_a_stale_introduction_gets_both_texts(app: Flask, client: Client) -> None:
    plan = make_plan()
    desk = coordinator_of(app, plan.process)
    path = f"/desk/{plan.process.slug}/plans/{plan.id}"
    version = plan.version
    assert desk.post(path, data={"version": version, "introduction": "Erster Text"}).status_code == 303
    page = desk.post(path, data={"version": version, "introduction": "Zweiter Text"})
    assert page.status_code == 409 and "Erster Text" in page.text and "Zweiter Text" in page.text
    assert db.session.get(Plan, plan.id).introduction == "Erster Text"
    assert "Erster Text" in client.get(f"/plans/{plan.id}").text
