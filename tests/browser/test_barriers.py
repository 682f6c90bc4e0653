"""Every page of the demo that a role can reach by links, looked at for barriers, foreign requests and errors."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page, expect
from sqlalchemy import func, select
from werkzeug.exceptions import HTTPException

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.contributions.actions_photos import set_photo, stored
from ideenboard.contributions.models import Contribution, Status
from ideenboard.demo.actions import LOGINS, load
from ideenboard.meetings.models import Meeting
from ideenboard.processes.actions import renew_code
from ideenboard.processes.rules import NOBODY
from ideenboard.voting.models import Ballot
from tests.browser.conftest import DESK, LiveServer
from tests.browser.inspection import barriers, complaints_of
from tests.factories import make_account, make_event, make_process, make_workshop
from tests.pictures import picture, read
from tests.voting.making import make_ballot

JOINED = "WF8D2M", "TZ3H9R"
ENTRANCE = "/e/HW6P9E"
PUBLIC = (
    "/processes",
    "/events",
    "/results",
    "/plans",
    "/measures",
    "/clusters",
    "/contributions",
    "/meetings",
    "/beleg",
    "/login",
)
LEGAL = ("/datenschutz", "/impressum", "/barrierefreiheit", "/leichte-sprache")
# What a process shows before anything has happened in it.
EMPTY = ("", "/contributions", "/events", "/results", "/plans")
EMPTY_DESK = ("", "/queue", "/clusters", "/ballots", "/plans", "/publish", "/lists")


@pytest.fixture(scope="module")
def demo(live_server: LiveServer) -> str:
    """The slug of the demo process."""
    with live_server.rows():
        process = load(LOGINS, at=clock.now())
        add_photos(process.id)
        db.session.commit()
        return process.slug


def add_photos(process_id: int) -> None:
    """A photo that everybody sees, and one that waits."""
    shown = Contribution.process_id == process_id, Contribution.status == Status.PUBLISHED
    newest, other = db.session.scalars(select(Contribution).where(*shown).order_by(Contribution.id.desc()).limit(2))
    for card, approved_at in ((newest, clock.now()), (other, None)):
        photo = stored(read(picture(size=(900, 600))), "", at=clock.now())
        set_photo(card, photo, by=NOBODY, at=clock.now())
        photo.approved_at = approved_at


class Crawl:
    """Goes from link to link and opens one page of each kind."""

    def __init__(self, server: LiveServer, page: Page, *roots: str) -> None:
        self.routes = server.app.url_map.bind("", url_scheme="http")
        self.page, self.roots = page, roots
        self.seen: set[tuple[str, bool]] = set()

    def pages(self, *starts: str) -> Iterator[str]:
        """Open the pages one after the other; yields the address of the one that is open."""
        waiting = deque(starts)
        while waiting:
            path = waiting.popleft()
            if not self._is_new(path) or not self._open(path):
                continue
            # A redirect leads to another kind of page.
            self._is_new(self.page.url)
            links = self.page.eval_on_selector_all("a[href]:not([download])", "all => all.map(a => a.href)")
            waiting.extend(link for link in links if urlsplit(link).netloc == urlsplit(self.page.url).netloc)
            yield urlsplit(path).path

    def _open(self, path: str) -> bool:
        try:
            answer = self.page.goto(path)
        except Error:
            # A download leaves the page where it is.
            return False
        return answer is not None and "text/html" in answer.headers["content-type"]

    def _is_new(self, address: str) -> bool:
        parts = urlsplit(address)
        if not parts.path.startswith(self.roots):
            return False
        try:
            endpoint, _ = self.routes.match(parts.path)
        except HTTPException:
            endpoint = parts.path
        # At the desk a filter leaves other rows on the same page; in public it may lead to another page.
        kind = (endpoint, bool(parts.query) and not parts.path.startswith("/desk"))
        is_new = kind not in self.seen and endpoint not in ("people.language",)
        self.seen.add(kind)
        return is_new


def wrong(page: Page, *addresses: str, wide: bool = False) -> list[str]:
    """What is wrong on these pages."""
    found = []
    for address in addresses:
        page.goto(address)
        found += [f"{address}  {what}" for what in barriers(page, wide=wide)]
    return found


def wrong_anywhere(crawl: Crawl, *starts: str, wide: bool) -> list[str]:
    """What is wrong on any page that links lead to, and what the browser said meanwhile."""
    said = complaints_of(crawl.page)
    return [f"{path}  {what}" for path in crawl.pages(*starts) for what in barriers(crawl.page, wide=wide)] + said


def test_pages_for_everybody(live_server: LiveServer, demo: str, open_page: Callable[..., Page]) -> None:
    page = open_page(DESK)
    crawl = Crawl(live_server, page, *PUBLIC, *LEGAL)
    with live_server.rows():
        meeting = db.session.scalar(select(Meeting.id).where(Meeting.published_at.is_not(None)))
        closed = select(Ballot.method, func.min(Ballot.id)).where(Ballot.closed_at.is_not(None)).group_by(Ballot.method)
        # Each way of voting has a result of its own kind.
        results = [f"/results/{ballot}" for _method, ballot in db.session.execute(closed)]
    found = wrong_anywhere(crawl, f"/processes/{demo}", "/beleg", "/clusters/1", f"/meetings/{meeting}", wide=True)
    found += wrong(page, *results, wide=True)
    assert not found, "\n".join(found)
    assert len(crawl.seen) > 18


def test_pages_on_a_phone_in_the_room(live_server: LiveServer, demo: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    for code in JOINED:
        join(page, code)
    page.goto(f"/w/{JOINED[0]}/contribute")
    page.get_by_label("in einem Satz").fill("Räume am Nachmittag öffnen")
    page.get_by_role("button", name="Beitrag senden").click()
    page.wait_for_url("**/sent/*")
    crawl = Crawl(live_server, page, "/w/", "/e/", "/contributions", "/ballots", "/beleg")
    starts = [page.url, ENTRANCE, *(f"/w/{code}/{tab}" for code in JOINED for tab in ("board", "mine", "vote"))]
    found = wrong_anywhere(crawl, *starts, wide=False)
    assert not found, "\n".join(found)
    assert len(crawl.seen) > 10


def test_pages_at_the_desk(
    live_server: LiveServer, demo: str, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    page = open_page(DESK)
    sign_in(page, LOGINS[0].email, LOGINS[0].password)
    crawl = Crawl(live_server, page, "/desk", "/steering", "/ballots", "/account")
    with live_server.rows():
        coming = db.session.scalar(select(Meeting.event_id).where(Meeting.finished_at.is_(None)))
    found = wrong_anywhere(crawl, f"/desk/{demo}", "/desk", f"/desk/events/{coming}/meeting", wide=True)
    assert not found, "\n".join(found)
    assert len(crawl.seen) > 25
    # The evening itself: agenda, attendance, the room with an item, its wall, its minutes.
    assert {"meetings.show", "room.attendance", "room.item", "room.wall", "minutes.desk"} <= {
        kind for kind, _ in crawl.seen
    }


def test_pages_that_have_nothing_to_show_or_refuse(
    live_server: LiveServer, open_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    with live_server.rows():
        process = make_process()
        code, email, slug = (
            make_workshop(make_event(process)).code,
            make_account("coordinator", process).email,
            process.slug,
        )
        moved = make_workshop(make_event(process))
        old = moved.code
        renew_code(moved, by="system", at=clock.now())
        draft = make_ballot(moved, opened_at=None)
        opening = f"/steering/{moved.id}/ballots/{draft.id}/opening"
    phone, desk = open_page(), open_page(DESK)
    found = wrong(phone, f"/w/{code}", "/login", "/w/XXXXXX", f"/w/{old}")
    join(phone, code)
    sign_in(desk, email)
    found += wrong(phone, *(f"/w/{code}/{tab}" for tab in ("board", "mine", "vote")))
    found += wrong(desk, "/gibt-es-nicht", opening, *(f"/processes/{slug}{part}" for part in EMPTY))
    found += wrong(desk, *(f"/desk/{slug}{part}" for part in EMPTY_DESK))
    desk.goto(f"/desk/{slug}/events/new")
    desk.get_by_role("main").get_by_role("button").first.click()
    expect(desk.get_by_role("alert")).to_be_visible()
    found += barriers(desk, wide=True)
    assert not found, "\n".join(found)


def test_reading_leaves_no_cookie_and_joining_one(
    live_server: LiveServer, demo: str, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    for path in ("/", f"/processes/{demo}/contributions", "/contributions/1", "/results/1", "/plans/1", "/datenschutz"):
        page.goto(path)
        assert page.context.cookies() == [], path
    join(page, JOINED[0])
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")


def join(page: Page, code: str) -> None:
    page.goto(f"/w/{code}")
    page.get_by_role("button", name="Mitmachen").click()
    page.wait_for_url(re.compile(rf"(?<!{code})$"))
