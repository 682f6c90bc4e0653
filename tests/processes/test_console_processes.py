"""The list of processes at the console."""

import json

from flask import Flask

from tests.console import Console
from tests.factories import make_event, make_process, make_workshop


def test_scripts_get_json(app: Flask, console: Console) -> None:
    process = make_process(slug="rostock-2027", title="Räume für alle")
    workshop = make_workshop(make_event(process))
    (row,) = [row for row in json.loads(console("processes", "--json").out) if row["slug"] == "rostock-2027"]
    assert row["title"] == "Räume für alle" and row["starts_on"] == "2027-01-21" and row["published"] is True
    assert row["districts"] == ["Groß Klein", "Toitenwinkel"]
    assert row["workshops"] == [{"code": workshop.code, "title": workshop.title, "phase": "collecting"}]


def test_people_get_lines(app: Flask, console: Console) -> None:
    make_process(slug="rostock-2027")
    assert "rostock-2027" in console("processes").out
