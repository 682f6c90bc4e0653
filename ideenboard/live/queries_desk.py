"""What the steering page reads besides the room itself: its cards with their marks, and its ballots."""

from collections.abc import Sequence
from typing import Any

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import Row, func, select

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.contributions.models import Contribution, Status
from ideenboard.contributions.queries_lists import cards
from ideenboard.live.models import CardMark
from ideenboard.live.queries import RoomNow
from ideenboard.moderation.queries import last_decision
from ideenboard.processes.models import Workshop
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting.models import Ballot, BallotPaper
from ideenboard.voting.queries import count_voters

# More cards than anybody marks in one room; the page stays a page.
MOST_MARKED = 100


def get_shown_card_or_404(workshop: Workshop, card_id: int, *, to_change: bool = True) -> Contribution:
    """A published card of a room: 404 where it is of another one, 409 where it was hidden meanwhile.

    `to_change` holds its row until the commit; who only reads waits for nobody.
    """
    card = _get_card_or_404(workshop, card_id, to_change)
    if card.status is not Status.PUBLISHED:
        raise Conflict(_("This contribution is not shown in the room any more."))
    return card


def get_hidden_card_or_404(workshop: Workshop, card_id: int) -> tuple[Contribution, bool]:
    """A hidden card of a room, held until the commit, and whether the coordination hid it."""
    card = _get_card_or_404(workshop, card_id, True)
    decision = last_decision(card.id)
    return card, decision is not None and decision.account_id is not None


def _get_card_or_404(workshop: Workshop, card_id: int, to_change: bool) -> Contribution:
    query = select(Contribution).where(Contribution.id == card_id, Contribution.workshop_id == workshop.id)
    return db.session.scalar(query.with_for_update() if to_change else query) or abort(404)


def marked_cards(workshop_id: int) -> Sequence[Row[Any]]:
    """The published cards of a room that were ever marked, as they were remembered: with `on_wall`, `remembered_at`."""
    query = (
        cards()
        .add_columns(CardMark.on_wall, CardMark.remembered_at)
        .join(CardMark, CardMark.contribution_id == Contribution.id)
        .where(Contribution.workshop_id == workshop_id, Contribution.status == Status.PUBLISHED)
        .order_by(CardMark.remembered_at, Contribution.id)
    )
    return db.session.execute(query.limit(MOST_MARKED)).all()


def ballots_in(workshop_id: int) -> Sequence[Row[Ballot, int, bool]]:
    """The ballots of a room in the order they were made, with the number of `voters`, and whether the result
    `is_published`."""
    voters = count_voters().where(BallotPaper.ballot_id == Ballot.id).correlate(Ballot).scalar_subquery()
    query = select(Ballot, voters.label("voters"), ResultSnapshot.published_at.is_not(None).label("is_published"))
    query = query.outerjoin(ResultSnapshot, ResultSnapshot.ballot_id == Ballot.id)
    return db.session.execute(query.where(Ballot.workshop_id == workshop_id).order_by(Ballot.id)).all()


def get_ballot_here_or_404(workshop: Workshop, ballot_id: int) -> Ballot:
    """A ballot of a room, for whoever steers it. Those of a district or the whole process are not the room's."""
    query = select(Ballot).where(Ballot.id == ballot_id, Ballot.workshop_id == workshop.id)
    return db.session.scalar(query) or abort(404)


def new_cards(now: RoomNow, shown: int, newest: int) -> int:
    """How many cards of a room came up since a list was made of `shown` cards, of which `newest` had the highest id.

    One that was hidden meanwhile must not hide a new one, and one that was approved late has no high id.
    """
    newer = select(func.count()).where(
        Contribution.workshop_id == now.workshop.id,
        Contribution.status == Status.PUBLISHED,
        Contribution.id > newest,
    )
    return max(now.published - shown, db.session.scalar(newer) or 0)
