"""After closing nothing leads from a vote to whoever gave it: no key, no card, no number, no order, no time."""

from typing import Any

import pytest
from flask import Flask
from scipy.stats import spearmanr

from ideenboard.base.db import db
from ideenboard.processes.models import StakeholderGroup
from ideenboard.results import actions
from ideenboard.voting.actions_cards import redeem
from ideenboard.voting.models import Ballot, BallotPaper, Method, Vote, VotingCard, Wish
from ideenboard.voting.queries_cards import card_counts
from tests.factories import NOW, joined, make_participant
from tests.results.making import CLEAR, closed, voted
from tests.voting.making import card_ballot, make_ballot, option_ids, voting_workshop


def rows(ballot: Ballot) -> Any:
    query = db.select(Vote.id, Vote.paper_id, Vote.option_id, Vote.value, Vote.seq, BallotPaper.participant_id)
    return db.session.execute(
        query.join(BallotPaper, BallotPaper.id == Vote.paper_id)
        .where(BallotPaper.ballot_id == ballot.id)
        .order_by(Vote.id)
    ).all()


def test_papers_are_nobodys_under_new_numbers_and_say_what_they_said(app: Flask) -> None:
    ballot = voted(CLEAR)
    before = rows(ballot)
    groups = sorted(db.session.scalars(db.select(BallotPaper.group_id)))
    actions.close(ballot, by="system", at=NOW)
    db.session.commit()
    after = rows(ballot)
    assert {row.participant_id for row in after} == {None}
    assert not {row.paper_id for row in before} & {row.paper_id for row in after}
    assert {row.seq for row in after} == {1}
    assert sorted((row.option_id, row.value) for row in after) == sorted((row.option_id, row.value) for row in before)
    assert sorted(db.session.scalars(db.select(BallotPaper.group_id))) == groups
    assert db.session.scalar(db.select(db.func.count(StakeholderGroup.id))) > 0


def test_the_order_of_the_rows_says_nothing_of_the_order_of_voting(app: Flask) -> None:
    """Values rise in the order of the papers; among 800, chance alone goes beyond 0.15 once in 40,000."""
    ballot = make_ballot(method=Method.POINTS, options=1, points=1000, max_per_option=1000)
    papers = [BallotPaper(ballot_id=ballot.id) for _number in range(800)]
    db.session.add_all(papers)
    db.session.flush()
    (option,) = option_ids(ballot)
    db.session.add_all(Vote(paper_id=p.id, option_id=option, value=n, seq=1) for n, p in enumerate(papers))
    db.session.flush()
    actions.close(ballot, by="system", at=NOW)
    found = rows(ballot)
    for numbers in ([row.id for row in found], [row.paper_id for row in found]):
        assert abs(spearmanr(numbers, [row.value for row in found]).statistic) <= 0.15


def test_the_same_people_in_two_votes_cannot_be_joined(app: Flask) -> None:
    workshop = voting_workshop()
    first, second = voted(CLEAR, workshop=workshop), make_ballot(workshop)
    for ballot in (first, second):
        actions.close(ballot, by="system", at=NOW)
    keys = set(db.session.scalars(db.select(BallotPaper.participant_id)))
    assert keys == {None}


def test_a_recount_still_gives_the_same(app: Flask) -> None:
    snapshot = closed(CLEAR)
    assert actions.compute(snapshot.ballot, at=NOW) == snapshot.data


def test_cards_stay_used_and_lead_to_no_paper(app: Flask) -> None:
    ballot, sheet = card_ballot(3)
    person = make_participant(ballot.workshop)
    first = db.session.scalars(db.select(VotingCard).where(VotingCard.serial == sheet.cards[0].serial)).one()
    redeem(ballot, first, by=person)
    db.session.commit()
    actions.close(ballot, by="system", at=NOW)
    db.session.commit()
    assert (card_counts(ballot.id).printed, card_counts(ballot.id).used) == (3, 1)
    assert set(db.session.scalars(db.select(BallotPaper.card_id))) <= {None}
    assert list(db.session.scalars(db.select(VotingCard.is_used).order_by(VotingCard.serial))) == [True, False, False]


def test_what_people_wrote_is_kept_without_them(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop, method=Method.CONSENSUS, options=2), joined(app, workshop)
    first, _second = option_ids(ballot)
    phone.post(f"/ballots/{ballot.id}/votes", data={"seq": 1, f"option-{first}": 7})
    phone.post(f"/ballots/{ballot.id}/wishes", data={f"wish-{first}": "Eine Probezeit"})
    actions.close(ballot, by="system", at=NOW)
    db.session.commit()
    db.session.expire_all()
    assert [(wish.paper_id, wish.text) for wish in db.session.scalars(db.select(Wish))] == [(None, "Eine Probezeit")]


@pytest.mark.parametrize("published", [True, False])
def test_whoever_voted_still_sees_that_the_vote_is_closed(app: Flask, published: bool) -> None:
    snapshot = closed(CLEAR, published=published)
    page = joined(app, snapshot.ballot.workshop).get(f"/ballots/{snapshot.ballot_id}")
    assert page.status_code == 200 and "Diese Abstimmung ist geschlossen" in page.text
