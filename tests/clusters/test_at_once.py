"""Two coordinators at the same moment: a card sits in one cluster, and the second one is told."""

import contextlib
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.clusters import actions
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.clusters.rules import Pick
from ideenboard.processes.rules import Actor
from tests.factories import NOW, make_contribution, make_workshop
from tests.separate import at_once

BY = Actor(account_name="Koordination")


@pytest.fixture
def looked_before_either_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody write before all have read, where the database allows that; then only the index can say no."""
    together, check = threading.Barrier(4), actions._check_seen

    def check_and_wait(*args: Any) -> None:
        check(*args)
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=0.5)

    monkeypatch.setattr(actions, "_check_seen", check_and_wait)


@pytest.mark.usefixtures("looked_before_either_wrote")
def test_the_second_to_put_a_card_somewhere_is_told(own_app: Flask) -> None:
    with own_app.app_context():
        workshop = make_workshop()
        card_id = make_contribution(workshop).id
        clusters = [
            actions.create(workshop.process, f"Bündel {n}", [], district_id=None, by=BY, at=NOW).id for n in range(4)
        ]
        db.session.commit()

    def put(number: int) -> None:
        with own_app.app_context():
            actions.put(db.session.get(Cluster, clusters[number]), [Pick(card_id)], by=BY, at=NOW)
            db.session.commit()

    results = at_once(4, put)
    assert [type(result) for result in results if result is not None] == [Conflict] * 3
    with own_app.app_context():
        assert db.session.scalar(select(func.count()).where(Membership.removed_at.is_(None))) == 1
