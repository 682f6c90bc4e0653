"""Several people steer one room at the same moment: one step follows the other, and nothing that was set is lost."""

from itertools import pairwise
from typing import Any

from flask import Flask
from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.live import actions
from ideenboard.live.models import Grouping, LiveRoom, WallMode
from ideenboard.processes.actions_phases import set_phase
from ideenboard.processes.models import Phase, PhaseChange, Workshop
from tests.factories import NOW, make_workshop
from tests.separate import at_once

WHO: Any = {"by": "facilitator", "at": NOW}


def test_each_change_of_phase_begins_where_the_last_one_ended(own_app: Flask) -> None:
    with own_app.app_context():
        workshop_id = make_workshop().id
    phases = [phase for phase in Phase if phase is not Phase.COLLECTING]

    def go(number: int) -> None:
        with own_app.app_context():
            set_phase(db.session.get_one(Workshop, workshop_id), phases[number], **WHO)
            db.session.commit()

    assert at_once(4, go) == [None] * 4
    with own_app.app_context():
        query = select(PhaseChange).where(PhaseChange.workshop_id == workshop_id).order_by(PhaseChange.id)
        changes = db.session.scalars(query).all()
        assert [one.before for one in changes[:1]] == [Phase.COLLECTING]
        assert all(first.after is second.before for first, second in pairwise(changes))
        assert db.session.get_one(Workshop, workshop_id).phase is changes[-1].after


def test_what_is_first_steered_at_the_same_moment_all_holds(own_app: Flask) -> None:
    with own_app.app_context():
        workshop_id = make_workshop().id
    settings: list[Any] = [
        {"mode": WallMode.CARDS},
        {"grouping": Grouping.CLUSTER},
        {"is_veiled": True},
        {"only_picked": True},
    ]

    def steer(number: int) -> None:
        with own_app.app_context():
            actions.set_wall(db.session.get_one(Workshop, workshop_id), **WHO, **settings[number])
            db.session.commit()

    assert at_once(4, steer) == [None] * 4
    with own_app.app_context():
        room = db.session.get_one(LiveRoom, workshop_id)
        assert (room.mode, room.grouping, room.only_picked) == ("cards", "cluster", True)
        assert db.session.get_one(Workshop, workshop_id).is_veiled
