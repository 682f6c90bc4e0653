"""Clusters come into being, grow, shrink, get words, are taken apart and put together again. No card changes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ideenboard.audit.actions import record
from ideenboard.base.db import assign, db
from ideenboard.base.errors import Conflict
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.clusters.queries import cards_of
from ideenboard.clusters.rules import Pick
from ideenboard.comments.models import Thread
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Process
from ideenboard.processes.rules import Actor


def create(
    process: Process, title: str, picks: Sequence[Pick], *, district_id: int | None, by: Actor, at: datetime
) -> Cluster:
    """Make a cluster of the picked cards. Raises Conflict where one of them has moved meanwhile."""
    thread = Thread(process_id=process.id)
    db.session.add(thread)
    db.session.flush()
    cluster = Cluster(process_id=process.id, district_id=district_id, thread_id=thread.id, title=title, created_at=at)
    db.session.add(cluster)
    db.session.flush()
    _log("cluster.created", cluster, by, at, title=title)
    put(cluster, picks, by=by, at=at)
    return cluster


def put(cluster: Cluster, picks: Sequence[Pick], *, by: Actor, at: datetime) -> list[int]:
    """Put cards into a cluster, out of the one they were seen in, and give the ids of those that were not there yet.

    Raises Conflict where a card does not sit any more where it was seen, or the cluster was dissolved.
    """
    _check_standing(cluster)
    cards = {card.id: card for card in cards_of(cluster.process_id, [pick.card_id for pick in picks])}
    seen_in = {pick.card_id: pick.seen_in for pick in picks}
    now_in = _hold_memberships(cards.keys())
    moving = [card for card in cards.values() if _cluster_id(now_in.get(card.id)) != cluster.id]
    for card in moving:
        _check_seen(card, seen_in[card.id], now_in.get(card.id))
        if membership := now_in.get(card.id):
            _close(membership, card, by, at)
    # The old memberships must be closed before the new ones come: the index knows one current membership per card.
    db.session.flush()
    _open(cluster, moving, by, at)
    return [card.id for card in moving]


def take_out(cluster: Cluster, card_ids: Sequence[int], *, by: Actor, at: datetime) -> list[int]:
    """Take cards out of a cluster and give the ids of those that were in it."""
    now_in = _hold_memberships(card_ids)
    leaving = [
        card for card in cards_of(cluster.process_id, card_ids) if _cluster_id(now_in.get(card.id)) == cluster.id
    ]
    for card in leaving:
        _close(now_in[card.id], card, by, at)
    db.session.flush()
    return [card.id for card in leaving]


def describe(cluster: Cluster, title: str, summary: str, *, by: Actor, at: datetime) -> None:
    """Give a cluster other words. Raises Conflict where it was dissolved."""
    _check_standing(cluster)
    before = {"title": cluster.title, "summary": cluster.summary}
    if changed := assign(cluster, title=title, summary=summary):
        _log("cluster.described", cluster, by, at, **{name: before[name] for name in changed})


def dissolve(cluster: Cluster, *, by: Actor, at: datetime) -> bool:
    """Take a cluster apart: its cards are unsorted again, each with all it ever had. False where it was before."""
    if cluster.dissolved_at is not None:
        return False
    for card in _close_all(cluster, at):
        _log_card("contribution.unclustered", card, cluster.id, by, at)
    cluster.dissolved_at = at
    _log("cluster.dissolved", cluster, by, at)
    db.session.flush()
    return True


def restore(cluster: Cluster, *, by: Actor, at: datetime) -> bool:
    """Undo the last dissolution: every card it held then sits in it again. False where it stands.

    Raises Conflict where one of its cards found another cluster meanwhile; then nothing changes.
    """
    if cluster.dissolved_at is None:
        return False
    ended = select(Membership.contribution_id).where(
        Membership.cluster_id == cluster.id, Membership.removed_at == cluster.dissolved_at
    )
    cards = cards_of(cluster.process_id, db.session.scalars(ended))
    now_in = _hold_memberships([card.id for card in cards])
    for card in cards:
        _check_seen(card, None, now_in.get(card.id))
    cluster.dissolved_at = None
    _log("cluster.restored", cluster, by, at)
    _open(cluster, cards, by, at)
    return True


def _hold_memberships(card_ids: Collection[int]) -> dict[int, Membership]:
    query = select(Membership).where(Membership.contribution_id.in_(card_ids), Membership.removed_at.is_(None))
    found = db.session.scalars(query.order_by(Membership.id).with_for_update())
    return {membership.contribution_id: membership for membership in found}


def _open(cluster: Cluster, cards: Sequence[Contribution], by: Actor, at: datetime) -> None:
    try:
        with db.session.begin_nested():
            db.session.add_all(
                Membership(cluster_id=cluster.id, contribution_id=card.id, added_at=at) for card in cards
            )
    except IntegrityError as error:
        # Somebody put one of them into a cluster at the same moment and was faster.
        raise _moved() from error
    for card in cards:
        _log_card("contribution.clustered", card, cluster.id, by, at)


def _close(membership: Membership, card: Contribution, by: Actor, at: datetime) -> None:
    membership.removed_at = at
    _log_card("contribution.unclustered", card, membership.cluster_id, by, at)


def _close_all(cluster: Cluster, at: datetime) -> list[Contribution]:
    query = select(Membership).where(Membership.cluster_id == cluster.id, Membership.removed_at.is_(None))
    memberships = db.session.scalars(query.order_by(Membership.id).with_for_update()).all()
    for membership in memberships:
        membership.removed_at = at
    return list(cards_of(cluster.process_id, [membership.contribution_id for membership in memberships]))


def _cluster_id(membership: Membership | None) -> int | None:
    return membership.cluster_id if membership else None


def _check_seen(card: Contribution, seen_in: int | None, membership: Membership | None) -> None:
    if _cluster_id(membership) != seen_in:
        raise _moved(card)


def _moved(card: Contribution | None = None) -> Conflict:
    if card is None:
        return Conflict(_("Somebody else has just put one of these contributions somewhere else. Nothing was changed."))
    text = _("Somebody else has moved “%(title)s” meanwhile. Nothing was changed.", title=card.title)
    return Conflict(text)


def _check_standing(cluster: Cluster) -> None:
    if cluster.dissolved_at is not None:
        raise Conflict(_("This cluster was dissolved meanwhile. Nothing was changed."))


def _log(action: str, cluster: Cluster, by: Actor, at: datetime, **data: Any) -> None:
    record(action, cluster.subject, by=by.name, at=at, process_id=cluster.process_id, **data)


def _log_card(action: str, card: Contribution, cluster_id: int, by: Actor, at: datetime) -> None:
    record(
        action,
        card.subject,
        by=by.name,
        at=at,
        process_id=card.process_id,
        workshop_id=card.workshop_id,
        cluster=cluster_id,
    )
