"""Several coordinators at one queue: steps that go back as a whole, who takes care of what, who has which card open."""

from datetime import timedelta

import pytest
from flask import Flask

from ideenboard.audit.queries import history_of
from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, Status
from ideenboard.moderation.models import Attention, Verdict
from ideenboard.moderation.queries import last_decision
from ideenboard.people.models import Account, Role
from ideenboard.processes.models import Moderation, Process, Workshop
from tests.browsing import Client
from tests.factories import (
    coordinator_of,
    make_account,
    make_contribution,
    make_event,
    make_process,
    make_workshop,
    reason_in,
)
from tests.factories import signed_in as browser_of


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def workshop(process: Process) -> Workshop:
    return make_workshop(make_event(process), moderation=Moderation.BEFORE)


@pytest.fixture
def account(process: Process) -> Account:
    return make_account(Role.COORDINATOR, process)


@pytest.fixture
def desk(app: Flask, account: Account) -> Client:
    return browser_of(app, account)


def status(card: Contribution) -> Status:
    return db.session.get_one(Contribution, card.id, populate_existing=True).status


def undo_of(page: str) -> str:
    """The address behind the button that takes the last step back."""
    return page.split('id="queue-head"')[1].split('<form method="post" action="')[1].split('"')[0].replace("&amp;", "&")


def test_a_step_goes_back_as_a_whole_and_each_card_to_where_it_was(
    desk: Client, process: Process, workshop: Workshop
) -> None:
    waiting, shown = make_contribution(workshop), make_contribution(workshop)
    shown.status = Status.PUBLISHED
    db.session.commit()
    queue = f"/desk/{process.slug}/queue"
    desk.post(f"{queue}/hidings", data={"cards": [waiting.id, shown.id], "bulk-reason": reason_in(process).id})
    assert (status(waiting), status(shown)) == (Status.HIDDEN, Status.HIDDEN)
    page = desk.get(queue).text
    assert "2 Ausblendungen zurücknehmen" in page
    desk.post(undo_of(page))
    assert (status(waiting), status(shown)) == (Status.PENDING, Status.PUBLISHED)
    assert last_decision(shown.id) is None
    assert history_of(shown.subject)[-1].data == {"undone": "hidden"}
    assert 'id="undo"' not in desk.get(queue).text
    assert "nicht mehr zurückgenommen" in desk.post(undo_of(page), follow_redirects=True).text


def test_what_a_colleague_decided_anew_stays(app: Flask, desk: Client, process: Process, workshop: Workshop) -> None:
    cards = [make_contribution(workshop) for _ in range(2)]
    queue = f"/desk/{process.slug}/queue"
    desk.post(f"{queue}/publications", data={"cards": [card.id for card in cards]})
    undo = undo_of(desk.get(queue).text)
    colleague = coordinator_of(app, process)
    assert 'id="undo"' not in colleague.get(queue).text
    colleague.post(undo)
    assert [status(card) for card in cards] == [Status.PUBLISHED] * 2
    colleague.post(f"/contributions/{cards[0].id}/hiding", data={"reason": reason_in(process).id})
    page = desk.post(undo, follow_redirects=True).text
    assert [status(card) for card in cards] == [Status.HIDDEN, Status.PENDING]
    assert "1 Beitrag bleibt, wie er ist" in page
    decision = last_decision(cards[0].id)
    assert decision is not None and decision.verdict is Verdict.HIDDEN


def test_a_card_is_given_to_somebody_and_found_by_that(
    desk: Client, account: Account, process: Process, workshop: Workshop
) -> None:
    mine, others = make_contribution(workshop, title="Meine Karte"), make_contribution(workshop, title="Freie Karte")
    queue = f"/desk/{process.slug}/queue"
    give = {"cards": mine.id, "account": account.id}
    assert desk.post(f"{queue}/assignments", data=give).status_code == 303
    assert history_of(mine.subject)[-1].action == "contribution.assigned"
    for who, title in ((account.id, "Meine Karte"), (0, "Freie Karte")):
        page = desk.get(f"{queue}?assignee={who}").text
        assert [t for t in ("Meine Karte", "Freie Karte") if t in page] == [title]
    assert "1</strong> Beitrag wartet auf Sie" in desk.get("/desk").text
    panel = desk.post(f"{queue}/assignments", data=give | {"account": "", "panel": 1}, htmx=True).text
    assert f'id="who-{mine.id}"' in panel
    assert "Meine Karte" in desk.get(f"{queue}?assignee=0").text
    assert others.id != mine.id


def test_where_all_piles_lie_together_a_row_says_its_new_one(
    desk: Client, process: Process, workshop: Workshop
) -> None:
    card = make_contribution(workshop)
    make_contribution(workshop)
    answer = desk.post(f"/contributions/{card.id}/publication?state=all", htmx=True).text
    assert f'<span id="pile-{card.id}" hx-swap-oob="true">Freigegeben</span>' in answer
    assert 'hx-swap-oob="delete"' not in answer


def test_a_card_is_given_to_no_stranger(desk: Client, process: Process, workshop: Workshop) -> None:
    card, stranger = make_contribution(workshop), make_account()
    data = {"cards": card.id, "account": stranger.id}
    assert desk.post(f"/desk/{process.slug}/queue/assignments", data=data).status_code == 404


def test_others_see_which_card_one_has_open_for_as_long_as_it_is(
    app: Flask, desk: Client, account: Account, process: Process, workshop: Workshop
) -> None:
    card, queue = make_contribution(workshop), f"/desk/{process.slug}/queue"
    colleague = coordinator_of(app, process)
    assert desk.post(f"/contributions/{card.id}/attention", check=False).text.strip() == ""
    said = colleague.post(f"/contributions/{card.id}/attention", check=False).text
    assert f'data-open="{card.id}">{account.name}<' in said
    note = f'<strong data-who><bdi dir="auto">{account.name}</bdi></strong>'
    assert note in colleague.get(queue).text and note not in desk.get(queue).text
    db.session.get_one(Attention, account.id).seen_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    assert note not in colleague.get(queue).text
