"""Preparing and opening ballots: drafts can be changed and thrown away, what was opened stays."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.base.i18n import DEFAULT
from ideenboard.voting.actions import log
from ideenboard.voting.methods import METHODS
from ideenboard.voting.models import Ballot, Level, Method, Option
from ideenboard.voting.queries import locked, options_of
from ideenboard.voting.queries_desk import Candidate, candidates_by_key
from ideenboard.voting.rules import MIN_OPTIONS, STATUS_QUO


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
    total: int | None = None
    bars_own: bool = False


def prepare(process_id: int, setting: Setting, options: Sequence[Candidate], *, by: str, at: datetime) -> Ballot:
    """Make a ballot that nobody sees yet."""
    ballot = Ballot(process_id=process_id, created_at=at, **vars(setting))
    db.session.add(ballot)
    db.session.flush()
    _put_on(ballot, options)
    log("ballot.prepared", ballot, by=by, at=at)
    db.session.flush()
    return ballot


def prepare_again(ballot: Ballot, *, by: str, at: datetime) -> Ballot:
    """Make a draft of a second round: the same question and rules on the same options, as far as they still stand.

    Raises Conflict while the first one is not closed.
    """
    if ballot.closed_at is None:
        raise Conflict(_("A second round can be prepared when the first one is closed."))
    setting = Setting(**{field.name: getattr(ballot, field.name) for field in fields(Setting)})
    again = prepare(ballot.process_id, setting, chosen_for(ballot), by=by, at=at)
    again.previous_id = ballot.id
    db.session.flush()
    return again


def change(ballot: Ballot, setting: Setting, options: Sequence[Candidate], *, by: str, at: datetime) -> None:
    """Set what a draft asks and what stands on it. Raises Conflict once it was opened."""
    _check_draft(ballot)
    before = {(option.source_id, option.cost) for option in options_of(ballot.id)}
    for name, value in vars(setting).items():
        if getattr(ballot, name) != value:
            setattr(ballot, name, value)
    if before != {(option.source_id, option.cost) for option in _rows(ballot, options)}:
        _put_on(ballot, options)
        # Also what stands on it belongs to the version that somebody else may be looking at.
        flag_modified(ballot, "question")
    log("ballot.changed", ballot, by=by, at=at)
    db.session.flush()


def open_ballot(ballot: Ballot, *, by: str, at: datetime) -> bool:
    """Let people vote; False where they may already. From now on the texts and the rules of the ballot stay.

    What was hidden, withdrawn or dissolved meanwhile does not come onto it. Raises Refusal with fewer than two options,
    with more than the method takes, and with costs missing.
    """
    locked(ballot, to_close=True)
    if ballot.opened_at is not None:
        return False
    candidates = chosen_for(ballot)
    _check_complete(ballot, candidates)
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


def chosen_for(ballot: Ballot) -> list[Candidate]:
    """What stands on a draft and can still be voted on, with its costs."""
    costs = {option.source_id: option.cost for option in options_of(ballot.id)}
    return [replace(found, cost=costs[found.key]) for found in candidates_by_key(ballot.process_id, costs)]


def _check_complete(ballot: Ballot, candidates: Sequence[Candidate]) -> None:
    method = METHODS[ballot.method]
    if len(candidates) < MIN_OPTIONS:
        raise Refusal(_("A vote needs at least two proposals. Please choose some more."))
    if method.most_options and len(candidates) > method.most_options:
        text = _(
            "This way of voting takes at most %(count)s proposals. Please take some off.", count=method.most_options
        )
        raise Refusal(text)
    if method.has_costs and (ballot.total is None or any(candidate.cost is None for candidate in candidates)):
        raise Refusal(_("A vote on a budget needs the sum there is, and what each proposal costs."))


def _check_draft(ballot: Ballot) -> None:
    if ballot.opened_at is not None:
        raise Conflict(_("This vote has been opened. Its question, rules and proposals stay as they are."))


def _put_on(ballot: Ballot, options: Sequence[Candidate]) -> None:
    _take_off(ballot)
    db.session.add_all(_rows(ballot, options))


def _rows(ballot: Ballot, options: Sequence[Candidate]) -> list[Option]:
    on_it = list(options)
    if METHODS[ballot.method].has_status_quo:
        # As a text of the ballot, like those that people wrote: in the language of the place.
        with force_locale(DEFAULT):
            on_it.append(Candidate(STATUS_QUO, _("Everything stays as it is"), 0))
    return [
        Option(
            ballot_id=ballot.id,
            position=position,
            cluster_id=candidate.cluster_id,
            contribution_id=candidate.contribution_id,
            text=candidate.text,
            source_id=candidate.key,
            cost=candidate.cost if METHODS[ballot.method].has_costs else None,
        )
        for position, candidate in enumerate(on_it)
    ]


def _take_off(ballot: Ballot) -> None:
    for option in options_of(ballot.id):
        db.session.delete(option)
    db.session.flush()
