"""Voting cards: printed once, brought in once, voided while nobody has used them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import insert, select

from ideenboard.base import throttle
from ideenboard.base.codes import CARD_LENGTH, digest, keyed_digest, new_code, new_token
from ideenboard.base.db import db, upsert
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.processes.rules import Actor
from ideenboard.voting.actions import hold_open, log
from ideenboard.voting.models import Ballot, BallotPaper, CardSheet, Level, VotingCard
from ideenboard.voting.queries import locked, seat_of
from ideenboard.voting.queries_cards import (
    card_by_code,
    card_by_key,
    last_printed,
    locked_cards,
    used_among,
    was_printed,
)
from ideenboard.voting.rules_cards import show_serials

# Wrong codes in a minute: of one device that has joined, of all others behind one address, on one ballot.
PER_DEVICE, PER_ADDRESS, PER_BALLOT = 10, 60, 300
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class PrintedCard:
    """What stands on a card. The code and the key are kept nowhere else."""

    serial: int
    code: str
    key: str


@dataclass(frozen=True)
class Sheet:
    """A print: its number and its cards."""

    number: int
    cards: Sequence[PrintedCard]


def print_cards(ballot: Ballot, count: int, token: str, *, by: str, at: datetime) -> Sheet:
    """Make cards for a ballot. Raises Conflict where none are wanted any more, or this form has printed its cards.

    What is returned is to be shown once: the database can tell a right code from a wrong one, but no code.
    """
    ballot = locked(ballot, to_close=True)
    _check_wanted(ballot)
    if was_printed(token):
        raise Conflict(
            _("These cards were printed before, and their codes are shown only once. Void them and print new ones.")
        )
    sheets, cards = last_printed(ballot.id)
    made = [PrintedCard(serial, new_code(CARD_LENGTH), new_token()) for serial in range(cards + 1, cards + count + 1)]
    sheet = CardSheet(ballot_id=ballot.id, number=sheets + 1, token=token, printed_at=at)
    db.session.add(sheet)
    db.session.flush()
    db.session.execute(insert(VotingCard), [_row(sheet, card) for card in made])
    log("cards.printed", ballot, by=by, at=at, sheet=sheet.number, cards=show_serials(card.serial for card in made))
    db.session.flush()
    return Sheet(sheet.number, made)


def _row(sheet: CardSheet, card: PrintedCard) -> dict[str, object]:
    return {
        "ballot_id": sheet.ballot_id,
        "sheet_id": sheet.id,
        "serial": card.serial,
        "code_hash": keyed_digest(card.code),
        "key_hash": digest(card.key),
    }


def _check_wanted(ballot: Ballot) -> None:
    if ballot.level is not Level.CARDS:
        raise Conflict(_("This vote is not held with voting cards."))
    if ballot.closed_at is not None:
        raise Conflict(_("This vote is closed. Its cards stay as they are."))


def find_card(ballot: Ballot, code: str, key: str, *, by: Actor, at: datetime) -> VotingCard | None:
    """The card with a typed code or a scanned key. Raises TooMany after too many wrong codes.

    Codes are short enough to be worth guessing, so they are looked up only while few were wrong. Keys are not: they
    always work, so that whoever floods a ballot with codes locks nobody out who scans.
    """
    if key:
        return card_by_key(ballot.id, key)
    for name, limit in _tries(ballot, by, at):
        throttle.check(name, limit=limit, per=MINUTE, at=at)
    card = card_by_code(ballot.id, code)
    if card is None:
        for name, limit in _tries(ballot, by, at):
            throttle.hit(name, limit=limit, per=MINUTE, at=at)
    return card


def _tries(ballot: Ballot, by: Actor, at: datetime) -> Iterator[tuple[str, int]]:
    yield f"card:{ballot.id}", PER_BALLOT
    if by.participant_id is None:
        yield f"card:{throttle.address_key(at)}", PER_ADDRESS
    else:
        yield f"card:participant:{by.participant_id}", PER_DEVICE


def redeem(ballot: Ballot, card: VotingCard, *, by: Actor) -> None:
    """Make a card the ballot paper of a device; on the same device a second time changes nothing.

    Raises Conflict where no votes are taken, the card is voided or used, or the device has brought in another one.
    """
    hold_open(ballot)
    _check_valid(card)
    seat = seat_of(ballot, by)
    insert_paper = upsert(BallotPaper).values(
        ballot_id=ballot.id,
        participant_id=by.participant_id,
        card_id=card.id,
        group_id=seat.group_id if seat else None,
        district_id=seat.district_id if seat else None,
    )
    # The database decides who was first.
    if db.session.scalar(insert_paper.on_conflict_do_nothing().returning(BallotPaper.id)) is None:
        _check_mine(card, by)


def _check_mine(card: VotingCard, by: Actor) -> None:
    holders = db.session.scalars(select(BallotPaper.participant_id).where(BallotPaper.card_id == card.id)).all()
    if not holders:
        raise Conflict(_("This device has brought in another card already. Each device votes with one card."))
    if by.participant_id not in holders:
        text = _(
            "This card has been used on another device, and each card counts once. "
            "If that was not you, please tell the facilitators the number on the card."
        )
        raise Conflict(text)


def _check_valid(card: VotingCard) -> None:
    # Shared among those who use it, exclusive for whoever voids it: one of them comes first.
    held = select(VotingCard.voided_at).where(VotingCard.id == card.id).with_for_update(read=True)
    if db.session.execute(held).scalar_one() is not None:
        raise Conflict(_("This card was voided and does not count. Please ask the facilitators for another one."))


def void(ballot: Ballot, serials: Collection[int], *, by: str, at: datetime) -> list[int]:
    """Let cards count no more, by their printed numbers, all of them or none; the numbers that were valid before.

    Raises Refusal for numbers that were never printed, Conflict where one has been used or the vote is closed.
    """
    cards = _named(ballot, serials)
    used = used_among(cards)
    if used:
        numbers = show_serials(card.serial for card in cards if card.id in used)
        raise Conflict(_("These cards have been used and cannot be voided any more: %(numbers)s.", numbers=numbers))
    valid = [card for card in cards if card.voided_at is None]
    for card in valid:
        card.voided_at = at
    return _noted("cards.voided", ballot, valid, by, at)


def reinstate(ballot: Ballot, serials: Collection[int], *, by: str, at: datetime) -> list[int]:
    """Let voided cards count again; the numbers that were void before. Raises like `void`."""
    voided = [card for card in _named(ballot, serials) if card.voided_at is not None]
    for card in voided:
        card.voided_at = None
    return _noted("cards.reinstated", ballot, voided, by, at)


def _named(ballot: Ballot, serials: Collection[int]) -> Sequence[VotingCard]:
    _check_wanted(locked(ballot, to_close=False))
    cards = locked_cards(ballot.id, serials)
    missing = set(serials) - {card.serial for card in cards}
    if missing:
        text = ngettext(
            "There is no card with the number %(numbers)s.",
            "There are no cards with the numbers %(numbers)s.",
            len(missing),
            numbers=show_serials(missing),
        )
        raise Refusal(text)
    return cards


def _noted(action: str, ballot: Ballot, cards: Sequence[VotingCard], by: str, at: datetime) -> list[int]:
    serials = [card.serial for card in cards]
    if serials:
        log(action, ballot, by=by, at=at, cards=show_serials(serials))
    db.session.flush()
    return serials
