"""The evening after the workshop, whole: of three hundred cards none is lost between two coordinators and a plan.

What it alone shows: every verb of the desk on one set of cards, at its real size, with two people at it in two
browsers, and the sum afterwards.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from ideenboard.processes.models import Process
from tests.browser.conftest import LiveServer
from tests.browser.evening import every_card_is_accounted_for, make_evening
from tests.browsing import Client
from tests.factories import coordinator_of

IN_TIME = 2000
# Small, as two are drawn at once.
LAPTOP = {"width": 1180, "height": 680}
ANSWERS = ("Der Bus fährt ab Herbst bis Mitternacht.", "Die Formulare gibt es ab Juni in leichter Sprache.")


@pytest.fixture
def evening(live_server: LiveServer) -> Process:
    with live_server.rows():
        process = make_evening()
        process.cookies = [_cookie(coordinator_of(live_server.app, process)) for _ in range(2)]
        return process


def _cookie(signed_in: Client) -> dict[str, str]:
    name = signed_in.application.config["SESSION_COOKIE_NAME"]
    cookie = signed_in.get_cookie(name)
    assert cookie
    return {"name": name, "value": cookie.value}


def test_no_card_is_lost_between_the_workshop_and_the_plan(
    live_server: LiveServer, evening: Process, open_page: Callable[..., Page]
) -> None:
    anna, ben = open_page(LAPTOP), open_page(LAPTOP)
    for page, cookie in zip((anna, ben), evening.cookies, strict=True):
        page.context.add_cookies([cookie | {"url": live_server.url}])
    desk = f"/desk/{evening.slug}"
    moderate(anna, desk)
    sort_together(anna, ben, desk)
    take_suggestions(ben, desk)
    merge_and_take_apart(anna, ben, desk)
    answer(anna, ben, desk)
    prioritise(anna, ben, desk)
    make_a_plan(anna, desk)
    with live_server.rows():
        every_card_is_accounted_for(evening, anna.request.get(f"{desk}/export.json").json(), set(ANSWERS))


def said(page: Page, text: str) -> None:
    """What the page told last."""
    expect(page.locator("#messages")).to_contain_text(text)


def moderate(page: Page, desk: str) -> None:
    """Hide six for one reason, approve one, then all others by stretches; keys only, once the list is narrowed."""
    keys = page.keyboard
    page.goto(f"{desk}/queue?q=Frau+Beispiel")
    for key in ("Shift+X", "h", "1", "Enter"):
        keys.press(key)
    said(page, "6 Beiträge ausgeblendet")
    page.goto(f"{desk}/queue")
    keys.press("a")
    said(page, "1 Beitrag freigegeben")
    for left in (35, 10, 0):
        keys.press("Shift+X")
        keys.press("a")
        expect(page.locator("#waits-review")).to_have_text(f"{left} warten")
        expect(page.locator("[data-row]")).to_have_count(min(left, 25))
    expect(page.locator("#rows")).to_contain_text("Hier wartet nichts mehr.")


def take_suggestions(page: Page, desk: str) -> None:
    """Take one under another name, split one and take a half, leave one."""
    page.goto(f"{desk}/suggestions")
    page.get_by_role("button", name="Bündel vorschlagen").click()
    offers = page.locator(".ib-suggest")
    expect(offers).to_have_count(7)
    offers.first.get_by_label("Titel des neuen Bündels").fill("Räume öffnen")
    offers.first.get_by_role("button", name="Übernehmen").click()
    said(page, "Neues Bündel „Räume öffnen“")
    offers.first.get_by_role("button", name="Teilen").click()
    expect(offers).to_have_count(7)
    offers.first.get_by_label("Titel des neuen Bündels").fill("Anderes")
    offers.first.get_by_role("button", name="Übernehmen").click()
    expect(offers).to_have_count(6)
    offers.first.get_by_role("button", name="Verwerfen").click()
    expect(offers).to_have_count(5)


def make_cluster(page: Page, words: str, title: str) -> None:
    """Look for cards by words, select all that are found, and make a cluster of them."""
    page.locator("#unsorted-search").fill(words)
    expect(page.locator("#unsorted-list > li").first).to_contain_text(words)
    expect(page.locator("#unsorted-list > li").last).to_contain_text(words)
    page.locator("#pick-all").click()
    page.locator("#unsorted-title").focus()
    page.keyboard.press("n")
    page.keyboard.type(title)
    page.keyboard.press("Enter")
    said(page, f"Neues Bündel „{title}“")


def cluster(page: Page, title: str) -> Locator:
    """A cluster on somebody's board."""
    return page.locator("[data-bundle]").filter(has=page.get_by_role("heading", name=title))


def sort_together(anna: Page, ben: Page, desk: str) -> None:
    """Both at one board: each sees in time what the other does, and who comes too late is told."""
    for page in (anna, ben):
        page.goto(f"{desk}/clusters")
    make_cluster(anna, "Fahrplan", "Besser mit dem Bus")
    expect(cluster(ben, "Besser mit dem Bus")).to_be_visible(timeout=IN_TIME)
    make_cluster(ben, "Formulare", "Leichte Sprache")
    expect(cluster(anna, "Leichte Sprache")).to_be_visible(timeout=IN_TIME)

    for page in (anna, ben):
        page.locator("#unsorted-search").fill("")
        expect(page.locator("#unsorted-list .ib-check")).to_have_count(25)
    by_mouse_and_by_keys(anna, ben)
    card = ben.locator("#unsorted-list .ib-check").first.get_attribute("value")
    with behind(ben):
        for page, target in ((anna, "Leichte Sprache"), (ben, "Besser mit dem Bus")):
            page.locator(f"#pick-{card}").check()
            cluster(page, target).get_by_role("button", name="Auswahl hierher").click()
        said(anna, "1 Beitrag ist jetzt in „Leichte Sprache“")
        refused = ben.get_by_role("alert")
        for text in ("war schneller", "Noch nicht zugeordnet", "Leichte Sprache"):
            expect(refused).to_contain_text(text)
        ben.get_by_role("button", name="Trotzdem").click()


def by_mouse_and_by_keys(anna: Page, ben: Page) -> None:
    """Anna drags a card; Ben selects two by keys, puts them into a cluster by its letter, and takes it back."""
    card = anna.locator("#unsorted-list .ib-check").first.get_attribute("value")
    drag(anna, f"#card-{card}", cluster(anna, "Besser mit dem Bus"))
    said(anna, "1 Beitrag ist jetzt in")
    expect(ben.locator(f"#card-{card}")).to_have_count(0, timeout=IN_TIME)
    there = cluster(anna, "Leichte Sprache")
    ben.locator("#unsorted-title").focus()
    for key in ("j", "Space", "j", "Space", "m", "b", "Enter"):
        ben.keyboard.press(key)
    said(ben, "2 Beiträge sind jetzt in „Leichte Sprache“")
    expect(there).to_contain_text("8 Beiträge,", timeout=IN_TIME)
    ben.keyboard.press("z")
    expect(there).to_contain_text("6 Beiträge,", timeout=IN_TIME)


def drag(page: Page, source: str, target: Locator) -> None:
    """Take a card by its middle and let go over a place."""
    here, there = page.locator(source).bounding_box(), target.bounding_box()
    assert here and there
    page.mouse.move(here["x"] + 120, here["y"] + 20)
    page.mouse.down()
    page.mouse.move(here["x"] + 160, here["y"] + 60, steps=4)
    page.mouse.move(there["x"] + 60, there["y"] + 60, steps=8)
    page.mouse.up()


@contextmanager
def behind(page: Page) -> Iterator[None]:
    """Somebody to whom nothing new comes for a while."""
    page.route("**/changes*", lambda asked: asked.fulfill(status=204))
    # One question follows the other: once there is a next one, the last that was answered truly is answered.
    with page.expect_request("**/changes*"):
        pass
    yield
    page.unroute("**/changes*")


def merge_and_take_apart(anna: Page, ben: Page, desk: str) -> None:
    """One cluster goes into another, a second is taken apart, and that is undone; the other one sees it."""
    # Anna still has hers open, where the suggestions that Ben took came by themselves.
    ben.goto(f"{desk}/clusters")
    cluster(anna, "Anderes").get_by_role("link", name="Zusammenlegen").click()
    anna.get_by_label("kommt in").select_option(label="A · Besser mit dem Bus")
    anna.get_by_role("button", name="in A").click()
    said(anna, "gehört jetzt zu")
    expect(cluster(ben, "Anderes")).to_have_count(0, timeout=IN_TIME)
    cluster(ben, "Leichte Sprache").get_by_role("button", name="Auflösen").click()
    said(ben, "„Leichte Sprache“ ist aufgelöst")
    expect(cluster(anna, "Leichte Sprache")).to_have_count(0, timeout=IN_TIME)
    ben.keyboard.press("z")
    said(ben, "Rückgängig gemacht")
    expect(cluster(anna, "Leichte Sprache")).to_be_visible(timeout=IN_TIME)


def answer(anna: Page, ben: Page, desk: str) -> None:
    """Each prepares an answer; nobody reads them before both are published together."""
    for page, title, text in zip((anna, ben), ("Besser mit dem Bus", "Leichte Sprache"), ANSWERS, strict=True):
        cluster(page, title).get_by_role("link", name="Bearbeiten").click()
        page.get_by_role("link", name="Für die Stadt antworten").click()
        page.locator("[name=text]").fill(text)
        page.get_by_role("button", name="Als Entwurf speichern").click()
        expect(page.get_by_text("Entwurf, nicht öffentlich")).to_be_visible()
    anna.goto(f"{desk}/answers")
    anna.get_by_role("button", name="gemeinsam veröffentlichen").click()
    said(anna, "2 Rückmeldungen sind jetzt öffentlich")


def prioritise(anna: Page, ben: Page, desk: str) -> None:
    """Each estimates alone by arrow keys, then they agree; the other one sees that in time and keeps what is typed."""
    for page, key in ((anna, "ArrowUp"), (ben, "ArrowRight")):
        page.goto(f"{desk}/priorities")
        page.locator("[data-token]").first.focus()
        page.keyboard.press(key)
        said_of(page, "1 Einschätzung" if page is anna else "2 Einschätzungen")
    for page in (anna, ben):
        page.goto(f"{desk}/priorities?mode=agreed")
        said_of(page, "Wirkung 3 bis 4, Aufwand 3 bis 4")
    last = ben.locator(".ib-prioitem").last.locator("[name=impact]")
    last.select_option("2")
    for grade in ("impact", "effort"):
        anna.locator(".ib-prioitem").first.locator(f"[name={grade}]").select_option("4")
    anna.locator(".ib-prioitem").first.get_by_role("button").click()
    expect(ben.locator(".m-dot--on")).to_have_count(1, timeout=5000)
    expect(ben.locator(".ib-prioitem").first.locator("[name=effort]")).to_have_value("4")
    expect(last).to_have_value("2")


def said_of(page: Page, text: str) -> None:
    """What stands at the first cluster of the list."""
    expect(page.locator(".ib-prioitem").first).to_contain_text(text)


def make_a_plan(page: Page, desk: str) -> None:
    """Three clusters become measures in one step."""
    for box in page.locator(".ib-prioitem [name=clusters]").all()[:3]:
        box.check()
    page.get_by_role("button", name="Maßnahmen").click()
    said(page, "3 Maßnahmen stehen jetzt im Plan")
