"""Every kind of page as people get it, kept for a strict HTML check outside of the tests."""

import os
import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.doors import DOORS
from tests.world import ROLES, World

pytestmark = pytest.mark.pages
# A page that looks different to those who take part, or who run it, is kept once for each of them.
READERS = ("stranger", "participant", "coordinator", "admin")

# Files, and the parts of a page that live views ask for.
NO_PAGES = ("exports.", "phone.changes")


def keep(name: str, answer: TestResponse) -> None:
    """Save a page where SAVE_PAGES says; the tests' browser has reviewed it already."""
    if folder := os.environ.get("SAVE_PAGES"):
        Path(folder, re.sub(r"\W+", "-", name).strip("-") + ".html").write_text(answer.text, encoding="utf-8")


@pytest.mark.parametrize("role", READERS)
def test_every_page_is_a_whole_page_in_german(world: World, session_app: Flask, role: str) -> None:
    browser, place = world.browsers[role], ROLES.index(role)
    kept = 0
    for door in DOORS:
        if door.method != "GET" or door.expected[place] != 200 or door.endpoint.startswith(NO_PAGES):
            continue
        with browser.get(door.path(session_app, world.ids), headers={"Accept-Language": "de"}) as answer:
            if answer.mimetype == "text/html":
                assert answer.text.startswith("<!doctype html>") and '<html lang="de"' in answer.text, str(door)
                assert len(re.findall("<h1[ >]", answer.text)) == 1, str(door)
                keep(f"{door.endpoint}-{role}", answer)
                kept += 1
    assert kept > 10


def test_a_refused_form_and_errors_are_pages_too(world: World) -> None:
    desk, stranger = world.browsers["coordinator"], world.browsers["stranger"]
    for name, answer, status in (
        ("refused-form", desk.post(f"/desk/{world.ids['slug']}/events", data={}), 422),
        ("not-found", stranger.get("/gibt-es-nicht"), 404),
        ("not-allowed", desk.get("/desk/accounts"), 403),
        ("not-signed-in", stranger.get("/desk"), 401),
    ):
        assert answer.status_code == status and "<h1" in answer.text, name
        keep(f"error-{name}", answer)
