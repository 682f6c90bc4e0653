"""Values that no page of ours sends: whatever stands in an address or a form, nobody gets to see a mistake of ours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.engine import Connection

from tests.doors import Door, read_doors, rule_of
from tests.world import ROLES, World

DOORS = read_doors((Path(__file__).parent / "routes_access.txt").read_text())
# Larger than what a row, a database and Python's own reader can take.
LARGE = (2**31, 2**63, 10**400)
# What sends single values astray; hostile words are test_hostile_text.py's.
ODD = ("", "²", "9999-12-31", *map(str, LARGE))
# Every name that a page reads from its address, sent at once; names of rows of a form that no page makes.
ASKED = "after assignee back card cards cluster code contribution district find group kind newest next order"
ASKED += " paper phase q receipt seq shown since state tab target theme unanswered workshop"
NAMES = ("milestones-²-title", "milestones-" + "9" * 5_000 + "-title", "option-²", "options")


def _open_doors() -> Iterator[Any]:
    """Each address once, as somebody who gets in."""
    seen = set()
    for door in DOORS:
        role = next((role for role, code in zip(ROLES, door.expected, strict=True) if code < 400), None)
        if role and (door.method, door.endpoint) not in seen:
            seen.add((door.method, door.endpoint))
            yield pytest.param(door, role, id=f"{door.method} {door.endpoint}")


@dataclass
class Visitor:
    """Somebody who sends odd things to one address, and notes which of them ended in a mistake of ours."""

    house: World
    app: Flask
    connection: Connection
    door: Door
    role: str
    mistakes: list[str] = field(default_factory=list)

    def send(self, what: str, path: str = "", **sent: Any) -> None:
        path = path or self.door.path(self.app, self.house.ids)
        with self.house.undone(self.connection):
            response = self.house.browsers[self.role].open(path, method=self.door.method, check=False, **sent)
            response.close()
        if response.status_code >= 500:
            self.mistakes.append(f"{response.status_code} {what[:100]}")

    def filled(self, **odd: Any) -> dict[str, Any]:
        return {**self.door.data(self.house.ids), **odd}

    def try_paths(self) -> None:
        rule, urls = rule_of(self.app, self.door.method, self.door.endpoint), self.app.url_map.bind("localhost")
        values = urls.match(self.door.path(self.app, self.house.ids), method=self.door.method)[1]
        for name in rule.arguments:
            usual = rule._converters[name]
            # One converter refuses all that are too large; words reach the database.
            for odd in LARGE[1:2] if isinstance(values[name], int) else ("a\0b", "ü"):
                if isinstance(values[name], int) or usual.__class__.__name__ == "UnicodeConverter":
                    path = self.door.path(self.app, self.house.ids).replace(str(values[name]), "\1", 1)
                    self.send(f"path {name}={odd!r}", path.replace("\1", str(odd).replace("\0", "%00")))

    def try_queries(self) -> None:
        for number, odd in enumerate(ODD):
            self.send(f"query {odd!r}", query_string=dict.fromkeys(ASKED.split(), odd), htmx=number % 2 == 0)

    def try_forms(self) -> None:
        for name, value in self.filled().items():
            # Alone among good ones it gets past the form where the form lets it.
            if isinstance(value, str) and value[:1].isdigit():
                self.send(f"large {name}", data=self.filled(**{name: str(LARGE[-1])}))
        for odd in ODD:
            self.send(f"form {odd!r}", data=dict.fromkeys(self.filled(), odd))
        self.send("names", data=self.filled(**dict.fromkeys(NAMES, "1")))

    def try_gaps(self) -> None:
        for name in self.filled():
            self.send(f"missing {name}", data={k: v for k, v in self.filled().items() if k != name})
        self.send("nothing")
        self.send("no form", data=b"--x", content_type="multipart/form-data; boundary=y")


@pytest.mark.parametrize(("door", "role"), list(_open_doors()))
def test_no_value_is_odd_enough_for_a_mistake(
    house: World, session_app: Flask, connection: Connection, door: Door, role: str
) -> None:
    visitor = Visitor(house, session_app, connection, door, role)
    visitor.try_paths()
    if door.method == "POST":
        visitor.try_forms()
    else:
        visitor.try_queries()
    assert visitor.mistakes == []


@pytest.mark.once
@pytest.mark.parametrize(("door", "role"), [door for door in _open_doors() if door.values[0].method == "POST"])
def test_no_field_is_missed_so_much_that_it_ends_in_a_mistake(
    house: World, session_app: Flask, connection: Connection, door: Door, role: str
) -> None:
    visitor = Visitor(house, session_app, connection, door, role)
    visitor.try_gaps()
    assert visitor.mistakes == []
