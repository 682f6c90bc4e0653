"""What is found is looked up for who asks; the index is only a faster way to read."""

import threading
from collections.abc import Callable

from flask import Flask

from ideenboard.base.db import db
from ideenboard.clusters import actions as clusters
from ideenboard.clusters.queries_nearest import nearest_clusters
from ideenboard.clusters.rules import Pick
from ideenboard.contributions import actions
from ideenboard.contributions.models import Status
from ideenboard.processes.rules import NOBODY, Actor
from ideenboard.similarity import queries, queries_index
from tests.factories import NOW, make_contribution, make_event, make_participant, make_process, make_workshop

WORDS = "Räume am Nachmittag für andere öffnen"


def _found(process_id: int, actor: Actor, text: str = WORDS) -> list[str]:
    return [similar.title for similar in queries.similar_to_typed(process_id, text, actor)]


def test_a_participant_finds_what_is_in_the_own_room_and_what_is_public(app: Flask) -> None:
    event = make_event()
    room, other, released = make_workshop(event), make_workshop(event), make_workshop(event, published_at=NOW)
    for place, title in ((room, f"{WORDS} hier"), (other, f"{WORDS} drüben"), (released, f"{WORDS} für alle")):
        make_contribution(place, title=title)

    assert set(_found(room.process_id, make_participant(room))) == {f"{WORDS} hier", f"{WORDS} für alle"}
    assert _found(room.process_id, NOBODY) == [f"{WORDS} für alle"]


def test_what_is_hidden_pending_or_ones_own_is_not_offered(app: Flask) -> None:
    room = make_workshop()
    person = make_participant(room)
    for status in (Status.HIDDEN, Status.PENDING, Status.WITHDRAWN):
        make_contribution(room, title=f"{WORDS} {status}").status = status
    make_contribution(room, person, title=f"{WORDS} von mir")
    db.session.commit()

    assert _found(room.process_id, person) == []


def test_what_comes_is_edited_or_hidden_is_seen_by_the_next_question(app: Flask) -> None:
    room = make_workshop()
    person = make_participant(room)
    card = make_contribution(room, title=f"{WORDS} eins")
    assert _found(room.process_id, person) == [f"{WORDS} eins"]

    make_contribution(room, title=f"{WORDS} zwei")
    assert set(_found(room.process_id, person)) == {f"{WORDS} eins", f"{WORDS} zwei"}
    actions.correct(card, actions.Draft(card.kind, "Ganz anderes"), by=NOBODY, at=NOW)
    db.session.commit()
    assert _found(room.process_id, person) == [f"{WORDS} zwei"]
    assert _found(room.process_id, person, "Ganz anderes da") == ["Ganz anderes"]


def test_pairs_are_looked_for_once_until_somebody_says_something_else(app: Flask) -> None:
    room = make_workshop()
    cards = [make_contribution(room, title=WORDS) for _ in range(2)]
    found = queries_index.fresh_pairs(room.process_id, 5)
    assert [pair[:2] for pair in found] == [(cards[0].id, cards[1].id)]
    clusters.create(room.process, "Räume", [Pick(cards[0].id)], district_id=None, by=NOBODY, at=NOW)
    db.session.commit()
    assert queries_index.fresh_pairs(room.process_id, 5) is found
    actions.correct(cards[1], actions.Draft(cards[1].kind, "Ganz anderes"), by=NOBODY, at=NOW)
    db.session.commit()
    assert queries_index.fresh_pairs(room.process_id, 5) == []


def test_other_processes_are_not_searched(app: Flask) -> None:
    here, there = make_workshop(), make_workshop(make_event(make_process()))
    make_contribution(there, title=WORDS)

    assert _found(here.process_id, make_participant(here, there)) == []


def test_at_the_desk_the_card_itself_is_left_out(app: Flask) -> None:
    room = make_workshop()
    card, twin = make_contribution(room, title=WORDS), make_contribution(room, title=f"{WORDS}!")

    [found] = queries.similar_to(card, Actor(is_admin=True))

    assert (found.id, found.is_nearly_same) == (twin.id, True)


def test_an_unsorted_card_goes_to_the_clusters_with_its_words(app: Flask) -> None:
    room = make_workshop()
    words_of = {"Räume": ["Räume am Nachmittag öffnen", "Räume teilen"], "Geld": ["Geld für Feste", "Geld aus Töpfen"]}
    made = {}
    for name, words in words_of.items():
        picks = [Pick(make_contribution(room, title=title).id) for title in words]
        made[name] = clusters.create(room.event.process, name, picks, district_id=None, by=NOBODY, at=NOW).id
    card, stray = make_contribution(room, title="Räume am Abend teilen"), make_contribution(room, title="Xyzzy qwrtz")

    assert nearest_clusters(room.process_id, [card.id, stray.id]) == {card.id: [made["Räume"]], stray.id: []}
    clusters.dissolve(db.session.get_one(clusters.Cluster, made["Räume"]), by=NOBODY, at=NOW)
    db.session.commit()
    assert made["Räume"] not in nearest_clusters(room.process_id, [card.id])[card.id]


def test_the_first_question_is_answered_before_the_index_stands(own_app: Flask) -> None:
    """With real threads: nobody waits, the index is built beside, and another process finds the same by itself."""
    begin, done = threading.Event(), threading.Event()
    shelf: queries_index.Shelf = own_app.extensions["similar"]

    def late(work: Callable[[], object]) -> None:
        queries_index.in_background(lambda: (begin.wait(20), work(), done.set()))

    shelf.beside = late
    with own_app.app_context():
        room = make_workshop()
        card = make_contribution(room, title=WORDS)
        person, process_id, card_id = make_participant(room), room.process_id, card.id
        assert _found(process_id, person) == []
        begin.set()
        assert done.wait(20)
        assert _found(process_id, person) == [WORDS]
        own_app.extensions["similar"] = queries_index.Shelf()
        assert card_id in queries_index.fresh_index(process_id).versions
