"""What a process shows to everybody."""

from flask import Flask

from ideenboard.base.db import db
from ideenboard.contributions.actions import set_status
from ideenboard.contributions.models import Kind, Status
from ideenboard.processes.models import District
from tests.browsing import Client
from tests.factories import NOW, joined, make_contribution, make_contributions, make_event, make_process, make_workshop


def test_it_shows_published_cards_of_released_rooms_only(client: Client) -> None:
    process = make_process()
    event = make_event(process)
    released, closed = make_workshop(event, published_at=NOW), make_workshop(event)
    make_contribution(released, title="Räume öffnen")
    hidden = make_contribution(released, title="Frau Muster ist schuld")
    set_status(hidden, Status.HIDDEN, by="system", at=NOW)
    make_contribution(closed, title="Nur für den Raum")
    db.session.commit()
    page = client.get(f"/processes/{process.slug}/contributions").text
    assert "Räume öffnen" in page
    assert "Frau Muster" not in page and "Nur für den Raum" not in page
    assert "1 Beitrag" in page


def test_it_narrows_by_kind_district_and_words(client: Client) -> None:
    process = make_process()
    workshop = make_workshop(make_event(process), published_at=NOW)
    district = db.session.query(District).filter_by(process_id=process.id, name="Toitenwinkel").one()
    make_contribution(workshop, title="Eine Straße zum Spielen", district_id=district.id)
    make_contribution(workshop, title="Kein Geld", kind=Kind.CHALLENGE)
    address = f"/processes/{process.slug}/contributions"
    for query, found in (
        ("?q=strasse", "Spielen"),
        (f"?district={district.id}", "Spielen"),
        ("?kind=challenge", "Geld"),
    ):
        page = client.get(address + query).text
        assert ("Spielen" in page, "Kein Geld" in page) == (found == "Spielen", found == "Geld"), query


def test_one_room_can_be_read_by_itself(client: Client) -> None:
    process = make_process()
    event = make_event(process)
    here, there = make_workshop(event, published_at=NOW, title="Frühe Hilfen"), make_workshop(event, published_at=NOW)
    make_contribution(here, title="Aus diesem Raum")
    make_contribution(there, title="Aus dem anderen")
    page = client.get(f"/processes/{process.slug}/contributions?workshop={here.id}").text
    assert "Aus diesem Raum" in page and "Aus dem anderen" not in page and "Frühe Hilfen" in page
    assert f'name="workshop" value="{here.id}"' in page
    elsewhere = make_workshop()
    page = client.get(f"/processes/{process.slug}/contributions?workshop={elsewhere.id}").text
    assert "Aus diesem Raum" in page and "Aus dem anderen" in page


def test_wrong_filters_are_left_out(client: Client) -> None:
    process = make_process()
    make_contribution(make_workshop(make_event(process), published_at=NOW), title="Räume öffnen")
    query = "?kind=nonsense&district=abc&theme=999999&order=%27;drop"
    assert "Räume öffnen" in client.get(f"/processes/{process.slug}/contributions{query}").text


def test_without_anything_published_it_says_what_comes(client: Client) -> None:
    assert "Noch wurde nichts veröffentlicht" in client.get(f"/processes/{make_process().slug}/contributions").text


def test_pages_follow_each_other_without_gap_or_repetition(client: Client, queries) -> None:  # noqa: ANN001
    process = make_process()
    workshop = make_workshop(make_event(process), published_at=NOW)
    titles = {card.title for card in make_contributions(workshop, 60, title="Beitrag Nummer {:03}")}
    seen: list[str] = []
    address: str | None = f"/processes/{process.slug}/contributions"
    counts = set()
    while address:
        with queries() as statements:
            page = client.get(address, htmx=True).text
        counts.add(len(statements))
        seen += [title for title in titles if title in page]
        address = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&") if "hx-get" in page else None
    assert sorted(seen) == sorted(titles)
    assert len(counts) == 1 and counts.pop() <= 5


def test_the_fragment_holds_only_cards(client: Client, rendered: list[str]) -> None:
    process = make_process()
    make_contribution(make_workshop(make_event(process), published_at=NOW))
    page = client.get(f"/processes/{process.slug}/contributions", htmx=True).text
    assert "contributions/_list.html" in rendered and "<main" not in page and "ib-card" in page


def test_it_offers_no_button_to_support(app: Flask) -> None:
    process = make_process()
    workshop = make_workshop(make_event(process), published_at=NOW)
    contribution = make_contribution(workshop)
    page = joined(app, workshop).get(f"/processes/{process.slug}/contributions").text
    assert contribution.title in page and "/support" not in page
