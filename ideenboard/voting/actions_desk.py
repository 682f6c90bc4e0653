"""Preparing and opening ballots: drafts can be changed and thrown away, what was opened stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.voting.actions import log
from ideenboard.voting.models import Ballot, Level, Method, Option
from ideenboard.voting.queries import locked, options_of
from ideenboard.voting.queries_desk import Candidate, candidates_by_key
from ideenboard.voting.rules import MIN_OPTIONS


@dataclass(frozen=True)
class Setting:
    """What a coordinator decides about a ballot before it is opened."""

    question: str
    workshop_id: int | None
    district_id: int | None
    method: Method
    points: int
    max_per_option: int
    first_k: int
    level: Level


def prepare(process_id: int, setting: Setting, options: Sequence[Candidate], *, by: str, at: datetime) -> Ballot:
    """Make a ballot that nobody sees yet."""
    ballot = Ballot(process_id=process_id, created_at=at, **vars(setting))
    db.session.add(ballot)
    db.session.flush()
    _put_on(ballot, options)
    log("ballot.prepared", ballot, by=by, at=at)
    db.session.flush()
    return ballot


def change(ballot: Ballot, setting: Setting, options: Sequence[Candidate], *, by: str, at: datetime) -> None:
    """Set what a draft asks and what stands on it. Raises Conflict once it was opened."""
    _check_draft(ballot)
    before = {option.source_id for option in options_of(ballot.id)}
    for name, value in vars(setting).items():
        if getattr(ballot, name) != value:
            setattr(ballot, name, value)
    if before != {candidate.key for candidate in options}:
        _put_on(ballot, options)
        # Also what stands on it belongs to the version that somebody else may be looking at.
        flag_modified(ballot, "question")
    log("ballot.changed", ballot, by=by, at=at)
    db.session.flush()


def open_ballot(ballot: Ballot, *, by: str, at: datetime) -> bool:
    """Let people vote; False where they may already. From now on the texts and the rules of the ballot stay.

    What was hidden, withdrawn or dissolved meanwhile does not come onto it. Raises Refusal with fewer than two options.
    """
    locked(ballot, to_close=True)
    if ballot.opened_at is not None:
        return False
    candidates = candidates_by_key(ballot.process_id, (option.source_id for option in options_of(ballot.id)))
    if len(candidates) < MIN_OPTIONS:
        raise Refusal(_("A vote needs at least two proposals. Please choose some more."))
    _put_on(ballot, candidates)
    ballot.opened_at = at
    log("ballot.opened", ballot, by=by, at=at, options=len(candidates))
    db.session.flush()
    return True


def discard(ballot: Ballot, *, by: str, at: datetime) -> None:
    """Throw a draft away. Raises Conflict once it was opened: votes are never deleted."""
    locked(ballot, to_close=True)
    _check_draft(ballot)
    log("ballot.discarded", ballot, by=by, at=at, question=ballot.question)
    _take_off(ballot)
    db.session.delete(ballot)
    db.session.flush()


def _check_draft(ballot: Ballot) -> None:
    if ballot.opened_at is not None:
        raise Conflict(_("This vote has been opened. Its question, rules and proposals stay as they are."))


def _put_on(ballot: Ballot, options: Iterable[Candidate]) -> None:
    _take_off(ballot)
    for position, candidate in enumerate(options):
        db.session.add(
            Option(
                ballot_id=ballot.id,
                position=position,
                cluster_id=candidate.cluster_id,
                contribution_id=candidate.contribution_id,
                text=candidate.text,
                source_id=candidate.key,
            )
        )


def _take_off(ballot: Ballot) -> None:
    for option in options_of(ballot.id):
        db.session.delete(option)
    db.session.flush()
