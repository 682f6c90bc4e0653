"""Two years of a process: its follow-up meetings decide, its receipts tell it, and a folder keeps it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.clusters import actions as bundling
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.rules import Pick
from ideenboard.contributions.models import Contribution
from ideenboard.plans import actions as planning
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import MeasureState
from ideenboard.processes.actions_phases import set_phase
from ideenboard.processes.models import Phase, Process, Workshop
from ideenboard.processes.rules import Actor
from ideenboard.results import actions as results
from ideenboard.voting import actions as voting
from ideenboard.voting import actions_desk as ballots
from ideenboard.voting.models import Level, Method
from ideenboard.voting.queries import options_of
from ideenboard.voting.queries_desk import candidates_by_key
from tests.browser.conftest import DESK, LiveServer
from tests.browser.meeting_desk import Desk
from tests.browser.way import Words
from tests.console import make_console
from tests.factories import NOW, make_account, make_contribution, make_event, make_participant, make_process
from tests.factories import make_workshop as make_room
from tests.meetings.meetings import make_follow_up
from tests.plans.measures import make_plan

COUNTED, PLANNED = NOW + timedelta(days=14), datetime(2027, 3, 1, 9, tzinfo=UTC)
FIRST, HALF_A_YEAR_ON = datetime(2027, 6, 17, 16, tzinfo=UTC), datetime(2027, 12, 15, 9, tzinfo=UTC)
SECOND, END = datetime(2028, 6, 15, 16, tzinfo=UTC), datetime(2029, 1, 18, 9, tzinfo=UTC)

QUESTION = "Was soll zuerst kommen?"
NO_SERVER, NO_MONEY = "Die Stelle für die Betreuung ist nicht besetzt.", "Für den Druck gibt es keine Förderung mehr."
WAIT, STOP, ON = "Der Raumkalender kommt ein Jahr später.", "Wir drucken keinen Kalender.", "Das Café macht weiter."


@dataclass
class Idea:
    """What somebody brought in, the cluster and the measure it became, and how many points it got from each."""

    title: str
    cluster: str
    measure: str
    step: str
    planned_on: date
    points: int
    receipt: str = ""


@dataclass
class Years:
    """What was there before the first follow-up meeting."""

    process: Process
    ideas: list[Idea]
    emails: list[str]
    meetings: list[int]


def kick_off(room: Workshop, ideas: list[Idea]) -> list[Cluster]:
    """Three phones bring in an idea each and vote; the result is public two weeks later."""
    nobody, clusters = Actor(), []
    phones = [make_participant(room) for _idea in ideas]
    for phone, idea in zip(phones, ideas, strict=True):
        card: Contribution = make_contribution(room, phone, title=idea.title)
        idea.receipt = card.receipt_code
        picks = [Pick(card.id)]
        clusters.append(bundling.create(room.process, idea.cluster, picks, district_id=None, by=nobody, at=NOW))
    options = candidates_by_key(room.process_id, [f"cluster:{cluster.id}" for cluster in clusters])
    setting = ballots.Setting(QUESTION, room.id, None, Method.POINTS, 10, 5, 2, Level.ROOM_CODE)
    ballot = ballots.prepare(room.process_id, setting, options, by="system", at=NOW)
    set_phase(room, Phase.VOTING, by="system", at=NOW)
    ballots.open_ballot(ballot, by="system", at=NOW)
    points = {cluster.id: idea.points for cluster, idea in zip(clusters, ideas, strict=True)}
    values = {option.id: points[option.cluster_id] for option in options_of(ballot.id)}
    for phone in phones:
        voting.set_votes(ballot, values, 1, by=phone)
    results.close(ballot, by="system", at=COUNTED)
    results.publish(ballot, by="system", at=COUNTED)
    db.session.commit()
    return clusters


@pytest.fixture
def years(live_server: LiveServer) -> Years:
    calendar, leaflet, cafe = "Raumkalender für den Stadtteil", "Gedruckter Stadtteilkalender", "Stadtteilcafé"
    ideas = [
        Idea("Schulräume nachmittags öffnen", "Räume gemeinsam nutzen", calendar, "Probebetrieb", date(2027, 10, 1), 5),
        Idea("Alle Angebote auf einem Blatt", "Voneinander wissen", leaflet, "Erste Auflage", date(2027, 11, 1), 2),
        Idea("Einmal im Monat frühstücken", "Sich treffen", cafe, "Eröffnung", date(2027, 10, 30), 3),
    ]
    with live_server.rows():
        process = make_process(title="Sozialraum Rostock")
        room = make_room(make_event(process), published_at=NOW)
        make_plan(process)
        for cluster, idea in zip(kick_off(room, ideas), ideas, strict=True):
            steps = [MilestoneDraft(idea.step, idea.planned_on)]
            draft = planning.MeasureDraft(idea.measure, state=MeasureState.RUNNING, milestones=steps)
            planning.create_measure(process, draft, [cluster], by="system", at=PLANNED)
        meetings = [make_follow_up(process, day, title=f"{n}. Folgetreffen") for n, day in ((1, FIRST), (2, SECOND))]
        emails = [make_account("coordinator", process).email for _somebody in range(2)]
        return Years(process, ideas, emails, [meeting.id for meeting in meetings])


@pytest.fixture
def pass_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Let it be another day, for the server too."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def at_desk(
    live_server: LiveServer, years: Years, open_page: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> Callable[[int], Desk]:
    """One of the two who coordinate, each with a laptop, signed in anew: nobody stays signed in for months."""
    say = Words(live_server.app, "de")
    desks = [Desk(open_page(DESK), say, years.process.slug) for _email in years.emails]

    def come(who: int) -> Desk:
        sign_in(desks[who].page, years.emails[who])
        return desks[who]

    return come


def test_two_years_are_decided_on_told_to_their_authors_and_kept_in_a_folder(
    live_server: LiveServer,
    years: Years,
    at_desk: Callable[[int], Desk],
    pass_to: Callable[[datetime], None],
    open_page: Callable[..., Page],
    browser: Browser,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calendar, leaflet, cafe = years.ideas
    phone = open_page(java_script_enabled=False)

    pass_to(FIRST)
    one, two = at_desk(0), at_desk(1)
    measures = sorted(idea.measure for idea in years.ideas)
    one.make_agenda(years.meetings[0], QUESTION, *measures, "Beiträge ohne Rückmeldung", "Nächste Schritte")
    one.begin()
    said = {"Wortlaut": WAIT, "Begründung": NO_SERVER, "Wer": "Jugendamt", "Bis wann": "2028-05-31"}
    one.resolve(calendar.measure, "Vertagen", said, "2027-1-1", step=calendar.step)
    one.resolve(leaflet.measure, "Beenden", {"Wortlaut": STOP, "Begründung": NO_MONEY}, "2027-1-2")
    address = one.finish_minutes()
    phone.goto(f"/beleg/{calendar.receipt}")
    expect(phone.get_by_text("Beschluss 2027-1-1")).to_have_count(0)
    two.publish_minutes(address)
    expect(read(phone, calendar).get_by_text("Beschluss 2027-1-1")).to_be_visible()

    pass_to(HALF_A_YEAR_ON)
    desk = at_desk(0)
    desk.go("promises")
    # What was postponed has a new day, and what was ended has none: only one day has passed.
    expect(desk.page.get_by_role("heading", level=3)).to_have_text(
        "Der Meilenstein „Eröffnung“ war für den 30. Oktober 2027 geplant. Was wurde daraus?"
    )
    desk.page.get_by_label("Erreicht am").fill("2027-11-06")
    desk.page.get_by_role("button", name="Erreicht: Eröffnung").click()
    expect(desk.page.get_by_text("Eröffnung")).to_have_count(0)

    pass_to(SECOND)
    one, two = at_desk(0), at_desk(1)
    items = [calendar.measure, cafe.measure, "Beiträge ohne Rückmeldung", "Nächste Schritte"]
    two.make_agenda(years.meetings[1], "Was wurde aus den Beschlüssen?", *items)
    two.begin()
    expect(two.page.get_by_role("heading", level=1)).to_have_text("Was wurde aus den Beschlüssen?")
    expect(two.page.locator(".ib-changes li")).to_have_text(
        [re.compile(f"2027-1-1.*{WAIT}.*verzögert"), re.compile(f"2027-1-2.*{STOP}.*nicht umgesetzt")]
    )
    two.resolve(cafe.measure, "Wie geplant", {"Wortlaut": ON}, "2028-1-1")
    one.publish_minutes(two.finish_minutes())

    pass_to(END)
    read_trails(phone, years.ideas)
    folder = tmp_path / "archive"
    kept = make_console(live_server.app, capsys, monkeypatch)("archive", years.process.slug, folder)
    assert kept.code == 0, kept.err
    walk_through(browser, folder, years)


def read(phone: Page, idea: Idea) -> Locator:
    phone.goto(f"/beleg/{idea.receipt}")
    expect(phone.get_by_role("heading", level=1)).to_have_text(idea.title)
    return phone.get_by_role("main")


def read_trails(phone: Page, ideas: list[Idea]) -> None:
    """Each receipt tells the whole way in its order, and how it ended with the reason."""
    calendar, leaflet, cafe = ideas
    told = {
        0: ("Die Umsetzung ist verzögert", 1, "2027-1-1", WAIT, [NO_SERVER, "verzögert", "31. Mai 2028"]),
        1: ("Ihr Beitrag wird nicht umgesetzt", 3, "2027-1-2", STOP, [NO_MONEY, "nicht umgesetzt"]),
        2: ("Ihr Beitrag wird umgesetzt", 2, "2028-1-1", ON, ["in Arbeit", "erreicht am 6. November 2027"]),
    }
    for number, (standing, place, code, wording, more) in told.items():
        idea = ideas[number]
        fate = read(phone, idea)
        expect(fate.get_by_text(standing)).to_be_visible()
        way = "Eingebracht.*{}.*{}.*Platz {} von 3.*{}.*Beschluss {}.*{}".format(
            *map(re.escape, (idea.cluster, QUESTION, str(place), wording, code, idea.measure))
        )
        expect(fate.locator(".ib-trail")).to_have_text(re.compile(way, re.S))
        for words in more:
            expect(fate.locator(".ib-trail")).to_contain_text(words)


def walk_through(browser: Browser, folder: Path, years: Years) -> None:
    """The folder opens from the disk: from the start page to the plan, a measure and its resolution."""
    everything = "".join(page.read_text() for page in folder.rglob("*.html"))
    assert not [idea for idea in years.ideas if idea.receipt in everything]
    context = browser.new_context(viewport=DESK, locale="de")
    context.set_default_timeout(5000)
    page, failed = context.new_page(), list[str]()
    page.on("request", lambda sent: None if sent.url.startswith(("file:", "data:")) else failed.append(sent.url))
    page.on("requestfailed", lambda sent: failed.append(sent.url))
    page.goto((folder / "index.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text(years.process.title)
    calendar = years.ideas[0]
    for link, heading in (
        ("Plan", "Umsetzungsplan"),
        (calendar.measure, calendar.measure),
        (WAIT, "Beschluss 2027-1-1"),
        ("Protokoll: 1. Folgetreffen", "Protokoll"),
    ):
        page.get_by_role("link", name=link).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(heading))
        assert page.url.startswith(folder.as_uri()), page.url
    expect(page.get_by_role("main").get_by_text(NO_SERVER).first).to_be_visible()
    assert not failed, failed
    context.close()
