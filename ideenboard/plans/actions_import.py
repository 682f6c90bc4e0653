"""A plan comes from a table, once, however often the table comes; and is taken back as a whole."""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from ideenboard.audit.actions import record
from ideenboard.base.db import db, is_used, lock
from ideenboard.base.errors import Refusal
from ideenboard.base.tables_in import Grid
from ideenboard.contributions.actions_tables import finish, put_aside
from ideenboard.contributions.models import Brings, TableImport
from ideenboard.plans import actions
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import ImportedMeasure, Measure, MeasureState
from ideenboard.plans.queries_import import Planned, assess
from ideenboard.plans.rules_import import PlanRow, guess
from ideenboard.processes.models import Process
from ideenboard.processes.rules import Actor

# All of it comes in one transaction, so that a plan is never there by half.
MAX_LINES = 1000


def keep(process: Process, grid: Grid, filename: str, *, by: Actor, at: datetime) -> TableImport:
    """Keep an uploaded plan until it is imported or discarded. Raises Refusal where it is too long for a plan."""
    if len(grid.lines) > MAX_LINES:
        raise Refusal(_("The table has more than %(count)s rows. Please send it in parts.", count=MAX_LINES))
    settings = {"district": None}
    return put_aside(process, grid, filename, guess(grid.header), settings, Brings.MEASURES, by=by, at=at)


def bring_in(table: TableImport, *, by: Actor, at: datetime) -> None:
    """Put the measures of a table into their plans that are not there yet; a finished table brings nothing more."""
    if table.finished_at:
        return
    # Two tables at once would not see each other's measures.
    lock(table.process)
    drafts = [_draft(one.row, one) for one in assess(table) if one.is_new and isinstance(one.row, PlanRow)]
    for draft in drafts:
        measure = actions.create_measure(table.process, draft, (), by=by.name, at=at)
        db.session.add(ImportedMeasure(measure_id=measure.id, import_id=table.id))
    table.added = len(drafts)
    finish(table, at=at)
    db.session.flush()
    if drafts:
        _log("plan.imported", table, by, at, count=len(drafts), source=Path(table.filename).stem)


def _draft(row: PlanRow, one: Planned) -> actions.MeasureDraft:
    return actions.MeasureDraft(
        title=row.title,
        district_id=one.district_id,
        theme_id=one.theme_id,
        **{name: row.texts[name] for name in ("what", "why", "lead", "partners", "cost", "funding")},
        starts_on=row.days["starts"],
        ends_on=row.days["ends"],
        state=row.state or MeasureState.PLANNED,
        state_reason=row.texts["reason"],
        state_since=row.days["since"],
        heard_on=row.days["heard"],
        milestones=[MilestoneDraft(step.title, step.planned_on, step.reached_on) for step in row.steps],
    )


def undo(table: TableImport, *, by: Actor, at: datetime) -> int:
    """Take an import back: its measures go, but for those that are public or that somebody has worked on since.

    Gives the number of those that stay.
    """
    imported = select(ImportedMeasure.measure_id).where(ImportedMeasure.import_id == table.id)
    rows = select(Measure).where(Measure.id.in_(imported)).order_by(Measure.id).with_for_update(of=Measure)
    measures = db.session.scalars(rows).all()
    going = [measure for measure in measures if not _stays(measure)]
    for measure in going:
        actions.remove_measure(measure, measure.plan, by=by.name, at=at)
    table.undone_at = at
    _log("plan.import_undone", table, by, at, count=len(going))
    return len(measures) - len(going)


def _stays(measure: Measure) -> bool:
    lock(measure.plan)
    return measure.plan.published_at is not None or measure.version > 1 or is_used(measure, besides={"milestone"})


def _log(action: str, table: TableImport, by: Actor, at: datetime, **data: Any) -> None:
    record(action, f"process:{table.process_id}", by=by.name, at=at, process_id=table.process_id, **data)
