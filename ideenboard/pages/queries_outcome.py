"""How much was said about what led to a measure."""

from collections.abc import Collection

from sqlalchemy import func, or_, select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster
from ideenboard.comments.models import Comment
from ideenboard.contributions.models import Contribution


def comments_about(contribution_ids: Collection[int], cluster_ids: Collection[int]) -> int:
    """How many comments stand under some contributions and clusters for everybody to read."""
    cards = select(Contribution.thread_id).where(Contribution.id.in_(contribution_ids))
    clusters = select(Cluster.thread_id).where(Cluster.id.in_(cluster_ids))
    threads = or_(Comment.thread_id.in_(cards), Comment.thread_id.in_(clusters))
    return db.session.scalar(select(func.count()).where(threads, Comment.hidden_at.is_(None))) or 0
