"""A recount believes only rows."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from ideenboard.base.codes import new_token
from ideenboard.base.db import db
from ideenboard.comments.actions import add_comment, hide_comment
from ideenboard.comments.models import Thread
from ideenboard.contributions.actions_reactions import support
from ideenboard.contributions.models import Contribution
from ideenboard.results.actions import close
from ideenboard.voting.models import Ballot, BallotPaper, Level, Method, Option, Vote
from tests.console import Console
from tests.factories import NOW, make_contribution, make_participant


@pytest.fixture
def card(app: Flask) -> Contribution:
    """A card with two supporters and one comment that is shown."""
    card = make_contribution()
    for _ in range(2):
        support(card, by=make_participant())
    for _ in range(2):
        person = make_participant().participant_id or 0
        comment, _new = add_comment(card.thread, "Ja", new_token(), participant_id=person, group_id=None, at=NOW)
    hide_comment(comment, card.thread, at=NOW)
    db.session.commit()
    return card


@pytest.fixture(params=[Method.SUPPORT, Method.POINTS, Method.APPROVAL])
def ballot(app: Flask, card: Contribution, request: pytest.FixtureRequest) -> Ballot:
    """A closed ballot of each method."""
    ballot = Ballot(
        process_id=card.process_id, question="?", method=request.param, level=Level.OPEN, created_at=NOW, opened_at=NOW
    )
    db.session.add(ballot)
    db.session.flush()
    options = [Option(ballot_id=ballot.id, position=n, text=str(n), source_id=str(n)) for n in range(3)]
    papers = [BallotPaper(ballot_id=ballot.id, participant_id=make_participant().participant_id) for _ in range(6)]
    db.session.add_all(options + papers)
    db.session.flush()
    values = {Method.SUPPORT: (1, 0, None), Method.POINTS: (3, 2, 0), Method.APPROVAL: (1, -1, 0)}[request.param]
    for paper in papers:
        for option, value in zip(options, values, strict=True):
            if value is not None:
                db.session.add(Vote(paper_id=paper.id, option_id=option.id, value=value, seq=1))
    db.session.flush()
    close(ballot, by="system", at=NOW)
    db.session.commit()
    return ballot


def counted(console: Console, code: int) -> dict[str, Any]:
    said = console("tally", "--json")
    assert said.code == code, said
    return json.loads(said.out)


def test_what_is_stored_is_what_the_rows_say(ballot: Ballot, console: Console) -> None:
    found = counted(console, 0)
    assert (found["supports"]["stored"], found["supports"]["counted"]) == (2, 2)
    assert (found["comments"]["stored"], found["comments"]["counted"]) == (1, 1)
    assert [(row["ballot"], row["voters"], len(row["options"])) for row in found["ballots"]] == [(ballot.id, 6, 3)]


def test_a_counter_that_drifted_is_found(card: Contribution, console: Console) -> None:
    db.session.execute(update(Contribution).where(Contribution.id == card.id).values(support_count=7))
    db.session.execute(update(Thread).where(Thread.id == card.thread_id).values(comment_count=0))
    db.session.commit()
    found = counted(console, 1)
    assert found["supports"]["wrong"] == [{"contribution": card.id, "stored": 7, "counted": 2}]
    assert found["comments"]["wrong"] == [{"thread": card.thread_id, "stored": 0, "counted": 1}]
    assert "2 stored numbers are wrong." in console("tally").out


def test_a_vote_that_changed_after_closing_is_found(ballot: Ballot, console: Console) -> None:
    paper = db.session.query(BallotPaper.id).filter_by(ballot_id=ballot.id).first()[0]
    db.session.execute(update(Vote).where(Vote.paper_id == paper, Vote.value > 0).values(value=0))
    db.session.commit()
    (found,) = counted(console, 1)["ballots"]
    assert found["wrong"]


def test_of_an_open_ballot_nothing_is_said(ballot: Ballot, console: Console) -> None:
    db.session.execute(update(Ballot).where(Ballot.id == ballot.id).values(closed_at=None))
    db.session.commit()
    assert counted(console, 0)["ballots"] == []
