"""What a phone really loads over the air: little on the first visit, next to nothing on later pages."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import LiveServer
from tests.factories import make_contribution, make_workshop

FIRST_VISIT, LATER_PAGE = 100_000, 15_000


def test_the_first_visit_is_light_and_later_pages_are_lighter(
    live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    with live_server.rows():
        workshop = make_workshop()
        for n in range(30):
            make_contribution(workshop, title=f"Räume am Nachmittag für andere öffnen {n}", text="Schule, Kita. " * 8)
        code = workshop.code
    page = open_page()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    loaded: list[float] = []
    network.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))

    def weigh(go: Callable[[], object]) -> float:
        loaded.clear()
        go()
        page.wait_for_load_state("networkidle")
        return sum(loaded)

    # The fonts alone weigh 40 kB: a smaller number would mean that nothing was counted.
    assert 40_000 < weigh(lambda: page.goto(f"/w/{code}")) <= FIRST_VISIT
    assert weigh(lambda: page.get_by_role("button", name="Mitmachen").click()) <= LATER_PAGE
    for tab in ("board", "mine", "contribute"):
        assert weigh(lambda tab=tab: page.goto(f"/w/{code}/{tab}")) <= LATER_PAGE, tab
