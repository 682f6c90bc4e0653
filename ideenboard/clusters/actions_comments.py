"""Saying something about a cluster, and taking it out of the public thread."""

from datetime import datetime

from ideenboard.audit.actions import record
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries_comments import is_open
from ideenboard.comments import actions as comments
from ideenboard.comments.models import Comment
from ideenboard.moderation.actions import check_reason
from ideenboard.processes.models import HidingReason, Workshop
from ideenboard.processes.rules import Actor


def comment(cluster: Cluster, room: Workshop, text: str, token: str, *, by: Actor, at: datetime) -> bool:
    """Say something about a cluster from a room, once per token; False where it had been said before.

    Raises Conflict for another text under a used token, Refusal where nothing new is taken, TooMany for a flood.
    """
    assert by.participant_id is not None  # noqa: S101 - who sits in a room is a participant
    _comment, is_new = comments.add_comment(
        cluster.thread,
        text,
        token,
        participant_id=by.participant_id,
        group_id=by.joined.get(room.id),
        at=at,
        is_open=is_open(cluster, room),
    )
    return is_new


def hide_comment(
    cluster: Cluster, comment: Comment, reason: HidingReason | None, words: str, *, by: Actor, at: datetime
) -> None:
    """Take a comment out of a cluster's public thread; the reason stays in its place."""
    check_reason(cluster.process_id, reason, words)
    if comments.hide_comment(comment, cluster.thread, at=at, reason=reason, words=words):
        _log("cluster.comment_hidden", cluster, comment, by, at)


def show_comment(cluster: Cluster, comment: Comment, *, by: Actor, at: datetime) -> None:
    """Bring a hidden comment back."""
    if comments.show_comment(comment, cluster.thread):
        _log("cluster.comment_shown", cluster, comment, by, at)


def _log(action: str, cluster: Cluster, comment: Comment, by: Actor, at: datetime) -> None:
    record(action, cluster.subject, by=by.name, at=at, process_id=cluster.process_id, comment=comment.id)
