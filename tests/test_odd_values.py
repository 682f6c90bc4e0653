"""Values that no page of ours sends: whatever stands in an address or a form, nobody gets to see a mistake of ours."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.engine import Connection

from ideenboard.base.ids import IdConverter
from tests.doors import DOORS, Door, rule_of, rules, somebody
from tests.words import BYTES, LARGE, NEVER_IN_A_PAGE, ODD, odd_at
from tests.world import World

# Every name that a page reads from its address, sent at once; names of rows of a form that no page makes.
ASKED = "after assignee back ballot card cards cluster code contribution district districts find fold group height into"
ASKED += " kind mode near newest next only open order paper phase q reason receipt seq shown since state step tab"
ASKED += " target theme unanswered workshop"
NAMES = ("milestones-²-title", "milestones-" + "9" * 5_000 + "-title", "option-²", "options")
# Each address once, with the place it has among all.
PLACES = list(enumerate({(door.method, door.endpoint): door for door in DOORS if min(door.expected) < 400}.values()))
FORMS = [(place, door) for place, door in PLACES if door.method == "POST"]
READS = [(place, door) for place, door in PLACES if door.method == "GET"]
# In one turn each name carries one value, and at the next address another one. A run makes one turn, on each database
# a different one; all the others, in which every name has carried every value, belong to the long tests.
TURN_ON = {"sqlite": 0, "postgresql": 1}
TURNS = [pytest.param(None, id="one"), pytest.param(range(len(ODD)), id="all", marks=pytest.mark.stress)]


def _name(door: object) -> str:
    return f"{door.method} {door.endpoint}" if isinstance(door, Door) else ""


@dataclass
class Visitor:
    """Somebody who gets in, sends odd things to one address, and notes what of them ended in a mistake of ours."""

    house: World
    app: Flask
    connection: Connection
    door: Door
    mistakes: list[str] = field(default_factory=list)

    @property
    def turn_of_this_database(self) -> range:
        turn = TURN_ON[self.connection.dialect.name]
        return range(turn, turn + 1)

    def send(self, what: str, path: str | bytes = b"", **sent: Any) -> None:
        path = path or self.door.path(self.app, self.house.ids)
        with self.house.undone(self.connection):
            browser = self.house.browsers[somebody(self.door)]
            response = browser.open(path, method=self.door.method, check=False, **sent)
            text = response.text if response.mimetype == "text/html" else ""
            response.close()
        if response.status_code >= 500 or any(word in text for word in NEVER_IN_A_PAGE):
            self.mistakes.append(f"{response.status_code} {what[:100]}")

    def filled(self, **odd: Any) -> dict[str, Any]:
        return {**self.door.data(self.house.ids), **odd}

    def try_path(self) -> None:
        """Words in the address reach the database; which numbers do, one converter decides for all."""
        rule, path = rule_of(self.app, self.door.method, self.door.endpoint), self.door.path(self.app, self.house.ids)
        values = self.app.url_map.bind("localhost").match(path, method=self.door.method)[1]
        for name, value in values.items():
            if rule._converters[name].__class__.__name__ == "UnicodeConverter":
                self.send(f"path {name}", path.replace(str(value), "\1", 1).replace("\1", "a%00bü"))

    def try_queries(self, turns: range, place: int) -> None:
        for turn in turns:
            words = {name: odd_at(turn, number + place) for number, name in enumerate(ASKED.split())}
            self.send(f"query turn {turn}", query_string=words, htmx=(turn + place) % 2 == 1)

    def try_fields(self, turns: range, place: int) -> None:
        fields = [name for name, value in self.filled().items() if isinstance(value, str)]
        for turn in turns:
            words = {name: odd_at(turn, number + place) for number, name in enumerate(fields)}
            self.send(f"form turn {turn}", data=self.filled(**words))

    def try_single_numbers(self) -> None:
        """Alone among good ones a number gets past the form where the form lets it."""
        for name, value in self.filled().items():
            if isinstance(value, str) and value[:1].isdigit():
                self.send(f"large {name}", data=self.filled(**{name: str(LARGE[-1])}))

    def try_gaps(self, *, one_by_one: bool) -> None:
        names = list(self.filled())
        for gap in [[name] for name in names] if one_by_one else [names[::2], names[1::2]]:
            self.send(f"missing {gap}", data={k: v for k, v in self.filled().items() if k not in gap})
        self.send("nothing")
        self.send("no form", data=b"--x", content_type="multipart/form-data; boundary=y")


@pytest.fixture
def visitor(house: World, session_app: Flask, connection: Connection, door: Door) -> Visitor:
    return Visitor(house, session_app, connection, door)


def test_no_number_of_a_row_is_too_large_for_its_column(session_app: Flask) -> None:
    """An address with a larger one is none: the database never hears of it."""
    converters = [usual for _method, rule in rules(session_app) for usual in rule._converters.values()]
    numbers = [usual for usual in converters if usual.__class__.__name__ not in ("UnicodeConverter", "AnyConverter")]
    assert len(numbers) > 100
    assert all(isinstance(usual, IdConverter) for usual in numbers)


def test_every_word_that_is_read_from_an_address_is_tried() -> None:
    code = "".join(path.read_text() for path in (Path(__file__).parent.parent / "ideenboard").rglob("*.py"))
    read = set(re.findall(r'request\.(?:args|values)\.(?:get|getlist)\("(\w+)"', code))
    assert read - set(ASKED.split()) == set()


@pytest.mark.parametrize("turns", TURNS)
@pytest.mark.parametrize(("place", "door"), PLACES, ids=_name)
def test_no_value_is_odd_enough_for_a_mistake(visitor: Visitor, place: int, turns: range | None) -> None:
    turns = turns or visitor.turn_of_this_database
    if visitor.door.method == "POST":
        visitor.try_fields(turns, place)
    else:
        visitor.try_queries(turns, place)
    assert visitor.mistakes == []


@pytest.mark.parametrize(("_place", "door"), PLACES, ids=_name)
def test_no_word_in_a_path_ends_in_a_mistake(visitor: Visitor, _place: int) -> None:
    visitor.try_path()
    assert visitor.mistakes == []


# Whoever reads the address has a whole character instead, before any database hears of it.
@pytest.mark.once
@pytest.mark.parametrize(("_place", "door"), READS, ids=_name)
def test_no_half_character_ends_in_a_mistake(visitor: Visitor, _place: int) -> None:
    visitor.send("half a character", visitor.door.path(visitor.app, visitor.house.ids).encode() + b"?q=" + BYTES)
    assert visitor.mistakes == []


@pytest.mark.parametrize(("_place", "door"), FORMS, ids=_name)
def test_no_number_alone_is_large_enough_for_a_mistake(visitor: Visitor, _place: int) -> None:
    visitor.try_single_numbers()
    visitor.send("names", data=visitor.filled(**dict.fromkeys(NAMES, "1")))
    assert visitor.mistakes == []


# Every second field at once; one by one in the long tests.
@pytest.mark.once
@pytest.mark.parametrize("one_by_one", [False, pytest.param(True, marks=pytest.mark.stress)])
@pytest.mark.parametrize(("_place", "door"), FORMS, ids=_name)
def test_no_field_is_missed_so_much_that_it_ends_in_a_mistake(visitor: Visitor, _place: int, one_by_one: bool) -> None:
    visitor.try_gaps(one_by_one=one_by_one)
    assert visitor.mistakes == []


def test_in_all_turns_each_place_carries_every_value() -> None:
    assert all(sorted(odd_at(turn, place) for turn in range(len(ODD))) == sorted(ODD) for place in range(30))
