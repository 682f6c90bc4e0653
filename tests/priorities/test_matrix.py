"""Everybody estimates alone, sees the others then, agrees, weighs, and puts clusters into the plan."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster
from ideenboard.plans.models import Measure
from ideenboard.priorities.models import Agreement, Estimate
from ideenboard.processes.models import Process
from tests.browsing import Client
from tests.factories import coordinator_of, make_process
from tests.world_votes import make_cluster


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def desk(app: Flask, process: Process) -> Client:
    return coordinator_of(app, process)


@pytest.fixture
def cluster(process: Process) -> Cluster:
    made = make_cluster(process.id, "Räume teilen", summary="Viele stehen leer.")
    db.session.commit()
    return made


def address(process: Process, rest: str = "") -> str:
    return f"/desk/{process.slug}/priorities{rest}"


def pair(impact: Any, effort: Any, **more: Any) -> dict[str, Any]:
    return {"impact": impact, "effort": effort, **more}


def estimate(browser: Client, cluster: Cluster, impact: Any, effort: Any, **kwargs: Any) -> Any:
    return browser.post(f"/clusters/{cluster.id}/estimate", data=pair(impact, effort), **kwargs)


def test_nobody_sees_the_others_before_they_have_said_what_they_think(
    app: Flask, desk: Client, process: Process, cluster: Cluster
) -> None:
    other = coordinator_of(app, process)
    estimate(other, cluster, 5, 2)
    before = desk.get(address(process, "?mode=agreed")).text
    assert "1 Einschätzung" in before and "Wirkung 5" not in before and "zuerst Ihre eigene" in before
    estimate(desk, cluster, 2, 2)
    after = desk.get(address(process, "?mode=agreed")).text
    assert "Wirkung 2 bis 5, Aufwand 2 bis 2" in after and "weit auseinander" in after
    assert "Wirkung 3,5, Aufwand 2,0" in after


def test_an_estimate_is_changed_and_taken_back(desk: Client, process: Process, cluster: Cluster) -> None:
    assert estimate(desk, cluster, 4, 1).status_code == 303
    assert 'id="priorities"' in estimate(desk, cluster, 4, 3, htmx=True).text
    assert [(one.impact, one.effort) for one in db.session.scalars(select(Estimate))] == [(4, 3)]
    estimate(desk, cluster, "", "")
    assert db.session.scalars(select(Estimate)).all() == []


@pytest.mark.parametrize(("impact", "effort"), [(4, ""), ("", 2), (6, 1), ("x", 1)])
def test_half_an_estimate_is_none(desk: Client, process: Process, cluster: Cluster, impact: Any, effort: Any) -> None:
    answer = estimate(desk, cluster, impact, effort)
    assert answer.status_code == 422 and "ib-error" in answer.text
    assert db.session.scalars(select(Estimate)).all() == []


def test_what_is_agreed_upon_counts_and_a_stale_one_shows_both(
    app: Flask, desk: Client, process: Process, cluster: Cluster
) -> None:
    agree = f"/clusters/{cluster.id}/agreement"
    assert desk.post(agree, data=pair(5, 1)).status_code == 303
    assert ">100<" in desk.get(address(process, "?mode=agreed")).text
    answer = coordinator_of(app, process).post(agree, data=pair(2, 1))
    assert answer.status_code == 409 and "Inzwischen hat jemand anderes gespeichert" in answer.text
    assert "sehr groß" in answer.text
    assert db.session.get(Agreement, cluster.id).impact == 5
    version = answer.text.split(f'id="version-{cluster.id}"')[1].split('value="')[1].split('"')[0]
    assert desk.post(agree, data=pair(2, 1, version=version)).status_code == 303
    assert db.session.get(Agreement, cluster.id).impact == 2


def test_the_weights_change_the_score(desk: Client, process: Process, cluster: Cluster) -> None:
    desk.post(f"/clusters/{cluster.id}/agreement", data=pair(5, 5))
    assert ">67<" in desk.get(address(process, "?mode=agreed")).text
    assert desk.post(address(process, "/weights"), data=pair(1, 1)).status_code == 303
    page = desk.get(address(process, "?mode=agreed")).text
    assert ">50<" in page and "Wirkung zählt 1-fach" in page
    assert desk.post(address(process, "/weights"), data=pair(0, 0, version=1)).status_code == 422


def test_several_clusters_become_measures_in_one_step_and_none_twice(
    desk: Client, process: Process, cluster: Cluster
) -> None:
    second = make_cluster(process.id, "Ein Formular")
    db.session.commit()
    for made in ([cluster.id], [cluster.id, second.id]):
        assert desk.post(address(process, "/measures"), data={"clusters": made}).status_code == 303
    measures = db.session.scalars(select(Measure).order_by(Measure.id)).all()
    assert [(one.title, one.what) for one in measures] == [("Räume teilen", "Viele stehen leer."), ("Ein Formular", "")]
    page = desk.get(address(process, "?mode=agreed")).text
    assert page.count("im Plan") >= 2 and 'name="clusters"' not in page
    assert desk.post(address(process, "/measures")).status_code == 422
    foreign = make_cluster(make_process().id, "Fremd")
    db.session.commit()
    assert desk.post(address(process, "/measures"), data={"clusters": foreign.id}).status_code == 404


@pytest.mark.parametrize("size", [2, 12])
def test_its_queries_do_not_grow(desk: Client, process: Process, queries: Any, size: int) -> None:
    for number in range(size):
        made = make_cluster(process.id, f"Bündel {number}")
        db.session.add(Agreement(cluster_id=made.id, impact=1, effort=1, at=made.created_at))
    db.session.commit()
    with queries() as seen:
        page = desk.get(address(process, "?mode=agreed")).text
    assert len(seen) <= 12, seen
    assert page.count("data-token") == size


def test_what_a_colleague_sets_comes_by_itself(app: Flask, desk: Client, process: Process, cluster: Cluster) -> None:
    def news() -> Any:
        page = desk.get(address(process, "?mode=agreed")).text
        live = re.search(r'data-changes="([^"]+)"', page)[1].replace("&amp;", "&")
        assert desk.get(live, htmx=True).status_code == 204
        return lambda: desk.get(live, htmx=True)

    other, ask = coordinator_of(app, process), news()
    estimate(other, cluster, 5, 1)
    assert ask().status_code == 200
    # Also what comes by itself tells nobody what the others think before they have said it themselves.
    assert "Wirkung 5" not in ask().text
    ask = news()
    other.post(f"/clusters/{cluster.id}/agreement", data=pair(4, 2, version=""))
    assert '<option selected value="4">' in ask().text and "<html" not in ask().text
    ask = news()
    other.post(address(process, "/weights"), data={"impact": 1, "effort": 3, "version": ""})
    assert "wenig Aufwand 3-fach" in ask().text
    ask = news()
    other.post(address(process, "/measures"), data={"clusters": [cluster.id]})
    assert "im Plan" in ask().text
