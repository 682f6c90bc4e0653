"""Every address of the house with the request that is valid there, for tests that knock at all of them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.doors_forms import FORMS
from tests.pictures import picture, upload
from tests.world import ROLES, World

# WhiteNoise answers before the app does; health belongs to the people who run the server.
BESIDES = {"static"}


@dataclass(frozen=True)
class Door:
    """One row of the table: an address in one state, and what each role gets there."""

    method: str
    endpoint: str
    args: tuple[tuple[str, str], ...]
    expected: tuple[int, ...] = ()

    def __str__(self) -> str:
        return " ".join([self.method, self.endpoint, *(f"{name}={value}" for name, value in self.args)])

    def path(self, app: Flask, ids: dict[str, Any]) -> str:
        """The address, with the world's keys where the row names them."""
        rule = rule_of(app, self.method, self.endpoint)
        words = dict(self.args)
        values = {name: _key(ids, name, words.get(name.removesuffix("_id"))) for name in rule.arguments}
        return app.url_map.bind("localhost").build(self.endpoint, values, method=self.method)

    def data(self, ids: dict[str, Any]) -> dict[str, Any]:
        """The fields of its form, filled so that nothing is wrong with them."""
        fields = FORMS.get(self.endpoint, {}) if self.method == "POST" else {}
        return {
            _filled(name, ids): FILES[value]() if value in FILES else _filled(value, ids)
            for name, value in fields.items()
        }

    def knock(self, world: World, role: str, app: Flask, **kwargs: Any) -> TestResponse:
        """Send the request as somebody."""
        data = kwargs.pop("data", None) or self.data(world.ids)
        sent = data if self.method == "POST" else None
        response = world.browsers[role].open(self.path(app, world.ids), method=self.method, data=sent, **kwargs)
        # A file that is handed out stays open until then.
        response.close()
        return response


def _key(ids: dict[str, Any], name: str, word: str | None) -> Any:
    """The key that a row means: contribution=public is public_contribution_id, ballot=draft is draft_id."""
    if word is None:
        return ids[name]
    return next((ids[key] for key in (f"{word}_{name}", f"{word}_id", word) if key in ids), word)


def _filled(text: str, ids: dict[str, Any]) -> str:
    return text.format_map(ids) if "{" in text else text


# What stands for a file in a form.
FILES = {
    "PDF": lambda: (io.BytesIO(b"%PDF-1.4 material"), "Material.pdf"),
    "TABLE": lambda: (io.BytesIO(b"titel\nEine Zeile\n"), "Beitraege.csv"),
    "PHOTO": lambda: upload(picture()),
}


def rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every method of every address of the app."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if rule.endpoint not in BESIDES:
                yield method, rule


def rule_of(app: Flask, method: str, endpoint: str) -> Rule:
    """The address behind an endpoint."""
    return next(rule for rule in app.url_map.iter_rules(endpoint) if method in (rule.methods or ()))


def read_doors(table: str) -> list[Door]:
    """Read a table: method, endpoint, arguments that differ from the world's usual ones, and a code per role.

    Where the facilitator has no code of its own, it gets what a stranger gets; whoever looks after another district of
    the process, what a coordinator of another process gets.
    """
    doors = []
    for line in filter(None, (line.split("#")[0].strip() for line in table.splitlines())):
        method, endpoint, *words = line.split()
        args = tuple((word.split("=")[0], word.split("=")[1]) for word in words if "=" in word)
        codes = tuple(int(word) for word in words if "=" not in word)
        codes += codes[:1] if len(codes) == ROLES.index("facilitator") else ()
        codes += codes[4:5] if len(codes) == ROLES.index("district") else ()
        doors.append(Door(method, endpoint, args, codes))
    return doors


# The table of test_routes_access.py; the other tests knock at the same doors.
DOORS = read_doors((Path(__file__).parent / "routes_access.txt").read_text())


# Of each address that changes something the first row.
FIRST_CHANGES = {door.endpoint: door for door in reversed(DOORS) if door.method != "GET"}


def is_asked(role: str, door: Door) -> bool:
    """Whether a role is asked at a row: whoever looks after another district only where it differs from a stranger."""
    if role != "district":
        return True
    return door.expected[0] >= 400 and (door.method == "GET" or FIRST_CHANGES[door.endpoint] is door)


# The strongest first.
STRENGTH = ("admin", "colleague", "coordinator", "district", "facilitator", "neighbour", "participant", "stranger")


def somebody(door: Door) -> str:
    """The strongest role for which the request works."""
    codes = dict(zip(ROLES, door.expected, strict=True))
    return next(role for role in STRENGTH if codes[role] < 400)


def one_per_change(doors: list[Door]) -> list[Door]:
    """Of each address that changes something the first row that somebody may send."""
    possible = [door for door in doors if door.method != "GET" and min(door.expected) < 400]
    return list({door.endpoint: door for door in reversed(possible)}.values())
