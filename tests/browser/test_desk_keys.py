"""An evening at the queue by keys: on, back, approve, hide with a reason, take back, and a look at what they are."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from ideenboard.base.db import db
from ideenboard.processes.models import Moderation, Workshop
from tests.browser.conftest import DESK, LiveServer
from tests.factories import make_account, make_contribution, make_workshop


def test_the_queue_is_worked_off_by_keys(
    live_server: LiveServer, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    with live_server.rows():
        workshop: Workshop = make_workshop(moderation=Moderation.BEFORE)
        slug, email = workshop.process.slug, make_account("coordinator", workshop.process).email
        for title in ("Erste", "Zweite", "Dritte", "Vierte"):
            make_contribution(workshop, title=title)
        db.session.commit()
    page = open_page(DESK)
    sign_in(page, email)
    page.goto(f"/desk/{slug}/queue")
    keys, heading, rows = page.keyboard, page.locator("#panel h2"), page.locator("#rows")
    expect(heading).to_have_text("Vierte")
    keys.press("j")
    expect(heading).to_have_text("Dritte")
    keys.press("k")
    expect(heading).to_have_text("Vierte")
    page.locator("#panel [name=explanation]").fill("Bitte ohne Namen.")
    rows.get_by_role("link", name="Vierte").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#panel [name=explanation]")).to_have_value("Bitte ohne Namen.")
    page.locator("h1").click()
    keys.press("a")
    expect(rows).not_to_contain_text("Vierte")
    expect(heading).to_have_text("Dritte")
    keys.press("h")
    keys.press("2")
    keys.press("Enter")
    expect(rows).not_to_contain_text("Dritte")
    keys.press("z")
    expect(rows).to_contain_text("Dritte")
    keys.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Einzelne Tasten").uncheck()
    keys.press("Escape")
    keys.press("a")
    expect(rows).to_contain_text("Dritte")
