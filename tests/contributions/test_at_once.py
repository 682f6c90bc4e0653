"""One device sends at the same moment: the same words come once, and the quota holds."""

import contextlib
import threading
import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.contributions import actions
from ideenboard.contributions.actions import Draft, contribute
from ideenboard.contributions.models import Contribution, Kind
from ideenboard.processes.actions_phases import set_phase
from ideenboard.processes.models import Phase, Workshop
from tests.factories import NOW, make_participant, make_workshop
from tests.separate import at_once


def test_the_same_words_under_two_tokens_come_once(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    together, check = threading.Barrier(2), actions._check_quota

    def check_and_wait(*args: Any) -> None:
        check(*args)
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=0.5)

    monkeypatch.setattr(actions, "_check_quota", check_and_wait)
    with own_app.app_context():
        workshop = make_workshop()
        person, workshop_id = make_participant(workshop), workshop.id
        db.session.commit()

    def send(number: int) -> int:
        with own_app.app_context():
            words, room = Draft(Kind.IDEA, "Räume öffnen"), db.session.get(Workshop, workshop_id)
            contribution, _ = contribute(room, words, f"token-{number}", by=person, at=NOW)
            db.session.commit()
            return contribution.id

    first, second = at_once(2, send)
    assert first == second
    with own_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Contribution)) == 1


def test_a_phase_waits_for_a_contribution_that_is_on_its_way(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed, counted, check = threading.Event(), [], actions._check_quota

    def slow(*args: Any) -> None:
        # The contribution has been let in; nothing of it is written yet.
        allowed.set()
        time.sleep(0.2)
        check(*args)

    monkeypatch.setattr(actions, "_check_quota", slow)
    with own_app.app_context():
        workshop = make_workshop()
        person, workshop_id = make_participant(workshop), workshop.id
        db.session.commit()

    def work(number: int) -> None:
        if number:
            allowed.wait(5)
        with own_app.app_context():
            room = db.session.get(Workshop, workshop_id)
            if number == 0:
                contribute(room, Draft(Kind.IDEA, "Räume öffnen"), "token", by=person, at=NOW)
            else:
                set_phase(room, Phase.DISCUSSING, by="account:1", at=NOW)
                counted.append(cards_in(workshop_id))
            db.session.commit()

    assert at_once(2, work) == [None, None]
    with own_app.app_context():
        assert counted == [1] == [cards_in(workshop_id)]


def cards_in(workshop_id: int) -> int:
    return db.session.scalar(select(func.count()).where(Contribution.workshop_id == workshop_id)) or 0
