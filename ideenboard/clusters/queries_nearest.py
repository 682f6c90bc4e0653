"""To which clusters the cards would go that are in none yet, as far as their words tell."""

from collections.abc import Collection

from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.contributions.models import Contribution
from ideenboard.similarity.queries_index import fresh_index
from ideenboard.similarity.rules import CHANCE, nearest_groups

# So many of the nearest cards are asked in which cluster they sit.
ASKED = 100


def nearest_clusters(process_id: int, card_ids: Collection[int]) -> dict[int, list[int]]:
    """For each of these cards the ids of the two nearest standing clusters, the nearer first; [] where none is near.

    Three queries, and one or two more after a change.
    """
    sits_in = _memberships(process_id)
    if not sits_in or not card_ids:
        return {card_id: [] for card_id in card_ids}
    index = fresh_index(process_id)
    query = select(Contribution.id, Contribution.title, Contribution.text)
    cards = db.session.execute(query.where(Contribution.process_id == process_id, Contribution.id.in_(card_ids)))
    return {
        card.id: nearest_groups(
            index.nearest(f"{card.title} {card.text}", floor=CHANCE, most=ASKED, among=sits_in.keys()), sits_in
        )
        for card in cards
    }


def _memberships(process_id: int) -> dict[int, int]:
    """In which cluster each sorted card sits now."""
    query = (
        select(Membership.contribution_id, Membership.cluster_id)
        .join(Cluster, Cluster.id == Membership.cluster_id)
        .where(Cluster.process_id == process_id, Cluster.dissolved_at.is_(None), Membership.removed_at.is_(None))
    )
    return {row.contribution_id: row.cluster_id for row in db.session.execute(query)}
