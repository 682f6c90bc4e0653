"""Suggestions that wait, with their contributions as far as nobody has sorted them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask import abort
from sqlalchemy import Row, Select, func, select

from ideenboard.base.db import db
from ideenboard.clusters.models import Membership
from ideenboard.clusters.models_suggested import SuggestedCard, Suggestion
from ideenboard.clusters.queries import Place
from ideenboard.contributions.models import Contribution, Status
from ideenboard.processes.models import Process
from ideenboard.processes.queries import require_account, visible_processes
from ideenboard.similarity.rules import Stretch, marked, stems

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
# So many contributions of a suggestion are shown.
SHOWN = 6


@dataclass(frozen=True)
class Offer:
    """A suggestion as it is shown: what its contributions share, some of them, and how many there are."""

    suggestion: Suggestion
    size: int
    cards: Sequence[tuple[AnyRow, Sequence[Stretch]]]


def get_suggestion_or_404(suggestion_id: int) -> Suggestion:
    """A suggestion this account may settle, held until the commit: 401 without sign-in, 404 unknown, 403 not theirs."""
    actor = require_account()
    known = select(Process.id).where(visible_processes(actor))
    query = select(Suggestion).where(Suggestion.id == suggestion_id, Suggestion.process_id.in_(known))
    suggestion = db.session.scalar(query.with_for_update(of=Suggestion)) or abort(404)
    return suggestion if actor.may_coordinate(suggestion.process_id) else abort(403)


def offers(process_id: int) -> list[Offer]:
    """The suggestions of a process that wait, the largest first. Two queries."""
    waiting = Suggestion.process_id == process_id, Suggestion.settled_at.is_(None)
    suggestions = db.session.scalars(select(Suggestion).where(*waiting).order_by(Suggestion.id)).all()
    place = func.row_number().over(
        partition_by=SuggestedCard.suggestion_id, order_by=(Contribution.support_count.desc(), Contribution.id)
    )
    size = func.count().over(partition_by=SuggestedCard.suggestion_id)
    ids = [suggestion.id for suggestion in suggestions]
    ranked = _unsorted(SuggestedCard.suggestion_id, place.label("place"), size.label("size"))
    few = ranked.where(SuggestedCard.suggestion_id.in_(ids)).subquery()
    cards: dict[int, list[AnyRow]] = {}
    for row in db.session.execute(select(few).where(few.c.place <= SHOWN).order_by(few.c.place)):
        cards.setdefault(row.suggestion_id, []).append(row)
    found = [_offer(suggestion, cards[suggestion.id]) for suggestion in suggestions if suggestion.id in cards]
    return sorted(found, key=lambda offer: (-offer.size, offer.suggestion.id))


def _offer(suggestion: Suggestion, cards: Sequence[AnyRow]) -> Offer:
    shared = stems(" ".join(suggestion.words))
    return Offer(suggestion, cards[0].size, [(card, marked(card.title, shared)) for card in cards])


def unsorted_texts(process_id: int, place: Place) -> list[tuple[int, str]]:
    """What the published contributions say that are in no cluster, in the order of their ids."""
    sits = select(Membership.id).where(Membership.contribution_id == Contribution.id, Membership.removed_at.is_(None))
    query = select(Contribution.id, Contribution.title, Contribution.text).where(
        Contribution.process_id == process_id,
        Contribution.status == Status.PUBLISHED,
        place.holds(Contribution.district_id),
        ~sits.exists(),
    )
    return [(row.id, f"{row.title}\n{row.text}") for row in db.session.execute(query.order_by(Contribution.id))]


def waiting_cards(suggestion: Suggestion) -> Sequence[AnyRow]:
    """The contributions of a suggestion that are in no cluster, in the order of their ids."""
    query = _unsorted(Contribution.text, Contribution.district_id)
    query = query.where(SuggestedCard.suggestion_id == suggestion.id)
    return db.session.execute(query.order_by(Contribution.id)).all()


def _unsorted(*more: Any) -> Select[*tuple[Any, ...]]:
    sits = select(Membership.id).where(Membership.contribution_id == Contribution.id, Membership.removed_at.is_(None))
    return (
        select(Contribution.id, Contribution.kind, Contribution.title, *more)
        .join(SuggestedCard, SuggestedCard.contribution_id == Contribution.id)
        .where(Contribution.status == Status.PUBLISHED, ~sits.exists())
    )
