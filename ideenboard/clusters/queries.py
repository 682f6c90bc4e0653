"""Clusters with their cards and supporters, and the cards that are in none."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask import abort
from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, true

from ideenboard.base.db import db
from ideenboard.base.text import fold
from ideenboard.clusters.models import Cluster, Membership, letters
from ideenboard.contributions.models import Contribution, Status, Support
from ideenboard.contributions.queries import gap_seen_by, visible_to
from ideenboard.processes.models import District, Process
from ideenboard.processes.queries import current_actor, require_account, require_care, visible_processes
from ideenboard.processes.queries_care import on_desk
from ideenboard.processes.rules import Actor

PAGE = 25
AnyRow: TypeAlias = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Place:
    """The part of a process that is looked at: one district, the whole city alone, or everything."""

    district_id: int | None = None
    only_citywide: bool = False

    @property
    def arg(self) -> str:
        """The same as part of an address."""
        return "none" if self.only_citywide else str(self.district_id or "all")

    def holds(self, column: Any) -> ColumnElement[bool]:
        """The condition on a column with a district's id."""
        if self.only_citywide:
            return column.is_(None)
        return column == self.district_id if self.district_id else true()


EVERYWHERE = Place()


@dataclass(frozen=True)
class Bundle:
    """A cluster as lists show it: how many published cards, how many different people behind them, some cards."""

    id: int
    number: int
    title: str
    summary: str
    district: str | None
    version: int
    size: int
    supporters: int
    cards: Sequence[AnyRow] = ()

    @property
    def mark(self) -> str:
        """Its letters."""
        return letters(self.number)


def get_cluster_or_404(cluster_id: int, *, to_change: bool = True) -> Cluster:
    """A cluster this account may change: 401 without sign-in, 404 unknown, 403 not theirs.

    `to_change` holds its row until the commit; who only reads waits for nobody.
    """
    actor = require_account()
    known = select(Process.id).where(visible_processes(actor))
    query = select(Cluster).where(Cluster.id == cluster_id, Cluster.process_id.in_(known))
    cluster = db.session.scalar(query.with_for_update() if to_change else query) or abort(404)
    require_care(cluster.process_id, cluster.district_id)
    return cluster


def get_public_cluster_or_404(cluster_id: int) -> Cluster:
    """A cluster of a process this request may know of. Whether anything in it may be seen, its members say."""
    known = select(Process.id).where(visible_processes(current_actor()))
    return db.session.scalar(select(Cluster).where(Cluster.id == cluster_id, Cluster.process_id.in_(known))) or abort(
        404
    )


def clusters_of(process_id: int, place: Place = EVERYWHERE, *, by: Actor) -> Sequence[Bundle]:
    """The standing clusters at this desk with size and supporters, the most supported first. One query."""
    mine = on_desk(by, process_id, Cluster)
    here = and_(mine, Cluster.dissolved_at.is_(None), place.holds(Cluster.district_id))
    return _bundles(here)


def bundles(cluster_ids: Collection[int]) -> dict[int, Bundle]:
    """Some clusters by id, dissolved ones too (those have no members any more)."""
    return {bundle.id: bundle for bundle in _bundles(Cluster.id.in_(cluster_ids))}


def _bundles(scope: ColumnElement[bool]) -> Sequence[Bundle]:
    size = func.count(Membership.contribution_id.distinct())
    supporters = func.count(Support.participant_id.distinct())
    query = (
        select(
            Cluster.id, Cluster.number, Cluster.title, Cluster.summary, District.name, Cluster.version, size, supporters
        )
        .outerjoin(District, District.id == Cluster.district_id)
        .outerjoin(
            Membership,
            and_(
                Membership.cluster_id == Cluster.id,
                Membership.removed_at.is_(None),
                Membership.contribution_id.in_(select(Contribution.id).where(Contribution.status == Status.PUBLISHED)),
            ),
        )
        .outerjoin(Support, Support.contribution_id == Membership.contribution_id)
        .where(scope)
        .group_by(Cluster.id, Cluster.number, Cluster.title, Cluster.summary, District.name, Cluster.version)
        .order_by(supporters.desc(), size.desc(), Cluster.id)
    )
    return [Bundle(*row) for row in db.session.execute(query)]


def members_of(cluster_id: int, actor: Actor | None = None) -> Sequence[AnyRow]:
    """The cards in a cluster now, the most supported first: all of them, or the published ones this actor may read.

    Of a dissolved cluster those that it held when it was dissolved.
    """
    query = cards_in_clusters().join(Cluster, Cluster.id == Membership.cluster_id).where(*_held_by(cluster_id))
    if actor is not None:
        query = query.where(visible_to(actor), Contribution.status == Status.PUBLISHED)
    return db.session.execute(query.order_by(Contribution.support_count.desc(), Contribution.id)).all()


def gaps_in(cluster_id: int, actor: Actor) -> Sequence[AnyRow]:
    """What was hidden of the cards in a cluster after this actor could read it, with the process that says why."""
    query = select(Contribution.id, Contribution.placeholder, Process.slug).join(Process)
    query = query.join(Membership, Membership.contribution_id == Contribution.id).join(Membership.cluster)
    return db.session.execute(query.where(*_held_by(cluster_id), gap_seen_by(actor)).order_by(Contribution.id)).all()


def _held_by(cluster_id: int) -> tuple[ColumnElement[bool], ...]:
    held = or_(Membership.removed_at.is_(None), Membership.removed_at == Cluster.dissolved_at)
    return Cluster.id == cluster_id, held


def supporters_among(contribution_ids: Collection[int]) -> int:
    """How many different participants support at least one of these cards."""
    query = select(func.count(Support.participant_id.distinct()))
    return db.session.scalar(query.where(Support.contribution_id.in_(contribution_ids))) or 0


def current_cluster_of(contribution_ids: Collection[int]) -> dict[int, Cluster]:
    """The cluster in which each of these cards sits now; cards in none are missing."""
    query = (
        select(Membership.contribution_id, Cluster)
        .join(Cluster, Cluster.id == Membership.cluster_id)
        .where(Membership.contribution_id.in_(contribution_ids), Membership.removed_at.is_(None))
    )
    return {contribution_id: cluster for contribution_id, cluster in db.session.execute(query)}


def held() -> ColumnElement[bool]:
    """Whether a card is in a cluster, or was until that was taken apart or went into another one.

    A cluster was voted on, answered and planned for with what it held at its end; sorting takes none of that away.
    """
    return or_(Membership.removed_at.is_(None), Membership.removed_at >= Cluster.dissolved_at)


def clusters_holding(contribution_id: int) -> Sequence[Row[Membership, Cluster]]:
    """The clusters that hold a card, or held it at their end, in the order in which it came into them."""
    query = select(Membership, Cluster).join(Membership.cluster).where(held())
    return db.session.execute(query.where(Membership.contribution_id == contribution_id).order_by(Membership.id)).all()


def unsorted_page(
    process_id: int, place: Place, words: str, after: int | None, size: int = PAGE, *, by: Actor
) -> tuple[Sequence[AnyRow], int | None]:
    """One stretch of the published cards that are in no cluster, newest first, and where the next one begins."""
    columns = (Contribution.id, Contribution.kind, Contribution.title, District.name.label("district"))
    query = select(*columns).outerjoin(District, District.id == Contribution.district_id)
    query = query.where(*_unsorted(process_id, place, words, by))
    if after is not None:
        query = query.where(Contribution.id < after)
    rows = db.session.execute(query.order_by(Contribution.id.desc()).limit(size + 1)).all()
    return rows[:size], rows[size - 1].id if len(rows) > size else None


def unsorted_count(process_id: int, place: Place = EVERYWHERE, words: str = "", *, by: Actor) -> int:
    """How many published cards are in no cluster."""
    query = select(func.count(Contribution.id)).where(*_unsorted(process_id, place, words, by))
    return db.session.scalar(query) or 0


def cards_of(process_id: int, contribution_ids: Iterable[int]) -> Sequence[Contribution]:
    """Several cards of a process in the order of their ids; 404 where one is not of it."""
    wanted = set(contribution_ids)
    query = select(Contribution).where(Contribution.process_id == process_id, Contribution.id.in_(wanted))
    found = db.session.scalars(query.order_by(Contribution.id)).all()
    return found if len(found) == len(wanted) else abort(404)


def check_on_desk(process_id: int, card_ids: Collection[int], cluster_ids: Collection[int | None] = ()) -> None:
    """404 where one of these cards does not lie at this desk, 403 where one of these clusters does not."""
    by = require_account()
    if by.may_coordinate(process_id):
        return
    cards = select(Contribution.id).where(on_desk(by, process_id, Contribution), Contribution.id.in_(card_ids))
    if set(card_ids) - set(db.session.scalars(cards)):
        abort(404)
    clusters = select(Cluster.id).where(on_desk(by, process_id, Cluster), Cluster.id.in_(set(cluster_ids) - {None}))
    if set(cluster_ids) - {None, *db.session.scalars(clusters)}:
        abort(403)


def _unsorted(process_id: int, place: Place, words: str, by: Actor) -> list[ColumnElement[bool]]:
    sits = select(Membership.id).where(Membership.contribution_id == Contribution.id, Membership.removed_at.is_(None))
    return [
        on_desk(by, process_id, Contribution),
        Contribution.status == Status.PUBLISHED,
        place.holds(Contribution.district_id),
        ~sits.exists(),
        *(Contribution.folded.contains(fold(word), autoescape=True) for word in words.split()[:8]),
    ]


def cards_in_clusters(*more: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Cards with the clusters they are or were in, to be narrowed down."""
    return (
        select(
            Contribution.id,
            Contribution.kind,
            Contribution.title,
            Contribution.text,
            Contribution.status,
            Contribution.support_count,
            District.name.label("district"),
            Membership.cluster_id,
            *more,
        )
        .join(Membership, Membership.contribution_id == Contribution.id)
        .outerjoin(District, District.id == Contribution.district_id)
    )
