"""A participant's way on the phone, with and without script: nothing lost, nothing twice."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, ContributionRevision, Support
from ideenboard.processes.actions_phases import set_phase
from ideenboard.processes.models import Phase, Workshop
from tests.browser.conftest import LiveServer
from tests.factories import NOW, make_contribution, make_workshop

SENTENCE = "Räume am Nachmittag für andere öffnen"


@pytest.fixture
def workshop(live_server: LiveServer) -> Workshop:
    with live_server.rows():
        return make_workshop(title="Zusammenarbeit im Stadtteil", room="Raum 2.07")


def join(page: Page, workshop: Workshop) -> None:
    page.goto(f"/w/{workshop.code}")
    page.get_by_label("Bewohner:in").check()
    page.get_by_role("button", name="Mitmachen").click()
    expect(page).to_have_url(re.compile(rf"/w/{workshop.code}/contribute$"))


def rows(live_server: LiveServer, workshop: Workshop) -> int:
    with live_server.rows():
        return db.session.scalar(select(func.count()).where(Contribution.workshop_id == workshop.id)) or 0


@pytest.mark.parametrize("script", [True, False])
def test_the_whole_way_of_a_participant(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page], script: bool
) -> None:
    page = open_page(java_script_enabled=script)
    join(page, workshop)
    page.get_by_text("Herausforderung").click()
    page.get_by_label("in einem Satz").fill(SENTENCE)
    page.get_by_role("button", name="Beitrag senden").dblclick()
    expect(page).to_have_url(re.compile(r"/sent/\w{8}$"))
    expect(page.get_by_role("heading", name="ist angekommen")).to_be_visible()
    assert rows(live_server, workshop) == 1

    page.get_by_role("link", name="Ändern").click()
    page.get_by_label("in einem Satz").fill(SENTENCE + " und Wochenende")
    page.get_by_role("button", name="Änderung speichern").click()
    expect(page.get_by_text("Ihre Änderung ist gespeichert.")).to_be_visible()
    expect(page.get_by_role("heading", name="und Wochenende")).to_be_visible()

    page.goto(f"/w/{workshop.code}/board")
    page.get_by_role("button", name=re.compile("Unterstützen 0")).click()
    expect(page.get_by_role("button", name=re.compile("Unterstützt 1"))).to_have_attribute("aria-pressed", "true")
    with live_server.rows():
        contribution = db.session.scalars(select(Contribution).where(Contribution.workshop_id == workshop.id)).one()
        assert (contribution.support_count, contribution.kind) == (1, "challenge")
        assert db.session.scalar(select(func.count()).where(Support.contribution_id == contribution.id)) == 1
        revision = db.session.scalars(
            select(ContributionRevision).where(ContributionRevision.contribution_id == contribution.id)
        ).one()
        assert revision.title == SENTENCE

    page.get_by_role("link", name="Meine").click()
    page.get_by_role("link", name="Zurückziehen").click()
    page.get_by_role("button", name="Zurückziehen").click()
    expect(page.get_by_text("Zurückgezogen", exact=True)).to_be_visible()


def test_a_draft_survives_reload_and_leaving(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    join(page, workshop)
    page.get_by_text("Praxisbeispiel").click()
    page.get_by_label("in einem Satz").fill(SENTENCE)
    page.get_by_text("Mehr dazu sagen").click()
    page.get_by_label("Was sollte man noch wissen?").fill("Läuft seit zwei Jahren.")
    token = page.locator("[name=token]").input_value()
    page.reload()
    expect(page.get_by_label("in einem Satz")).to_have_value(SENTENCE)
    expect(page.get_by_label("Was sollte man noch wissen?")).to_be_visible()
    page.goto("/")
    page.go_back()
    expect(page.get_by_label("in einem Satz")).to_have_value(SENTENCE)
    expect(page.get_by_label("Praxisbeispiel")).to_be_checked()
    assert page.locator("[name=token]").input_value() == token
    page.get_by_role("button", name="Beitrag senden").click()
    expect(page).to_have_url(re.compile("/sent/"))
    page.get_by_role("link", name="Noch einen Beitrag").click()
    expect(page.get_by_label("in einem Satz")).to_have_value("")
    page.go_back()
    page.go_back()
    assert rows(live_server, workshop) == 1


def test_an_answer_that_never_came_is_no_second_contribution(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    join(page, workshop)
    page.get_by_label("in einem Satz").fill(SENTENCE)

    def cut(route: object) -> None:
        # The server has it, the phone does not know.
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route("**/contributions", cut)
    page.get_by_role("button", name="Beitrag senden").click()
    expect(page.get_by_text("Wartet auf Übertragung.")).to_be_visible()
    expect(page.get_by_label("in einem Satz")).to_have_value("")
    assert rows(live_server, workshop) == 1
    page.unroute("**/contributions")
    page.reload()
    expect(page.get_by_text("Inzwischen angekommen: 1")).to_be_visible()
    assert rows(live_server, workshop) == 1


def test_news_arrive_without_touching_what_is_typed(
    live_server: LiveServer, workshop: Workshop, open_page: Callable[..., Page]
) -> None:
    writing, watching = open_page(), open_page()
    for page in (writing, watching):
        page.clock.install()
        join(page, workshop)
    watching.goto(f"/w/{workshop.code}/board")
    field = writing.get_by_label("in einem Satz")
    field.fill("Halber Sa")
    with live_server.rows():
        make_contribution(db.session.get(Workshop, workshop.id))
        set_phase(db.session.get(Workshop, workshop.id), Phase.DISCUSSING, by="system", at=NOW)
        db.session.commit()
    watching.clock.run_for(7000)
    expect(watching.get_by_role("link", name="1 neuen Beitrag anzeigen")).to_be_visible()
    expect(watching.locator("#phase")).to_have_text("Diskutieren")
    writing.clock.run_for(7000)
    expect(writing.get_by_role("link", name="Sammeln ist vorbei")).to_be_visible()
    expect(field).to_have_value("Halber Sa")
    expect(field).to_be_focused()
    writing.reload()
    left = writing.get_by_role("region", name="Das hatten Sie zu schreiben begonnen")
    expect(left).to_contain_text("Halber Sa")
    watching.get_by_role("link", name="1 neuen Beitrag anzeigen").click()
    expect(watching.locator(".ib-card")).to_have_count(1)


# Links inside a sentence may be as small as their words; all else is hit with one thumb. Of a tile its label is.
SMALL = """() => [...document.querySelectorAll('a[href], button, select, textarea, summary, .ib-kindpick')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.matches('.ib-skip, p:not([class]) a, span > a'))
  .filter(e => { const box = e.getBoundingClientRect(); return box.height < 44 || box.width < 44; })
  .map(e => e.outerHTML.replace(/<svg.*?<.svg>/gs, '').slice(0, 120))"""
ZOOMS = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.name)"""


def test_one_thumb_reaches_everything_on_a_small_phone(
    workshop: Workshop, live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    with live_server.rows():
        make_contribution(db.session.get(Workshop, workshop.id))
    page = open_page({"width": 360, "height": 640})
    join(page, workshop)
    page.get_by_label("in einem Satz").fill(SENTENCE)
    # The keyboard takes half of the window; the button stays above it.
    page.set_viewport_size({"width": 360, "height": 320})
    expect(page.get_by_role("button", name="Beitrag senden")).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 360, "height": 640})
    for path in ("contribute", "board", "mine", "vote"):
        page.goto(f"/w/{workshop.code}/{path}")
        assert page.evaluate(SMALL) == [], path
        assert page.evaluate(ZOOMS) == [], path
