"""The headcount of a ballot, and papers that are set aside and let in again: never deleted, never by what they say."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.voting.actions import log
from ideenboard.voting.models import Ballot, BallotPaper, VotingCard
from ideenboard.voting.queries import locked
from ideenboard.voting.rules_cards import show_serials


def set_headcount(ballot: Ballot, headcount: int | None, *, by: str, at: datetime) -> None:
    """Write down how many people are in the room. Raises Conflict once the vote is closed."""
    ballot = _locked_open(ballot)
    if ballot.headcount != headcount:
        before, ballot.headcount = ballot.headcount, headcount
        log("ballot.headcount_set", ballot, by=by, at=at, before=before, after=headcount)
        db.session.flush()


def quarantine_excess(ballot: Ballot, *, by: str, at: datetime) -> int:
    """Set aside the papers that were begun after as many as there are people; how many these were.

    Chosen by their order alone. Raises Refusal without a headcount, Conflict once the vote is closed.
    """
    ballot = _locked_open(ballot)
    if ballot.headcount is None:
        raise Refusal(_("Please enter first how many people are in the room."))
    counted = select(BallotPaper.id).where(BallotPaper.ballot_id == ballot.id, BallotPaper.is_quarantined.is_(False))
    excess = db.session.scalars(counted.order_by(BallotPaper.id).offset(ballot.headcount)).all()
    return _set(ballot, excess, True, by, at, rule="after_headcount", headcount=ballot.headcount)


def release_all(ballot: Ballot, *, by: str, at: datetime) -> int:
    """Let all papers count again; how many were set aside. Raises Conflict once the vote is closed."""
    ballot = _locked_open(ballot)
    aside = select(BallotPaper.id).where(BallotPaper.ballot_id == ballot.id, BallotPaper.is_quarantined)
    return _set(ballot, db.session.scalars(aside).all(), False, by, at, rule="all")


def quarantine_cards(ballot: Ballot, serials: Collection[int], *, by: str, at: datetime) -> list[int]:
    """Set aside the papers of these cards, by their printed numbers; the numbers of those that counted before.

    Raises Refusal where a card has not been used, Conflict once the vote is closed.
    """
    return _set_cards(_locked_open(ballot), serials, True, by, at)


def release_cards(ballot: Ballot, serials: Collection[int], *, by: str, at: datetime) -> list[int]:
    """Let the papers of these cards count again; the numbers of those that did not. Raises like `quarantine_cards`."""
    return _set_cards(_locked_open(ballot), serials, False, by, at)


def _locked_open(ballot: Ballot) -> Ballot:
    # Decided while nobody knows the result: afterwards one could see what a set-aside paper says by what changes.
    ballot = locked(ballot, to_close=True)
    if ballot.closed_at is not None:
        raise Conflict(_("This vote is closed. What counts was decided before anybody knew the result, and stays so."))
    return ballot


def _set_cards(ballot: Ballot, serials: Collection[int], quarantined: bool, by: str, at: datetime) -> list[int]:
    papers = select(VotingCard.serial, BallotPaper.id, BallotPaper.is_quarantined).join(
        VotingCard, VotingCard.id == BallotPaper.card_id
    )
    found = db.session.execute(papers.where(BallotPaper.ballot_id == ballot.id, VotingCard.serial.in_(serials))).all()
    if unused := set(serials) - {row.serial for row in found}:
        numbers = show_serials(unused)
        raise Refusal(_("These cards have not been used, so they have no paper: %(numbers)s.", numbers=numbers))
    changed = {row.serial: row.id for row in found if row.is_quarantined != quarantined}
    _set(ballot, list(changed.values()), quarantined, by, at, rule="cards", cards=show_serials(changed))
    return sorted(changed)


def _set(ballot: Ballot, papers: Sequence[int], quarantined: bool, by: str, at: datetime, **why: Any) -> int:
    if papers:
        db.session.execute(
            update(BallotPaper).where(BallotPaper.id.in_(papers)).values(is_quarantined=quarantined),
            execution_options={"synchronize_session": False},
        )
        action = "papers.quarantined" if quarantined else "papers.released"
        log(action, ballot, by=by, at=at, papers=len(papers), **why)
        db.session.flush()
    return len(papers)
