"""One walk per role through all that it can read; what the walk saw is asked many questions."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

from flask import Flask

from tests.doors import DOORS
from tests.world import ROLES, World

# Pages of the small world with one of each of their filters; the walk must come to an end by itself before.
MOST = 600
# Files are written anew each time, which takes long; the table of addresses asks for each of them.
FILES = re.compile(r"^/language/|/export\.|/data\.")
LINK = re.compile(r'\s(?:href|src|hx-get)="([^"]+)"')


@dataclass(frozen=True)
class Seen:
    """What one address answered, who leads there, and the endpoint where a row of the table does."""

    source: str
    status: int
    mimetype: str
    text: str
    endpoint: str = ""


@dataclass
class Tour:
    """Everything that a role has seen, by address."""

    role: str
    seen: dict[str, Seen] = field(default_factory=dict)
    locks: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def walk(world: World, app: Flask, role: str) -> Iterator[tuple[str, Seen]]:
    """Every address that somebody can reach: through the table and from link to link."""
    browser, known = world.browsers[role], set[object]()
    doors = [door for door in DOORS if door.method == "GET" and door.expected[ROLES.index(role)] < 400]
    waiting = deque((door.path(app, world.ids), str(door), door.endpoint) for door in doors)
    while waiting and len(known) < MOST:
        address, source, endpoint = waiting.popleft()
        # The same files for everybody: whether they are there, one role finds out.
        if kind_of(address) in known or FILES.search(address) or (address.startswith("/static") and role != "admin"):
            continue
        known.add(kind_of(address))
        with browser.get(address, check=False) as answer:
            is_page = answer.mimetype == "text/html"
            yield address, Seen(source, answer.status_code, answer.mimetype, answer.text if is_page else "", endpoint)
        if answer.location:
            waiting.append((local(answer.location), address, ""))
        elif is_page:
            waiting.extend((link, address, "") for link in links(answer.text, address))
    assert len(known) < MOST, "the walk has no end"


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
