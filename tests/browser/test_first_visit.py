"""What a phone really loads over the air: little on the first visit, next to nothing on later pages."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import LiveServer
from tests.factories import make_contribution, make_workshop

FIRST_VISIT, LATER_PAGE = 100_000, 15_000


class Scales:
    """Weighs all that a browser loads, as it comes over the wire."""

    def __init__(self, page: Page) -> None:
        self.page, self.bytes = page, 0.0
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self._loaded)

    def weigh(self, go: Callable[[], object]) -> float:
        self.bytes = 0.0
        go()
        self.page.wait_for_load_state("networkidle")
        return self.bytes

    def _loaded(self, event: dict[str, float]) -> None:
        self.bytes += event["encodedDataLength"]


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
