"""Many devices, one card, the same moment: one paper at most, and none for a card that was voided."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.processes.rules import Actor
from ideenboard.voting import actions_cards
from ideenboard.voting.models import Ballot, BallotPaper, VotingCard
from tests.factories import NOW, make_participant
from tests.separate import at_once
from tests.voting.making import card_ballot

CARDS, EACH = 5, 8


@pytest.fixture
def race(own_app: Flask) -> tuple[Flask, int, list[str], list[Actor]]:
    with own_app.app_context():
        ballot, sheet = card_ballot(CARDS, options=2)
        return (
            own_app,
            ballot.id,
            [card.code for card in sheet.cards],
            [make_participant() for _ in range(CARDS * EACH)],
        )


def bring(app: Flask, ballot_id: int, code: str, actor: Actor) -> None:
    with app.app_context():
        ballot = db.session.get_one(Ballot, ballot_id)
        card = actions_cards.find_card(ballot, code, "", by=actor, at=NOW)
        assert card is not None
        actions_cards.redeem(ballot, card, by=actor)
        db.session.commit()


def void(app: Flask, ballot_id: int, serial: int) -> None:
    with app.app_context():
        actions_cards.void(db.session.get_one(Ballot, ballot_id), [serial], by="account:1", at=NOW)
        db.session.commit()


def papers_per_card(app: Flask, ballot_id: int) -> list[int]:
    with app.app_context():
        query = db.select(db.func.count()).where(BallotPaper.ballot_id == ballot_id).group_by(BallotPaper.card_id)
        return list(db.session.scalars(query))


def void_and_used(app: Flask, ballot_id: int) -> int:
    with app.app_context():
        query = (
            db.select(db.func.count()).select_from(BallotPaper).join(VotingCard, VotingCard.id == BallotPaper.card_id)
        )
        return db.session.scalar(query.where(BallotPaper.ballot_id == ballot_id, VotingCard.voided_at.is_not(None)))


def test_of_many_devices_with_one_card_one_gets_its_paper(race: Any) -> None:
    app, ballot_id, codes, actors = race
    results = at_once(CARDS * EACH, lambda n: bring(app, ballot_id, codes[n % CARDS], actors[n]))
    assert papers_per_card(app, ballot_id) == [1] * CARDS
    assert [type(result) for result in results if result is not None] == [Conflict] * (CARDS * EACH - CARDS)
    # After all of it once more, as after a server that died in between.
    again = [bring_again(app, ballot_id, codes[n % CARDS], actors[n]) for n in range(CARDS * EACH)]
    assert again.count(True) == CARDS and papers_per_card(app, ballot_id) == [1] * CARDS


def bring_again(app: Flask, ballot_id: int, code: str, actor: Actor) -> bool:
    try:
        bring(app, ballot_id, code, actor)
    except Conflict:
        return False
    return True


def test_one_device_with_many_cards_gets_one_paper(race: Any) -> None:
    app, ballot_id, codes, actors = race
    results = at_once(CARDS, lambda n: bring(app, ballot_id, codes[n], actors[0]))
    assert papers_per_card(app, ballot_id) == [1] and results.count(None) == 1


def test_a_card_is_voided_or_used_and_never_both(race: Any) -> None:
    app, ballot_id, codes, actors = race

    def work(n: int) -> None:
        serial = n // 2 + 1
        return void(app, ballot_id, serial) if n % 2 else bring(app, ballot_id, codes[serial - 1], actors[serial])

    results = at_once(2 * CARDS, work)
    assert void_and_used(app, ballot_id) == 0
    assert [type(result) for result in results if result is not None] == [Conflict] * CARDS


def test_without_its_check_a_voided_card_is_used(race: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    app, ballot_id, codes, actors = race
    void(app, ballot_id, 1)
    with pytest.raises(Conflict):
        bring(app, ballot_id, codes[0], actors[0])
    monkeypatch.setattr(actions_cards, "_check_valid", lambda card: None)
    bring(app, ballot_id, codes[0], actors[0])
    assert void_and_used(app, ballot_id) == 1


def test_without_its_unique_key_a_card_makes_many_papers(race: Any) -> None:
    app, ballot_id, codes, actors = race
    with key_off(app):
        at_once(EACH, lambda n: bring(app, ballot_id, codes[0], actors[n]))
        assert papers_per_card(app, ballot_id)[0] > 1


@contextmanager
def key_off(app: Flask) -> Iterator[None]:
    with app.app_context(), db.engine.begin() as connection:
        with Operations(MigrationContext.configure(connection)).batch_alter_table("ballot_paper") as paper:
            paper.drop_constraint("uq_ballot_paper_card_id", type_="unique")
    yield
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(db.delete(BallotPaper))
        with Operations(MigrationContext.configure(connection)).batch_alter_table("ballot_paper") as paper:
            paper.create_unique_constraint("uq_ballot_paper_card_id", ["card_id"])
