"""A whole workshop: its wall, its laptop, the desk that sees all rooms, and three phones, one of them offline."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ideenboard.audit.actions import raise_revision
from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.processes.models import Workshop
from tests.browser.conftest import DESK, LiveServer
from tests.browser.inspection import AXE, COLOURS, RULES, RUN_AXE, barriers
from tests.factories import make_account, make_contributions, make_event, make_process, make_workshop
from tests.voting.making import make_ballot

BEAMER, OLD_BEAMER = {"width": 1920, "height": 1080}, {"width": 1024, "height": 768}
FIRST, SECOND, LATE = "Räume am Nachmittag öffnen", "Niemand weiß, welcher Raum frei ist", "Ein Kalender für alle Räume"
# What is drawn beyond the window or beyond its list is not seen in the last row of the room.
CUT = """() => [...document.querySelectorAll('[data-card], main > *, header > *, footer > *')].filter(e => {
    const box = e.getBoundingClientRect(), list = (e.closest('ul') ?? document.body).getBoundingClientRect();
    return box.height && (box.bottom > innerHeight + 1 || box.right > Math.min(innerWidth, list.right) + 1);
  }).map(e => e.outerHTML.slice(0, 120))"""

# The kinds of elements a picture is made of, whatever they say and however often they are there.
BUILD = "() => [...new Set([...document.querySelectorAll('body *')].map(e => e.tagName + '.' + e.className))].join()"


@pytest.fixture
def room(live_server: LiveServer) -> dict[str, Any]:
    """A room that is prepared, another one beside it, and somebody who coordinates."""
    with live_server.rows():
        now = clock.now()
        process = make_process(title="Sozialraum Rostock")
        event = make_event(process, starts_at=now - timedelta(minutes=20), ends_at=now + timedelta(hours=3))
        workshop = make_workshop(event, title="Zusammenarbeit im Stadtteil", phase="prepared")
        make_workshop(event, title="Jugend braucht Räume")
        email = make_account("coordinator", process).email
        return {"id": workshop.id, "code": workshop.code, "event": event.id, "email": email}


class Wall:
    """The beamer, whose clock goes as fast as the test."""

    def __init__(self, page: Page, code: str) -> None:
        self.page = page
        self.looked_at: set[str] = set()
        page.clock.install()
        page.goto(f"/w/{code}/wall")

    def shows(self, *texts: str) -> None:
        """It shows these texts some questions to the server later, and nothing on it is a barrier or cut off."""
        for _try in range(30):
            self.pass_seconds(2)
            if all(text in " ".join((self.page.text_content("#wall") or "").split()) for text in texts):
                break
        for text in texts:
            expect(self.page.locator("#wall")).to_contain_text(text)
        assert self.faults() == []

    def pass_seconds(self, seconds: int) -> None:
        """Time goes by, and what the wall asks meanwhile is answered or not."""
        for _second in range(seconds):
            self.page.clock.run_for(1000)
            self.page.wait_for_timeout(20)

    def faults(self) -> list[str]:
        """What is a barrier or cut off. A picture built like an earlier one is looked at for what is cut off only."""
        build = str(self.page.evaluate(BUILD))
        if build in self.looked_at:
            return list(self.page.evaluate(CUT))
        self.looked_at.add(build)
        self.page.evaluate(AXE)
        found = [*self.page.evaluate(RUN_AXE, RULES), *self.page.evaluate(CUT)]
        self.page.emulate_media(color_scheme="dark")
        self.page.set_viewport_size(OLD_BEAMER)
        found += [f"dark, old beamer: {fault}" for fault in self.page.evaluate(RUN_AXE, COLOURS)]
        found += [f"old beamer: {fault}" for fault in self.page.evaluate(CUT)]
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(BEAMER)
        return found


def join(page: Page, code: str) -> None:
    page.goto(f"/w/{code}")
    page.get_by_role("button", name="Mitmachen").click()
    expect(page).to_have_url(re.compile("/contribute$"))


def write(page: Page, kind: str, sentence: str) -> None:
    page.get_by_text(kind, exact=True).click()
    page.get_by_label("in einem Satz").fill(sentence)
    page.get_by_role("button", name="Beitrag senden").click()


def fill(live_server: LiveServer, room_id: int) -> None:
    """More cards than any wall holds, with long words and without spaces."""
    with live_server.rows():
        room = db.session.get_one(Workshop, room_id)
        make_contributions(room, 40, title="{} Sozialraumorientierungskonzept für Müll-Sammel-Aktionen, WWW-fähig")
        raise_revision(f"workshop:{room_id}")
        db.session.commit()


def open_vote(live_server: LiveServer, room_id: int) -> int:
    with live_server.rows():
        return make_ballot(db.session.get_one(Workshop, room_id), options=9, question="Was sollen wir zuerst tun?").id


def close_vote(laptop: Page) -> None:
    """Count the people, and close the vote, as whoever steers the room does it."""
    laptop.get_by_role("link", name="Eintragen, wie viele Personen im Raum sind").click()
    assert barriers(laptop, wide=True) == []
    laptop.get_by_label("Personen im Raum").fill("5")
    laptop.get_by_role("button", name="Speichern").click()
    laptop.get_by_role("link", name="Abstimmung schließen").click()
    expect(laptop.get_by_text("Der Beamer des Raums zeigt es")).to_be_visible()
    assert barriers(laptop, wide=True) == []
    # Counting draws its thousands of lots, and the first time it has to load what it takes for that.
    laptop.get_by_role("button", name="Abstimmung schließen").click(timeout=30_000)
    expect(laptop.locator("#ballots")).to_contain_text("Der Beamer zeigt das Ergebnis.")


def test_a_workshop_from_the_first_guest_to_the_result(
    live_server: LiveServer, room: dict[str, Any], open_page: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> None:
    code = room["code"]
    wall = Wall(open_page(BEAMER), code)
    wall.shows(f"{code[:3]} {code[3:]}", "Ohne Anmeldung, ohne Namen")
    assert wall.page.context.cookies() == []

    desk = open_page(DESK)
    # Only the one that goes offline needs to get pages ahead.
    anna, ben, cem = phones = [open_page(service_workers=workers) for workers in ("block", "block", "allow")]
    sign_in(desk, room["email"])
    # The laptop in the room, in the next tab.
    laptop = desk.context.new_page()
    laptop.goto(f"/steering/{room['id']}")
    press = laptop.get_by_role("main").get_by_role("button")
    press.filter(has_text="Weiter zu „Sammeln“").click()
    desk.goto(f"/desk/events/{room['event']}/cockpit")
    expect(desk.get_by_text("Seit 20 Minuten kein Beitrag")).to_be_visible()

    for phone in phones:
        join(phone, code)
    cem.context.set_offline(True)
    write(cem, "Praxisbeispiel", LATE)
    write(anna, "Idee", FIRST)
    wall.shows(FIRST, "3 Personen", "neu")
    write(ben, "Herausforderung", SECOND)
    wall.shows(SECOND, "2 Beiträge, neue oben")
    wall.pass_seconds(3)
    expect(wall.page.get_by_role("status")).to_contain_text(f"Der neueste: {SECOND}")
    assert LATE not in wall.page.content()
    cem.context.set_offline(False)
    cem.evaluate("dispatchEvent(new Event('online'))")
    expect(cem.get_by_text("angekommen").first).to_be_visible(timeout=15_000)
    wall.shows(LATE, "3 Beiträge")

    expect(desk.locator(f"#room-{room['id']} .ib-room__n").first).to_have_text("3")
    desk.locator("summary").filter(has_text="Proben").click()
    assert barriers(desk, wide=True) == []
    desk.set_viewport_size(DESK)
    desk.keyboard.press("Escape")
    desk.locator("#message-more > summary").click()
    desk.get_by_label("Nachricht an alle Räume").fill("Um elf treffen wir uns im Saal.")
    desk.get_by_role("button", name="An alle Handys und Beamer senden").click()
    wall.shows("Um elf treffen wir uns im Saal.")

    laptop.reload()
    laptop.locator("#wall-veil").click()
    wall.shows("Beiträge liegen verdeckt.")
    assert FIRST not in wall.page.content()
    ben.goto(f"/w/{code}/board")
    expect(ben.get_by_role("heading", name="3 Beiträge liegen verdeckt.")).to_be_visible()
    assert FIRST not in ben.content() and barriers(ben, wide=False) == []
    laptop.locator("#wall-veil").click()
    expect(ben.get_by_role("link", name="3 neue Beiträge anzeigen")).to_be_visible(timeout=15_000)
    laptop.locator("#feed li").filter(has_text=FIRST).locator("button[id^=large]").click()
    wall.shows(FIRST)
    expect(wall.page.locator("#main")).not_to_contain_text(SECOND)
    laptop.locator("#wall-mode-by_phase").click()
    laptop.locator("#wall-grouping-cluster").click()
    wall.shows(FIRST, SECOND)
    fill(live_server, room["id"])
    wall.shows("und ", " weitere")

    ballot_id = open_vote(live_server, room["id"])
    for phase in ("Diskutieren", "Abstimmen"):
        press.filter(has_text=f"Weiter zu „{phase}“").click()
    wall.shows("Was sollen wir zuerst tun?", "0 von 5 Personen haben abgestimmt")
    anna.goto(f"/w/{code}/vote")
    anna.get_by_role("button", name="Einen Punkt mehr").first.click()
    anna.get_by_role("button", name="Stimme abgeben").click()
    wall.shows("1 von 5 Personen hat abgestimmt")
    assert "Vorschlag 1" not in wall.page.content()
    close_vote(laptop)
    # The room sees it at once; nobody has published it.
    wall.shows("Vorschlag 1", "und 3 weitere Vorschläge")
    assert anna.request.get(f"/results/{ballot_id}").status == 404

    wall.page.context.set_offline(True)
    wall.pass_seconds(20)
    expect(wall.page.locator("#lost")).to_have_text(re.compile(r"Keine Verbindung seit \d\d:\d\d Uhr"))
    wall.shows("Vorschlag 1")
    wall.page.context.set_offline(False)
    wall.pass_seconds(20)
    expect(wall.page.locator("#lost")).to_be_hidden()
