"""What everybody sees of events."""

from datetime import timedelta

from flask import Flask

from ideenboard.base import clock
from ideenboard.processes.models import Phase
from tests.browsing import Client
from tests.factories import NOW, make_event, make_process, make_workshop


def test_the_page_shows_the_rooms_but_never_their_codes(client: Client) -> None:
    event = make_event(recording_url="https://video.example.org/auftakt", outcome="Viele Ideen.", attendance=96)
    room = make_workshop(event, title="Frühe Hilfen", room="Raum 2.01", published_at=NOW)
    closed = make_workshop(event, title="Übergang", phase=Phase.CLOSED)
    page = client.get(f"/events/{event.id}").text
    for words in (
        "Frühe Hilfen",
        "Raum 2.01",
        "Sammeln",
        "Abgeschlossen",
        "96 Personen",
        "Viele Ideen.",
        "Aufzeichnung",
    ):
        assert words in page
    for workshop in (room, closed):
        assert workshop.code not in page and f"{workshop.code[:3]} {workshop.code[3:]}" not in page
    assert page.count("Beiträge lesen") == 1


def test_a_phase_that_all_rooms_share_stands_once(client: Client) -> None:
    event = make_event()
    for _ in range(3):
        make_workshop(event, phase=Phase.DISCUSSING)
    assert client.get(f"/events/{event.id}").text.count("Diskutieren") == 1


def test_the_stream_is_offered_until_the_event_is_over(client: Client) -> None:
    now, url = clock.now(), "https://stream.example.org/x"
    running = make_event(stream_url=url, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    over = make_event(stream_url=url, starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=2))
    assert url in client.get(f"/events/{running.id}").text
    assert url not in client.get(f"/events/{over.id}").text


def test_all_dates_stand_in_order_and_the_next_is_marked(client: Client) -> None:
    process, now = make_process(), clock.now()
    for title, days in (("Abschluss", 400), ("Auftakt", -100), ("Folgetreffen", 20)):
        start = now + timedelta(days=days)
        make_event(process, title=title, starts_at=start, ends_at=start + timedelta(hours=2))
    page = client.get(f"/processes/{process.slug}/events").text
    assert page.index(">Auftakt<") < page.index(">Folgetreffen<") < page.index(">Abschluss<")
    marked = page[page.index('aria-current="step"') :]
    assert marked.index("Folgetreffen") < marked.index("Abschluss")


def test_without_dates_the_page_says_so(client: Client) -> None:
    assert "Noch steht kein Termin fest" in client.get(f"/processes/{make_process().slug}/events").text


def test_its_cost_does_not_grow_with_the_rooms(app: Flask, client: Client, queries) -> None:  # noqa: ANN001
    event, counts = make_event(), []
    for _ in range(2):
        for _ in range(6):
            make_workshop(event)
        with queries() as seen:
            client.get(f"/events/{event.id}")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12
