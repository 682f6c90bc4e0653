"""What a phone may keep of its pages, and what puts the app onto its screen."""

import struct
from pathlib import Path

import pytest
from flask import Flask

from tests.browsing import Client
from tests.doors import DOORS, Door
from tests.world import World

PHONE_SCRIPTS = ("outbox.js", "waiting.js", "device.js")
PHONE = ("phone.", "voting.", "device.")
OTHERS = (
    "home.",
    "receipt.",
    "contributions.",
    "clusters.show",
    "results.",
    "desk.",
    "processes.",
    "people.login_form",
)
# Nothing but a participant's own: the same list as the product's, on purpose in other words.
OWN = {
    "/w/{code}/contribute",
    "/w/{code}/mine",
    "/w/{code}/vote",
    "/w/{code}/sent/{receipt}",
    "/ballots/{id}",
    "/offline",
}


def kept(world: World, app: Flask, role: str, rooms: tuple[str, ...] = (), **kwargs: bool) -> set[str]:
    """The pages, of some rooms, that a service worker would keep for somebody."""
    pages: set[str] = set()
    for door in DOORS:
        if door.method == "GET" and door.endpoint.startswith(rooms or PHONE):
            answer = door.knock(world, role, app, check=False, **kwargs)
            if "X-Keep" in answer.headers:
                pages.add(_pattern(door, app, world))
    return pages


def _pattern(door: Door, app: Flask, world: World) -> str:
    path = door.path(app, world.ids)
    for name in ("code", "receipt"):
        path = path.replace(str(world.ids[name]), f"{{{name}}}")
    return "/ballots/{id}" if path.startswith("/ballots/") else path


# What it looks at is the same on each database.
@pytest.mark.once
def test_a_phone_keeps_a_participants_own_pages_and_nothing_else(world: World, session_app: Flask) -> None:
    assert kept(world, session_app, "participant") == OWN
    assert kept(world, session_app, "participant", htmx=True) == set()
    assert kept(world, session_app, "participant", OTHERS) == set()


@pytest.mark.parametrize("role", ["stranger", "coordinator", "admin"])
def test_nothing_is_kept_for_strangers_or_at_a_desk(world: World, session_app: Flask, role: str) -> None:
    assert kept(world, session_app, role) == set()


def test_a_participant_who_signs_in_is_a_desk(world: World, session_app: Flask) -> None:
    participant, coordinator = world.browsers["participant"], world.browsers["coordinator"]
    with coordinator.session_transaction() as session:
        login = session["login"]
    with participant.session_transaction() as session:
        session["login"] = login
    page = participant.get(f"/w/{world.ids['code']}/mine")
    assert page.status_code == 200 and "X-Keep" not in page.headers
    assert not any(name in page.text for name in PHONE_SCRIPTS)


def test_only_a_participants_pages_load_what_keeps_things(world: World, session_app: Flask) -> None:
    for role, expected in {"participant": True, "stranger": False, "coordinator": False}.items():
        page = world.browsers[role].get("/datenschutz").text
        assert [name in page for name in PHONE_SCRIPTS] == [expected] * 3, role


@pytest.fixture
def client(world: World) -> Client:
    return world.browsers["stranger"]


def test_the_service_worker_may_serve_the_whole_site(client: Client) -> None:
    worker = client.get("/sw.js")
    assert worker.mimetype == "text/javascript" and "private" in worker.headers["Cache-Control"]


@pytest.mark.parametrize(("language", "word"), [("de", "Workshop beitragen"), ("en", "Contribute in the workshop")])
def test_the_app_says_what_it_is_in_the_language_of_the_page(client: Client, language: str, word: str) -> None:
    page = client.get("/", headers={"Accept-Language": language}).text
    assert f'<link rel="manifest" href="/app.{language}.webmanifest">' in page
    answer = client.get(f"/app.{language}.webmanifest", headers={"Accept-Language": "fr"})
    assert answer.mimetype == "application/manifest+json"
    assert answer.json["lang"] == language and word in answer.json["description"]
    assert (answer.json["start_url"], answer.json["scope"], answer.json["display"]) == ("/", "/", "standalone")


def test_its_icons_are_as_large_as_they_say(client: Client, session_app: Flask) -> None:
    icons = client.get("/app.de.webmanifest").json["icons"]
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in icons}
    assert "maskable" in {icon["purpose"] for icon in icons}
    for icon in icons:
        file = Path(session_app.static_folder or "") / icon["src"].split("?")[0].removeprefix("/static/")
        if icon["type"] == "image/png":
            width, height = struct.unpack(">II", file.read_bytes()[16:24])
            assert f"{width}x{height}" == icon["sizes"]
        assert file.exists()


def test_passing_a_device_on_shows_the_receipts_and_ends_the_participation(world: World, session_app: Flask) -> None:
    phone, mine = world.browsers["participant"], f"/w/{world.ids['code']}/mine"
    assert 'href="/device/handover"' in phone.get(mine).text
    page = phone.get("/device/handover").text
    assert f"/beleg/{world.ids['receipt']}" in page and "Gerät weitergeben" in page
    name = session_app.config["SESSION_COOKIE_NAME"]
    copied = phone.get_cookie(name)
    answer = phone.post("/device/handover")
    assert answer.location == "/device/free" and answer.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert phone.get_cookie(name) is None
    assert not any(script in phone.get("/device/free").text for script in PHONE_SCRIPTS)
    # Somebody may have copied the cookie before; and the receipt works as ever.
    phone.set_cookie(name, copied.value)
    assert phone.get(mine).location == f"/w/{world.ids['code']}"
    assert phone.get(f"/beleg/{world.ids['receipt']}").status_code == 200
