"""Looking at pages changes and locks nothing, leads nowhere in vain, and shows whole pages and nothing hidden."""

import os
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import Connection
from werkzeug.test import TestResponse

from tests.browsing import review_markup
from tests.doors import DOORS
from tests.hidden import assert_seen_by
from tests.snapshot import changed, snapshot
from tests.tour import Tour, tour_of
from tests.world import ROLES, World

# Addresses that rightly answer with an error, and why.
NO_DEAD_LINK = {"/w/-": "asks for the code that was not typed"}
pytestmark = pytest.mark.once
# A page that looks different to those who take part, or who run it, is kept once for each of them.
READERS = ("stranger", "participant", "coordinator", "admin")
# Whoever takes part next door, or coordinates another process, has the same ways with less at their ends.
SAME_WAYS = ("neighbour", "colleague")


@pytest.fixture(scope="module", params=[role for role in ROLES if role not in SAME_WAYS])
def tour(request: pytest.FixtureRequest, house: World, session_app: Flask, connection: Connection) -> Tour:
    """What a role sees on its walk, whether a row was locked for it, and what has changed by it."""
    return tour_of(request.param, house, session_app, connection, walking=True)


def test_it_changes_nothing_and_makes_nobody_wait(tour: Tour) -> None:
    assert len(tour.walk) > 40
    assert (tour.changed, tour.locks) == ([], [])


def test_no_link_leads_nowhere(tour: Tour) -> None:
    dead = {a: (s.source, s.status) for a, s in tour.walk.items() if s.status >= 400 and a not in NO_DEAD_LINK}
    assert dead == {}


def test_no_way_leads_to_what_is_hidden(tour: Tour) -> None:
    """For addresses to which no page leads see test_visibility.py."""
    assert_seen_by(tour.role, {seen.address: seen.text for seen in tour.seen.values()})


@pytest.mark.parametrize("role", SAME_WAYS)
def test_no_address_shows_others_what_is_hidden(
    house: World, session_app: Flask, connection: Connection, role: str
) -> None:
    doors = tour_of(role, house, session_app, connection).doors.values()
    assert len(doors) > 100
    assert_seen_by(role, {seen.address: seen.text for seen in doors})


def test_every_page_is_valid(tour: Tour) -> None:
    pages = [seen for seen in tour.seen.values() if seen.is_page]
    assert len(pages) > 10
    for seen in pages:
        review_markup(seen.text, fragment=not seen.text.startswith("<!doctype html>"))


@pytest.mark.pages
@pytest.mark.parametrize("role", READERS)
def test_every_page_of_the_table_is_whole_and_german(
    house: World, session_app: Flask, connection: Connection, role: str
) -> None:
    doors = tour_of(role, house, session_app, connection).doors.values()
    pages = [seen for seen in doors if seen.is_page and seen.status == 200 and not seen.endpoint.endswith("changes")]
    assert len(pages) > 10
    for seen in pages:
        assert seen.text.startswith("<!doctype html>") and '<html lang="de"' in seen.text, seen.source
        assert len(re.findall("<h1[ >]", seen.text)) == 1, seen.source
        keep(f"{seen.endpoint}-{role}", seen.text)


def keep(name: str, text: str) -> None:
    """Save a page where SAVE_PAGES says, for a strict check outside of the tests."""
    if folder := os.environ.get("SAVE_PAGES"):
        Path(folder, re.sub(r"\W+", "-", name).strip("-") + ".html").write_text(text, encoding="utf-8")


@pytest.mark.pages
def test_a_refused_form_and_errors_are_pages_too(world: World) -> None:
    desk, stranger = world.browsers["coordinator"], world.browsers["stranger"]
    for name, answer, status in (
        ("refused-form", desk.post(f"/desk/{world.ids['slug']}/events", data={}), 422),
        ("not-found", stranger.get("/gibt-es-nicht"), 404),
        ("not-allowed", desk.get("/desk/accounts"), 403),
        ("not-signed-in", stranger.get("/desk"), 401),
    ):
        assert isinstance(answer, TestResponse) and answer.status_code == status and "<h1" in answer.text, name
        keep(f"error-{name}", answer.text)


def test_asking_for_the_heads_of_fragments_changes_nothing(
    world: World, session_app: Flask, connection: Connection
) -> None:
    before = snapshot(connection)
    for door in {door.endpoint: door for door in DOORS if door.method == "GET" and 200 in door.expected}.values():
        if not door.endpoint.startswith("exports."):
            browser = world.browsers[ROLES[door.expected.index(200)]]
            with browser.head(door.path(session_app, world.ids), htmx=True, check=False) as answer:
                assert answer.status_code < 300 and answer.data == b"", str(door)
    assert changed(before, snapshot(connection)) == []
