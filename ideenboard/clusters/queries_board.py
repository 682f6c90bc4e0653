"""What the board shows beyond counts: the first cards of each cluster, search in them, and a mark for live views."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, literal, or_, select

from ideenboard.audit.queries import revision_in
from ideenboard.base.db import db
from ideenboard.base.text import fold
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.clusters.queries import EVERYWHERE, AnyRow, Bundle, Place, cards_in_clusters
from ideenboard.clusters.queries_nearest import nearest_clusters
from ideenboard.clusters.rules import PREVIEW
from ideenboard.contributions.models import Contribution, Status
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries_care import on_desk
from ideenboard.processes.rules import Actor


@dataclass(frozen=True)
class Look:
    """How somebody looks at the board: which part, which words on either side, what is folded or shown in full."""

    place: Place = EVERYWHERE
    words: str = ""
    within: str = ""
    is_folded: bool = False
    # Whether each unsorted card shows the clusters that it is nearest to.
    with_nearest: bool = False
    in_full: frozenset[int] = frozenset()

    @property
    def args(self) -> dict[str, Any]:
        """The same as parts of an address, to come back to it."""
        place = None if self.place.arg == "all" else self.place.arg
        return {
            "district": place,
            "q": self.words or None,
            "in": self.within or None,
            "fold": self.is_folded or None,
            "near": self.with_nearest or None,
        }


def with_previews(found: Sequence[Bundle], within: str = "", in_full: Collection[int] = ()) -> Sequence[Bundle]:
    """The same clusters with their first few published cards each, the most supported first. One query for all.

    `within` leaves those clusters whose own words or whose cards hold all these words, with the cards that do;
    `in_full` names the clusters of which all cards are wanted.
    """
    words = [fold(word) for word in within.split()[:8]]
    place = func.row_number().over(
        partition_by=Membership.cluster_id, order_by=(Contribution.support_count.desc(), Contribution.id)
    )
    query = (
        cards_in_clusters(place.label("place"))
        .where(Membership.cluster_id.in_([bundle.id for bundle in found]), Membership.removed_at.is_(None))
        .where(Contribution.status == Status.PUBLISHED)
        .where(*(Contribution.folded.contains(word, autoescape=True) for word in words))
    )
    ranked = query.subquery()
    wanted = select(ranked).where(or_(ranked.c.place <= PREVIEW, ranked.c.cluster_id.in_(in_full)))
    cards: dict[int, list[AnyRow]] = {}
    for row in db.session.execute(wanted.order_by(ranked.c.place)):
        cards.setdefault(row.cluster_id, []).append(row)
    shown = [replace(bundle, cards=cards.get(bundle.id, ())) for bundle in found]
    return [one for one in shown if not words or one.cards or _says(one, words)]


def _says(bundle: Bundle, words: Sequence[str]) -> bool:
    own = fold(f"{bundle.title} {bundle.summary}")
    return all(word in own for word in words)


def nearest_to(process_id: int, card_ids: Collection[int], *, by: Actor) -> dict[int, list[AnyRow]]:
    """For each of these cards the two clusters whose words are nearest to its own, the nearer first."""
    found = nearest_clusters(process_id, card_ids)
    wanted = {key for keys in found.values() for key in keys}
    query = select(Cluster.id, Cluster.number, Cluster.title).where(
        Cluster.id.in_(wanted), on_desk(by, process_id, Cluster)
    )
    rows = {row.id: row for row in db.session.execute(query)}
    return {card_id: [rows[key] for key in keys if key in rows] for card_id, keys in found.items()}


def board_mark(process_id: int, *more: str) -> str:
    """A mark that differs when the board of a process looks different: after a step, or with other published cards.

    `more` names what else of the process is shown beside it.
    """
    rooms = select(func.sum(revision_in("workshop", Workshop.id))).where(Workshop.process_id == process_id)
    shown = [revision_in(kind, literal(process_id)) for kind in ("board", *more)]
    numbers = db.session.execute(select(*shown, func.coalesce(rooms.scalar_subquery(), 0))).one()
    return ".".join(str(number) for number in numbers)
