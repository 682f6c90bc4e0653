"""What a step at the board is made of: cards leave and enter, clusters fall and rise, words change.

Only the verbs of this room call these. Each notes in its step what it takes to undo it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from ideenboard.audit.actions import raise_revision, record
from ideenboard.base.db import assign, db, lock
from ideenboard.base.errors import Conflict
from ideenboard.clusters.models import Cluster, Membership, Step, Verb
from ideenboard.clusters.queries import cards_of
from ideenboard.comments.models import Thread
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Process
from ideenboard.processes.rules import Actor


def begin(
    verb: Verb, process_id: int, cluster: Cluster | None, *, by: Actor, at: datetime, undoes: Step | None = None
) -> Step:
    """Open a step; everything that moves in it names it."""
    step = Step(
        verb=verb,
        process_id=process_id,
        cluster_id=cluster.id if cluster else None,
        actor=by.name,
        at=at,
        data={},
        undoes_id=undoes.id if undoes else None,
        is_undone=False,
    )
    db.session.add(step)
    db.session.flush()
    return step


def found(process: Process, title: str, district_id: int | None, *, at: datetime) -> Cluster:
    """An empty cluster with the next letters of its process."""
    # Two that are made at the same moment must not get the same letters.
    lock(process)
    last = db.session.scalar(select(func.max(Cluster.number)).where(Cluster.process_id == process.id)) or 0
    thread = Thread(process_id=process.id)
    db.session.add(thread)
    db.session.flush()
    cluster = Cluster(
        process_id=process.id,
        district_id=district_id,
        thread_id=thread.id,
        number=last + 1,
        title=title,
        created_at=at,
    )
    db.session.add(cluster)
    db.session.flush()
    return cluster


def hold_memberships(card_ids: Collection[int]) -> dict[int, Membership]:
    """Where these cards sit now, held until the commit; those in no cluster are missing."""
    query = select(Membership).where(Membership.contribution_id.in_(card_ids), Membership.removed_at.is_(None))
    return {one.contribution_id: one for one in db.session.scalars(query.order_by(Membership.id).with_for_update())}


def hold_members(cluster: Cluster) -> dict[int, Membership]:
    """The cards that sit in a cluster now, held until the commit."""
    query = select(Membership).where(Membership.cluster_id == cluster.id, Membership.removed_at.is_(None))
    return {one.contribution_id: one for one in db.session.scalars(query.order_by(Membership.id).with_for_update())}


def leave(step: Step, memberships: Collection[Membership], cards: Sequence[Contribution]) -> None:
    """Let cards leave the clusters they sit in."""
    homes = {membership.contribution_id: membership for membership in memberships}
    for card in cards:
        membership = homes[card.id]
        membership.removed_at, membership.removed_by_id = step.at, step.id
        _log_card("contribution.unclustered", card, membership.cluster_id, step)
    # The old memberships must be closed before the new ones come: the index knows one current membership per card.
    db.session.flush()


def enter(step: Step, cluster: Cluster, cards: Sequence[Contribution]) -> None:
    """Let cards that sit nowhere enter a cluster. Raises Conflict where somebody was faster at the same moment."""
    try:
        with db.session.begin_nested():
            db.session.add_all(
                Membership(cluster_id=cluster.id, contribution_id=card.id, added_at=step.at, added_by_id=step.id)
                for card in cards
            )
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else has just put one of these contributions somewhere else. Nothing was changed.")
        ) from error
    for card in cards:
        _log_card("contribution.clustered", card, cluster.id, step)


def empty(step: Step, cluster: Cluster) -> Sequence[Contribution]:
    """Let all cards leave a cluster, and give them."""
    members = hold_members(cluster)
    cards = cards_of(cluster.process_id, members)
    leave(step, members.values(), cards)
    return cards


def fall(step: Step, cluster: Cluster, into: Cluster | None = None) -> None:
    """Dissolve a cluster that is empty by now, or was emptied into another one."""
    cluster.dissolved_at = step.at
    cluster.merged_into_id = into.id if into else None
    _note(step, "fell", cluster.id)
    log("cluster.merged" if into else "cluster.dissolved", cluster, step, **({"cluster": into.id} if into else {}))


def rise(step: Step, cluster: Cluster) -> None:
    """Let a dissolved cluster stand again."""
    if cluster.merged_into_id is not None:
        step.data = step.data | {"into": step.data.get("into", {}) | {str(cluster.id): cluster.merged_into_id}}
    cluster.dissolved_at = cluster.merged_into_id = None
    _note(step, "rose", cluster.id)
    log("cluster.restored", cluster, step)


def reword(step: Step, cluster: Cluster, words: dict[str, str]) -> bool:
    """Give a cluster other words; False where they are the same."""
    before = {name: getattr(cluster, name) for name in words}
    if not (changed := assign(cluster, **words)):
        return False
    step.data = step.data | {"words": {name: [before[name], words[name]] for name in changed}}
    log("cluster.described", cluster, step, **{name: before[name] for name in changed})
    return True


def born(step: Step, cluster: Cluster) -> None:
    """Note that a cluster began with this step."""
    _note(step, "rose", cluster.id)
    log("cluster.created", cluster, step, title=cluster.title)


def _note(step: Step, key: str, cluster_id: int) -> None:
    step.data = step.data | {key: [*step.data.get(key, ()), cluster_id]}


def log(action: str, cluster: Cluster, step: Step, /, **data: Any) -> None:
    """Write into the log what a step did to a cluster, and tell those who look at the board."""
    raise_revision(f"board:{step.process_id}")
    record(action, cluster.subject, by=step.actor, at=step.at, process_id=step.process_id, **data)


def _log_card(action: str, card: Contribution, cluster_id: int, step: Step) -> None:
    raise_revision(f"board:{step.process_id}")
    record(
        action,
        card.subject,
        by=step.actor,
        at=step.at,
        process_id=card.process_id,
        workshop_id=card.workshop_id,
        cluster=cluster_id,
    )
