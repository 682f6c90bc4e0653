"""A stack of twenty cards, typed in with nothing but the keyboard and without script, within five minutes."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, LiveServer
from tests.factories import make_account, make_workshop
from tests.paper.making import make_cards

BUDGET = 5 * 60
# Two fingers manage four keys in a second; the helper also has to take up the card, find its number and read it.
KEYS_PER_SECOND, TO_READ_A_CARD = 4, 2
LETTERS = {"i": "Idee", "h": "Herausforderung", "c": "Chance", "p": "Praxisbeispiel"}
WORDS = "Räume am Nachmittag auch für andere öffnen"


class CountingKeyboard:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def type(self, text: str) -> None:
        self.pressed += len(text)
        self.page.keyboard.insert_text(text)

    def press(self, *keys: str) -> None:
        self.pressed += len(keys)
        for key in keys:
            self.page.keyboard.press(key)


def test_twenty_cards_in_five_minutes(
    live_server: LiveServer, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    with live_server.rows():
        cards = make_cards(make_workshop(), count=20)
        event_id, numbers = cards[0].event_id, [card.number for card in reversed(cards)]
        email = make_account("coordinator", cards[0].event.process).email
    page = open_page(DESK, java_script_enabled=False)
    sign_in(page, email)
    page.goto(f"/desk/events/{event_id}/cards/entry")
    keys, begun = CountingKeyboard(page), time.monotonic()
    for number, letter in zip(numbers, [*LETTERS] * 5, strict=True):
        expect(page.locator("[name=card]")).to_be_focused()
        keys.press(*str(number), "Tab", letter, "Tab")
        keys.type(WORDS)
        with page.expect_navigation():
            keys.press("Enter")
        last = page.locator("#main ol > li").first
        expect(last).to_contain_text(str(number))
        expect(last).to_contain_text(LETTERS[letter])
    waited = time.monotonic() - begun
    assert keys.pressed <= 20 * (len(WORDS) + 6)
    assert keys.pressed / KEYS_PER_SECOND + 20 * TO_READ_A_CARD + waited < BUDGET
    expect(page.get_by_text("20 von 20 sind eingetragen")).to_be_visible()
    page.locator("#main ol").get_by_role("button", name="Rückgängig").press("Enter")
    expect(page.get_by_text("19 von 20 sind eingetragen")).to_be_visible()
