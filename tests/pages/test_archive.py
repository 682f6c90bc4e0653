"""The archive of a process: its public side as a folder that opens without a server."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask

from ideenboard.pages.cli_archive import READ
from ideenboard.pages.rules_archive import file_of, relinked
from tests.browsing import review_markup
from tests.console import Console
from tests.factories import make_event
from tests.plans.measures import make_measure
from tests.results.making import CLEAR, closed

# The pages in it are those that every other test looks at on both databases.
pytestmark = pytest.mark.once


def linked(page: str) -> list[str]:
    return [address for address in re.findall(r'(?:href|src)="([^"#]+)', page)]


def test_every_link_of_every_page_leads_to_a_file_in_the_folder(app: Flask, console: Console, tmp_path: Path) -> None:
    snapshot = closed(CLEAR)
    said = console("archive", snapshot.ballot.process.slug, tmp_path / "archive")
    assert said.code == 0, said.err
    pages = list(tmp_path.rglob("*.html"))
    assert (tmp_path / "archive" / "index.html") in pages and len(pages) > 5
    for page in pages:
        text = page.read_text()
        review_markup(text, fragment=False)
        for address in linked(text):
            if urlsplit(address).scheme not in ("http", "https", "mailto"):
                target = page.parent / unquote(address.partition("?")[0])
                assert not address.startswith("/") and target.is_file(), address
        assert app.config["BASE_URL"] not in "".join(linked(text)) and "<form" not in text and "<script" not in text
    assert (
        "Ein Vorschlag liegt klar vorn" in (tmp_path / f"archive/results/{snapshot.ballot_id}/index.html").read_text()
    )
    names = {path.name for path in tmp_path.rglob("*")}
    assert {"report.pdf", "report.odt", "recount.zip", "datapackage.json", "feed.atom", "options.csv"} <= names


def test_the_only_plan_is_found_from_every_page(app: Flask, console: Console, tmp_path: Path) -> None:
    measure = make_measure()
    assert console("archive", measure.plan.process.slug, tmp_path).code == 0
    place = f"processes/{measure.plan.process.slug}/plans/index.html"
    assert place in linked((tmp_path / "index.html").read_text()) and measure.title in (tmp_path / place).read_text()


def test_the_pages_of_events_come_along(app: Flask, console: Console, tmp_path: Path) -> None:
    event = make_event(title="Auftakt im Rathaus")
    assert console("archive", event.process.slug, tmp_path).code == 0
    assert event.title in (tmp_path / f"events/{event.id}/index.html").read_text()
    assert f"events/{event.id}/index.html" in linked((tmp_path / "index.html").read_text())


def test_whatever_it_takes_along_is_an_address_of_the_house(app: Flask) -> None:
    """A page that moved to another room would else be left out, and nobody would see it."""
    assert set(app.view_functions) >= READ


def test_it_is_not_written_over_anything(app: Flask, console: Console, tmp_path: Path) -> None:
    slug = closed(CLEAR).ballot.process.slug
    (tmp_path / "mine.txt").write_text("keep")
    said = console("archive", slug, tmp_path)
    assert said.code == 1 and "not empty" in said.err and len(said.err.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unpublished_result_does_not_come_along(app: Flask, console: Console, tmp_path: Path) -> None:
    snapshot = closed(CLEAR, published=False)
    assert console("archive", snapshot.ballot.process.slug, tmp_path).code == 0
    assert not (tmp_path / "results").exists()
    assert all(snapshot.ballot.question not in page.read_text() for page in tmp_path.rglob("*.html"))


def test_a_link_to_what_is_not_there_becomes_words() -> None:
    page = '<a class="x" href="/desk">Tisch</a> <a href="/plans/1?a=1&amp;b=2#m">Plan</a> <a href="https://x.de/">x</a>'
    found = relinked(page, "results/1/index.html", {"/plans/1?a=1&b=2": "plans/1/index.html"}.get)
    assert found == '<a class="x">Tisch</a> <a href="../../plans/1/index.html#m">Plan</a> <a href="https://x.de/">x</a>'
    assert file_of("/contributions?after=7", "text/html") == "contributions/index-after-7.html"
