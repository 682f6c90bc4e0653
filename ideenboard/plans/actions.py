"""Writing plans: measures and their milestones, where they come from, how far they are, and what is public."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from ideenboard.audit.actions import record
from ideenboard.base.clock import to_local
from ideenboard.base.db import assign, db, lock
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.clusters.models import Cluster
from ideenboard.contributions.models import Contribution
from ideenboard.plans.actions_milestones import MilestoneDraft, write_milestones
from ideenboard.plans.models import Measure, MeasureOrigin, MeasureState, Plan
from ideenboard.plans.rules import NEEDS_REASON
from ideenboard.processes.models import Process

Origin = Cluster | Contribution


@dataclass(frozen=True)
class MeasureDraft:
    """What a form says about a measure."""

    title: str
    district_id: int | None = None
    theme_id: int | None = None
    what: str = ""
    why: str = ""
    lead: str = ""
    partners: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    cost: str = ""
    funding: str = ""
    state: MeasureState = MeasureState.PLANNED
    state_reason: str = ""
    # Since when it is in this state, and when somebody last said how it goes; without a day: today.
    state_since: date | None = None
    heard_on: date | None = None
    milestones: Sequence[MilestoneDraft] = field(default_factory=tuple)


PLAIN = ("title", "theme_id", "what", "why", "lead", "partners", "starts_on", "ends_on", "cost", "funding")


def plan_for(process: Process, district_id: int | None) -> Plan:
    """The plan of a district, or with None of the whole process; made when it is first needed."""
    same_place = Plan.district_id == district_id if district_id is not None else Plan.district_id.is_(None)
    query = select(Plan).where(Plan.process_id == process.id, same_place)
    if plan := db.session.scalar(query):
        return plan
    try:
        with db.session.begin_nested():
            db.session.add(plan := Plan(process_id=process.id, district_id=district_id))
    except IntegrityError:
        # Two coordinators needed it at the same moment.
        return db.session.scalars(query).one()
    return plan


def create_measure(
    process: Process, draft: MeasureDraft, origins: Iterable[Origin], *, by: str, at: datetime
) -> Measure:
    """Put a measure into the plan of its district. Raises Refusal for a state that lacks its reason."""
    today = to_local(at).date()
    measure = Measure(
        plan_id=plan_for(process, draft.district_id).id,
        state=draft.state,
        state_since=draft.state_since or today,
        heard_on=draft.heard_on or today,
        state_reason=_reason(draft.state, draft.state_reason),
        created_at=at,
        **{name: getattr(draft, name) for name in PLAIN},
    )
    db.session.add(measure)
    db.session.flush()
    _log("measure.created", measure, process.id, by, at, state=measure.state)
    write_milestones(measure, draft.milestones, today)
    for origin in origins:
        add_origin(measure, origin, by=by, at=at)
    return measure


def edit_measure(measure: Measure, process: Process, draft: MeasureDraft, *, by: str, at: datetime) -> bool:
    """Change what a plan says about a measure; False where nothing is different.

    Raises Refusal for a state that lacks its reason.
    """
    changed = assign(measure, **{name: getattr(draft, name) for name in PLAIN})
    if (plan := plan_for(process, draft.district_id)).id != measure.plan_id:
        measure.plan = plan
        changed.append("plan")
    if write_milestones(measure, draft.milestones, to_local(at).date()):
        changed.append("milestones")
        # Milestones have no version of their own: who changes them changes the measure.
        flag_modified(measure, "title")
    if changed:
        _log("measure.edited", measure, process.id, by, at, fields=changed)
    moved = set_state(measure, draft.state, draft.state_reason, process_id=process.id, by=by, at=at)
    db.session.flush()
    return bool(changed) or moved


def set_state(measure: Measure, state: MeasureState, reason: str, *, process_id: int, by: str, at: datetime) -> bool:
    """The one door through which a measure's state changes; False where it already is so.

    Another reason for the same state keeps the day since when it holds. Raises Refusal for a state that lacks its
    reason.
    """
    reason = _reason(state, reason)
    if (measure.state, measure.state_reason) == (state, reason):
        return False
    before = measure.state
    measure.state_reason, measure.heard_on = reason, to_local(at).date()
    if before is not state:
        measure.state, measure.state_since = state, to_local(at).date()
    _log(f"measure.{state}", measure, process_id, by, at, before=before, reason=reason)
    return True


def _reason(state: MeasureState, reason: str) -> str:
    if state in NEEDS_REASON and not reason:
        raise Refusal(_("Please say why. Everybody can read the reason."))
    return reason if state in NEEDS_REASON else ""


def remove_measure(measure: Measure, plan: Plan, *, by: str, at: datetime) -> None:
    """Take a measure out of a plan that was never public. Raises Conflict where people may have read it."""
    lock(plan)
    if plan.published_at is not None:
        raise Conflict(_("This plan is public. Please set the measure to “not implemented” and say why."))
    _log("measure.removed", measure, plan.process_id, by, at, title=measure.title)
    db.session.delete(measure)
    db.session.flush()


def add_origin(measure: Measure, origin: Origin, *, by: str, at: datetime) -> bool:
    """Say that a measure comes from a cluster or a contribution; False where that is known."""
    side = {"cluster_id": origin.id} if isinstance(origin, Cluster) else {"contribution_id": origin.id}
    if db.session.scalar(select(MeasureOrigin.id).filter_by(measure_id=measure.id, **side)) is not None:
        return False
    db.session.add(MeasureOrigin(measure_id=measure.id, **side))
    db.session.flush()
    _log("measure.origin_added", measure, origin.process_id, by, at, origin=origin.subject)
    return True


def remove_origin(measure: Measure, origin_id: int, *, process_id: int, by: str, at: datetime) -> bool:
    """Say that a measure does not come from there after all; False where it never did."""
    gone = delete(MeasureOrigin).where(MeasureOrigin.id == origin_id, MeasureOrigin.measure_id == measure.id)
    row = db.session.execute(gone.returning(MeasureOrigin.cluster_id, MeasureOrigin.contribution_id)).first()
    if row is None:
        return False
    origin = f"cluster:{row.cluster_id}" if row.cluster_id else f"contribution:{row.contribution_id}"
    _log("measure.origin_removed", measure, process_id, by, at, origin=origin)
    return True


def publish(plan: Plan, *, by: str, at: datetime) -> None:
    """Show a plan to everybody."""
    if plan.published_at is None:
        plan.published_at = at
        _log_plan("plan.published", plan, by, at)


def unpublish(plan: Plan, *, by: str, at: datetime) -> None:
    """Show a plan to its coordinators only."""
    if plan.published_at is not None:
        plan.published_at = None
        _log_plan("plan.unpublished", plan, by, at)


def introduce(plan: Plan, introduction: str, *, by: str, at: datetime) -> None:
    """Set the text above a plan."""
    if plan.introduction != introduction:
        plan.introduction = introduction
        _log_plan("plan.introduced", plan, by, at)


def _log_plan(action: str, plan: Plan, by: str, at: datetime) -> None:
    db.session.flush()
    record(action, f"plan:{plan.id}", by=by, at=at, process_id=plan.process_id)


def _log(action: str, measure: Measure, process_id: int, by: str, at: datetime, **data: Any) -> None:
    record(action, measure.subject, by=by, at=at, process_id=process_id, **data)
