"""What is steered in a room stands in its state, once each, with its entry in the log and a new revision."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.audit.models import AuditEntry, Revision
from ideenboard.base.db import db
from ideenboard.contributions.models import Status
from ideenboard.live import actions
from ideenboard.live.models import CardMark, Grouping, Presence, WallMode
from ideenboard.live.queries import People, room_now, rooms_now
from ideenboard.live.rules import lies_on_wall
from ideenboard.processes.actions_phases import set_phase, take_back
from ideenboard.processes.models import Phase, Workshop
from ideenboard.processes.queries_phases import last_change
from tests.factories import NOW, make_contribution, make_event, make_participant, make_workshop

WHO = {"by": "facilitator", "at": NOW}
MINUTE = timedelta(minutes=1)


def revision(workshop: Workshop) -> int:
    found = db.session.scalar(select(Revision.number).where(Revision.scope == f"workshop:{workshop.id}"))
    return found or 0


def entries(workshop: Workshop) -> list[str]:
    query = select(AuditEntry.action).where(AuditEntry.workshop_id == workshop.id).order_by(AuditEntry.id)
    return [action for action in db.session.scalars(query) if not action.startswith("contribution")]


def test_the_wall_of_a_room_nobody_steered_goes_with_its_phase(app: Flask) -> None:
    now = room_now(make_workshop(), NOW)
    assert (now.wall.mode, now.wall.grouping, now.wall.message) == ("by_phase", "kind", "")
    assert not now.workshop.is_veiled
    assert (now.focus, now.change, now.people, now.cards) == (None, None, People(), {})


def test_the_wall_shows_what_it_was_set_to_and_every_screen_hears_of_it(app: Flask) -> None:
    workshop = make_workshop()
    for _ in range(2):
        actions.set_wall(workshop, mode=WallMode.CARDS, grouping=Grouping.CLUSTER, is_veiled=True, **WHO)
        db.session.commit()
    wall = room_now(workshop, NOW).wall
    assert (wall.mode, wall.grouping, workshop.is_veiled) == (WallMode.CARDS, Grouping.CLUSTER, True)
    assert (entries(workshop), revision(workshop)) == (["wall.set", "workshop.veiled"], 1)


def test_one_card_stands_large_until_it_is_ended_or_hidden(app: Flask) -> None:
    workshop = make_workshop()
    card = make_contribution(workshop)
    actions.show_large(workshop, card, **WHO)
    now = room_now(workshop, NOW)
    assert (now.focus, now.wall.mode) == (card, WallMode.CARDS)
    card.status = Status.HIDDEN
    assert room_now(workshop, NOW).focus is None
    card.status = Status.PUBLISHED
    actions.set_wall(workshop, mode=WallMode.CARDS, **WHO)
    assert room_now(workshop, NOW).focus is None


@pytest.mark.parametrize(
    ("mark", "only_picked", "lies"),
    [(None, False, True), (None, True, False), (True, True, True), (False, False, False)],
)
def test_which_cards_lie_on_the_wall(mark: bool | None, only_picked: bool, lies: bool) -> None:
    assert lies_on_wall(mark, only_picked) is lies


def test_cards_are_put_up_and_remembered_once(app: Flask) -> None:
    workshop = make_workshop()
    card = make_contribution(workshop)
    for _ in range(2):
        actions.put_on_wall(card, True, **WHO)
        actions.remember(card, by="facilitator", at=NOW)
    mark = db.session.get(CardMark, card.id)
    assert (mark.on_wall, mark.remembered_at) == (True, NOW)
    actions.put_on_wall(card, False, **WHO)
    actions.forget(card, **WHO)
    assert (mark.on_wall, mark.remembered_at) == (False, None)
    assert entries(workshop) == ["card.put_on_wall", "card.remembered", "card.taken_off_wall", "card.forgotten"]


def test_a_message_reaches_all_rooms_until_it_is_withdrawn(app: Flask) -> None:
    event = make_event()
    rooms = [make_workshop(event) for _ in range(3)]
    actions.send_message(rooms, "In fünf Minuten treffen wir uns im Saal.", **WHO)
    db.session.commit()
    assert {now.wall.message for now in rooms_now(rooms, NOW).values()} == {"In fünf Minuten treffen wir uns im Saal."}
    assert {revision(room) for room in rooms} == {1}
    actions.withdraw_message(rooms[:1], **WHO)
    assert [now.wall.message == "" for now in rooms_now(rooms, NOW).values()] == [True, False, False]


def test_help_is_asked_for_since_the_first_time(app: Flask) -> None:
    workshop = make_workshop()
    actions.ask_for_help(workshop, by="facilitator", at=NOW)
    actions.ask_for_help(workshop, by="facilitator", at=NOW + MINUTE)
    assert room_now(workshop, NOW).wall.help_asked_at == NOW
    actions.end_help(workshop, **WHO)
    assert room_now(workshop, NOW).wall.help_asked_at is None


def test_who_shows_a_page_counts_as_here_for_a_while(app: Flask) -> None:
    workshop, other = make_workshop(), make_workshop()
    first, second = make_participant(workshop, other), make_participant(workshop)
    for person in (first, first, second):
        actions.note_presence(workshop, person.participant_id, at=NOW)
    actions.note_presence(workshop, second.participant_id, at=NOW + 2 * MINUTE)
    assert room_now(workshop, NOW + MINUTE).people == People(joined=2, present=2)
    assert room_now(workshop, NOW + 3 * MINUTE).people == People(joined=2, present=1)
    assert room_now(other, NOW).people == People(joined=1)


def test_when_somebody_was_here_is_forgotten_after_an_hour(app: Flask) -> None:
    workshop = make_workshop()
    person, other = make_participant(workshop), make_participant(workshop)
    actions.note_presence(workshop, person.participant_id, at=NOW)
    actions.note_presence(workshop, other.participant_id, at=NOW + 61 * MINUTE)
    assert db.session.scalars(select(Presence.participant_id)).all() == [other.participant_id]


def test_ready_holds_for_one_step_and_again_when_the_next_is_taken_back(app: Flask) -> None:
    workshop = make_workshop()
    people = [make_participant(workshop) for _ in range(3)]
    for person in people[:2]:
        actions.set_ready(workshop, person.participant_id, True)
    actions.set_ready(workshop, people[0].participant_id, True)
    actions.set_ready(workshop, people[1].participant_id, False)
    assert room_now(workshop, NOW).people.ready == 1
    set_phase(workshop, Phase.DISCUSSING, **WHO)
    assert room_now(workshop, NOW).people.ready == 0
    actions.set_ready(workshop, people[2].participant_id, True)
    assert room_now(workshop, NOW).people.ready == 1
    take_back(last_change(workshop.id), **WHO)
    assert room_now(workshop, NOW).people.ready == 1


def test_all_rooms_of_an_event_cost_as_much_as_one(app: Flask, queries: Any) -> None:
    event = make_event()
    rooms = [make_workshop(event) for _ in range(4)]
    for room in rooms:
        make_contribution(room)
        actions.set_wall(room, mode=WallMode.CARDS, **WHO)
        set_phase(room, Phase.DISCUSSING, **WHO)
    db.session.commit()
    costs = []
    for some in (rooms[:1], rooms):
        with queries() as seen:
            found = rooms_now(some, NOW)
        costs.append(len(seen))
        assert all(found[room.id].cards == {Status.PUBLISHED: 1} for room in some)
    assert costs[0] == costs[1] <= 5
