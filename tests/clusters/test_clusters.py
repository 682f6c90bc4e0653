"""Clusters point at cards and change none of them; their support is the number of different people."""

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.clusters import actions
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.clusters.queries import Place, bundles, clusters_of, current_cluster_of, members_of, unsorted_page
from ideenboard.clusters.rules import Pick, common_district, read_pick
from ideenboard.contributions.actions import set_status
from ideenboard.contributions.actions_reactions import support
from ideenboard.contributions.models import Contribution, Status
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries import districts_of
from ideenboard.processes.rules import Actor
from tests.factories import NOW, make_contribution, make_participant, make_workshop

BY = Actor(account_id=None, account_name="Koordination")
# Sees all of the desk.
DESK = Actor(is_admin=True)


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    return make_workshop()


def cluster_of(workshop: Workshop, *cards: Contribution, title: str = "Räume") -> Cluster:
    picks = [Pick(card.id) for card in cards]
    return actions.create(workshop.process, title, picks, district_id=None, by=BY, at=NOW)


def size_and_supporters(cluster: Cluster) -> tuple[int, int]:
    bundle = bundles([cluster.id])[cluster.id]
    return bundle.size, bundle.supporters


def unsorted(workshop: Workshop, place: Place | None = None, words: str = "") -> list[int]:
    rows, _ = unsorted_page(workshop.process_id, place or Place(), words, None, by=DESK)
    return [row.id for row in rows]


def supported_by(workshop: Workshop, people: Sequence[Actor]) -> Contribution:
    card = make_contribution(workshop)
    for person in people:
        support(card, by=person)
    db.session.commit()
    return card


def test_people_who_support_two_of_its_cards_count_once_and_taking_it_apart_restores(workshop: Workshop) -> None:
    people = [make_participant(workshop) for _ in range(14)]
    first, second = supported_by(workshop, people[:10]), supported_by(workshop, people[7:])
    cluster = cluster_of(workshop, first, second)
    assert size_and_supporters(cluster) == (2, 14)
    actions.dissolve(cluster, by=BY, at=NOW)
    assert (first.support_count, second.support_count) == (10, 7)
    assert unsorted(workshop) == [second.id, first.id]
    assert clusters_of(workshop.process_id, by=DESK) == []


def test_a_hidden_card_does_not_count_while_it_is_hidden(workshop: Workshop) -> None:
    people = [make_participant(workshop) for _ in range(5)]
    first, second = supported_by(workshop, people[:3]), supported_by(workshop, people[2:])
    cluster = cluster_of(workshop, first, second)
    set_status(second, Status.HIDDEN, by="account:1", at=NOW)
    db.session.flush()
    assert size_and_supporters(cluster) == (1, 3)
    set_status(second, Status.PUBLISHED, by="account:1", at=NOW)
    db.session.flush()
    assert size_and_supporters(cluster) == (2, 5)


def test_moving_closes_one_membership_and_opens_another(workshop: Workshop) -> None:
    card = make_contribution(workshop)
    old, new = cluster_of(workshop, card), cluster_of(workshop, title="Andere")
    assert actions.put(new, [Pick(card.id, seen_in=old.id)], by=BY, at=NOW) == [card.id]
    memberships = db.session.scalars(select(Membership).order_by(Membership.id)).all()
    assert [(m.cluster_id, m.removed_at is None) for m in memberships] == [(old.id, False), (new.id, True)]
    assert current_cluster_of([card.id])[card.id].id == new.id


def test_putting_a_card_where_it_is_changes_nothing(workshop: Workshop) -> None:
    card = make_contribution(workshop)
    cluster = cluster_of(workshop, card)
    before = len(history_of(card.subject))
    assert actions.put(cluster, [Pick(card.id)], by=BY, at=NOW) == []
    assert len(history_of(card.subject)) == before


def test_a_card_that_moved_meanwhile_is_a_conflict(workshop: Workshop) -> None:
    card = make_contribution(workshop)
    first, second = cluster_of(workshop, card), cluster_of(workshop, title="Andere")
    with pytest.raises(Conflict):
        actions.put(second, [Pick(card.id)], by=BY, at=NOW)
    assert current_cluster_of([card.id])[card.id].id == first.id


def test_taking_out_leaves_the_others(workshop: Workshop) -> None:
    first, second, stranger = (make_contribution(workshop) for _ in range(3))
    cluster = cluster_of(workshop, first, second)
    assert actions.take_out(cluster, [first.id, stranger.id], by=BY, at=NOW) == [first.id]
    assert [row.id for row in members_of(cluster.id)] == [second.id]


def test_the_last_dissolution_can_be_undone_exactly(workshop: Workshop) -> None:
    stays, left = make_contribution(workshop), make_contribution(workshop)
    cluster = cluster_of(workshop, stays, left)
    actions.take_out(cluster, [left.id], by=BY, at=NOW)
    later = NOW.replace(hour=12)
    actions.dissolve(cluster, by=BY, at=later)
    assert [row.id for row in members_of(cluster.id)] == [stays.id]
    assert actions.restore(cluster, by=BY, at=later)
    assert not actions.restore(cluster, by=BY, at=later)
    assert current_cluster_of([stays.id, left.id]).keys() == {stays.id}
    assert cluster.dissolved_at is None


def test_it_is_not_put_together_again_when_a_card_found_another_place(workshop: Workshop) -> None:
    first, second = make_contribution(workshop), make_contribution(workshop)
    cluster = cluster_of(workshop, first, second)
    actions.dissolve(cluster, by=BY, at=NOW)
    cluster_of(workshop, second, title="Neuer Ort")
    with pytest.raises(Conflict):
        actions.restore(cluster, by=BY, at=NOW)


def test_nothing_enters_a_dissolved_cluster(workshop: Workshop) -> None:
    cluster = cluster_of(workshop)
    assert actions.dissolve(cluster, by=BY, at=NOW) and not actions.dissolve(cluster, by=BY, at=NOW)
    with pytest.raises(Conflict):
        actions.put(cluster, [Pick(make_contribution(workshop).id)], by=BY, at=NOW)
    with pytest.raises(Conflict):
        actions.describe(cluster, "Neu", "", by=BY, at=NOW)


def test_each_step_leaves_a_mark(workshop: Workshop) -> None:
    card = make_contribution(workshop)
    cluster = cluster_of(workshop, card)
    actions.describe(cluster, "Räume teilen", "Worum es geht", by=BY, at=NOW)
    actions.dissolve(cluster, by=BY, at=NOW)
    actions.restore(cluster, by=BY, at=NOW)
    assert [entry.action for entry in history_of(cluster.subject)] == [
        "cluster.created",
        "cluster.described",
        "cluster.dissolved",
        "cluster.restored",
    ]
    assert [entry.action for entry in history_of(card.subject)][1:] == [
        "contribution.clustered",
        "contribution.unclustered",
        "contribution.clustered",
    ]


def test_the_most_supported_comes_first(workshop: Workshop) -> None:
    person = make_participant(workshop)
    few = cluster_of(workshop, make_contribution(workshop))
    many = cluster_of(workshop, supported_by(workshop, [person]), title="Mehr")
    assert [bundle.id for bundle in clusters_of(workshop.process_id, by=DESK)] == [many.id, few.id]


def test_districts_have_their_own_boards(workshop: Workshop) -> None:
    here, there = districts_of(workshop.process_id)
    card = make_contribution(workshop, district_id=here.id)
    citywide = make_contribution(workshop)
    make_contribution(workshop, district_id=there.id)
    assert unsorted(workshop, Place(here.id)) == [card.id]
    assert unsorted(workshop, Place(only_citywide=True)) == [citywide.id]


def test_only_published_cards_wait_to_be_sorted_and_search_finds_them(workshop: Workshop) -> None:
    found = make_contribution(workshop, title="Bäume an der Straße")
    hidden = make_contribution(workshop, title="Bäume am Weg")
    set_status(hidden, Status.HIDDEN, by="account:1", at=NOW)
    db.session.commit()
    assert unsorted(workshop, words="strasse baeume") == [found.id]
    assert unsorted(workshop) == [found.id]


@pytest.mark.parametrize(
    ("value", "pick"), [("17", Pick(17)), ("17.3", Pick(17, 3)), ("", None), ("1.2.3", None), ("a", None), ("²", None)]
)
def test_picks_are_read(value: str, pick: Pick | None) -> None:
    assert read_pick(value) == pick


@pytest.mark.parametrize(("ids", "district"), [([1, 1], 1), ([1, 2], None), ([1, None], None), ([], None)])
def test_cards_of_one_district_make_a_cluster_of_it(ids: list[int | None], district: int | None) -> None:
    assert common_district(ids) == district
