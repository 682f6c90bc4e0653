"""Clusters come into being, grow, shrink, get words, become one, are taken apart and put together. No card changes."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.clusters import actions_moves as moves
from ideenboard.clusters.models import Cluster, Membership, Step, Verb
from ideenboard.clusters.queries import cards_of
from ideenboard.clusters.rules import Pick
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Process
from ideenboard.processes.rules import Actor


def create(
    process: Process, title: str, picks: Sequence[Pick], *, district_id: int | None, by: Actor, at: datetime
) -> Cluster:
    """Make a cluster of the picked cards. Raises Conflict where one of them has moved meanwhile."""
    cluster = moves.found(process, title, district_id, at=at)
    step = moves.begin(Verb.CREATED, process.id, cluster, by=by, at=at)
    moves.born(step, cluster)
    _bring(step, cluster, picks)
    return cluster


def put(cluster: Cluster, picks: Sequence[Pick], *, by: Actor, at: datetime) -> list[int]:
    """Put cards into a cluster, out of the one they were seen in, and give the ids of those that were not there yet.

    Raises Conflict where a card does not sit any more where it was seen, or the cluster was dissolved.
    """
    check_standing(cluster)
    now_in = moves.hold_memberships([pick.card_id for pick in picks])
    if all(_cluster_id(now_in.get(pick.card_id)) == cluster.id for pick in picks):
        return []
    return _bring(moves.begin(Verb.PUT, cluster.process_id, cluster, by=by, at=at), cluster, picks)


def take_out(cluster: Cluster, card_ids: Sequence[int], *, by: Actor, at: datetime) -> list[int]:
    """Take cards out of a cluster and give the ids of those that were in it."""
    now_in = moves.hold_memberships(card_ids)
    leaving = [
        card for card in cards_of(cluster.process_id, card_ids) if _cluster_id(now_in.get(card.id)) == cluster.id
    ]
    if leaving:
        step = moves.begin(Verb.TAKEN_OUT, cluster.process_id, cluster, by=by, at=at)
        moves.leave(step, [now_in[card.id] for card in leaving], leaving)
    return [card.id for card in leaving]


def unsort(process: Process, picks: Sequence[Pick], *, by: Actor, at: datetime) -> list[int]:
    """Take cards out of whichever clusters they were seen in, and give the ids of those that were in one.

    Raises Conflict where one sits in another cluster by now.
    """
    cards = cards_of(process.id, [pick.card_id for pick in picks])
    now_in = moves.hold_memberships([card.id for card in cards])
    leaving = [card for card in cards if card.id in now_in]
    _check_seen(leaving, picks, now_in)
    if leaving:
        only = {membership.cluster_id for membership in now_in.values()}
        cluster = db.session.get(Cluster, only.pop()) if len(only) == 1 else None
        step = moves.begin(Verb.TAKEN_OUT, process.id, cluster, by=by, at=at)
        moves.leave(step, now_in.values(), leaving)
    return [card.id for card in leaving]


def describe(cluster: Cluster, title: str, summary: str, *, by: Actor, at: datetime) -> None:
    """Give a cluster other words. Raises Conflict where it was dissolved."""
    check_standing(cluster)
    if (cluster.title, cluster.summary) != (title, summary):
        step = moves.begin(Verb.DESCRIBED, cluster.process_id, cluster, by=by, at=at)
        moves.reword(step, cluster, {"title": title, "summary": summary})


def merge(source: Cluster, target: Cluster, *, by: Actor, at: datetime) -> Step:
    """Put all cards of a cluster into another one and let it point there; what was said about it stays its own.

    Raises Conflict where one of them was dissolved meanwhile: two that are merged both ways are one only once.
    """
    check_standing(source)
    check_standing(target)
    step = moves.begin(Verb.MERGED, target.process_id, target, by=by, at=at)
    moves.enter(step, target, moves.empty(step, source))
    moves.fall(step, source, into=target)
    db.session.flush()
    return step


def dissolve(cluster: Cluster, *, by: Actor, at: datetime) -> bool:
    """Take a cluster apart: its cards are unsorted again, each with all it ever had. False where it was before."""
    if cluster.dissolved_at is not None:
        return False
    step = moves.begin(Verb.DISSOLVED, cluster.process_id, cluster, by=by, at=at)
    moves.empty(step, cluster)
    moves.fall(step, cluster)
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
    now_in = moves.hold_memberships([card.id for card in cards])
    _check_seen(cards, [Pick(card.id, cluster.merged_into_id) for card in cards], now_in)
    step = moves.begin(Verb.RESTORED, cluster.process_id, cluster, by=by, at=at)
    moves.rise(step, cluster)
    moves.leave(step, now_in.values(), [card for card in cards if card.id in now_in])
    moves.enter(step, cluster, cards)
    return True


def check_standing(cluster: Cluster) -> None:
    """Raise Conflict where a cluster was dissolved."""
    if cluster.dissolved_at is not None:
        raise Conflict(_("This cluster was dissolved meanwhile. Nothing was changed."))


def _bring(step: Step, cluster: Cluster, picks: Sequence[Pick]) -> list[int]:
    cards = cards_of(cluster.process_id, [pick.card_id for pick in picks])
    now_in = moves.hold_memberships([card.id for card in cards])
    moving = [card for card in cards if _cluster_id(now_in.get(card.id)) != cluster.id]
    _check_seen(moving, picks, now_in)
    moves.leave(step, now_in.values(), [card for card in moving if card.id in now_in])
    moves.enter(step, cluster, moving)
    return [card.id for card in moving]


def _cluster_id(membership: Membership | None) -> int | None:
    return membership.cluster_id if membership else None


def _check_seen(cards: Sequence[Contribution], picks: Sequence[Pick], now_in: dict[int, Membership]) -> None:
    seen_in = {pick.card_id: pick.seen_in for pick in picks}
    for card in cards:
        if _cluster_id(now_in.get(card.id)) != seen_in[card.id]:
            text = _("Somebody else has moved “%(title)s” meanwhile. Nothing was changed.", title=card.title)
            raise Conflict(text)
