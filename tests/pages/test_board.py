"""The workshop's cards on the phone: in order, narrowed, a page at a time, at a constant price."""

import re
from datetime import timedelta
from typing import Any

import brotli
import pytest
from flask import Flask
from sqlalchemy import insert, select

from ideenboard.base.db import db
from ideenboard.comments.models import Thread
from ideenboard.contributions import actions_reactions
from ideenboard.contributions.models import Contribution, Kind, Status
from ideenboard.processes.actions_phases import set_veil
from ideenboard.processes.models import Phase, Theme, Workshop
from tests.browsing import Client
from tests.factories import (
    NOW,
    coordinator_of,
    facilitator_of,
    joined,
    make_contribution,
    make_participant,
    make_workshop,
)


def many(workshop: Workshop, count: int, **fields: Any) -> None:
    """Cards without ceremony: a thousand of them through the verbs would take a minute."""
    threads = db.session.scalars(insert(Thread).returning(Thread.id), [{"process_id": workshop.process_id}] * count)
    rows = [
        {
            "process_id": workshop.process_id,
            "workshop_id": workshop.id,
            "thread_id": thread,
            "kind": list(Kind)[n % 4],
            "title": f"Räume am Nachmittag für andere öffnen, Vorschlag {n}",
            "text": "Schule, Kita und Träger tragen freie Zeiten in eine gemeinsame Liste ein. " * 2,
            "folded": f"raeume {n}",
            "status": Status.PUBLISHED,
            "support_count": n % 7,
            "token": f"token-{thread}",
            "body_hash": str(thread),
            "receipt_code": f"R{thread:07}",
            "created_at": NOW,
            "version": 1,
        }
        | fields
        for n, thread in enumerate(threads)
    ]
    db.session.execute(insert(Contribution), rows)
    db.session.commit()


def titles(page: str) -> list[str]:
    return re.findall(r'<a href="/contributions/\d+"><bdi dir="auto">([^<]*)', page)


def test_the_newest_card_stands_first_with_its_words_and_counts(app: Flask) -> None:
    workshop = make_workshop()
    make_contribution(workshop, title="Erster")
    make_contribution(workshop, title="Zweiter", text="Mehr dazu", kind=Kind.CHALLENGE)
    page = joined(app, workshop).get(f"/w/{workshop.code}/board").text
    assert titles(page) == ["Zweiter", "Erster"]
    for text in ("Mehr dazu", "Heraus\u00adforderung", "Stadtweit", "Unterstützen", "Kommentieren"):
        assert text in page


def test_only_published_cards_of_this_workshop_are_shown(app: Flask) -> None:
    workshop = make_workshop()
    for status in (Status.PENDING, Status.HIDDEN, Status.WITHDRAWN):
        make_contribution(workshop, title=f"Nicht {status}").status = status
    make_contribution(title="Nebenan")
    make_contribution(workshop, title="Hier")
    db.session.commit()
    assert titles(joined(app, workshop).get(f"/w/{workshop.code}/board").text) == ["Hier"]


def test_most_supported_first(app: Flask) -> None:
    workshop = make_workshop()
    loved = make_contribution(workshop, title="Beliebt")
    make_contribution(workshop, title="Neu")
    actions_reactions.support(loved, by=make_participant(workshop))
    db.session.commit()
    phone = joined(app, workshop)
    assert titles(phone.get(f"/w/{workshop.code}/board").text) == ["Neu", "Beliebt"]
    assert titles(phone.get(f"/w/{workshop.code}/board?order=supported").text) == ["Beliebt", "Neu"]


def test_cards_are_narrowed_by_kind_theme_and_words(app: Flask) -> None:
    workshop = make_workshop()
    theme = db.session.scalars(select(Theme).where(Theme.process_id == workshop.process_id)).first()
    make_contribution(workshop, title="Bäume in der Straße", kind=Kind.IDEA)
    make_contribution(workshop, title="Förderung", kind=Kind.CHALLENGE, theme_id=theme.id)
    phone = joined(app, workshop)
    for query, found in (
        ("kind=challenge", ["Förderung"]),
        (f"theme={theme.id}", ["Förderung"]),
        ("q=baeume+strasse", ["Bäume in der Straße"]),
        ("q=FOERDERUNG", ["Förderung"]),
        ("q=nirgends", []),
    ):
        assert titles(phone.get(f"/w/{workshop.code}/board?{query}").text) == found, query


@pytest.mark.parametrize(
    "query", ["kind=x", "theme=99999999999999999999", "theme=abc", "order=x", "q=%00", "q=" + "x" * 60_000]
)
def test_nonsense_in_the_address_does_no_harm(app: Flask, query: str) -> None:
    workshop = make_workshop()
    make_contribution(workshop)
    assert joined(app, workshop).get(f"/w/{workshop.code}/board?{query}").status_code == 200


@pytest.mark.parametrize("order", ["newest", "supported"])
def test_every_card_comes_once_page_by_page(app: Flask, order: str) -> None:
    workshop = make_workshop()
    many(workshop, 60)
    phone, seen, to = joined(app, workshop), [], f"/w/{workshop.code}/board?order={order}"
    while to:
        page = phone.get(to, htmx=bool(seen)).text
        seen += titles(page)
        more = re.search(r'href="([^"]*after=[^"]*)"', page)
        to = more[1].replace("&amp;", "&") if more else None
    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize("mark", ["x", "1.2.3", "-1", "9" * 30])
def test_a_forged_page_mark_is_not_found(app: Flask, mark: str) -> None:
    workshop = make_workshop()
    assert joined(app, workshop).get(f"/w/{workshop.code}/board?after={mark}").status_code == 404


def test_more_cards_arrive_without_the_page_around_them(app: Flask) -> None:
    workshop = make_workshop()
    many(workshop, 30)
    page = joined(app, workshop).get(f"/w/{workshop.code}/board", htmx=True).text
    assert page.lstrip().startswith("<li") and "<html" not in page and "Weitere" in page


@pytest.mark.parametrize("count", [10, pytest.param(1000, marks=pytest.mark.slow)])
def test_the_board_costs_five_statements_whatever_its_length(app: Flask, queries: Any, count: int) -> None:
    workshop = make_workshop()
    many(workshop, count)
    phone = joined(app, workshop)
    phone.get(f"/w/{workshop.code}/board")
    with queries() as seen:
        assert len(titles(phone.get(f"/w/{workshop.code}/board").text)) == min(count, 25)
    assert len(seen) <= 5, seen


def test_25_cards_weigh_little(app: Flask) -> None:
    workshop = make_workshop()
    many(workshop, 60)
    html = joined(app, workshop).get(f"/w/{workshop.code}/board").data
    # On the wire a quarter of the 16 kB that a list may weigh; what the phone unpacks is bounded too.
    assert len(brotli.compress(html, quality=5)) <= 16_000 / 4
    assert len(html) <= 27_000


def test_an_empty_board_says_what_to_do(app: Flask) -> None:
    workshop = make_workshop()
    page = joined(app, workshop).get(f"/w/{workshop.code}/board").text
    assert "Noch wurde nichts gesammelt" in page and f"/w/{workshop.code}/contribute" in page


def test_a_coordinator_looks_in_without_a_seat(app: Flask) -> None:
    workshop = make_workshop()
    make_contribution(workshop, title="Sichtbar")
    assert "Sichtbar" in coordinator_of(app, workshop.process).get(f"/w/{workshop.code}/board").text
    assert coordinator_of(app).get(f"/w/{workshop.code}/board").status_code == 303


def test_nothing_new_is_answered_with_no_content_and_two_statements(app: Flask, queries: Any) -> None:
    workshop = make_workshop()
    phone = joined(app, workshop)
    to = re.search(r'data-poll="([^"]*)"', phone.get(f"/w/{workshop.code}/board").text)[1].replace("&amp;", "&")
    with queries() as seen:
        answer = phone.get(to, htmx=True)
    assert (answer.status_code, answer.data) == (204, b"")
    assert len(seen) <= 2, seen


def test_new_cards_wait_behind_a_button(app: Flask) -> None:
    workshop = make_workshop()
    phone = joined(app, workshop)
    to = re.search(r'data-poll="([^"]*)"', phone.get(f"/w/{workshop.code}/board").text)[1].replace("&amp;", "&")
    for _ in range(3):
        make_contribution(workshop)
    answer = phone.get(to, htmx=True)
    assert answer.status_code == 200 and "3 neue Beiträge anzeigen" in answer.text and "<li" not in answer.text
    then = re.search(r'data-poll="([^"]*)"', answer.text)[1].replace("&amp;", "&")
    assert phone.get(then, htmx=True).status_code == 204
    make_contribution(workshop)
    assert "4 neue Beiträge" in phone.get(then, htmx=True).text


def test_a_new_phase_is_told_on_every_page(app: Flask) -> None:
    workshop = make_workshop()
    phone = joined(app, workshop)
    to = re.search(r'data-poll="([^"]*)"', phone.get(f"/w/{workshop.code}/contribute").text)[1].replace("&amp;", "&")
    from ideenboard.processes.actions_phases import set_phase

    set_phase(workshop, Phase.VOTING, by="system", at=NOW + timedelta(minutes=1))
    db.session.commit()
    answer = phone.get(to, htmx=True).text
    assert "Abstimmen" in answer and "Die Abstimmung ist offen" in answer and f"/w/{workshop.code}/vote" in answer
    assert "<form" not in answer and "<textarea" not in answer


def test_strangers_hear_nothing(app: Flask) -> None:
    workshop = make_workshop()
    for phone in (joined(app), joined(app, make_workshop())):
        assert phone.get(f"/w/{workshop.code}/changes?since=0", htmx=True).status_code == 403


def test_face_down_means_on_the_phones_too_until_all_are_revealed(app: Flask) -> None:
    workshop = make_workshop()
    phone = joined(app, workshop)
    own = make_contribution(workshop, title="Selbst gesagt", by=phone.actor)
    other = make_contribution(workshop, title="Von nebenan")
    set_veil(workshop, True, by="facilitator", at=NOW)
    db.session.commit()
    for page in (phone.get(f"/w/{workshop.code}/board"), phone.get(f"/w/{workshop.code}/board?kind=idea", htmx=True)):
        assert "2 Beiträge liegen verdeckt." in page.text
        assert "Von nebenan" not in page.text and "Selbst gesagt" not in page.text
    assert phone.get(f"/contributions/{other.id}").status_code == 404
    assert phone.post(f"/contributions/{other.id}/support").status_code == 404
    assert "Selbst gesagt" in phone.get(f"/contributions/{own.id}").text
    assert "Selbst gesagt" in phone.get(f"/w/{workshop.code}/mine").text
    assert "Von nebenan" in facilitator_of(app, workshop).get(f"/steering/{workshop.id}").text
    live = re.search(r'data-poll="([^"]*)"', page_of(phone, workshop))[1].replace("&amp;", "&")
    make_contribution(workshop)
    assert "neue" not in phone.get(live, htmx=True).text
    set_veil(workshop, False, by="facilitator", at=NOW)
    db.session.commit()
    assert "3 neue Beiträge anzeigen" in phone.get(live, htmx=True).text
    assert "Von nebenan" in page_of(phone, workshop)


def page_of(phone: Client, workshop: Workshop) -> str:
    return phone.get(f"/w/{workshop.code}/board").text
