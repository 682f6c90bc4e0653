"""What can be put on a ballot: clusters and published contributions, the most supported first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, distinct, func, select, true

from ideenboard.base.db import db
from ideenboard.base.ids import read_id
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.contributions.models import Contribution, Status, Support
from ideenboard.processes.models import Event, Workshop

SHOWN = 200


@dataclass(frozen=True)
class Place:
    """Where a ballot is held; both None for the whole process."""

    workshop_id: int | None = None
    district_id: int | None = None


@dataclass(frozen=True)
class Candidate:
    """Something that can be put on a ballot. The key is the source id that its option gets."""

    key: str
    text: str
    supporters: int
    cluster_id: int | None = None
    contribution_id: int | None = None
    # With a budget: what it costs.
    cost: int | None = None


def candidates(process_id: int, place: Place, target: str) -> list[Candidate]:
    """What can be voted on in a place, the most supported first."""
    if target == "clusters":
        return _found_clusters(_clusters(process_id).where(_cluster_scope(place)))
    return _found_contributions(_contributions(process_id).where(_contribution_scope(place)))


def candidates_by_key(process_id: int, keys: Iterable[str]) -> list[Candidate]:
    """Those of these candidates that can still be voted on, in the same order."""
    wanted = list(dict.fromkeys(keys))
    cluster_ids = [number for kind, number in map(_read_key, wanted) if kind == "cluster"]
    card_ids = [number for kind, number in map(_read_key, wanted) if kind == "contribution"]
    found = _found_clusters(_clusters(process_id).where(Cluster.id.in_(cluster_ids))) if cluster_ids else []
    if card_ids:
        found += _found_contributions(_contributions(process_id).where(Contribution.id.in_(card_ids)))
    by_key = {candidate.key: candidate for candidate in found}
    return [by_key[key] for key in wanted if key in by_key]


def workshops_in(process_id: int) -> Sequence[Workshop]:
    """The workshops of a process in the order of time."""
    query = select(Workshop).join(Workshop.event).where(Workshop.process_id == process_id)
    return db.session.scalars(query.order_by(Event.starts_at, Workshop.number, Workshop.id)).all()


def _read_key(key: str) -> tuple[str, int]:
    kind, _, number = key.partition(":")
    return kind, read_id(number) or 0


def _clusters(process_id: int) -> Select[int, str, int]:
    supporters = (
        select(func.count(distinct(Support.participant_id)))
        .join(Membership, Membership.contribution_id == Support.contribution_id)
        .where(Membership.cluster_id == Cluster.id, Membership.removed_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(Cluster.id, Cluster.title, supporters.label("supporters"))
        .where(Cluster.process_id == process_id, Cluster.dissolved_at.is_(None))
        .order_by(supporters.desc(), Cluster.id)
        .limit(SHOWN)
    )


def _cluster_scope(place: Place) -> ColumnElement[bool]:
    if place.workshop_id:
        inside = (
            select(Membership.id)
            .join(Contribution, Contribution.id == Membership.contribution_id)
            .where(Membership.cluster_id == Cluster.id, Membership.removed_at.is_(None))
            .where(Contribution.workshop_id == place.workshop_id)
        )
        return inside.exists()
    return Cluster.district_id == place.district_id if place.district_id else true()


def _contributions(process_id: int) -> Select[int, str, int]:
    return (
        select(Contribution.id, Contribution.title, Contribution.support_count)
        .where(and_(Contribution.process_id == process_id, Contribution.status == Status.PUBLISHED))
        .order_by(Contribution.support_count.desc(), Contribution.id)
        .limit(SHOWN)
    )


def _contribution_scope(place: Place) -> ColumnElement[bool]:
    if place.workshop_id:
        return Contribution.workshop_id == place.workshop_id
    return Contribution.district_id == place.district_id if place.district_id else true()


def _found_clusters(query: Select[int, str, int]) -> list[Candidate]:
    return [
        Candidate(f"cluster:{row.id}", row.title, row.supporters, cluster_id=row.id)
        for row in db.session.execute(query)
    ]


def _found_contributions(query: Select[int, str, int]) -> list[Candidate]:
    return [
        Candidate(f"contribution:{row.id}", row.title, row.support_count, contribution_id=row.id)
        for row in db.session.execute(query)
    ]
