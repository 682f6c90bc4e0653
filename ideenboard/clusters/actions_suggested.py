"""Suggestions are made, taken, split and dropped; only taking one makes a cluster."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete

from ideenboard.audit.actions import record
from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.clusters import actions
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.models_suggested import SuggestedCard, Suggestion
from ideenboard.clusters.queries_suggested import waiting_cards
from ideenboard.clusters.rules import Pick, common_district
from ideenboard.processes.models import Process
from ideenboard.processes.rules import Actor
from ideenboard.similarity.rules import Proposal


def suggest(process: Process, proposals: Sequence[Proposal], *, by: Actor, at: datetime) -> None:
    """Put these suggestions in the place of those that wait. No contribution moves."""
    waiting = Suggestion.process_id == process.id, Suggestion.settled_at.is_(None)
    db.session.execute(delete(Suggestion).where(*waiting))
    _add(process.id, proposals, at)
    subject = f"process:{process.id}"
    record("clusters.suggested", subject, by=by.name, at=at, process_id=process.id, count=len(proposals))


def take(suggestion: Suggestion, title: str, *, by: Actor, at: datetime) -> Cluster:
    """Make a cluster of the contributions of a suggestion that nobody has sorted meanwhile.

    Raises Conflict where it is settled, or nothing is left of it.
    """
    _settle(suggestion, "taken", by, at)
    cards = waiting_cards(suggestion)
    if not cards:
        raise Conflict(_("All contributions of this suggestion have been sorted meanwhile."))
    picks = [Pick(card.id) for card in cards]
    district_id = common_district(card.district_id for card in cards)
    return actions.create(suggestion.process, title, picks, district_id=district_id, by=by, at=at)


def drop(suggestion: Suggestion, *, by: Actor, at: datetime) -> None:
    """Leave a suggestion. Raises Conflict where it is settled."""
    _settle(suggestion, "dropped", by, at)


def bring_back(suggestion: Suggestion, *, by: Actor, at: datetime) -> None:
    """Let a suggestion that was left wait again."""
    if suggestion.settled_at is not None:
        suggestion.settled_at = None
        _log("brought_back", suggestion, by, at)


def split(suggestion: Suggestion, parts: Sequence[Proposal], *, by: Actor, at: datetime) -> None:
    """Put smaller suggestions in the place of one. Raises Conflict where it is settled."""
    _settle(suggestion, "split", by, at)
    _add(suggestion.process_id, parts, at)


def _add(process_id: int, proposals: Sequence[Proposal], at: datetime) -> None:
    made = [Suggestion(process_id=process_id, words=list(proposal.words), created_at=at) for proposal in proposals]
    db.session.add_all(made)
    db.session.flush()
    rows: Collection[SuggestedCard] = [
        SuggestedCard(suggestion_id=suggestion.id, contribution_id=number)
        for suggestion, proposal in zip(made, proposals, strict=True)
        for number in proposal.ids
    ]
    db.session.add_all(rows)
    db.session.flush()


def _settle(suggestion: Suggestion, how: str, by: Actor, at: datetime) -> None:
    if suggestion.settled_at is not None:
        raise Conflict(_("Somebody has settled this suggestion meanwhile. Nothing was changed."))
    suggestion.settled_at = at
    _log(how, suggestion, by, at)


def _log(how: str, suggestion: Suggestion, by: Actor, at: datetime) -> None:
    process_id = suggestion.process_id
    record(f"suggestion.{how}", suggestion.subject, by=by.name, at=at, process_id=process_id, title=suggestion.title)
