"""Where somebody sits who says something about a cluster, and what was said about one."""

from collections.abc import Sequence
from typing import Any

from flask import abort
from sqlalchemy import Row, select

from ideenboard.base.db import db, hold
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries import get_public_cluster_or_404, members_of
from ideenboard.comments.models import Comment
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries import current_actor
from ideenboard.processes.rules import Act, Actor, may


def room_of(process_id: int, actor: Actor) -> Workshop | None:
    """The room of a process in which somebody sits: the latest that takes comments now, else the latest."""
    if not actor.joined:
        return None
    query = select(Workshop).where(Workshop.process_id == process_id, Workshop.id.in_(actor.joined))
    rooms = db.session.scalars(query.order_by(Workshop.id.desc())).all()
    return next((room for room in rooms if may(Act.COMMENT, room.phase)), rooms[0] if rooms else None)


def is_open(cluster: Cluster, room: Workshop | None) -> bool:
    """Whether a room may say something about a cluster now."""
    return room is not None and may(Act.COMMENT, room.phase) and cluster.dissolved_at is None


def get_in_room_or_404(cluster_id: int) -> tuple[Cluster, Workshop]:
    """A cluster, and the room of its process in which this device sits, which keeps its phase until the commit.

    404 where nothing in it may be read, 403 from outside of the process's rooms.
    """
    actor, cluster = current_actor(), get_public_cluster_or_404(cluster_id)
    if not members_of(cluster_id, actor):
        abort(404)
    room = room_of(cluster.process_id, actor) or abort(403)
    hold(room)
    return cluster, room


def comment_on_or_404(cluster: Cluster, comment_id: int) -> Comment:
    """A comment about a cluster by its number."""
    query = select(Comment).where(Comment.id == comment_id, Comment.thread_id == cluster.thread_id)
    return db.session.scalar(query) or abort(404)


def threads_before(cluster_id: int) -> Sequence[int]:
    """The threads of the clusters that went into this one: what was said there stays there and is read here, too."""
    gone = select(Cluster.id, Cluster.thread_id).where(Cluster.merged_into_id == cluster_id).cte(recursive=True)
    gone = gone.union(select(Cluster.id, Cluster.thread_id).join(gone, Cluster.merged_into_id == gone.c.id))
    return db.session.scalars(select(gone.c.thread_id)).all()


def said_before(thread_ids: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """The public comments in the threads of some clusters, oldest first, each with its cluster."""
    if not thread_ids:
        return []
    query = (
        select(Comment.text, Comment.created_at, Cluster.id.label("cluster_id"), Cluster.title)
        .join(Cluster, Cluster.thread_id == Comment.thread_id)
        .where(Comment.thread_id.in_(thread_ids), Comment.hidden_at.is_(None))
    )
    return db.session.execute(query.order_by(Comment.id)).all()
