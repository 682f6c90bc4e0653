"""Finding cards: by what stands on them, by room, and how many have come back."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from flask import abort
from sqlalchemy import Row, func, select
from sqlalchemy.orm import joinedload

from ideenboard.base.db import db
from ideenboard.paper.models import PaperCard
from ideenboard.paper.rules import MOST_AT_ONCE, Mark
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries_settings import get_managed_event_or_404

RECENT = 20
AnyRow: TypeAlias = Row[*tuple[Any, ...]]


def card_by_receipt(code: str) -> PaperCard | None:
    """The printed card of a receipt, entered or not."""
    query = select(PaperCard).where(PaperCard.receipt_code == code)
    return db.session.scalar(query.options(joinedload(PaperCard.workshop), joinedload(PaperCard.event)))


def card_of(event_id: int, mark: Mark) -> PaperCard | None:
    """The card of an event that a number or a receipt means."""
    wanted = PaperCard.number == mark.number if mark.number is not None else PaperCard.receipt_code == mark.receipt
    query = select(PaperCard).where(PaperCard.event_id == event_id, wanted)
    return db.session.scalar(query.options(joinedload(PaperCard.workshop), joinedload(PaperCard.contribution)))


def get_managed_card_or_404(card_id: int) -> PaperCard:
    """A card of an event that this account coordinates: 401, 404 or 403 for others."""
    card = db.session.get(PaperCard, card_id)
    get_managed_event_or_404(card.event_id if card else 0)
    return card or abort(404)


def cards_between(event_id: int, first: int, last: int) -> Sequence[PaperCard]:
    """The cards of an event with these numbers, as many as one print holds."""
    query = select(PaperCard).where(PaperCard.event_id == event_id, PaperCard.number.between(first, last))
    query = query.options(joinedload(PaperCard.workshop)).order_by(PaperCard.number)
    return db.session.scalars(query.limit(MOST_AT_ONCE)).all()


def prints_of(event_id: int) -> Sequence[AnyRow]:
    """What was printed, room by room and print by print, and how much of it has been entered."""
    numbers = (func.min(PaperCard.number).label("first"), func.max(PaperCard.number).label("last"))
    counts = (func.count().label("cards"), func.count(PaperCard.contribution_id).label("entered"))
    room = (Workshop.number.label("workshop"), Workshop.title)
    query = (
        select(*room, PaperCard.printed_at, *numbers, *counts)
        .join(Workshop, Workshop.id == PaperCard.workshop_id)
        .where(PaperCard.event_id == event_id)
        .group_by(Workshop.id, *room, PaperCard.printed_at)
    )
    return db.session.execute(query.order_by(func.min(PaperCard.number))).all()


def last_number(event_id: int) -> int:
    """The highest number of a card of an event; 0 where none is printed."""
    return db.session.scalar(select(func.max(PaperCard.number)).where(PaperCard.event_id == event_id)) or 0


def entered_count(event_id: int) -> int:
    """How many cards of an event have been entered."""
    query = select(func.count()).where(PaperCard.event_id == event_id, PaperCard.contribution_id.is_not(None))
    return db.session.scalar(query) or 0


def entered_by(event_id: int, account_id: int) -> Sequence[PaperCard]:
    """What this helper has entered last, the latest first."""
    query = select(PaperCard).where(
        PaperCard.event_id == event_id, PaperCard.entered_by == account_id, PaperCard.contribution_id.is_not(None)
    )
    query = query.options(joinedload(PaperCard.contribution), joinedload(PaperCard.workshop))
    return db.session.scalars(query.order_by(PaperCard.entered_at.desc(), PaperCard.id.desc()).limit(RECENT)).all()
