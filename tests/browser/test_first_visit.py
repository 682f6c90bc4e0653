"""What a phone really loads over the air: little on the first visit, next to nothing on later pages."""

from collections.abc import Callable

import brotli
from playwright.sync_api import Page

from tests.browser.conftest import LiveServer
from tests.factories import make_contribution, make_workshop

FIRST_VISIT, LATER_PAGE = 100_000, 15_000


class Scales:
    """Weighs what a browser loads: files as they come over the wire, pages as the proxy packs them."""

    def __init__(self, page: Page) -> None:
        self.page, self.files, self.pages = page, 0.0, set[str]()
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.responseReceived", self._received)
        network.on("Network.loadingFinished", self._loaded)

    def weigh(self, go: Callable[[], object]) -> float:
        self.files = 0.0
        go()
        self.page.wait_for_load_state("networkidle")
        return self.files + len(brotli.compress(self.page.content().encode(), quality=5))

    def _received(self, event: dict[str, str]) -> None:
        if event["type"] == "Document":
            self.pages.add(event["requestId"])

    def _loaded(self, event: dict[str, float]) -> None:
        if event["requestId"] not in self.pages:
            self.files += event["encodedDataLength"]


def test_the_first_visit_is_light_and_later_pages_are_lighter(
    live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    with live_server.rows():
        workshop = make_workshop()
        for n in range(30):
            make_contribution(workshop, title=f"Räume am Nachmittag für andere öffnen {n}", text="Schule, Kita. " * 8)
        code = workshop.code
    page = open_page()
    weigh = Scales(page).weigh
    # The fonts alone weigh 48 kB: a smaller number would mean that nothing was counted.
    assert 48_000 < weigh(lambda: page.goto(f"/w/{code}")) <= FIRST_VISIT
    assert weigh(lambda: page.get_by_role("button", name="Mitmachen").click()) <= LATER_PAGE
    for tab in ("board", "mine", "contribute"):
        assert weigh(lambda tab=tab: page.goto(f"/w/{code}/{tab}")) <= LATER_PAGE, tab
