"""Everything that each role can read, asked for once per run; many tests look into what it saw."""

import io
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.doors import DOORS, Door, is_asked
from tests.header_faults import faults
from tests.snapshot import changed, snapshot
from tests.world import ROLES, World

READS = [door for door in DOORS if door.method == "GET"]
# Every kind of link on every kind of page of the small world; the walk must come to an end by itself before.
MOST = 2 * len(READS)
# Files are written anew each time, which takes long; the table of addresses asks for each of them.
FILES = re.compile(r"^/language/|/export\.|/data\.")
LINK = re.compile(r'\s(?:href|src|hx-get)="([^"]+)"')
# The number of a refusal is another one each time.
NUMBER = re.compile(r'(Number: |Nummer: |<span class="ib-code">)[0-9a-f]{8}</span>')


@dataclass(frozen=True)
class Seen:
    """What one address answered, who leads there, and the endpoint where a row of the table does."""

    address: str
    source: str
    status: int
    mimetype: str
    text: str
    said: str
    faults: tuple[str, ...]
    endpoint: str = ""

    @property
    def is_page(self) -> bool:
        return self.mimetype == "text/html" and self.text != ""


@dataclass
class Tour:
    """What a role saw at each row of the table and on its walk, what it changed and whom it made wait by looking."""

    role: str
    doors: dict[str, Seen] = field(default_factory=dict)
    walk: dict[str, Seen] = field(default_factory=dict)
    locks: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    @property
    def seen(self) -> dict[str, Seen]:
        """Everything by its address: what was refused too."""
        return {seen.address: seen for seen in (*self.doors.values(), *self.walk.values())}


def reads_of(role: str) -> list[Door]:
    """Where a role looks."""
    return [door for door in READS if is_asked(role, door)]


_tours: dict[str, Tour] = {}


def tour_of(role: str, world: World, app: Flask, connection: Connection, *, walking: bool = False) -> Tour:
    """What somebody sees, asked for by the first test that wants it and kept for all others of the run."""
    tour = _tours.setdefault(role, Tour(role))
    if tour.doors.keys() == {str(door) for door in reads_of(role)} and (tour.walk or not walking):
        return tour
    with world.undone(connection):
        if walking and not tour.walk:
            _take_walk(tour, world, app, connection)
        for door in reads_of(role):
            if str(door) not in tour.doors:
                tour.doors[str(door)] = _look(world, role, door.path(app, world.ids), str(door), door.endpoint)[0]
    return tour


def _take_walk(tour: Tour, world: World, app: Flask, connection: Connection) -> None:
    asked, hold = [], Select.with_for_update
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Select, "with_for_update", lambda query, **how: asked.append(query) or hold(query, **how))
        before = snapshot(connection)
        for address, seen in _walk(tour, world, app):
            tour.walk[address] = seen
            tour.locks += [address] * len(asked)
            asked.clear()
        tour.changed = changed(before, snapshot(connection))


def _look(world: World, role: str, address: str, source: str, endpoint: str = "") -> tuple[Seen, TestResponse]:
    browser = world.browsers[role]
    cookies = dict(browser._cookies or {})
    with browser.get(address, check=False) as answer:
        said = f"{answer.headers}\n{NUMBER.sub('', read(answer.data, answer.mimetype))}"
        text = answer.text if answer.mimetype == "text/html" else ""
        found = tuple(faults(answer, address))
    # Another language, chosen at one address, does not hold for the next.
    browser._cookies = cookies
    return Seen(address, source, answer.status_code, answer.mimetype, text, said, found, endpoint), answer


def read(body: bytes, mimetype: str) -> str:
    """What an answer says; of packed files what is in them."""
    if mimetype.startswith("application/") and body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return body.decode(errors="replace")


def _walk(tour: Tour, world: World, app: Flask) -> Iterator[tuple[str, Seen]]:
    """Every kind of address that somebody can reach: through the table and from link to link."""
    doors = {door.path(app, world.ids): door for door in reads_of(tour.role) if _lets_in(door, tour.role)}
    waiting = deque((path, str(door), door.endpoint) for path, door in doors.items() if not FILES.search(path))
    known: set[object] = set(doors)
    match = app.url_map.bind("localhost").match
    while waiting and len(tour.walk) < MOST:
        address, source, endpoint = waiting.popleft()
        seen, answer = _look(world, tour.role, address, source, endpoint)
        if endpoint:
            tour.doors[source] = seen
        yield address, seen
        targets = [local(answer.location)] if answer.location else links(seen.text, address)
        for target in targets:
            # The same files for everybody: whether they are there, one role finds out.
            ours = not FILES.search(target) and (tour.role == "admin" or not target.startswith("/static"))
            kind = _kind_of(target, address, match)
            if ours and target not in known and kind not in known:
                known |= {target, kind}
                waiting.append((target, address, ""))
    assert len(tour.walk) < MOST, "the walk has no end"


def _lets_in(door: Door, role: str) -> bool:
    return door.expected[ROLES.index(role)] < 400


def links(html: str, base: str) -> Iterator[str]:
    """The addresses of our own that a page links to, loads from, or asks again and again."""
    for target in LINK.findall(html):
        full = urlsplit(urljoin(f"http://localhost{base}", unescape(target)))
        if full.netloc in ("localhost", "127.0.0.1:8000"):
            yield local(full.geturl())


def local(address: str) -> str:
    """An address as the test browser asks for it."""
    return urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl()


def _kind_of(target: str, source: str, match: Any) -> object:
    """A kind of link: from which view to which, asking for what; the values of filters and keys do not count."""
    to = urlsplit(target)
    if to.path.startswith("/static"):
        return to.path
    return _view(match, source), _view(match, target), frozenset(parse_qs(to.query))


def _view(match: Any, address: str) -> str:
    path = urlsplit(address).path
    try:
        return str(match(path)[0])
    except HTTPException:
        return path
