"""Suggested clusters: the same each time, taken, split or dropped one by one, and nothing moves by itself."""

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.clusters.models_suggested import SuggestedCard, Suggestion
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Workshop
from tests.browsing import Client
from tests.factories import coordinator_of, make_contributions, make_workshop


@pytest.fixture
def room(app: Flask) -> Workshop:
    room = make_workshop()
    for title in ("Sichere Radwege zur Schule {}", "Neue Bänke im Park {}", "Weniger Lärm am Bahnhof {}"):
        make_contributions(room, 5, title)
    return room


@pytest.fixture
def desk(app: Flask, room: Workshop) -> Client:
    return coordinator_of(app, room.event.process)


def _suggest(desk: Client, room: Workshop) -> str:
    address = f"/desk/{room.event.process.slug}/suggestions"
    assert desk.post(address).location == address
    return desk.get(address).text


def _waiting() -> list[Suggestion]:
    return list(db.session.scalars(select(Suggestion).where(Suggestion.settled_at.is_(None)).order_by(Suggestion.id)))


def _content() -> list[tuple[list[str], list[int]]]:
    cards = select(SuggestedCard.contribution_id).order_by(SuggestedCard.contribution_id)
    of = SuggestedCard.suggestion_id
    return [(one.words, list(db.session.scalars(cards.where(of == one.id)))) for one in _waiting()]


def test_the_button_proposes_groups_with_words_and_moves_nothing(desk: Client, room: Workshop) -> None:
    page = _suggest(desk, room)

    assert page.count('class="ib-suggest ib-bundle"') == 3
    assert "Gemeinsame Wörter" in page and "<mark>Radwege</mark>" in page
    assert db.session.scalar(select(Membership)) is None and db.session.scalar(select(Cluster)) is None
    # Every card is in one suggestion at most.
    ids = [number for _words, numbers in _content() for number in numbers]
    assert len(ids) == len(set(ids)) == 15


def test_the_same_button_gives_the_same_result(desk: Client, room: Workshop) -> None:
    _suggest(desk, room)
    first = _content()
    _suggest(desk, room)

    assert _content() == first


def test_taking_one_makes_a_cluster_and_leaves_the_others_as_they_are(desk: Client, room: Workshop) -> None:
    _suggest(desk, room)
    one, *others = _waiting()
    cards = _content()[0][1]

    desk.post(f"/suggestions/{one.id}/taking", data={"title": "  Sicher  zur Schule "})

    cluster = db.session.scalars(select(Cluster)).one()
    assert cluster.title == "Sicher zur Schule"
    assert sorted(db.session.scalars(select(Membership.contribution_id))) == cards
    assert [other.id for other in _waiting()] == [other.id for other in others]
    again = desk.post(f"/suggestions/{one.id}/taking", data={"title": "Noch einmal"})
    assert again.status_code == 409 and "inzwischen erledigt" in again.text


def test_what_was_sorted_meanwhile_stays_where_it_is(desk: Client, room: Workshop) -> None:
    _suggest(desk, room)
    one = _waiting()[0]
    first, *rest = _content()[0][1]
    desk.post(f"/desk/{room.event.process.slug}/clusters", data={"title": "Von Hand", "cards": first})

    desk.post(f"/suggestions/{one.id}/taking", data={"title": "Der Rest"})

    by_hand, taken = db.session.scalars(select(Cluster).order_by(Cluster.id))
    members = {row.contribution_id: row.cluster_id for row in db.session.scalars(select(Membership))}
    assert members == {first: by_hand.id} | dict.fromkeys(rest, taken.id)


def test_nothing_is_left_to_take_where_all_was_sorted(desk: Client, room: Workshop) -> None:
    _suggest(desk, room)
    one, cards = _waiting()[0], _content()[0][1]
    desk.post(f"/desk/{room.event.process.slug}/clusters", data={"title": "Von Hand", "cards": cards})

    answer = desk.post(f"/suggestions/{one.id}/taking", data={"title": "Leer"})

    assert answer.status_code == 409
    assert db.session.query(Cluster).count() == 1
    assert f"suggestion-{one.id}" not in desk.get(f"/desk/{room.event.process.slug}/suggestions").text


def test_a_suggestion_is_split_in_two(desk: Client, room: Workshop) -> None:
    cards = [card.id for card in db.session.scalars(select(Contribution).order_by(Contribution.id))]
    mixed = Suggestion(process_id=room.process_id, words=["Alles"], created_at=room.event.starts_at)
    db.session.add(mixed)
    db.session.flush()
    db.session.add_all(SuggestedCard(suggestion_id=mixed.id, contribution_id=number) for number in cards[:10])
    db.session.commit()

    desk.post(f"/suggestions/{mixed.id}/splitting")

    assert sorted(numbers for _words, numbers in _content()) == [cards[:5], cards[5:10]]


def test_a_dropped_one_is_gone_until_it_is_brought_back(desk: Client, room: Workshop) -> None:
    _suggest(desk, room)
    one, *others = _waiting()

    desk.post(f"/suggestions/{one.id}/dropping")
    assert [other.id for other in _waiting()] == [other.id for other in others]
    desk.post(f"/suggestions/{one.id}/dropping/removal")
    assert len(_waiting()) == 3


def test_with_htmx_only_the_list_comes_back(desk: Client, room: Workshop) -> None:
    _suggest(desk, room)

    part = desk.post(f"/suggestions/{_waiting()[0].id}/dropping", htmx=True).text

    assert part.count('class="ib-suggest ib-bundle"') == 2 and "<html" not in part and "Vorschlag verworfen" in part


def test_where_nothing_waits_to_be_sorted_nothing_is_suggested(app: Flask) -> None:
    empty = make_workshop()
    desk = coordinator_of(app, empty.event.process)

    assert "Hier wartet kein Beitrag" in _suggest(desk, empty)
