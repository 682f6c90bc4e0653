"""Cards are printed, entered, and an entry is taken back."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from ideenboard.audit.actions import record
from ideenboard.base.codes import RECEIPT_LENGTH, new_code
from ideenboard.base.db import db, lock
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.contributions import actions as contributions
from ideenboard.contributions.actions import Draft
from ideenboard.contributions.actions_photos import set_photo
from ideenboard.contributions.models import Contribution, Photo
from ideenboard.paper.models import PaperCard
from ideenboard.paper.queries import last_number
from ideenboard.paper.rules import MOST_AT_ONCE, full_sheets
from ideenboard.processes.models import Event, Workshop
from ideenboard.processes.rules import Actor


def print_cards(event: Event, rooms: Sequence[Workshop], count: int, *, by: Actor, at: datetime) -> tuple[int, int]:
    """Make cards for each of these rooms, as many as fill their sheets: the first and the last number.

    Raises Refusal where that are more than one print holds.
    """
    each = full_sheets(count)
    if each * len(rooms) > MOST_AT_ONCE:
        raise Refusal(_("That are more than %(max)s cards. Please print fewer at once.", max=MOST_AT_ONCE))
    # Two coordinators who print at the same moment get numbers one after the other.
    lock(event)
    first = last_number(event.id) + 1
    codes = _unused_receipts(each * len(rooms))
    owners = [room.id for room in rooms for _card in range(each)]
    for number, (room_id, code) in enumerate(zip(owners, codes, strict=True), first):
        db.session.add(
            PaperCard(event_id=event.id, workshop_id=room_id, number=number, receipt_code=code, printed_at=at)
        )
    db.session.flush()
    last = first + len(codes) - 1
    subject, words = f"event:{event.id}", {"first": first, "last": last}
    record("event.cards_printed", subject, by=by.name, at=at, process_id=event.process_id, **words)
    return first, last


def _unused_receipts(count: int) -> list[str]:
    """Draw receipt codes that neither a contribution nor another card has."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {new_code(RECEIPT_LENGTH) for _ in range(count - len(found))}
        for taken in (Contribution.receipt_code, PaperCard.receipt_code):
            drawn -= set(db.session.scalars(select(taken).where(taken.in_(drawn))))
        found |= drawn
    return list(found)


def enter(card: PaperCard, draft: Draft, photo: Photo | None = None, *, by: Actor, at: datetime) -> bool:
    """Make a contribution of what stands on a card; False where the very same was entered before.

    Raises Conflict where other words were entered under it: the view shows them, nothing is lost.
    """
    lock(card)
    if card.contribution is not None:
        if card.contribution.body_hash == draft.body_hash:
            _illustrate(card.contribution, photo, by, at)
            return False
        raise Conflict(_("Card %(number)s has been entered already.", number=card.number))
    contribution = contributions.enter(card.workshop, draft, card.receipt_code, by=by, at=at)
    card.contribution_id, card.entered_at, card.entered_by = contribution.id, at, by.account_id
    db.session.flush()
    _illustrate(contribution, photo, by, at)
    return True


def _illustrate(contribution: Contribution, photo: Photo | None, by: Actor, at: datetime) -> None:
    if photo is not None:
        set_photo(contribution, photo, by=by, at=at)


def take_back(card: PaperCard, *, by: Actor, at: datetime) -> None:
    """Undo an entry: the contribution is withdrawn, the card and its receipt are as if nobody had typed it in."""
    lock(card)
    if card.contribution is None:
        return
    contributions.take_entry_back(card.contribution, by=by, at=at)
    card.contribution_id = card.entered_at = card.entered_by = None
    db.session.flush()
