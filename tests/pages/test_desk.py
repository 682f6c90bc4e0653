"""The coordinator's start pages."""

from datetime import timedelta

from flask import Flask

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.contributions.models import Status
from ideenboard.plans.models import Measure, Plan
from ideenboard.processes.models import Phase, Process
from ideenboard.voting.models import Ballot, Level, Method
from tests.browsing import Client
from tests.factories import (
    NOW,
    admin,
    coordinator_of,
    make_account,
    make_contribution,
    make_event,
    make_process,
    make_workshop,
    signed_in,
)


def fill(process: Process) -> None:
    """One of everything that can wait."""
    workshop = make_workshop(make_event(process))
    make_contribution(workshop)
    make_contribution(workshop).status = Status.PENDING
    for closed_at in (None, NOW):
        db.session.add(
            Ballot(
                process_id=process.id,
                question="Was zuerst?",
                method=Method.SUPPORT,
                level=Level.OPEN,
                created_at=NOW,
                opened_at=NOW,
                closed_at=closed_at,
            )
        )
    plan = Plan(process_id=process.id)
    db.session.add(plan)
    db.session.flush()
    long_ago = clock.now().date() - timedelta(days=100)
    for since in (long_ago, clock.now().date()):
        db.session.add(Measure(plan_id=plan.id, title="Raumkalender", state_since=since, created_at=NOW))
    db.session.commit()


def test_a_coordinator_sees_their_processes_and_an_admin_all(app: Flask) -> None:
    mine, other = make_process(title="Spielplätze"), make_process(title="Jugendhilfe")
    page = coordinator_of(app, mine).get("/desk").text
    assert "Spielplätze" in page and "Jugendhilfe" not in page
    page = admin(app).get("/desk").text
    assert mine.title in page and other.title in page


def test_a_new_coordinator_is_told_how_to_begin(app: Flask) -> None:
    page = signed_in(app, make_account()).get("/desk").text
    assert "Sie koordinieren noch kein Verfahren" in page and 'href="/desk/new"' in page


def test_not_signed_in_leads_to_the_sign_in_and_back(client: Client) -> None:
    for path in ("/desk", "/desk/irgendeins"):
        response = client.get(path)
        assert response.status_code == 401
        assert f'href="/login?next={path}"' in response.text


def test_what_waits_is_counted_with_the_way_to_it(app: Flask) -> None:
    process = make_process()
    fill(process)
    client = coordinator_of(app, process)
    page = client.get(f"/desk/{process.slug}").text
    for words in (
        "wartet auf Freigabe",
        "ist in keinem Bündel",
        "ist offen",
        "nicht veröffentlicht",
        "braucht einen neuen",
    ):
        assert '<strong class="ib-num">1</strong> ' in page and words in page, words
    for room in ("queue", "clusters", "ballots", "publish", "plans"):
        assert f'href="/desk/{process.slug}/{room}"' in page
    assert "4 Aufgaben warten" in client.get("/desk").text


def test_nothing_of_another_process_is_counted(app: Flask) -> None:
    process = make_process()
    fill(make_process())
    assert "Nichts wartet auf Sie" in coordinator_of(app, process).get(f"/desk/{process.slug}").text


def test_the_next_event_shows_its_rooms_with_codes(app: Flask) -> None:
    process, now = make_process(), clock.now()
    over = make_event(process, title="Vorbei", starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    event = make_event(process, title="Heute", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    old, room = make_workshop(over), make_workshop(event, title="Frühe Hilfen", phase=Phase.DISCUSSING)
    make_contribution(make_workshop(event))
    page = coordinator_of(app, process).get(f"/desk/{process.slug}").text
    assert "Frühe Hilfen" in page and "Diskutieren" in page and "1 Beitrag, 1 Person" in page
    assert f"{room.code[:3]} {room.code[3:]}" in page and f"{old.code[:3]} {old.code[3:]}" not in page


def test_others_are_kept_out(app: Flask) -> None:
    shown, hidden = make_process(), make_process(published_at=None)
    other = coordinator_of(app, make_process())
    assert other.get(f"/desk/{shown.slug}").status_code == 403
    assert other.get(f"/desk/{hidden.slug}").status_code == 404


def test_its_cost_does_not_grow(app: Flask, queries) -> None:  # noqa: ANN001
    client, costs = admin(app), []
    process = make_process()
    now = clock.now()
    event = make_event(process, starts_at=now, ends_at=now + timedelta(hours=3))
    for _ in range(2):
        for _ in range(4):
            fill(make_process())
            make_contribution(make_workshop(event))
        cost = []
        for path in ("/desk", f"/desk/{process.slug}"):
            with queries() as seen:
                client.get(path)
            cost.append(len(seen))
        costs.append(cost)
    assert costs[0] == costs[1] and max(costs[1]) <= 12
