"""Voting cards: found by their secrets, counted, and named by what is printed on them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import joinedload

from ideenboard.base.codes import digest, keyed_digest, read_code
from ideenboard.base.db import db
from ideenboard.processes.rules import Actor
from ideenboard.voting.models import Ballot, BallotPaper, CardSheet, Level, VotingCard
from ideenboard.voting.queries import is_of


@dataclass(frozen=True)
class CardCounts:
    """How many cards of a ballot were printed, and what became of them."""

    printed: int
    used: int
    voided: int


def get_card_ballot_or_404(ballot_id: int) -> Ballot:
    """An opened ballot with voting cards. For everybody: the card is the right, not where one sits."""
    query = select(Ballot).where(Ballot.id == ballot_id, Ballot.level == Level.CARDS, Ballot.opened_at.is_not(None))
    return db.session.scalar(query.options(joinedload(Ballot.workshop))) or abort(404)


def card_by_code(ballot_id: int, typed: str) -> VotingCard | None:
    """The card of this ballot whose code somebody typed."""
    mine = (VotingCard.ballot_id == ballot_id, VotingCard.code_hash == keyed_digest(read_code(typed)))
    return db.session.scalar(select(VotingCard).where(*mine))


def card_by_key(ballot_id: int, key: str) -> VotingCard | None:
    """The card of this ballot whose QR code somebody scanned."""
    return db.session.scalar(
        select(VotingCard).where(VotingCard.ballot_id == ballot_id, VotingCard.key_hash == digest(key))
    )


def held_card(ballot_id: int, actor: Actor) -> int | None:
    """The number of the card that this device has brought into a ballot."""
    query = select(VotingCard.serial).join(BallotPaper, BallotPaper.card_id == VotingCard.id)
    return db.session.scalar(query.where(BallotPaper.ballot_id == ballot_id, is_of(actor)))


def card_counts(ballot_id: int) -> CardCounts:
    """Printed, used and voided cards of a ballot."""
    counts = (func.count(VotingCard.id), func.count().filter(_is_used()), func.count(VotingCard.voided_at))
    return CardCounts(*db.session.execute(_cards(ballot_id, *counts)).one())


def sheets_of(ballot_id: int) -> Sequence[Row[int, datetime, int, int, int, int]]:
    """The prints of a ballot, the latest first: number, printed_at, first and last card, used, voided."""
    query = _cards(
        ballot_id,
        CardSheet.number,
        CardSheet.printed_at,
        func.min(VotingCard.serial).label("first"),
        func.max(VotingCard.serial).label("last"),
        func.count().filter(_is_used()).label("used"),
        func.count(VotingCard.voided_at).label("voided"),
    ).join(CardSheet, CardSheet.id == VotingCard.sheet_id)
    return db.session.execute(query.group_by(CardSheet.id).order_by(CardSheet.number.desc())).all()


def voided_serials(ballot_id: int) -> Sequence[int]:
    """The numbers of the cards that count no more."""
    query = select(VotingCard.serial).where(VotingCard.ballot_id == ballot_id, VotingCard.voided_at.is_not(None))
    return db.session.scalars(query.order_by(VotingCard.serial)).all()


def quarantined_serials(ballot_id: int) -> Sequence[int]:
    """The numbers of the cards whose papers are set aside."""
    query = select(VotingCard.serial).join(BallotPaper, BallotPaper.card_id == VotingCard.id)
    return db.session.scalars(query.where(VotingCard.ballot_id == ballot_id, BallotPaper.is_quarantined)).all()


def last_printed(ballot_id: int) -> tuple[int, int]:
    """The highest numbers so far: of a sheet, of a card; 0 before the first."""
    sheet = select(func.coalesce(func.max(CardSheet.number), 0)).where(CardSheet.ballot_id == ballot_id)
    card = select(func.coalesce(func.max(VotingCard.serial), 0)).where(VotingCard.ballot_id == ballot_id)
    return db.session.execute(select(sheet.scalar_subquery(), card.scalar_subquery())).one()


def was_printed(token: str) -> bool:
    """Whether the form with this token has printed its cards already."""
    return db.session.scalar(select(CardSheet.id).where(CardSheet.token == token)) is not None


def locked_cards(ballot_id: int, serials: Collection[int]) -> Sequence[VotingCard]:
    """Cards by their printed numbers, held until the commit: nobody can bring one of them in meanwhile."""
    query = select(VotingCard).where(VotingCard.ballot_id == ballot_id, VotingCard.serial.in_(serials))
    return db.session.scalars(
        query.order_by(VotingCard.serial).with_for_update().execution_options(populate_existing=True)
    ).all()


def used_among(cards: Collection[VotingCard]) -> set[int]:
    """The ids of those of these cards that a paper stands for."""
    query = select(BallotPaper.card_id).where(BallotPaper.card_id.in_([card.id for card in cards]))
    return {card_id for card_id in db.session.scalars(query) if card_id is not None}


def _cards(ballot_id: int, *columns: Any) -> Any:
    papers = BallotPaper.card_id == VotingCard.id
    return (
        select(*columns).select_from(VotingCard).outerjoin(BallotPaper, papers).where(VotingCard.ballot_id == ballot_id)
    )


def _is_used() -> ColumnElement[bool]:
    return or_(VotingCard.is_used, BallotPaper.id.is_not(None))
