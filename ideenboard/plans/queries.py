"""Finding plans and measures, and the contributions that measures come from."""

from collections.abc import Collection, Sequence
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, and_, case, or_, select, true, union
from sqlalchemy.orm import contains_eager

from ideenboard.base.db import db
from ideenboard.base.text import fold
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.clusters.queries import held
from ideenboard.contributions.models import Contribution, Status
from ideenboard.contributions.queries import visible_to as contributions_visible_to
from ideenboard.contributions.queries_lists import cards
from ideenboard.plans.models import Measure, MeasureOrigin, Milestone, Plan
from ideenboard.plans.rules import STATE_ORDER
from ideenboard.processes.models import District, Process
from ideenboard.processes.queries import current_actor, on_stage, require_care
from ideenboard.processes.queries_care import looked_after_by, on_desk
from ideenboard.processes.rules import Actor

# How many clusters, and how many contributions, a search for origins offers.
FOUND = 10


def public() -> ColumnElement[bool]:
    """Plans that everybody may read: published, of a published process."""
    open_processes = select(Process.id).where(Process.published_at.is_not(None))
    return and_(Plan.published_at.is_not(None), Plan.process_id.in_(open_processes))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Which plans this actor may read: public ones, and all that they look after."""
    return true() if actor.is_admin else or_(public(), looked_after_by(actor, Plan))


def plans_of(process_id: int, scope: ColumnElement[bool] | None = None) -> Sequence[Plan]:
    """The plans of a process, the one of the whole process first; public ones where no other scope is asked for."""
    query = _plans().where(Plan.process_id == process_id, public() if scope is None else scope)
    return db.session.scalars(query.order_by(Plan.district_id.is_not(None), District.position, District.id)).all()


def _plans() -> Select[Plan]:
    joined = select(Plan).join(Plan.process).outerjoin(Plan.district)
    return joined.options(contains_eager(Plan.process), contains_eager(Plan.district))


def get_plan_or_404(plan_id: int) -> Plan:
    """A plan that this request may read."""
    plan = db.session.scalar(_plans().where(Plan.id == plan_id, visible_to(current_actor()))) or abort(404)
    on_stage(plan.process)
    return plan


def get_measure_or_404(measure_id: int) -> Measure:
    """A measure of a plan that this request may read."""
    query = _measures().where(Measure.id == measure_id, visible_to(current_actor()))
    measure = db.session.scalar(query) or abort(404)
    on_stage(measure.plan.process)
    return measure


def get_plan_of(process_id: int, plan_id: int, *, to_change: bool = False) -> Plan:
    """A plan of this process, else 404; `to_change` locks its row where the database locks rows."""
    query = _plans().where(Plan.id == plan_id, Plan.process_id == process_id)
    return db.session.scalar(query.with_for_update(of=Plan) if to_change else query) or abort(404)


def get_measure_of(process_id: int, measure_id: int, *, to_change: bool = False) -> Measure:
    """A measure of this process, else 404; `to_change` locks its row where the database locks rows."""
    query = _measures().where(Measure.id == measure_id, Plan.process_id == process_id)
    return db.session.scalar(query.with_for_update(of=Measure) if to_change else query) or abort(404)


def get_tended_plan_or_404(process_id: int, plan_id: int, *, to_change: bool = False) -> Plan:
    """The same for an account that looks after it, else 403."""
    plan = get_plan_of(process_id, plan_id, to_change=to_change)
    require_care(process_id, plan.district_id)
    return plan


def get_tended_measure_or_404(process_id: int, measure_id: int, *, to_change: bool = False) -> Measure:
    """The same for an account that looks after its plan, else 403."""
    measure = get_measure_of(process_id, measure_id, to_change=to_change)
    require_care(process_id, measure.plan.district_id)
    return measure


def _measures() -> Select[Measure]:
    return (
        select(Measure)
        .join(Measure.plan)
        .join(Plan.process)
        .outerjoin(Plan.district)
        .options(contains_eager(Measure.plan).options(contains_eager(Plan.process), contains_eager(Plan.district)))
    )


def measures_of(plan_ids: Collection[int]) -> Sequence[Measure]:
    """The measures of some plans: what moves first, within a state by their beginning."""
    rank = case({state: place for place, state in enumerate(STATE_ORDER)}, value=Measure.state)
    query = select(Measure).where(Measure.plan_id.in_(plan_ids))
    return db.session.scalars(query.order_by(rank, Measure.starts_on.is_(None), Measure.starts_on, Measure.id)).all()


def milestones_of(measure_ids: Collection[int]) -> dict[int, list[Milestone]]:
    """The milestones of some measures, each list in the order of the promised days."""
    query = select(Milestone).where(Milestone.measure_id.in_(measure_ids))
    found: dict[int, list[Milestone]] = {measure_id: [] for measure_id in measure_ids}
    for milestone in db.session.scalars(query.order_by(Milestone.planned_on, Milestone.id)):
        found[milestone.measure_id].append(milestone)
    return found


def measures_of_contribution(contribution_ids: Collection[int], cluster_ids: Collection[int]) -> Sequence[Measure]:
    """The measures of public plans that come from one of these contributions or clusters."""
    origins = select(MeasureOrigin.measure_id).where(
        or_(MeasureOrigin.contribution_id.in_(contribution_ids), MeasureOrigin.cluster_id.in_(cluster_ids))
    )
    query = _measures().where(Measure.id.in_(origins), public())
    return db.session.scalars(query.order_by(Measure.created_at, Measure.id)).all()


def origins_of(measure_id: int) -> Sequence[MeasureOrigin]:
    """The clusters and contributions a measure comes from, in the order in which they were named."""
    query = (
        select(MeasureOrigin)
        .outerjoin(MeasureOrigin.cluster)
        .outerjoin(MeasureOrigin.contribution)
        .where(MeasureOrigin.measure_id == measure_id)
        .options(contains_eager(MeasureOrigin.cluster), contains_eager(MeasureOrigin.contribution))
    )
    return db.session.scalars(query.order_by(MeasureOrigin.id)).all()


def readable(actor: Actor) -> ColumnElement[bool]:
    """The contributions that a plan counts and shows: published ones that this actor may read."""
    return and_(contributions_visible_to(actor), Contribution.status == Status.PUBLISHED)


def sources_of(measure_ids: Collection[int], actor: Actor) -> dict[int, set[int]]:
    """The ids of the readable contributions behind each measure, be they named singly or by their cluster."""
    pairs = origin_pairs(measure_ids).subquery()
    query = select(pairs).join(Contribution, Contribution.id == pairs.c.source_id).where(readable(actor))
    found: dict[int, set[int]] = {measure_id: set() for measure_id in measure_ids}
    for measure_id, source_id in db.session.execute(query):
        found[measure_id].add(source_id)
    return found


def origin_pairs(measure_ids: Collection[int] | Select[int]) -> CompoundSelect[int, int]:
    """Each of some measures with each contribution behind it, whether or not anybody may read that."""
    wanted = MeasureOrigin.measure_id.in_(measure_ids)
    single = select(MeasureOrigin.measure_id, MeasureOrigin.contribution_id.label("source_id")).where(
        wanted, MeasureOrigin.contribution_id.is_not(None)
    )
    bundled = (
        select(MeasureOrigin.measure_id, Membership.contribution_id)
        .join(Cluster, Cluster.id == MeasureOrigin.cluster_id)
        .join(Membership, and_(Membership.cluster_id == Cluster.id, held()))
        .where(wanted)
    )
    return union(single, bundled)


def themes_behind(measures: Collection[Measure]) -> dict[int, set[int]]:
    """The theme of each measure and those of the published contributions behind it, by its number."""
    pairs = origin_pairs([measure.id for measure in measures]).subquery()
    query = select(pairs.c.measure_id, Contribution.theme_id).join(Contribution, Contribution.id == pairs.c.source_id)
    told = query.where(Contribution.theme_id.is_not(None), Contribution.status == Status.PUBLISHED).distinct()
    found = {one.id: {one.theme_id} if one.theme_id else set() for one in measures}
    for measure_id, theme_id in db.session.execute(told):
        found[measure_id].add(theme_id)
    return found


def source_cards(contribution_ids: Collection[int], actor: Actor) -> Sequence[Row[Any]]:
    """What a list shows of some contributions, oldest first."""
    query = cards().where(Contribution.id.in_(contribution_ids), readable(actor))
    return db.session.execute(query.order_by(Contribution.id)).all()


def possible_origins(process_id: int, words: str, *, by: Actor) -> tuple[Sequence[Cluster], Sequence[Contribution]]:
    """Up to ten clusters and ten published contributions of a process whose words hold all the given ones."""
    parts = [fold(word) for word in words.split()[:8]]
    if not parts:
        return [], []
    contributions = select(Contribution).where(
        on_desk(by, process_id, Contribution),
        Contribution.status == Status.PUBLISHED,
        *(Contribution.folded.contains(part, autoescape=True) for part in parts),
    )
    # Clusters keep no folded text; a process has some dozens of them.
    living = select(Cluster).where(on_desk(by, process_id, Cluster), Cluster.dissolved_at.is_(None))
    clusters = [
        cluster
        for cluster in db.session.scalars(living.order_by(Cluster.title, Cluster.id))
        if all(part in fold(f"{cluster.title} {cluster.summary}") for part in parts)
    ]
    return clusters[:FOUND], db.session.scalars(contributions.order_by(Contribution.id).limit(FOUND)).all()


def origins_named(
    process_id: int, cluster_ids: Collection[int], contribution_ids: Collection[int], *, by: Actor
) -> list[Cluster | Contribution]:
    """The clusters and contributions with these ids that lie at this desk."""
    clusters = select(Cluster).where(on_desk(by, process_id, Cluster), Cluster.id.in_(cluster_ids))
    singles = select(Contribution).where(on_desk(by, process_id, Contribution), Contribution.id.in_(contribution_ids))
    return [
        *db.session.scalars(clusters.order_by(Cluster.id)),
        *db.session.scalars(singles.order_by(Contribution.id)),
    ]
