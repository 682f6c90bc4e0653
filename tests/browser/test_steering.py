"""A facilitator's way: from the link to the phones and back within a minute, with and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, Status
from ideenboard.live import actions
from ideenboard.live.models import CardMark
from ideenboard.processes.actions_phases import renew_link
from ideenboard.processes.models import Phase, Workshop
from tests.browser.conftest import LiveServer
from tests.browser.inspection import barriers
from tests.factories import NOW, make_contribution, make_workshop

LAPTOP = {"width": 1280, "height": 800}
SENTENCE = "Räume am Nachmittag für andere öffnen"


@pytest.fixture
def workshop(live_server: LiveServer) -> Workshop:
    with live_server.rows():
        workshop = make_workshop(title="Zusammenarbeit im Stadtteil", room="Raum 2.07")
        make_contribution(workshop, title=SENTENCE)
        return workshop


def steer(live_server: LiveServer, workshop: Workshop, page: Page) -> None:
    """Open the facilitator link and press its button."""
    with live_server.rows():
        key = renew_link(db.session.get_one(Workshop, workshop.id), by="system", at=NOW)
        db.session.commit()
    page.goto(f"/facilitate/{key}")
    page.get_by_role("button", name="Steuerung öffnen").click()
    expect(page).to_have_url(f"{live_server.url}/steering/{workshop.id}")


def test_a_phase_reaches_the_phone_while_somebody_types_and_is_taken_back(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    laptop, phone = open_page(LAPTOP), open_page()
    steer(live_server, workshop, laptop)
    phone.clock.install()
    phone.goto(f"/w/{workshop.code}")
    phone.get_by_role("button", name="Mitmachen").click()
    field = phone.get_by_label("in einem Satz")
    field.fill("Halber Sa")

    laptop.get_by_role("button", name="Weiter zu „Diskutieren“").click()
    undo = laptop.get_by_role("button", name="„Diskutieren“ zurücknehmen")
    expect(undo).to_be_visible()
    expect(laptop.locator("#take-back")).to_contain_text("noch 0:5")
    # Five seconds of the phone's clock.
    phone.clock.run_for(5000)
    expect(phone.locator("#phase")).to_contain_text("Diskutieren")
    expect(phone.get_by_role("link", name="Sammeln ist vorbei")).to_be_visible()
    expect(field).to_have_value("Halber Sa")
    expect(field).to_be_focused()

    undo.click()
    expect(laptop.get_by_text("Jetzt: Sammeln.")).to_be_visible()
    phone.clock.run_for(5000)
    expect(phone.locator("#phase")).to_contain_text("Sammeln")
    expect(field).to_have_value("Halber Sa")
    phone.get_by_role("button", name="Beitrag senden").click()
    expect(laptop.get_by_role("link", name="1 neuen Beitrag anzeigen")).to_be_visible()


def test_what_others_do_arrives_without_touching_what_is_typed(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    laptop = open_page(LAPTOP)
    steer(live_server, workshop, laptop)
    laptop.get_by_text("Nachricht an den Raum").first.click()
    field = laptop.get_by_label("Nachricht an den Raum")
    field.fill("In fünf Min")
    with live_server.rows():
        room = db.session.get_one(Workshop, workshop.id)
        actions.show_large(room, make_contribution(room, title="Ein Kalender"), by="system", at=NOW)
        db.session.commit()
    expect(laptop.locator("#wall")).to_contain_text("Groß: Ein Kalender")
    expect(field).to_have_value("In fünf Min")
    expect(field).to_be_focused()
    laptop.get_by_role("button", name="An alle Handys").click()
    expect(laptop.locator("#message")).to_contain_text("In fünf Min")
    expect(field).not_to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_the_whole_way_of_a_facilitator(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page], script: bool
) -> None:
    page = open_page(LAPTOP, java_script_enabled=script)
    steer(live_server, workshop, page)
    page.get_by_role("button", name="Auf der Wand").click()
    page.get_by_role("button", name="Merken").click()
    expect(page.get_by_role("button", name="Auf die Wand")).to_be_visible()
    expect(page.locator("#memory")).to_contain_text(SENTENCE)
    page.get_by_role("button", name="Beiträge", exact=True).click()
    page.get_by_role("button", name="Karten verdecken").click()
    expect(page.get_by_role("button", name="Karten aufdecken")).to_be_visible()
    page.get_by_text("Uhr stellen").click()
    page.get_by_label("Minuten").fill("5")
    page.get_by_role("button", name="Uhr starten").click()
    expect(page.locator("#timer")).to_contain_text("4:5" if script else "bis")

    page.get_by_label("Ausblenden mit Grund").click()
    page.get_by_label("Gehört nicht zum Thema").check()
    page.get_by_role("button", name="Ausblenden", exact=True).click()
    expect(page.get_by_text("Der Beitrag ist ausgeblendet.")).to_be_visible()
    expect(page.locator("#feed-title")).to_contain_text("0")
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.locator("#feed")).to_contain_text(SENTENCE)

    page.get_by_role("button", name="Weiter zu „Diskutieren“").click()
    page.get_by_role("button", name="„Diskutieren“ zurücknehmen").click()
    expect(page.locator("#phase-now")).to_contain_text("Jetzt: Sammeln.")
    with live_server.rows():
        room = db.session.get_one(Workshop, workshop.id)
        card = db.session.query(Contribution).filter_by(workshop_id=room.id).one()
        mark = db.session.get_one(CardMark, card.id)
        assert (room.phase, card.status, mark.on_wall) == (Phase.COLLECTING, Status.PUBLISHED, False)
        assert mark.remembered_at and room.timer_ends_at


def test_the_steering_page_has_no_barriers_while_the_room_runs(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page(LAPTOP)
    steer(live_server, workshop, page)
    page.get_by_role("button", name="Weiter zu „Diskutieren“").click()
    page.get_by_role("button", name="Groß zeigen").click()
    page.get_by_text("Uhr stellen").click()
    expect(page.locator("#wall")).to_contain_text("Groß:")
    found = barriers(page, wide=True)
    page.get_by_label("Ausblenden mit Grund").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += barriers(page, wide=True)
    assert not found, "\n".join(found)
