"""For which reasons contributions are hidden stands before anything is public, and what was hidden leaves why."""

import csv
import io
import re
import zipfile

import pytest
from flask import Flask
from sqlalchemy import delete

from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, Status
from ideenboard.moderation import actions
from ideenboard.moderation.models import Verdict
from ideenboard.processes.models import HidingReason, Process, Workshop
from ideenboard.processes.queries import reasons_of
from ideenboard.processes.rules import Actor
from tests.browsing import Client
from tests.factories import (
    NOW,
    coordinator_of,
    joined,
    make_account,
    make_contribution,
    make_contributions,
    make_event,
    make_process,
    make_workshop,
    reason_in,
)
from tests.world_votes import make_cluster


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def workshop(process: Process) -> Workshop:
    return make_workshop(make_event(process), published_at=NOW)


def hide(card: Contribution, place: int = 0, words: str = "") -> None:
    by = Actor(account_id=make_account().id, coordinates=frozenset({card.process_id}))
    actions.decide(card, Verdict.HIDDEN, reason_in(card.process, place), words, by=by, at=NOW)
    db.session.commit()


def test_nothing_is_published_before_the_reasons_stand(app: Flask) -> None:
    process = make_process(published_at=None)
    db.session.execute(delete(HidingReason).where(HidingReason.process_id == process.id))
    db.session.commit()
    desk, settings = coordinator_of(app, process), f"/desk/{process.slug}/settings"
    assert f"/desk/{process.slug}/publication" not in desk.get(settings).text
    assert desk.post(f"/desk/{process.slug}/publication").status_code == 422
    assert db.session.get_one(Process, process.id).published_at is None
    desk.post(f"/desk/{process.slug}/lists/reasons/usual")
    assert [reason.name for reason in reasons_of(process.id)][::4] == ["Nennt eine Person", "Anderer Grund"]
    assert f"/desk/{process.slug}/publication" in desk.get(settings).text
    assert desk.post(f"/desk/{process.slug}/publication").status_code == 303


def test_before_there_is_a_charter_words_of_ones_own_must_do(app: Flask, process: Process, workshop: Workshop) -> None:
    db.session.execute(delete(HidingReason).where(HidingReason.process_id == process.id))
    card, desk = make_contribution(workshop), coordinator_of(app, process)
    url = f"/contributions/{card.id}/hiding"
    assert desk.post(url).status_code == 422
    assert desk.post(url, data={"explanation": "Nennt meinen Nachbarn"}).status_code == 303
    assert db.session.get_one(Contribution, card.id).status is Status.HIDDEN


def test_a_reason_of_another_process_is_none(app: Flask, process: Process, workshop: Workshop) -> None:
    card, elsewhere = make_contribution(workshop), reason_in(make_process())
    desk = coordinator_of(app, process)
    assert desk.post(f"/contributions/{card.id}/hiding", data={"reason": elsewhere.id}).status_code == 422


def test_a_reason_that_was_used_is_not_removed(app: Flask, process: Process, workshop: Workshop) -> None:
    hide(make_contribution(workshop))
    desk, reason = coordinator_of(app, process), reason_in(process)
    assert desk.post(f"/desk/{process.slug}/lists/reasons/{reason.id}/removal").status_code == 422
    assert reason_in(process).id == reason.id


def test_what_was_public_leaves_its_reason_and_nothing_else(
    client: Client, process: Process, workshop: Workshop
) -> None:
    make_contribution(workshop, title="Davor")
    card = make_contribution(workshop, title="Frau Meier", text="ist schuld")
    make_contribution(workshop, title="Danach")
    hide(card, 2, "Nennt Frau Meier")
    page = client.get(f"/processes/{process.slug}/contributions").text
    assert page.index("Danach") < page.index(f'id="c{card.id}"') < page.index("Davor")
    own = client.get(f"/contributions/{card.id}")
    assert own.status_code == 410
    for text in (page, own.text):
        assert "Anderer Grund" in text and "Meier" not in text and "schuld" not in text
    assert f'id="c{card.id}"' not in client.get(f"/processes/{process.slug}/contributions?q=meier").text


def test_the_room_and_the_cluster_show_the_reason_where_a_card_was(
    app: Flask, client: Client, process: Process, workshop: Workshop
) -> None:
    phone, board = joined(app, workshop), f"/w/{workshop.code}/board"
    card = make_contribution(workshop, title="Frau Meier", text="ist schuld")
    waiting = make_contribution(workshop, title="Noch nie zu sehen")
    waiting.status = Status.PENDING
    shown = make_contribution(workshop, title="Danach")
    cluster = make_cluster(process.id, "Räume", card, waiting, shown)
    for one in (card, waiting):
        hide(one, 2, "Nennt Frau Meier")
    for page in (phone.get(board).text, client.get(f"/clusters/{cluster.id}").text):
        assert page.index("Danach") < page.index(f'id="c{card.id}"') and "Anderer Grund" in page
        assert "Meier" not in page and "schuld" not in page and f'id="c{waiting.id}"' not in page
    assert "1 Beitrag" in client.get(f"/clusters/{cluster.id}").text
    for narrowed in ("?order=supported", "?q=meier"):
        assert f'id="c{card.id}"' not in phone.get(board + narrowed).text
    actions.decide(card, Verdict.PUBLISHED, by=Actor(account_id=make_account().id), at=NOW)
    db.session.commit()
    assert "Anderer Grund" not in phone.get(board).text + client.get(f"/clusters/{cluster.id}").text


def test_a_gap_stands_in_its_stretch_of_the_board_and_in_no_other(app: Flask, workshop: Workshop) -> None:
    phone, board = joined(app, workshop), f"/w/{workshop.code}/board"
    cards = make_contributions(workshop, 53)
    for place in (3, 26, 52):
        hide(cards[place])
    first = phone.get(board).text
    more = re.search(rf'"({board}\?after=\d+)"', first)
    assert more
    texts = [first, phone.get(more[1]).text]
    shown = [[int(number) for number in re.findall(r'id="c(\d+)"', text)] for text in texts]
    assert shown[0] + shown[1] == sorted((card.id for card in cards), reverse=True)


def test_what_never_was_public_leaves_nothing(app: Flask, client: Client, process: Process, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    card.status = Status.PENDING
    closed = make_contribution(make_workshop(workshop.event))
    db.session.commit()
    hide(card)
    hide(closed)
    assert "stand ein Beitrag" not in client.get(f"/processes/{process.slug}/contributions").text
    assert [client.get(f"/contributions/{one.id}").status_code for one in (card, closed)] == [404, 404]
    assert joined(app, closed.workshop).get(f"/contributions/{closed.id}").status_code == 410


def test_what_comes_back_closes_the_gap(client: Client, workshop: Workshop) -> None:
    card = make_contribution(workshop)
    hide(card)
    actions.decide(card, Verdict.PUBLISHED, by=Actor(account_id=make_account().id), at=NOW)
    db.session.commit()
    assert client.get(f"/contributions/{card.id}").status_code == 200


def test_the_charter_names_the_reasons_and_the_log_no_person(
    client: Client, process: Process, workshop: Workshop
) -> None:
    hide(make_contribution(workshop, title="Frau Meier"), 2, "Kanarienwort")
    page = client.get(f"/processes/{process.slug}/moderation").text
    assert "Jemand ist zu erkennen." in page and "1 ausgeblendet" in page
    packed = zipfile.ZipFile(io.BytesIO(client.get(f"/processes/{process.slug}/moderation-log.zip").data))
    log = packed.read("moderation.csv").decode()
    (row,) = csv.DictReader(io.StringIO(log))
    assert row["reason"] == "Anderer Grund" and row["was_public"] == "yes" and row["day"] == "2027-01-21"
    for word in ("Meier", "Kanarienwort", "Koordination", "account"):
        assert word not in log
