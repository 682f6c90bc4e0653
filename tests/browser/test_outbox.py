"""The phone on bad Wi-Fi: what is sent without network is kept, is told, survives, and arrives once."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, BrowserType, Page, expect
from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, Photo
from ideenboard.processes.actions_phases import set_phase
from ideenboard.processes.models import Phase, Workshop
from ideenboard.voting.models import Ballot, BallotPaper, Method, Vote
from tests.browser.conftest import PHONE, LiveServer
from tests.browser.inspection import barriers
from tests.factories import NOW, make_workshop
from tests.pictures import picture
from tests.voting.making import make_ballot

# The last page that a phone gets ahead.
KEPT = """async () => {
  while (!(await caches.match('/offline'))) await new Promise(done => setTimeout(done, 50));
}"""
PORTAL = "<!doctype html><title>WLAN</title><h1>Willkommen im Rathaus-WLAN</h1>"


@pytest.fixture
def workshop(live_server: LiveServer) -> Workshop:
    with live_server.rows():
        return make_workshop(title="Zusammenarbeit im Stadtteil")


@pytest.fixture
def ballot(live_server: LiveServer, workshop: Workshop) -> Ballot:
    """A vote of the whole process, open while the room still collects."""
    with live_server.rows():
        room = make_workshop(db.session.get_one(Workshop, workshop.id).event)
        return make_ballot(room, options=5, workshop_id=None, method=Method.SUPPORT)


@pytest.fixture
def start_phone(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], live_server: LiveServer, tmp_path: Path
) -> Iterator[Callable[[], BrowserContext]]:
    """Start a phone's browser; started again it has everything that the one before left on the device."""
    started: list[BrowserContext] = []

    def start() -> BrowserContext:
        settings = {"viewport": PHONE, "locale": "de", "base_url": live_server.url, "reduced_motion": "reduce"}
        context = browser_type.launch_persistent_context(tmp_path / "phone", **browser_type_launch_args, **settings)
        context.set_default_timeout(5000)
        # Phones of a hall do not all ask at once; this one does not draw lots.
        context.add_init_script("Math.random = () => 0")
        started.append(context)
        return context

    yield start
    started[-1].close()


def join(page: Page, workshop: Workshop) -> None:
    """Sit down, and wait until the phone has what it needs without network."""
    page.goto(f"/w/{workshop.code}")
    page.get_by_role("button", name="Mitmachen").click()
    page.evaluate(KEPT)


def write(page: Page, sentence: str) -> None:
    page.get_by_label("in einem Satz").fill(sentence)
    page.get_by_role("button", name="Beitrag senden").click()
    expect(page.get_by_label("in einem Satz")).to_have_value("")


def arrived(live_server: LiveServer, workshop: Workshop, ballot: Ballot) -> tuple[list[str], int]:
    """The titles that are in the database, and how many proposals are supported."""
    with live_server.rows():
        here = Contribution.workshop_id == workshop.id
        titles = db.session.scalars(select(Contribution.title).where(here).order_by(Contribution.title)).all()
        papers = select(BallotPaper.id).where(BallotPaper.ballot_id == ballot.id)
        votes = select(func.count()).where(Vote.paper_id.in_(papers), Vote.value == 1)
        return list(titles), db.session.scalar(votes) or 0


def end_session(app: Flask, context: BrowserContext) -> None:
    """Let the form tokens of all open and kept pages be worth nothing any more."""
    cookie = next(one for one in context.cookies() if one["name"] == app.config["SESSION_COOKIE_NAME"])
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    session = signer.loads(cookie["value"])
    del session["csrf_token"]
    context.add_cookies([{**cookie, "value": signer.dumps(session)}])


def test_three_ideas_and_five_votes_without_network_arrive_once(
    live_server: LiveServer, workshop: Workshop, ballot: Ballot, start_phone: Callable[[], BrowserContext]
) -> None:
    phone = start_phone()
    page = phone.pages[0]
    join(page, workshop)
    phone.set_offline(True)
    write(page, "Idee 1")
    expect(page.get_by_text("Kein Netz. Ihr Text ist sicher.")).to_be_visible()
    page.reload()
    write(page, "Idee 2")
    page.close()
    page = phone.new_page()
    page.goto(f"/w/{workshop.code}/contribute")
    write(page, "Idee 3")
    page.goto(f"/w/{workshop.code}/vote")
    for box in page.get_by_label("Das unterstütze ich").all():
        box.check()
    expect(page.locator("#paper-state")).to_contain_text("wartet auf Übertragung")
    assert arrived(live_server, workshop, ballot) == ([], 0)
    phone.close()

    phone = start_phone()
    phone.set_offline(True)
    page = phone.pages[0]
    page.goto(f"/w/{workshop.code}/vote")
    expect(page.locator("input:checked")).to_have_count(5)
    page.goto(f"/w/{workshop.code}/mine")
    waiting = page.locator("[data-outbox-list]").get_by_text("wartet auf Übertragung")
    expect(waiting).to_have_count(4)

    # A captive portal says yes to everything, and means itself.
    phone.route("**/*", lambda route: route.fulfill(status=200, content_type="text/html", body=PORTAL))
    with page.expect_response("**/*"):
        phone.set_offline(False)
    expect(waiting).to_have_count(4)
    phone.set_offline(True)
    phone.unroute("**/*")
    # The form token in this copy is worth nothing any more.
    page.goto(f"/w/{workshop.code}/contribute")
    end_session(live_server.app, phone)
    began = time.monotonic()
    phone.set_offline(False)
    expect(page.get_by_text("Inzwischen angekommen: 4")).to_be_visible()
    assert time.monotonic() - began < 20
    eight = (["Idee 1", "Idee 2", "Idee 3"], 5)
    assert arrived(live_server, workshop, ballot) == eight
    page.goto(f"/w/{workshop.code}/mine")
    expect(page.locator(".ib-card")).to_have_count(3)
    expect(page.get_by_text("wartet auf Übertragung")).to_have_count(0)
    assert arrived(live_server, workshop, ballot) == eight


STORED = """async () => ({
  local: Object.keys(localStorage).map(key => key.split(':')[0]).sort(),
  session: Object.keys(sessionStorage).sort(),
  databases: (await indexedDB.databases()).map(one => one.name),
  caches: (await caches.keys()).sort(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": [], "session": [], "databases": [], "caches": [], "workers": 0}


def test_a_phone_is_clean_before_and_after(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.goto("/")
    assert page.context.cookies() == []
    page.goto(f"/w/{workshop.code}")
    assert page.evaluate(STORED) == NOTHING
    join(page, workshop)
    write_and_send = page.get_by_role("button", name="Beitrag senden")
    page.get_by_label("in einem Satz").fill("Angekommen")
    write_and_send.click()
    page.get_by_role("link", name="Noch einen Beitrag").click()
    page.context.set_offline(True)
    write(page, "Noch nicht da")
    page.get_by_label("in einem Satz").fill("Halber Sa")
    assert page.evaluate(STORED) == {
        "local": ["draft", "recent"],
        "session": ["here", "sent"],
        "databases": ["ideenboard"],
        "caches": ["files-1", "pages-1"],
        "workers": 1,
    }
    assert [cookie["name"] for cookie in page.context.cookies()] == [live_server.app.config["SESSION_COOKIE_NAME"]]
    # What would be lost is named first. The network is there again, but our server is not.
    page.route("**/contributions", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(f"/w/{workshop.code}/mine")
    page.get_by_role("link", name="Gerät weitergeben").click()
    expect(page.get_by_role("heading", name="Noch nicht übertragen")).to_be_visible()
    expect(page.locator("[data-outbox-list]")).to_contain_text("Noch nicht da")
    expect(page.get_by_text("Angekommen", exact=True)).to_be_visible()
    page.get_by_role("button", name="Hier alles löschen").click()
    expect(page.get_by_role("heading", name="Dieses Gerät ist frei")).to_be_visible()
    page.goto("/")
    assert page.evaluate(STORED) == NOTHING and page.context.cookies() == []


def test_what_the_server_refuses_stays_with_the_person(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page(permissions=["clipboard-write", "clipboard-read"])
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    join(page, workshop)
    page.context.set_offline(True)
    write(page, "Zu spät für diesen Raum")
    page.goto(f"/w/{workshop.code}/mine")
    page.get_by_role("button", name="Bearbeiten").click()
    expect(page.get_by_label("in einem Satz")).to_have_value("Zu spät für diesen Raum")
    write(page, "Zu spät gesendet")
    page.goto(f"/w/{workshop.code}/mine")
    with live_server.rows():
        set_phase(db.session.get_one(Workshop, workshop.id), Phase.DISCUSSING, by="system", at=NOW)
        db.session.commit()
    sent.clear()
    page.context.set_offline(False)
    card = page.locator("[data-outbox-list] > li")
    expect(card).to_contain_text("nicht angenommen")
    expect(card).to_contain_text("sammelt gerade keine Beiträge")
    expect(card).to_contain_text("Zu spät gesendet")
    assert barriers(page, wide=False) == []
    page.reload()
    card.get_by_role("button", name="Text kopieren").click()
    expect(card.get_by_role("button", name="Kopiert")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Zu spät gesendet"
    card.get_by_role("button", name="Verwerfen").click()
    card.get_by_role("button", name="Rückgängig").click()
    assert len(sent) == 1
    with live_server.rows():
        set_phase(db.session.get_one(Workshop, workshop.id), Phase.COLLECTING, by="system", at=NOW)
        db.session.commit()
    card.get_by_role("button", name="Noch einmal senden").click()
    expect(card).to_contain_text("gespeichert")
    assert len(sent) == 2


def test_a_photo_waits_with_its_text_and_follows_it(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page()
    join(page, workshop)
    page.context.set_offline(True)
    choose = page.get_by_label("Foto")
    (tmp_path / "zu gross.jpg").write_bytes(b"x" * (8 * 1024 * 1024 + 1))
    choose.set_input_files(tmp_path / "zu gross.jpg")
    expect(page.get_by_text("größer als 8 MB")).to_be_visible()
    choose.set_input_files({"name": "wand.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    expect(page.get_by_text("größer als 8 MB")).to_be_hidden()
    write(page, "Idee mit Bild")
    assert choose.input_value() == ""
    page.goto(f"/w/{workshop.code}/mine")
    expect(page.locator("[data-outbox-list] > li")).to_have_count(2)
    expect(page.locator("[data-outbox-list]").get_by_text("Foto")).to_be_visible()
    assert barriers(page, wide=False) == []
    page.context.set_offline(False)
    expect(page.get_by_text("Inzwischen angekommen: 2")).to_be_visible()
    with live_server.rows():
        shown = select(Contribution.title).join(Photo).where(Contribution.workshop_id == workshop.id)
        assert db.session.scalars(shown).all() == ["Idee mit Bild"]
