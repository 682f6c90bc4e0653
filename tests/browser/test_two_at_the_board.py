"""Two coordinators sort on one board, one with the mouse, one by keyboard; each sees the other's moves in time."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from ideenboard.base.db import db
from ideenboard.clusters import actions
from ideenboard.people.models import Role
from ideenboard.processes.rules import Actor
from tests.browser.conftest import DESK, LiveServer
from tests.factories import NOW, make_account, make_contributions, make_workshop

BY = Actor(account_name="Koordination")
IN_TIME = 2000


def drag(page: Page, source: str, target: str) -> None:
    """Take a card by its middle and let go over a place."""
    here, there = page.locator(source).bounding_box(), page.locator(target).bounding_box()
    assert here and there
    page.mouse.move(here["x"] + 120, here["y"] + 20)
    page.mouse.down()
    page.mouse.move(here["x"] + 160, here["y"] + 60, steps=4)
    page.mouse.move(there["x"] + 60, there["y"] + 60, steps=8)
    page.mouse.up()


def test_two_sort_on_one_board(
    live_server: LiveServer, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    with live_server.rows():
        workshop = make_workshop(title="Raum")
        cards = [card.id for card in make_contributions(workshop, 4, title="Karte {}")]
        for title in ("Räume", "Formulare"):
            actions.create(workshop.process, title, [], district_id=None, by=BY, at=NOW)
        db.session.commit()
        emails = [make_account(Role.COORDINATOR, workshop.process).email for _ in range(2)]
        address = f"/desk/{workshop.process.slug}/clusters"
    mouse, keys = open_page(DESK), open_page(DESK)
    for page, email in zip((mouse, keys), emails, strict=True):
        sign_in(page, email)
        page.goto(address)
    first, second = mouse.locator("[data-bundle]").first, mouse.locator("[data-bundle]").last
    drag(mouse, f"#card-{cards[3]}", "[data-bundle] >> nth=0")
    expect(mouse.locator("#messages")).to_contain_text("1 Beitrag ist jetzt in")
    expect(keys.locator(f"#in-{cards[3]}")).to_be_visible(timeout=IN_TIME)
    expect(first).to_contain_text("1 Beitrag,")

    keys.locator("#unsorted-title").focus()
    for key in ("j", "Space", "j", "Space", "m", "b", "Enter"):
        keys.keyboard.press(key)
    expect(keys.locator("#messages")).to_contain_text("2 Beiträge sind jetzt in „Formulare“")
    expect(second).to_contain_text("2 Beiträge,", timeout=IN_TIME)
    keys.keyboard.press("z")
    expect(second).to_contain_text("0 Beiträge,", timeout=IN_TIME)
    expect(mouse.locator("#unsorted-count")).to_contain_text("3")
