"""The whole way of an idea in one go: from three phones in a workshop to a measure in the plan, and back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ideenboard.processes.models import Process
from tests.browser.conftest import DESK, LiveServer
from tests.browser.way import Coordinator, Phone, Words
from tests.factories import make_account, make_process

IDEA, CHALLENGE = "Schulräume am Nachmittag öffnen", "Keiner weiß, welcher Raum frei ist"
CHANCE, PRACTICE = "Der neue Treffpunkt steht vormittags leer", "Name und Adresse einer Familie"
CLUSTER, QUESTION, MEASURE = "Räume gemeinsam nutzen", "Was soll zuerst kommen?", "Raumkalender für den Stadtteil"
WHY = "Bitte ohne Namen noch einmal senden."


@pytest.fixture
def process(live_server: LiveServer) -> Process:
    with live_server.rows():
        process = make_process(title="Sozialraum Rostock")
        process.email = make_account("coordinator", process).email
        return process


@pytest.mark.parametrize("language, script", [("de", True), ("en", False)])
def test_an_idea_becomes_a_measure_and_its_author_learns_of_it(
    live_server: LiveServer,
    process: Process,
    open_page: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
    language: str,
    script: bool,
) -> None:
    say = Words(live_server.app, language)

    def open_one(**size: dict[str, int]) -> Page:
        return open_page(locale=language, java_script_enabled=script, **size)

    desk = Coordinator(open_one(size=DESK), say, process.slug)
    sign_in(desk.page, process.email)
    desk.create_event("Auftakt im Rathaus")
    link = desk.create_workshop("Zusammenarbeit im Stadtteil")

    anna, ben, cem = phones = [Phone(open_one(), say, link) for _ in range(3)]
    for phone in phones:
        phone.join()
    anna.contribute("idea", IDEA)
    ben.contribute("challenge", CHALLENGE)
    ben.contribute("opportunity", CHANCE)
    cem.contribute("practice", PRACTICE)
    desk.publish(IDEA, CHALLENGE, CHANCE)
    desk.hide(PRACTICE, WHY)
    cem.support_and_comment(IDEA, "Das brauchen wir auch in Toitenwinkel.")
    expect(cem.page.get_by_text(PRACTICE)).to_have_count(0)

    desk.cluster(CLUSTER, IDEA, CHALLENGE)
    desk.open_ballot(QUESTION, CHANCE)
    desk.on_to("Discussing")
    desk.on_to("Voting")
    for phone in phones:
        phone.vote(QUESTION, {CLUSTER: 5, CHANCE: 3}, script=script)
    desk.close_ballot()
    desk.publish_result()
    desk.make_measure(CLUSTER, MEASURE)

    for phone, title in ((anna, IDEA), (ben, CHALLENGE)):
        fate = phone.read_receipt(title)
        for text in (CLUSTER, QUESTION, MEASURE, "Erster Schritt"):
            expect(fate.get_by_text(text).first).to_be_visible()
        expect(fate.get_by_text(say("Place %(place)s of %(all)s.", place=1, all=2))).to_be_visible()
        expect(fate.get_by_text(say("Your contribution is being put into practice"))).to_be_visible()
    expect(ben.read_receipt(CHANCE).get_by_text(say("Your contribution has been voted on"))).to_be_visible()
    hidden = cem.read_receipt(PRACTICE)
    expect(hidden.get_by_text(say("Your contribution is hidden"))).to_be_visible()
    expect(hidden.get_by_text(WHY)).to_be_visible()
    fate = anna.page
    fate.goto(f"/processes/{process.slug}/results")
    fate.get_by_role("link", name=QUESTION).click()
    expect(fate.get_by_role("row").filter(has_text=CLUSTER)).to_be_visible()
