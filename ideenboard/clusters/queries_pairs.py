"""Contributions that say nearly the same, two by two, as far as nobody has decided about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Row, select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.contributions.models import Contribution, Status
from ideenboard.processes.models import District, Workshop
from ideenboard.processes.queries_care import on_desk
from ideenboard.processes.rules import Actor
from ideenboard.similarity.models import Distinct
from ideenboard.similarity.queries_index import fresh_pairs
from ideenboard.similarity.rules import Stretch, marked, stems

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
# Who has gone through so many pairs asks again.
MOST = 500
Key: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Side:
    """One of two contributions, with the words marked that the other one has as well."""

    card: AnyRow
    title: Sequence[Stretch]
    text: Sequence[Stretch]


@dataclass(frozen=True)
class Look:
    """The pair to decide about, how many wait in all, and what comes after it."""

    key: Key
    sides: tuple[Side, Side]
    waiting: int


def next_pair(process_id: int, after: Key | None, *, by: Actor) -> tuple[Look | None, int]:
    """The next pair after one that is left for later, and how many pairs wait in all."""
    waiting = _waiting(process_id, by)
    rest = waiting[waiting.index(after) + 1 :] if after in waiting else waiting
    if not rest:
        return None, len(waiting)
    rows = {row.id: row for row in db.session.execute(_cards(rest[0]))}
    one, other = (rows[number] for number in rest[0])
    shared = stems(f"{one.title} {one.text}") & stems(f"{other.title} {other.text}")
    sides = [Side(card, marked(card.title, shared), marked(card.text, shared)) for card in (one, other)]
    return Look(rest[0], (sides[0], sides[1]), len(rest)), len(waiting)


def _waiting(process_id: int, by: Actor) -> list[Key]:
    """The pairs nobody has decided about, the nearest first: not kept apart, and not both in clusters already."""
    found = fresh_pairs(process_id, MOST)
    ids = {number for pair in found for number in pair[:2]}
    shown = Contribution.status.in_((Status.PUBLISHED, Status.PENDING))
    standing = set(
        db.session.scalars(
            select(Contribution.id).where(on_desk(by, process_id, Contribution), Contribution.id.in_(ids), shown)
        )
    )
    sorted_ones = set(
        db.session.scalars(
            select(Membership.contribution_id).where(
                Membership.contribution_id.in_(ids), Membership.removed_at.is_(None)
            )
        )
    )
    apart = {(row.one_id, row.other_id) for row in db.session.execute(_kept_apart(process_id))}
    return [
        key
        for pair in found
        if (key := (pair.one, pair.other)) not in apart and standing.issuperset(key) and not sorted_ones.issuperset(key)
    ]


def _kept_apart(process_id: int) -> Any:
    query = select(Distinct.one_id, Distinct.other_id).join(Contribution, Contribution.id == Distinct.one_id)
    return query.where(Contribution.process_id == process_id)


def _cards(ids: Key) -> Any:
    return (
        select(
            *(Contribution.id, Contribution.kind, Contribution.title, Contribution.text, Contribution.status),
            *(Contribution.support_count, Contribution.created_at),
            District.name.label("district"),
            Workshop.number.label("workshop"),
            Cluster.id.label("cluster_id"),
            Cluster.title.label("cluster"),
        )
        .outerjoin(District, District.id == Contribution.district_id)
        .outerjoin(Workshop, Workshop.id == Contribution.workshop_id)
        .outerjoin(Membership, (Membership.contribution_id == Contribution.id) & Membership.removed_at.is_(None))
        .outerjoin(Cluster, Cluster.id == Membership.cluster_id)
        .where(Contribution.id.in_(ids))
    )
