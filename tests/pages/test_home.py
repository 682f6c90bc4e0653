"""The start page and the process page."""

from datetime import timedelta

from flask import Flask

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.processes.models import District, EventKind
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, make_contribution, make_event, make_process, make_workshop


def test_without_any_process_the_start_page_says_so(client: Client) -> None:
    page = client.get("/").text
    assert "Noch ist kein Verfahren öffentlich" in page
    assert 'name="code"' in page


def test_a_single_process_is_the_start_page(client: Client) -> None:
    make_process(title="Sozialraumorientierung", claim="Gute Hilfe beginnt im Stadtteil")
    assert "Gute Hilfe beginnt im Stadtteil" in client.get("/").text


def test_several_processes_are_listed(client: Client) -> None:
    make_process(title="Spielplätze")
    make_process(title="Jugendhilfe")
    make_process(title="Noch geheim", published_at=None)
    page = client.get("/").text
    assert "Spielplätze" in page and "Jugendhilfe" in page and "Noch geheim" not in page


def test_the_process_page_tells_where_it_stands(client: Client) -> None:
    process = make_process()
    now = clock.now()
    for title, days in (("Auftakt", -100), ("Erstes Folgetreffen", 20), ("Abschluss", 400)):
        start = now + timedelta(days=days)
        make_event(process, title=title, kind=EventKind.OTHER, starts_at=start, ends_at=start + timedelta(hours=2))
    page = client.get(f"/processes/{process.slug}").text
    assert page.index("Auftakt") < page.index("Erstes Folgetreffen") < page.index("Abschluss")
    now_station = page[page.index('aria-current="step"') :]
    assert now_station.index("Erstes Folgetreffen") < now_station.index("Abschluss")
    assert "Groß Klein" in page and "Zusammenarbeit" in page


def test_only_what_is_public_is_counted(client: Client) -> None:
    process = make_process()
    event = make_event(process)
    shown, still_closed = make_workshop(event, published_at=NOW), make_workshop(event)
    district = db.session.query(District).filter_by(process_id=process.id, name="Groß Klein").one()
    make_contribution(shown, district_id=district.id)
    make_contribution(still_closed, district_id=district.id)
    page = client.get(f"/processes/{process.slug}").text
    assert '<span class="ib-way__n">1</span>' in page
    assert "1 Beitrag" in page


def test_an_unpublished_process_is_unknown_to_strangers_and_open_to_its_coordinators(
    app: Flask, client: Client
) -> None:
    process = make_process(published_at=None)
    assert client.get(f"/processes/{process.slug}").status_code == 404
    assert coordinator_of(app, process).get(f"/processes/{process.slug}").status_code == 200


def test_its_cost_does_not_grow_with_its_content(app: Flask, client: Client, queries) -> None:  # noqa: ANN001
    process = make_process()
    workshop = make_workshop(make_event(process), published_at=NOW)
    counts = []
    for _ in range(2):
        for _ in range(5):
            make_contribution(workshop)
            make_event(process)
        with queries() as seen:
            client.get(f"/processes/{process.slug}")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12
