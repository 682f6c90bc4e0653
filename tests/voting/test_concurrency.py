"""Many requests of one person at the same moment: one vote per option, and never more points than there are."""

import os
import threading
import time
from typing import Any

import pytest
from flask import Flask

from ideenboard.base import db as database
from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.processes.actions_phases import set_phase
from ideenboard.processes.models import Phase
from ideenboard.processes.rules import Actor
from ideenboard.voting import actions
from ideenboard.voting.models import Ballot, BallotPaper, Vote
from tests.factories import NOW, make_participant
from tests.separate import at_once
from tests.voting.making import make_ballot, option_ids, voting_workshop

PG = os.environ.get("TEST_DATABASE") == "postgresql"


@pytest.fixture
def race(own_app: Flask) -> tuple[Flask, int, list[int], Actor]:
    with own_app.app_context():
        workshop = voting_workshop()
        ballot = make_ballot(workshop, options=30, points=5, max_per_option=5)
        return own_app, ballot.id, option_ids(ballot), make_participant(workshop)


def set_one(app: Flask, ballot_id: int, option: int, value: int, seq: int, actor: Actor) -> None:
    with app.app_context():
        actions.set_votes(db.session.get(Ballot, ballot_id), {option: value}, seq, by=actor)
        db.session.commit()


def votes(app: Flask, ballot_id: int) -> list[Any]:
    with app.app_context():
        query = db.select(Vote.option_id, Vote.value).join(BallotPaper, BallotPaper.id == Vote.paper_id)
        return db.session.execute(query.where(BallotPaper.ballot_id == ballot_id)).all()


def test_fifty_equal_votes_at_once_count_once(race: Any) -> None:
    app, ballot_id, options, actor = race
    results = at_once(50, lambda _: set_one(app, ballot_id, options[0], 1, 1, actor))
    assert results == [None] * 50
    assert votes(app, ballot_id) == [(options[0], 1)]


def test_the_budget_holds_when_thirty_votes_come_at_once(race: Any) -> None:
    app, ballot_id, options, actor = race
    results = at_once(30, lambda n: set_one(app, ballot_id, options[n], 1, n + 1, actor))
    assert sum(row.value for row in votes(app, ballot_id)) == 5
    assert [type(result) for result in results if result is not None] == [Conflict] * 25


def test_the_last_number_stands_whatever_arrives_first(race: Any) -> None:
    app, ballot_id, options, actor = race
    at_once(20, lambda n: set_one(app, ballot_id, options[0], n % 6, n + 1, actor))
    assert votes(app, ballot_id) == [(options[0], 19 % 6)]


def test_no_vote_slips_in_behind_the_closing(race: Any) -> None:
    app, ballot_id, options, _ = race
    with app.app_context():
        workshop = db.session.get(Ballot, ballot_id).workshop
        actors = [make_participant(workshop) for _number in range(20)]
    seen_at_closing: list[int] = []

    def work(number: int) -> None:
        if number < 20:
            return set_one(app, ballot_id, options[0], 1, 1, actors[number])
        with app.app_context():
            actions.close(db.session.get(Ballot, ballot_id), by="account:1", at=NOW)
            seen_at_closing.append(len(votes_now(ballot_id)))
            db.session.commit()

    at_once(21, work)
    assert len(votes(app, ballot_id)) == seen_at_closing[0]


def close(ballot: Ballot) -> None:
    actions.close(ballot, by="account:1", at=NOW)


def end_phase(ballot: Ballot) -> None:
    set_phase(ballot.workshop, Phase.DISCUSSING, by="account:1", at=NOW)


@pytest.mark.parametrize("end", [close, end_phase])
def test_the_end_waits_for_a_vote_that_is_on_its_way(race: Any, end: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    app, ballot_id, options, actor = race
    allowed, counted, original = threading.Event(), [], actions._locked_paper

    def slow(*args: Any) -> int:
        # The vote has been let in; nothing of it is written yet.
        allowed.set()
        time.sleep(0.2)
        return original(*args)

    def work(number: int) -> None:
        if number == 0:
            return set_one(app, ballot_id, options[0], 1, 1, actor)
        allowed.wait(5)
        with app.app_context():
            end(db.session.get(Ballot, ballot_id))
            counted.append(len(votes_now(ballot_id)))
            db.session.commit()

    monkeypatch.setattr(actions, "_locked_paper", slow)
    assert at_once(2, work) == [None, None]
    assert counted == [1] == [len(votes(app, ballot_id))]


def votes_now(ballot_id: int) -> list[Any]:
    query = db.select(Vote.id).join(BallotPaper, BallotPaper.id == Vote.paper_id)
    return list(db.session.scalars(query.where(BallotPaper.ballot_id == ballot_id)))


def test_without_its_guard_the_budget_breaks(race: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    app, ballot_id, options, actor = race
    set_one(app, ballot_id, options[0], 0, 1, actor)
    if PG:
        monkeypatch.setattr(actions, "_locked_paper", unlocked_paper)
    else:
        monkeypatch.setattr(database, "_writes", lambda: False)
    results = at_once(30, lambda n: set_one(app, ballot_id, options[n], 1, n + 2, actor))
    broken = sum(row.value for row in votes(app, ballot_id)) > 5
    assert broken or any(result is not None and not isinstance(result, Conflict) for result in results)


def unlocked_paper(ballot: Ballot, by: Actor, _seat: Any) -> int:
    mine = (BallotPaper.ballot_id == ballot.id, BallotPaper.participant_id == by.participant_id)
    return db.session.scalars(db.select(BallotPaper.id).where(*mine)).one()
