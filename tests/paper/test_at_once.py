"""Two helpers with the same card, two coordinators at the same printer: nothing twice."""

import threading
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.contributions.actions import Draft
from ideenboard.contributions.models import Contribution, Kind
from ideenboard.paper import actions
from ideenboard.paper.models import PaperCard
from ideenboard.processes.models import Event, Workshop
from ideenboard.processes.rules import Actor
from tests.factories import NOW, make_account, make_workshop
from tests.paper.making import make_cards
from tests.separate import at_once

TABLES = 4


def test_the_same_card_at_several_tables_becomes_one_contribution(own_app: Flask) -> None:
    with own_app.app_context():
        card = make_cards(make_workshop())[0]
        card_id, room_id = card.id, card.workshop_id
        by = Actor(account_id=make_account().id)
    together = threading.Barrier(TABLES)

    def enter(table: int) -> Any:
        with own_app.app_context():
            card = db.session.get_one(PaperCard, card_id)
            db.session.commit()
            together.wait(timeout=5)
            try:
                actions.enter(card, Draft(Kind.IDEA, f"Tisch {table}"), by=by, at=NOW)
            except Conflict:
                return "there already"
            db.session.commit()
            return "entered"

    assert sorted(at_once(TABLES, enter)) == ["entered", *["there already"] * (TABLES - 1)]
    with own_app.app_context():
        assert db.session.scalar(select(func.count()).where(Contribution.workshop_id == room_id)) == 1


def test_two_prints_at_once_get_numbers_one_after_the_other(own_app: Flask) -> None:
    with own_app.app_context():
        room = make_workshop()
        room_id, event_id, by = room.id, room.event_id, Actor(account_id=make_account().id)

    def print_eight(_printer: int) -> tuple[int, int]:
        with own_app.app_context():
            event, room = db.session.get_one(Event, event_id), db.session.get_one(Workshop, room_id)
            numbers = actions.print_cards(event, [room], 8, by=by, at=NOW)
            db.session.commit()
            return numbers

    assert sorted(at_once(TABLES, print_eight)) == [(1, 8), (9, 16), (17, 24), (25, 32)]
