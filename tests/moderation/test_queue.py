"""The queue: what waits, narrowed, in stretches, with one card in full."""

from typing import Any

import pytest
from flask import Flask

from ideenboard.base.db import db
from ideenboard.contributions.models import Kind, Status
from ideenboard.processes.models import Moderation, Process, Workshop
from ideenboard.processes.queries import groups_of
from tests.browsing import Client
from tests.factories import (
    admin,
    coordinator_of,
    make_contribution,
    make_contributions,
    make_event,
    make_participant,
    make_process,
    make_workshop,
)


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def workshop(process: Process) -> Workshop:
    return make_workshop(make_event(process), moderation=Moderation.BEFORE)


@pytest.fixture
def desk(app: Flask, process: Process) -> Client:
    return coordinator_of(app, process)


def url(process: Process, rest: str = "") -> str:
    return f"/desk/{process.slug}/queue{rest}"


def test_it_shows_what_waits_and_the_newest_card_in_full(desk: Client, process: Process, workshop: Workshop) -> None:
    make_contribution(workshop, title="Die ältere Karte")
    make_contribution(workshop, title="Die neuere Karte", text="Mit Einzelheiten")
    page = desk.get(url(process)).text
    assert page.index("Die neuere Karte") < page.index("Die ältere Karte")
    assert "Mit Einzelheiten" in page.split('id="panel"')[1]


def test_what_is_published_or_hidden_lies_in_its_own_pile(desk: Client, process: Process, workshop: Workshop) -> None:
    make_contribution(workshop, title="Wartende")
    make_contribution(workshop, title="Gezeigte").status = Status.PUBLISHED
    make_contribution(workshop, title="Versteckte").status = Status.HIDDEN
    db.session.commit()
    for state, title in (("", "Wartende"), ("?state=published", "Gezeigte"), ("?state=hidden", "Versteckte")):
        page = desk.get(url(process, state)).text
        assert [t for t in ("Wartende", "Gezeigte", "Versteckte") if t in page] == [title]


def test_kind_and_workshop_narrow_it(desk: Client, process: Process, workshop: Workshop) -> None:
    other = make_workshop(workshop.event, moderation=Moderation.BEFORE)
    make_contribution(workshop, title="Idee hier")
    make_contribution(workshop, title="Chance hier", kind=Kind.OPPORTUNITY)
    make_contribution(other, title="Idee dort")
    page = desk.get(url(process, f"?kind=idea&workshop={workshop.id}")).text
    assert "Idee hier" in page
    assert "Chance hier" not in page and "Idee dort" not in page


def test_a_long_queue_comes_in_stretches_without_gap(desk: Client, process: Process, workshop: Workshop) -> None:
    make_contributions(workshop, 30, title="Karte-{:02d}!")
    first = desk.get(url(process)).text.split('id="panel"')[0]
    mark = first.split("after=")[1].split('"')[0]
    rest = desk.get(url(process, f"?after={mark}"), htmx=True).text
    assert "<html" not in rest
    assert [n for n in range(30) if (f"Karte-{n:02d}!" in first) == (f"Karte-{n:02d}!" in rest)] == []


def test_all_that_are_shown_can_be_selected_at_once(desk: Client, process: Process, workshop: Workshop) -> None:
    make_contributions(workshop, 3)
    assert " checked>" not in desk.get(url(process)).text.partition('id="rows"')[2].partition("</ul>")[0]
    rows = desk.get(url(process, "?pick=all")).text.partition('id="rows"')[2].partition("</ul>")[0]
    assert rows.count(" checked>") == 3


def test_htmx_gets_the_panel_alone(desk: Client, process: Process, workshop: Workshop) -> None:
    card = make_contribution(workshop, title="Gemeint")
    make_contribution(workshop, title="Nebensache")
    panel = desk.get(url(process, f"?card={card.id}"), htmx=True).text
    assert "Gemeint" in panel and "Nebensache" not in panel and "<html" not in panel


def test_the_person_is_never_shown_beyond_the_group(desk: Client, process: Process, workshop: Workshop) -> None:
    group = groups_of(process.id)[0]
    person = make_participant(workshop, group_id=group.id)
    card = make_contribution(workshop, by=person, title="Gemeint")
    page = desk.get(url(process)).text
    assert group.name in page
    assert card.receipt_code not in page and "participant" not in page.replace("participation", "")


def test_an_empty_queue_says_so(desk: Client, process: Process) -> None:
    assert "wartet nichts mehr" in desk.get(url(process)).text


def test_rights(app: Flask, client: Client, process: Process) -> None:
    hidden_process = make_process(published_at=None)
    stranger = coordinator_of(app, make_process())
    assert client.get(url(process)).status_code == 401
    assert stranger.get(url(process)).status_code == 403
    assert stranger.get(url(hidden_process)).status_code == 404
    assert admin(app).get(url(process)).status_code == 200


def test_a_card_of_another_process_is_not_found(desk: Client, process: Process) -> None:
    assert desk.get(url(process, f"?card={make_contribution().id}")).status_code == 404


@pytest.mark.parametrize("size", [10, 110])
def test_its_queries_do_not_grow(desk: Client, process: Process, workshop: Workshop, queries: Any, size: int) -> None:
    for _ in range(size // 10):
        make_contributions(workshop, 10)
    with queries() as seen:
        desk.get(url(process))
    assert len(seen) <= 12, seen
