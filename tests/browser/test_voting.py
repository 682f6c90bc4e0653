"""Voting on a phone in a real browser: quick fingers, reloads, no script; and the result for everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ideenboard.base.db import db
from ideenboard.results import actions
from ideenboard.voting.models import Ballot, Level, Method
from tests.browser.conftest import LiveServer
from tests.browser.inspection import barriers
from tests.factories import NOW
from tests.results.making import CLEAR, closed
from tests.voting.making import make_ballot, voting_workshop

Open = Callable[..., Page]
# Where elements stand on the page.
MIDDLES = """rows => [...document.querySelectorAll(rows)]
  .map(row => row.getBoundingClientRect()).map(box => box.y + box.height / 2)"""


def ballot_for(live_server: LiveServer, **fields: Any) -> tuple[str, int]:
    with live_server.rows():
        workshop = voting_workshop()
        # By an open link: these phones come when the vote has begun.
        return workshop.code, make_ballot(workshop, **{"level": Level.OPEN} | fields).id


def vote_page(page: Page, code: str) -> None:
    page.goto(f"/w/{code}")
    page.click("main button[type=submit], .ib-dock button[type=submit]")
    page.goto(f"/w/{code}/vote")


def test_quick_fingers_lose_no_point(live_server: LiveServer, open_page: Open) -> None:
    code, ballot_id = ballot_for(live_server)
    page = open_page()
    vote_page(page, code)
    more = page.get_by_label("Einen Punkt mehr")
    for option, clicks in [(0, 5), (1, 3), (0, 2), (2, 9)]:
        for _click in range(clicks):
            # By the event itself: a forced click of the mouse hits what moved there while a busy machine drew.
            more.nth(option).dispatch_event("click")
    expect(page.locator("[data-left]")).to_have_text("0")
    expect(page.locator("#paper-state")).to_contain_text("Gespeichert")
    page.wait_for_load_state("networkidle")
    page.reload()
    assert [field.input_value() for field in page.locator("input[type=number]").all()] == ["5", "3", "2", "0"]


@pytest.mark.parametrize("method", list(Method))
def test_every_method_works_without_script(live_server: LiveServer, open_page: Open, method: Method) -> None:
    code, ballot_id = ballot_for(live_server, method=method)
    page = open_page(java_script_enabled=False)
    vote_page(page, code)
    if method is Method.POINTS:
        page.locator("input[type=number]").first.fill("4")
    elif method is Method.RANKING:
        page.get_by_label("Platz für").first.select_option("1")
    else:
        page.locator(".ib-answers label").first.click()
    page.get_by_role("button", name="Stimme abgeben").click()
    expect(page.locator("#messages")).to_contain_text("Ihre Stimme ist gespeichert")
    if method is Method.POINTS:
        expect(page.locator("input[type=number]").first).to_have_value("4")
    elif method is Method.RANKING:
        expect(page.get_by_label("Platz für").first).to_have_value("1")
    else:
        expect(page.locator(".ib-answers input:not([type=hidden])").first).to_be_checked()


def test_the_pages_of_votes_have_no_barriers(live_server: LiveServer, open_page: Open) -> None:
    with live_server.rows():
        snapshot = closed(CLEAR)
        ballot_id, slug = snapshot.ballot_id, snapshot.ballot.process.slug
    page = open_page()
    page.goto(f"/results/{ballot_id}")
    # Each bar of a group stands beside the name of its proposal.
    names, bars = (page.evaluate(MIDDLES, rows) for rows in (".ib-lens__names li", ".is-chosen > .ib-bar"))
    assert len(bars) == 4 and bars == pytest.approx(names, abs=2)
    found = []
    for path in (f"/results/{ballot_id}", f"/processes/{slug}/results"):
        page.goto(path)
        found += barriers(page, wide=False)
    for method in Method:
        vote_page(page, ballot_for(live_server, method=method)[0])
        found += barriers(page, wide=False)
    assert not found, "\n".join(found)


def test_a_vote_after_closing_is_refused_in_words(live_server: LiveServer, open_page: Open) -> None:
    code, ballot_id = ballot_for(live_server)
    page = open_page()
    vote_page(page, code)
    with live_server.rows():
        actions.close(db.session.get(Ballot, ballot_id), by="account:1", at=NOW)
        db.session.commit()
    page.get_by_label("Einen Punkt mehr").first.click()
    expect(page.locator("#messages")).to_contain_text("Diese Abstimmung ist geschlossen")
