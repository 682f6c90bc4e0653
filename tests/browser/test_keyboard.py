"""A participant's way and a coordinator's way with nothing but a keyboard, the focus in sight at every step."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ideenboard.base.db import db
from ideenboard.processes.actions_phases import set_phase
from ideenboard.processes.models import Moderation, Phase, Workshop
from tests.browser.conftest import DESK, LiveServer
from tests.browser.inspection import shows_focus
from tests.browsing import PASSWORD
from tests.factories import NOW, make_account, make_contribution, make_workshop
from tests.voting.making import make_ballot

IDEA, OTHER = "Räume am Nachmittag öffnen", "Ein Formular für alle Anträge"
NAME = """() => { const e = document.activeElement, label = e.labels?.[0];
  const names = [e.getAttribute('aria-label'), label?.innerText, e.innerText, e.name];
  return names.filter(Boolean).join(' ').replaceAll('\\u00ad', ''); }"""
MOST_STEPS = 80


class Keyboard:
    """Presses keys and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str) -> "Keyboard":
        """Tab on to the control whose name begins so, and see that its focus shows."""
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            if re.match(name, self.page.evaluate(NAME).strip()):
                assert shows_focus(self.page), f"the focus on {name} does not show"
                return self
        raise AssertionError(f"no way to {name} at {self.page.url}")

    def press(self, *keys: str) -> "Keyboard":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, text: str) -> "Keyboard":
        self.page.keyboard.type(text)
        return self


@pytest.fixture
def workshop(live_server: LiveServer) -> Workshop:
    with live_server.rows():
        workshop = make_workshop(title="Zusammenarbeit im Stadtteil")
        make_contribution(workshop, title=OTHER)
        make_ballot(workshop, options=2, points=5, max_per_option=3, first_k=1)
        return workshop


def test_a_participant_needs_no_pointer(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    keys = Keyboard(page)
    page.goto("/")
    keys.to("Sie sitzen im Workshop").type(workshop.code).press("Enter")
    expect(page.get_by_role("heading", name="Zusammenarbeit im Stadtteil")).to_be_visible()
    keys.to("Mitmachen").press("Enter")
    expect(page).to_have_url(re.compile("/contribute$"))
    keys.to("Idee").press("ArrowDown")
    keys.to(".*in einem Satz").type(IDEA)
    keys.to("Beitrag senden").press("Enter")
    expect(page.get_by_role("heading", name="ist angekommen")).to_be_visible()
    keys.to("Was die anderen sagen").press("Enter")
    expect(page).to_have_url(re.compile("/board$"))
    keys.to("Unterstützen").press("Space")
    expect(page.get_by_role("button", name="Unterstützt 1")).to_be_focused()
    keys.to(OTHER).press("Enter")
    expect(page.get_by_role("heading", name=OTHER)).to_be_visible()
    keys.to("Ihr Kommentar").type("Das fehlt uns sehr.")
    keys.to("Kommentar senden").press("Enter")
    expect(page.locator("#comments").get_by_text("Das fehlt uns sehr.")).to_be_visible()
    with live_server.rows():
        set_phase(db.session.get(Workshop, workshop.id), Phase.VOTING, by="system", at=NOW)
        db.session.commit()
    keys.to("Abstimmen").press("Enter")
    expect(page.get_by_role("heading", name="Was sollen wir zuerst umsetzen?")).to_be_visible()
    keys.to("Einen Punkt mehr").press("Space", "Space")
    expect(page.locator("#paper-state")).to_contain_text("Gespeichert")
    keys.to("Stimme abgeben").press("Enter")
    expect(page.locator("input[type=number]").first).to_have_value("2")


def test_a_coordinator_needs_no_pointer(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    with live_server.rows():
        workshop = db.session.get(Workshop, workshop.id)
        slug, email = workshop.process.slug, make_account("coordinator", workshop.process).email
        workshop.moderation = Moderation.BEFORE
        for title in ("Zuerst", "Danach", "Frau Meier ist schuld"):
            make_contribution(workshop, title=title)
    page = open_page(DESK)
    keys = Keyboard(page)
    page.goto("/login")
    keys.to("E-Mail").type(email)
    keys.to("Passwort").type(PASSWORD)
    keys.to("Anmelden").press("Enter")
    expect(page).to_have_url(re.compile("/desk"))

    page.goto(f"/desk/{slug}/queue")
    keys.to("Frau Meier").press("Enter")
    expect(page.locator("#panel").get_by_role("heading", name="Frau Meier")).to_be_visible()
    keys.to("Nennt eine Person").press("Space")
    keys.to(r"Ausblenden\s+H$").press("Enter")
    expect(page.locator("#rows")).not_to_contain_text("Frau Meier")
    for title in ("Zuerst", "Danach"):
        keys.to(f"Auswählen: {title}").press("Space")
    keys.to("Freigeben").press("Enter")
    expect(page.locator("#rows")).not_to_contain_text("Zuerst")

    keys.to("Bündel").press("Enter")
    expect(page.get_by_role("heading", name="Noch nicht zugeordnet")).to_be_visible()
    for title in ("Zuerst", "Danach"):
        keys.to(title).press("Space")
    keys.to("Neues Bündel").press("Enter")
    keys.to("Titel").type("Räume gemeinsam nutzen")
    keys.press("Enter")
    expect(page.locator("#bundles").get_by_role("heading", name="Räume gemeinsam nutzen")).to_be_visible()

    keys.to("Abstimmungen").press("Enter")
    expect(page.get_by_role("heading", name="Abstimmungen")).to_be_visible()
    keys.to("Abstimmung schließen").press("Enter")
    expect(page.get_by_role("heading", name="Diese Abstimmung schließen?")).to_be_visible()
    keys.to("Abstimmung schließen").press("Enter")
    expect(page.get_by_text("Noch nicht veröffentlicht").first).to_be_visible()
    keys.to("Ergebnis veröffentlichen").press("Enter")
    expect(page.get_by_text("Das Ergebnis ist öffentlich.")).to_be_visible()
