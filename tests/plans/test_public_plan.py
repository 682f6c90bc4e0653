"""What everybody reads in a plan and about a measure."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.workbooks import read_workbook
from ideenboard.contributions.models import Status
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import MeasureState
from ideenboard.plans.queries import measures_of_contribution, plans_of
from ideenboard.processes.queries import themes_of
from tests.browsing import Client
from tests.factories import (
    NOW,
    coordinator_of,
    joined,
    make_contribution,
    make_contributions,
    make_event,
    make_process,
    make_workshop,
)
from tests.plans.measures import make_cluster, make_measure, make_plan


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 11, 15, 9, tzinfo=NOW.tzinfo))


def _public_workshop() -> Any:
    return make_workshop(published_at=NOW)


def test_a_plan_tells_its_numbers_in_a_sentence(app: Flask, client: Client) -> None:
    workshop = _public_workshop()
    cards = [make_contribution(workshop) for _ in range(3)]
    plan = make_plan(workshop.process)
    make_measure(plan, (make_cluster(*cards), cards[0]), state=MeasureState.DONE)
    make_measure(plan, (cards[0],), state=MeasureState.RUNNING)
    make_measure(plan, state=MeasureState.RUNNING)
    make_measure(plan, state=MeasureState.PLANNED)
    page = client.get(f"/plans/{plan.id}")
    assert "Vier Maßnahmen aus 3 Beiträgen. Eine ist umgesetzt, zwei sind in Arbeit." in page.text
    english = client.get(f"/plans/{plan.id}", headers={"Accept-Language": "en"})
    assert "Four measures from 3 contributions. One is done, two are in progress." in english.text


def test_a_chip_narrows_the_plan_to_a_state(app: Flask, client: Client) -> None:
    plan = make_plan()
    make_measure(plan, title="Raumkalender", state=MeasureState.RUNNING)
    make_measure(plan, title="Turnhalle", state=MeasureState.DROPPED)
    page = client.get(f"/plans/{plan.id}?state=dropped")
    assert "Turnhalle" in page.text and "Raumkalender" not in page.text
    part = client.get(f"/plans/{plan.id}?state=dropped", htmx=True)
    assert (
        part.text.lstrip().startswith('<div class="ib-stack ib-stack--3" id="plan-body">') and "Turnhalle" in part.text
    )
    assert client.get(f"/plans/{plan.id}?state=nonsense").status_code == 404


def test_a_missed_milestone_has_its_own_mark_and_is_named(app: Flask, client: Client) -> None:
    plan = make_plan()
    make_measure(
        plan,
        state=MeasureState.RUNNING,
        milestones=[
            MilestoneDraft("Räume gezählt", date(2027, 5, 1), date(2027, 5, 3)),
            MilestoneDraft("Probebetrieb", date(2027, 9, 30)),
            MilestoneDraft("Buchung für alle", date(2028, 1, 31)),
        ],
    )
    page = client.get(f"/plans/{plan.id}")
    strip = page.text.split('class="ib-strip"')[1].split("</article>")[0]
    assert strip.count("s-ms is-set") == 1 and strip.count("s-ms is-missed") == 1 and strip.count("<circle") == 3
    assert "1 von 3 Meilensteinen erreicht, 1 verpasst" in strip
    assert "Verpasster Meilenstein:" in page.text and "30. September 2027" in page.text


def test_a_delayed_measure_says_since_when_and_why(app: Flask, client: Client) -> None:
    measure = make_measure(state=MeasureState.DELAYED)
    for page in (client.get(f"/plans/{measure.plan_id}"), client.get(f"/measures/{measure.id}")):
        assert "21. Januar 2027" in page.text
        assert "Eine Stelle ist noch nicht besetzt" in page.text


def test_the_table_says_what_the_strip_shows(app: Flask, client: Client) -> None:
    measure = make_measure(cost="8.000 Euro", funding="gesichert")
    table = client.get(f"/plans/{measure.plan_id}").text.split("<table")[1]
    for word in ("Gemeinsamer Raumkalender", "geplant", "Jugendamt", "1. Februar 2027", "8.000 Euro, gesichert"):
        assert word in table


def test_an_unpublished_plan_is_known_to_its_coordinators_only(app: Flask, client: Client) -> None:
    plan = make_plan(public=False)
    measure = make_measure(plan)
    mine, others = coordinator_of(app, plan.process), coordinator_of(app, make_process())
    for path in (f"/plans/{plan.id}", f"/measures/{measure.id}"):
        assert client.get(path).status_code == 404
        assert others.get(path).status_code == 404
        assert "Dieser Plan ist noch nicht öffentlich." in mine.get(path).text
    assert "noch keinen öffentlichen Umsetzungsplan" in client.get(f"/processes/{plan.process.slug}/plans").text


def test_a_published_plan_of_a_hidden_process_is_not_public(app: Flask, client: Client) -> None:
    plan = make_plan(make_process(published_at=None))
    assert client.get(f"/plans/{plan.id}").status_code == 404
    assert plans_of(plan.process_id) == []


def test_the_only_plan_opens_at_once_and_several_are_listed(app: Flask, client: Client) -> None:
    process = make_process()
    plan = make_plan(process)
    assert client.get(f"/processes/{process.slug}/plans").location.endswith(f"/plans/{plan.id}")
    from ideenboard.processes.queries import districts_of

    make_plan(process, districts_of(process.id)[0].id)
    page = client.get(f"/processes/{process.slug}/plans")
    assert "Umsetzungsplan Groß Klein" in page.text and f'href="/plans/{plan.id}"' in page.text


def test_a_measure_shows_the_words_it_came_from_but_no_hidden_ones(app: Flask, client: Client) -> None:
    workshop = _public_workshop()
    shown, hidden = make_contribution(workshop, title="Räume öffnen"), make_contribution(workshop, title="Geheim")
    hidden.status = Status.HIDDEN
    db.session.commit()
    measure = make_measure(make_plan(workshop.process), (make_cluster(shown, hidden),))
    page = client.get(f"/measures/{measure.id}")
    assert "Räume öffnen" in page.text and "Geheim" not in page.text
    assert "1 Beitrag, im eigenen Wortlaut:" in page.text


def test_the_words_of_a_room_that_is_not_released_stay_in_the_room(app: Flask, client: Client) -> None:
    workshop = make_workshop()
    card = make_contribution(workshop, title="Nur im Raum")
    measure = make_measure(make_plan(workshop.process), (card,))
    assert "Nur im Raum" not in client.get(f"/measures/{measure.id}").text
    assert "Nur im Raum" in joined(app, workshop).get(f"/measures/{measure.id}").text


def test_a_cluster_taken_apart_still_tells_where_the_measure_came_from(app: Flask, client: Client) -> None:
    workshop = _public_workshop()
    cluster = make_cluster(make_contribution(workshop, title="Schlüssel am Kiosk"))
    measure = make_measure(make_plan(workshop.process), (cluster,))
    from ideenboard.clusters.models import Membership

    cluster.dissolved_at = NOW
    db.session.query(Membership).filter_by(cluster_id=cluster.id).update({"removed_at": NOW})
    db.session.commit()
    assert "Schlüssel am Kiosk" in client.get(f"/measures/{measure.id}").text


@pytest.mark.parametrize("path", ["/plans/{plan.id}", "/measures/{measure.id}", "/processes/{plan.process.slug}/plans"])
def test_a_plan_costs_the_same_whatever_its_length(app: Flask, client: Client, queries: Any, path: str) -> None:
    workshop = make_workshop(make_event(), published_at=NOW)
    plan = make_plan(workshop.process)
    measure = make_measure(plan, (make_contribution(workshop),))
    counts = []
    for size in (10, 60):
        for card in make_contributions(workshop, size):
            make_measure(plan, (card,), milestones=[MilestoneDraft("x", date(2027, 5, 1))])
        db.session.expire_all()
        with queries() as seen:
            client.get(path.format(plan=plan, measure=measure))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


def test_upper_rooms_get_measures_of_public_plans_only(app: Flask) -> None:
    workshop = _public_workshop()
    card, other = make_contribution(workshop), make_contribution(workshop)
    cluster = make_cluster(other)
    plan = make_plan(workshop.process)
    first, second = make_measure(plan, (card,)), make_measure(plan, (cluster,), state=MeasureState.DONE)
    assert measures_of_contribution([card.id], [cluster.id]) == [first, second]
    plan.published_at = None
    db.session.commit()
    assert measures_of_contribution([card.id], [cluster.id]) == []


def test_a_theme_narrows_the_plan_and_both_filters_stay_in_the_address(app: Flask, client: Client) -> None:
    workshop = _public_workshop()
    one, two = themes_of(workshop.process_id)
    card, other = make_contribution(workshop), make_contribution(workshop)
    card.theme_id, other.theme_id = one.id, two.id
    db.session.commit()
    plan = make_plan(workshop.process)
    make_measure(plan, (make_cluster(card),), title="Raumkalender")
    make_measure(plan, (other,), title="Turnhalle", state=MeasureState.RUNNING)
    page = client.get(f"/plans/{plan.id}?theme={one.id}").text
    rows = page.split("ib-gantt__head")[1]
    assert "Raumkalender" in rows and "Turnhalle" not in rows
    assert f"/plans/{plan.id}?state=running&amp;theme={one.id}" in page
    assert "Keine Maßnahme passt" in client.get(f"/plans/{plan.id}?theme={one.id}&state=running").text


def test_a_plan_can_be_taken_away_as_a_spreadsheet(app: Flask, client: Client) -> None:
    measure = make_measure(milestones=[MilestoneDraft("Probebetrieb", date(2027, 5, 1))], lead="=1+1")
    answer = client.get(f"/plans/{measure.plan_id}/plan.ods")
    cells = [cell for _line, cells in read_workbook(answer.data) for cell in cells]
    assert answer.mimetype.endswith("spreadsheet") and cells
    text = zipfile.ZipFile(io.BytesIO(answer.data)).read("content.xml").decode()
    for words in (measure.title, "Probebetrieb", "geplant", "=1+1", "2027-05-01"):
        assert words in text
    assert "table:formula" not in text


@pytest.mark.once
def test_a_plan_with_measures_offers_to_print_it(client: Client) -> None:
    plan = make_plan()
    assert "data-print" not in client.get(f"/plans/{plan.id}").text
    make_measure(plan)
    page = client.get(f"/plans/{plan.id}").text
    assert "Drucken" in page and "js/print.js" in page
