"""What the ranking of the clusters would look like if something moved, before anything does."""

from collections.abc import Collection, Mapping

from sqlalchemy import and_, case, func, select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.contributions.models import Contribution, Status, Support


def supporters_if(process_id: int, merged: Mapping[int, int] | None = None) -> dict[int, int]:
    """How many different people stand behind each standing cluster, if some clusters were merged into others."""
    homes = merged or {}
    home = case(homes, value=Cluster.id, else_=Cluster.id) if homes else Cluster.id
    published = select(Contribution.id).where(Contribution.status == Status.PUBLISHED)
    query = (
        select(home, func.count(Support.participant_id.distinct()))
        .select_from(Cluster)
        .outerjoin(
            Membership,
            and_(
                Membership.cluster_id == Cluster.id,
                Membership.removed_at.is_(None),
                Membership.contribution_id.in_(published),
            ),
        )
        .outerjoin(Support, Support.contribution_id == Membership.contribution_id)
        .where(Cluster.process_id == process_id, Cluster.dissolved_at.is_(None))
        .group_by(home)
    )
    return {cluster_id: count for cluster_id, count in db.session.execute(query)}


def state_of(cluster_ids: Collection[int]) -> str:
    """A mark that differs as soon as other cards sit in one of these clusters."""
    query = (
        select(func.count(), func.max(Membership.id))
        .where(Membership.cluster_id.in_(cluster_ids), Membership.removed_at.is_(None))
        .group_by(Membership.cluster_id)
        .order_by(Membership.cluster_id)
    )
    return "-".join(f"{count}.{last}" for count, last in db.session.execute(query))
