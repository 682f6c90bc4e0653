"""Looking at pages changes nothing, whoever looks; and no link on any page leads nowhere."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy.engine import Connection

from tests.doors import DOORS
from tests.snapshot import changed, snapshot
from tests.world import ROLES, World

# Pages of the small world with one of each of their filters; the crawl must come to an end by itself before.
MOST = 400
# Files are written anew each time, which takes long; the table of addresses asks for each of them.
FILES = re.compile(r"^/language/|/export\.|/data\.")
LINK = re.compile(r'\s(?:href|src|hx-get)="([^"]+)"')
# Addresses that rightly answer with an error, and why.
NO_DEAD_LINK = {"/w/-": "asks for the code that was not typed"}


def links(html: str, base: str) -> Iterator[str]:
    """The addresses of our own that a page links to, loads from, or asks again and again."""
    for target in LINK.findall(html):
        full = urlsplit(urljoin(f"http://localhost{base}", unescape(target)))
        if full.netloc in ("localhost", "127.0.0.1:8000"):
            yield local(full.geturl())


def local(address: str) -> str:
    """An address as the test browser asks for it."""
    return urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl()


def kind_of(address: str) -> tuple[str, frozenset[str]]:
    """Pages that differ only in the values of their filters count as one."""
    parts = urlsplit(address)
    return parts.path, frozenset(parse_qs(parts.query))


def crawl(world: World, app: Flask, role: str) -> dict[str, tuple[str, int]]:
    """Every address that somebody can reach: who links there, and what answers."""
    doors = [d for d in DOORS if d.method == "GET" and d.expected[ROLES.index(role)] < 400]
    found: dict[str, tuple[str, int]] = {}
    known: set[object] = set()
    waiting = deque((door.path(app, world.ids), str(door)) for door in doors)
    while waiting and len(found) < MOST:
        address, source = waiting.popleft()
        # The same files for everybody: whether they are there, one role finds out.
        if kind_of(address) in known or FILES.search(address) or (address.startswith("/static") and role != "admin"):
            continue
        known.add(kind_of(address))
        with world.browsers[role].get(address, check=False) as answer:
            found[address] = (source, answer.status_code)
            if answer.location:
                waiting.append((local(answer.location), address))
            elif answer.mimetype == "text/html":
                waiting.extend((link, address) for link in links(answer.text, address))
    assert len(found) < MOST, "the crawl has no end"
    return found


@pytest.mark.parametrize("role", ROLES)
def test_a_crawl_changes_nothing_and_finds_no_dead_link(
    world: World, session_app: Flask, connection: Connection, role: str
) -> None:
    before = snapshot(connection)
    found = crawl(world, session_app, role)
    assert len(found) > 40
    dead = {address: seen for address, seen in found.items() if seen[1] >= 400 and address not in NO_DEAD_LINK}
    assert dead == {}
    assert changed(before, snapshot(connection)) == []


@pytest.mark.parametrize("role", ROLES)
def test_asking_for_the_heads_of_fragments_changes_nothing(
    world: World, session_app: Flask, connection: Connection, role: str
) -> None:
    before = snapshot(connection)
    place, browser = ROLES.index(role), world.browsers[role]
    for door in {door.endpoint: door for door in DOORS if door.expected[place] == 200}.values():
        if door.method == "GET" and not door.endpoint.startswith("exports."):
            with browser.head(door.path(session_app, world.ids), htmx=True, check=False) as answer:
                assert answer.status_code < 300 and answer.data == b"", str(door)
    assert changed(before, snapshot(connection)) == []
