"""Implementation plans, and the places and dates of a process, as tables for a file."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, literal, or_, select, true, union_all

from ideenboard.base.clock import to_local
from ideenboard.base.db import db
from ideenboard.base.tables import Table, table
from ideenboard.contributions.models import Contribution
from ideenboard.pages.queries_scope import Scope
from ideenboard.plans.models import Measure, MeasureOrigin, Milestone, Plan
from ideenboard.plans.queries import public
from ideenboard.processes.models import District, Event, Theme, Workshop


def plans(scope: Scope) -> list[Table]:
    """What will be done, where it comes from, and how far it is."""
    return [_measures(scope), _origins(scope), _milestones(scope)]


def _in_scope(scope: Scope) -> Any:
    return and_(Plan.process_id == scope.process.id, true() if scope.everything else public())


def _measures(scope: Scope) -> Table:
    columns = {
        "id": _l("Number of the measure."),
        "plan": _l("The district whose plan it is in; empty for the plan of the whole process."),
        "title": _l("Title of the measure."),
        "theme": _l("The theme that was chosen for it; those of its origins stand with them."),
        "what": _l("What will be done."),
        "why": _l("Why it will be done."),
        "lead": _l("Who leads."),
        "partners": _l("Who takes part."),
        "starts": _l("First day."),
        "ends": _l("Last day."),
        "cost": _l("What it costs."),
        "funding": _l("Where the money comes from."),
        "state": _l("planned, running, done, delayed or dropped (not implemented)."),
        "state_reason": _l("Why it is delayed or not implemented."),
        "state_since": _l("Since when it is in this state."),
    }
    own = (Measure.title, Theme.name, Measure.what, Measure.why, Measure.lead, Measure.partners)
    more = (
        Measure.starts_on,
        Measure.ends_on,
        Measure.cost,
        Measure.funding,
        Measure.state,
        Measure.state_reason,
        Measure.state_since,
    )
    query = (
        select(Measure.id, District.name.label("plan"), *own, *more)
        .join(Plan, Plan.id == Measure.plan_id)
        .outerjoin(District, District.id == Plan.district_id)
        .outerjoin(Theme, Theme.id == Measure.theme_id)
        .where(_in_scope(scope))
        .order_by(Measure.id)
    )
    rows: list[Sequence[Any]] = [tuple(row) for row in db.session.execute(query)]
    return table("measures", _l("One row for each measure of the implementation plans."), columns, rows)


def _origins(scope: Scope) -> Table:
    columns = {
        "measure": _l("Number of the measure."),
        "cluster": _l("Number of the cluster it comes from."),
        "contribution": _l("Number of the contribution it comes from."),
    }
    readable = select(Contribution.id).where(scope.contributions())
    query = (
        select(MeasureOrigin.measure_id, MeasureOrigin.cluster_id, MeasureOrigin.contribution_id)
        .join(Measure, Measure.id == MeasureOrigin.measure_id)
        .join(Plan, Plan.id == Measure.plan_id)
        .where(
            _in_scope(scope), or_(MeasureOrigin.contribution_id.is_(None), MeasureOrigin.contribution_id.in_(readable))
        )
        .order_by(MeasureOrigin.id)
    )
    rows: list[Sequence[Any]] = [tuple(row) for row in db.session.execute(query)]
    return table("origins", _l("One row for each cluster or contribution that a measure comes from."), columns, rows)


def _milestones(scope: Scope) -> Table:
    columns = {
        "measure": _l("Number of the measure."),
        "title": _l("What is to be reached."),
        "planned": _l("Day that was promised."),
        "reached": _l("Day on which it was reached; empty before."),
    }
    query = (
        select(Milestone.measure_id, Milestone.title, Milestone.planned_on, Milestone.reached_on)
        .join(Measure, Measure.id == Milestone.measure_id)
        .join(Plan, Plan.id == Measure.plan_id)
        .where(_in_scope(scope))
        .order_by(Milestone.measure_id, Milestone.planned_on, Milestone.id)
    )
    rows: list[Sequence[Any]] = [tuple(row) for row in db.session.execute(query)]
    return table("milestones", _l("One row for each dated step of a measure."), columns, rows)


def places(scope: Scope) -> list[Table]:
    """Where and when the process happens."""
    return [*_lists(scope), _events(scope), _workshops(scope)]


def _lists(scope: Scope) -> list[Table]:
    columns = {"id": _l("Number."), "name": _l("Name."), "description": _l("What is said about it.")}
    about = {"districts": _l("One row for each district."), "themes": _l("One row for each theme.")}
    parts = [
        select(literal(name).label("list"), model.position, model.id, model.name, model.description).where(
            model.process_id == scope.process.id
        )
        for name, model in (("districts", District), ("themes", Theme))
    ]
    both = union_all(*parts).order_by("list", "position", "id")
    found: dict[str, list[Sequence[Any]]] = {name: [] for name in about}
    for name, _position, *row in db.session.execute(both):
        found[name].append(row)
    return [table(name, about[name], columns, rows) for name, rows in found.items()]


def _events(scope: Scope) -> Table:
    columns = {
        "id": _l("Number of the event."),
        "kind": _l("kickoff, follow_up (meeting), closing or other."),
        "title": _l("Title of the event."),
        "starts": _l("First day."),
        "ends": _l("Last day."),
        "place": _l("Where it is."),
        "description": _l("What is said about it."),
        "attendance": _l("How many people came."),
        "outcome": _l("What came of it."),
    }
    told = (Event.place, Event.description, Event.attendance, Event.outcome)
    query = select(Event.id, Event.kind, Event.title, Event.starts_at, Event.ends_at, *told).where(
        Event.process_id == scope.process.id
    )
    rows = [
        (*row[:3], to_local(row[3]).date(), to_local(row[4]).date(), *row[5:])
        for row in db.session.execute(query.order_by(Event.starts_at, Event.id))
    ]
    return table("events", _l("One row for each event."), columns, rows)


def _workshops(scope: Scope) -> Table:
    columns = {
        "id": _l("Number of the workshop."),
        "event": _l("Number of its event."),
        "number": _l("Its number at the event."),
        "title": _l("Title of the workshop."),
        "room": _l("Where it is."),
        "description": _l("What is said about it."),
        "district": _l("The district it is about; empty for the whole city."),
        "theme": _l("The theme it belongs to."),
        "phase": _l("prepared, collecting, discussing, voting or closed."),
    }
    told = (Workshop.number, Workshop.title, Workshop.room, Workshop.description)
    query = (
        select(Workshop.id, Workshop.event_id, *told, District.name, Theme.name, Workshop.phase)
        .outerjoin(District, District.id == Workshop.district_id)
        .outerjoin(Theme, Theme.id == Workshop.theme_id)
        .where(Workshop.process_id == scope.process.id)
        .order_by(Workshop.id)
    )
    rows: list[Sequence[Any]] = [tuple(row) for row in db.session.execute(query)]
    return table("workshops", _l("One row for each workshop."), columns, rows)
