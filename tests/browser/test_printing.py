"""What comes out of the printer: as many sheets as are needed, of the right size, with nothing cut off."""

import re
from collections import Counter
from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import DESK, LiveServer
from tests.factories import make_account, make_event, make_workshop
from tests.paper.making import make_cards
from tests.voting.making import make_ballot

LONG = "Generationenübergreifende Nachbarschaftsverantwortung und Quartiersentwicklungsplanung in Toitenwinkel"
PAGE = re.compile(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]")
# In points, as PDF counts.
SHEETS = {(595, 842): "A4", (842, 1191): "A3"}
# What is cut off by the edge of its card or sheet; that long words end in an ellipsis is meant.
CUT = """parts => document.querySelectorAll(parts).values()
  .filter(part => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1)
  .map(part => part.className).toArray()"""


def printed(page: Page) -> Counter[str]:
    """The sheets of a print by their size."""
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    found = [(round(float(width)), round(float(height))) for width, height in PAGE.findall(pdf)]
    return Counter(SHEETS.get(size, str(size)) for size in found)


def test_posters_and_cards_fill_their_sheets_and_no_more(
    live_server: LiveServer, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    with live_server.rows():
        event = make_event()
        rooms = [make_workshop(event, title=title, room="Raum 2.07", description=LONG) for title in ("Kurz", LONG)]
        cards = make_cards(*rooms, count=8)
        ballot = make_ballot(rooms[0], level="cards", question=LONG)
        email, event_id, ballot_id = make_account("coordinator", event.process).email, event.id, ballot.id
        numbers = [card.number for card in cards]
    page = open_page(DESK)
    sign_in(page, email)
    for paper in ("A4", "A3"):
        page.goto(f"/desk/events/{event_id}/posters?paper={paper.lower()}")
        assert printed(page) == {paper: 2}
    assert page.evaluate(CUT, ".ib-poster__sheet") == []
    # Eight cards to write on for each of two rooms, four to a sheet.
    page.goto(f"/desk/events/{event_id}/cards/sheets?first={min(numbers)}&last={max(numbers)}")
    assert printed(page) == {"A4": 4}
    assert page.evaluate(CUT, ".ib-papercard") == []
    # Seven voting cards, six to a sheet. Their codes are shown this once.
    page.goto(f"/desk/ballots/{ballot_id}/turnout")
    page.get_by_label("Wie viele Karten").fill("7")
    page.get_by_role("button", name="Karten erzeugen").click()
    page.locator(".ib-votecard").nth(6).wait_for()
    assert printed(page) == {"A4": 2}
    assert page.evaluate(CUT, ".ib-votecard") == []
