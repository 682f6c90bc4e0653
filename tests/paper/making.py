"""Printed cards for tests."""

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.paper import actions
from ideenboard.paper.models import PaperCard
from ideenboard.paper.queries import cards_between
from ideenboard.processes.models import Workshop
from ideenboard.processes.rules import Actor
from tests.factories import make_account


def make_cards(*rooms: Workshop, count: int = 4) -> list[PaperCard]:
    """Cards of these rooms of one event, as they come from the printer."""
    by = Actor(account_id=make_account().id)
    first, last = actions.print_cards(rooms[0].event, rooms, count, by=by, at=clock.now())
    db.session.commit()
    return list(cards_between(rooms[0].event_id, first, last))
