"""What a participant finds under Mine: all workshops of the device, what is new, and the receipts to take along."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.clusters.actions import put
from ideenboard.clusters.rules import Pick
from ideenboard.contributions.models import Contribution
from ideenboard.moderation import actions as moderation
from ideenboard.moderation.models import Verdict
from ideenboard.plans.models import Measure, MeasureOrigin, MeasureState, Plan
from ideenboard.processes.models import Moderation, Workshop
from ideenboard.processes.rules import Actor
from tests.browsing import Client
from tests.factories import joined, make_account, make_contribution, make_workshop, reason_in
from tests.world_votes import make_cluster

NEWS = "gibt es Neues"


@pytest.fixture
def room(app: Flask) -> Workshop:
    return make_workshop(moderation=Moderation.BEFORE, title="Der erste Raum")


@pytest.fixture
def phone(app: Flask, room: Workshop) -> Client:
    return joined(app, room, make_workshop(room.event, title="Der zweite Raum"))


@pytest.fixture
def card(room: Workshop, phone: Client) -> Contribution:
    return make_contribution(room, by=phone.actor, title="Räume öffnen")  # type: ignore[attr-defined]


def mine(phone: Client, room: Workshop, **kwargs: object) -> str:
    return str(phone.get(f"/w/{room.code}/mine", **kwargs).text)


def coordinator(room: Workshop) -> Actor:
    return Actor(account_id=make_account().id, coordinates=frozenset({room.process_id}))


def later() -> datetime:
    """A moment after every look of this test."""
    return clock.now() + timedelta(minutes=1)


def test_it_holds_what_the_device_brought_into_all_workshops(app: Flask, phone: Client, room: Workshop) -> None:
    other, elsewhere = make_workshop(title="Ganz woanders"), make_workshop()
    far = make_contribution(other, by=phone.actor, title="Aus einem anderen Verfahren")  # type: ignore[attr-defined]
    here = make_contribution(room, by=phone.actor, title="Von hier")  # type: ignore[attr-defined]
    strangers = make_contribution(elsewhere, title="Von jemand anderem")
    page = mine(phone, room)
    assert "Aus einem anderen Verfahren" in page and "Ganz woanders" in page and "Von hier" in page
    assert f"/belege/{here.receipt_code}-{far.receipt_code}" in page
    assert strangers.title not in page


def test_what_is_new_is_said_until_somebody_has_looked(phone: Client, room: Workshop, card: Contribution) -> None:
    assert NEWS not in mine(phone, room)
    desk, at = coordinator(room), later()
    moderation.decide(card, Verdict.PUBLISHED, by=desk, at=at)
    moderation.respond(card, "Das prüfen wir.", by=desk, at=at)
    db.session.commit()
    # The tab says it on every page, and a phone that gets the page ahead has not looked.
    assert '<span class="ib-tabs__count">1' in phone.get(f"/w/{room.code}/board").text
    with phone.session_transaction() as session:
        session["looked"] = 1
    assert NEWS in mine(phone, room, headers={"X-Ahead": "1"})
    with phone.session_transaction() as session:
        assert session["looked"] == 1
    page = mine(phone, room)
    assert "Zu 1 Beitrag gibt es Neues" in page
    assert "neu: veröffentlicht" in page and "neu: Rückmeldung der Stadt" in page
    with phone.session_transaction() as session:
        session["looked"] = int(later().timestamp()) + 1
    assert "ib-tabs__count" not in phone.get(f"/w/{room.code}/board").text
    assert NEWS not in mine(phone, room)


def test_hiding_clustering_and_planning_are_news(phone: Client, room: Workshop, card: Contribution) -> None:
    mine(phone, room)
    desk, at = coordinator(room), later()
    moderation.decide(card, Verdict.HIDDEN, reason_in(card.process, 1), by=desk, at=at)
    cluster = make_cluster(room.process_id, "Räume")
    put(cluster, [Pick(card.id, None)], by=desk, at=at)
    plan = Plan(process_id=room.process_id, published_at=None)
    db.session.add(plan)
    db.session.flush()
    measure = Measure(plan_id=plan.id, title="Plan", state=MeasureState.PLANNED, state_since=at.date(), created_at=at)
    db.session.add(measure)
    db.session.flush()
    db.session.add(MeasureOrigin(measure_id=measure.id, cluster_id=cluster.id))
    db.session.commit()
    page = mine(phone, room, headers={"X-Ahead": "1"})
    assert "neu: ausgeblendet" in page and "neu: im Bündel" in page
    assert "neu: im Plan" not in page, "a plan that nobody may read yet"
    plan.published_at = at
    db.session.commit()
    assert "neu: im Plan" in mine(phone, room)


def test_news_of_others_are_nobodys(app: Flask, room: Workshop, phone: Client, card: Contribution) -> None:
    other = joined(app, room)
    moderation.decide(card, Verdict.PUBLISHED, by=coordinator(room), at=later())
    db.session.commit()
    assert NEWS not in mine(other, room) and "ib-tabs__count" not in mine(other, room)


def test_receipts_can_be_taken_along_in_one_link(phone: Client, client: Client, card: Contribution) -> None:
    second = make_contribution(title="Noch eine")
    address = f"/belege/{card.receipt_code}-{second.receipt_code.lower()}"
    page = client.get(address).text
    assert card.title in page and second.title in page
    assert "mailto:?subject=Meine%20Belege&amp;body=http" in page and "noindex" in page
    # One wrong code, and nothing is told about the others.
    assert client.get(f"{address}-AAAAAAAA").status_code == 404
