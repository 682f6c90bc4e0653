"""Every step at the board can be undone, exactly or as far as later steps leave it, and so can the undoing."""

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.clusters import actions, actions_undo
from ideenboard.clusters.models import Cluster, Step, letters
from ideenboard.clusters.queries import bundles, current_cluster_of
from ideenboard.clusters.queries_ranking import supporters_if
from ideenboard.clusters.queries_steps import last_mover_of, last_step_of, steps_of
from ideenboard.clusters.rules import Move, Pick, places, shifts, way_back
from ideenboard.contributions.actions_reactions import support
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Workshop
from ideenboard.processes.rules import Actor
from tests.factories import NOW, make_account, make_contribution, make_participant, make_workshop

BY = Actor(account_name="Koordination")


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    return make_workshop()


def cluster_of(workshop: Workshop, *cards: Contribution, title: str = "Räume") -> Cluster:
    picks = [Pick(card.id) for card in cards]
    return actions.create(workshop.process, title, picks, district_id=None, by=BY, at=NOW)


def put(cluster: Cluster, *cards: Contribution) -> None:
    homes = current_cluster_of([card.id for card in cards])
    picks = [Pick(card.id, homes[card.id].id if card.id in homes else None) for card in cards]
    actions.put(cluster, picks, by=BY, at=NOW)


def last_step() -> Step:
    return db.session.scalars(select(Step).order_by(Step.id.desc())).first()


def undo(step: Step, *, partly: bool = False) -> Step | None:
    return actions_undo.undo(actions_undo.prepare(step), by=BY, at=NOW, partly=partly)


def homes(*cards: Contribution) -> list[int | None]:
    found = current_cluster_of([card.id for card in cards])
    return [found[card.id].id if card.id in found else None for card in cards]


def supported_by(workshop: Workshop, people: Sequence[Actor]) -> Contribution:
    card = make_contribution(workshop)
    for person in people:
        support(card, by=person)
    return card


def test_each_step_goes_back_and_forth_exactly(workshop: Workshop) -> None:
    first, second, third = (make_contribution(workshop) for _ in range(3))
    a, b = cluster_of(workshop, first, second), cluster_of(workshop, third, title="Andere")
    actions.take_out(a, [second.id], by=BY, at=NOW)
    before = homes(first, second, third)
    for act, after in (
        (lambda: put(b, first, second), [b.id, b.id, b.id]),
        (lambda: actions.dissolve(a, by=BY, at=NOW), [None, None, b.id]),
        (lambda: actions.merge(a, b, by=BY, at=NOW), [b.id, None, b.id]),
        (lambda: actions.take_out(b, [third.id], by=BY, at=NOW), [a.id, None, None]),
    ):
        act()
        step = last_step()
        assert homes(first, second, third) == after
        undone = undo(step)
        assert homes(first, second, third) == before and step.is_undone and a.dissolved_at is None
        undo(undone)
        assert homes(first, second, third) == after and not step.is_undone
        undo(last_step())
    assert homes(first, second, third) == before


def test_a_new_cluster_that_is_undone_is_gone_and_keeps_its_letters(workshop: Workshop) -> None:
    card = make_contribution(workshop)
    cluster = cluster_of(workshop, card)
    undone = undo(last_step())
    assert homes(card) == [None] and cluster.dissolved_at is not None
    assert cluster_of(workshop).mark == "B"
    undo(undone)
    assert homes(card) == [cluster.id] and cluster.dissolved_at is None and cluster.mark == "A"


def test_words_go_back_but_not_over_newer_ones(workshop: Workshop) -> None:
    cluster = cluster_of(workshop)
    actions.describe(cluster, "Zweiter", "Dazu", by=BY, at=NOW)
    step = last_step()
    actions.describe(cluster, "Dritter", "Dazu", by=BY, at=NOW)
    with pytest.raises(Conflict):
        undo(step)
    undo(last_step())
    undo(step)
    assert (cluster.title, cluster.summary) == ("Räume", "")


def test_what_later_steps_moved_stays_and_the_rest_can_go_back(workshop: Workshop) -> None:
    first, second = make_contribution(workshop), make_contribution(workshop)
    a, b = cluster_of(workshop), cluster_of(workshop, title="Andere")
    put(a, first, second)
    step = last_step()
    put(b, second)
    with pytest.raises(Conflict):
        undo(step)
    assert homes(first, second) == [a.id, b.id]
    undo(step, partly=True)
    assert homes(first, second) == [None, b.id]


def test_a_card_does_not_go_back_into_a_cluster_that_was_taken_apart(workshop: Workshop) -> None:
    card = make_contribution(workshop)
    a, b = cluster_of(workshop, card), cluster_of(workshop, title="Andere")
    put(b, card)
    step = last_step()
    actions.dissolve(a, by=BY, at=NOW)
    with pytest.raises(Conflict):
        undo(step)
    undo(last_step())
    undo(step)
    assert homes(card) == [a.id]


def test_a_cluster_that_has_grown_is_not_undone_with_what_others_put_in(workshop: Workshop) -> None:
    first, second = make_contribution(workshop), make_contribution(workshop)
    cluster = cluster_of(workshop, first)
    step = last_step()
    put(cluster, second)
    with pytest.raises(Conflict):
        undo(step)
    undo(step, partly=True)
    assert homes(first, second) == [None, cluster.id] and cluster.dissolved_at is None


def test_a_second_undo_of_the_same_step_does_nothing(workshop: Workshop) -> None:
    card = make_contribution(workshop)
    cluster_of(workshop, card)
    step = last_step()
    undo(step)
    assert undo(step) is None


def test_ten_and_seven_with_three_in_common_are_fourteen_and_again_ten_and_seven(workshop: Workshop) -> None:
    people = [make_participant(workshop) for _ in range(14)]
    a = cluster_of(workshop, supported_by(workshop, people[:10]))
    b = cluster_of(workshop, supported_by(workshop, people[7:]))
    assert supporters_if(workshop.process_id) == {a.id: 10, b.id: 7}
    assert supporters_if(workshop.process_id, {a.id: b.id}) == {b.id: 14}
    step = actions.merge(a, b, by=BY, at=NOW)
    assert a.merged_into_id == b.id and bundles([b.id])[b.id].supporters == 14
    undo(step)
    assert a.merged_into_id is None
    assert {key: one.supporters for key, one in bundles([a.id, b.id]).items()} == {a.id: 10, b.id: 7}


def test_two_clusters_are_merged_only_one_way(workshop: Workshop) -> None:
    a, b = cluster_of(workshop, make_contribution(workshop)), cluster_of(workshop)
    actions.merge(a, b, by=BY, at=NOW)
    for source, target in ((b, a), (a, b)):
        with pytest.raises(Conflict):
            actions.merge(source, target, by=BY, at=NOW)


def test_the_list_of_steps_names_people_and_cards(workshop: Workshop) -> None:
    account = make_account()
    by = Actor(account_id=account.id, account_name=account.name)
    cards = [make_contribution(workshop, title=f"Karte {number}") for number in range(4)]
    cluster = actions.create(workshop.process, "Räume", [], district_id=None, by=by, at=NOW)
    actions.put(cluster, [Pick(card.id) for card in cards], by=by, at=NOW)
    other = cluster_of(workshop, title="Andere")
    told, more = steps_of(workshop.process_id, cluster.id, None, by=Actor(is_admin=True))
    assert [(one.step.verb, one.by, one.count, len(one.titles)) for one in told] == [
        ("put", account.name, 4, 3),
        ("created", account.name, 0, 0),
    ]
    assert more is None and len(steps_of(workshop.process_id, None, None, by=Actor(is_admin=True))[0]) == 3
    assert last_step_of(workshop.process_id, by.name).verb == "put"
    name, step = last_mover_of([cards[0].id])[cards[0].id]
    assert (name, step.cluster_id) == (account.name, cluster.id) != (account.name, other.id)


@pytest.mark.parametrize(("number", "mark"), [(1, "A"), (9, "J"), (24, "Z"), (25, "AA"), (48, "AZ"), (600, "ZZ")])
def test_letters(number: int, mark: str) -> None:
    assert letters(number) == mark


def test_who_has_as_many_shares_a_place() -> None:
    assert places({1: 5, 2: 5, 3: 1}) == {1: 1, 2: 1, 3: 3}
    found = shifts({1: 5, 2: 4, 3: 3}, {1: 5, 3: 6})
    assert [(s.cluster_id, s.place_after, s.places_up) for s in found] == [(3, 1, 2), (1, 2, -1), (2, None, 0)]


def test_the_way_back_leaves_what_moved_on() -> None:
    moves = [Move(1, None, 7), Move(2, 6, 7), Move(3, None, 7), Move(4, 5, 7)]
    found = way_back(moves, {1: 7, 2: 7, 3: 8, 4: 7}, standing={6, 7})
    assert [move.card_id for move in found.back] == [1, 2] and [move.card_id for move in found.stuck] == [3, 4]
