"""Public plans and measures."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.htmx import render
from ideenboard.base.ids import asked_id
from ideenboard.base.tables import FORMATS, write
from ideenboard.plans import forms, queries
from ideenboard.plans.forms_table import plan_tables
from ideenboard.plans.models import Measure, MeasureState
from ideenboard.plans.rules import Axis, axis_over, is_silent, mark, next_milestone
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_process_or_404, themes_of

bp = Blueprint("plans", __name__)
bp.add_app_template_global(forms.TONES.__getitem__, "measure_tone")
bp.add_app_template_global(mark, "milestone_mark")
bp.add_app_template_global(next_milestone, "next_milestone")


@bp.get("/processes/<slug>/plans")
def index(slug: str) -> AnyResponse | str:
    """Show the plans of a process, or straight the only one."""
    process = get_process_or_404(slug)
    plans = queries.plans_of(process.id, queries.visible_to(current_actor()))
    if len(plans) == 1:
        return redirect(url_for(".show", plan_id=plans[0].id), 303)
    measures = queries.measures_of([plan.id for plan in plans])
    return render_template("plans/index.html", process=process, plans=plans, measures=measures)


@bp.get("/plans/<int:plan_id>")
def show(plan_id: int) -> Response:
    """Show a plan with its measures: all, or those in one state, or about one theme."""
    plan = queries.get_plan_or_404(plan_id)
    today = clock.to_local(clock.now()).date()
    measures = queries.measures_of([plan.id])
    state, theme = _wanted_state(), asked_id("theme")
    ids = [measure.id for measure in measures]
    behind = queries.themes_behind(measures)
    return render(
        "plans/show.html",
        "plans/_plan.html",
        plan=plan,
        plans=queries.plans_of(plan.process_id, queries.visible_to(current_actor())),
        measures=measures,
        shown=[one for one in measures if state in (None, one.state) and (theme is None or theme in behind[one.id])],
        state=state,
        theme=theme,
        themes=[one for one in themes_of(plan.process_id) if any(one.id in found for found in behind.values())],
        milestones=queries.milestones_of(ids),
        sources=queries.sources_of(ids, current_actor()),
        axis=_axis(plan.process, measures, today),
        silent={measure.id for measure in measures if is_silent(measure, today, plan.process.silent_after)},
        today=today,
    )


@bp.get("/plans/<int:plan_id>/plan.ods")
def download(plan_id: int) -> Response:
    """Hand out a plan as a spreadsheet: its measures, and their milestones."""
    plan, today = queries.get_plan_or_404(plan_id), clock.to_local(clock.now()).date()
    measures = queries.measures_of([plan.id])
    place = plan.district.name if plan.district else plan.process.title
    heading = {_("Implementation plan"): place, _("As of"): today.isoformat()}
    milestones = queries.milestones_of([measure.id for measure in measures])
    themes = {theme.id: theme.name for theme in themes_of(plan.process_id)}
    tables = plan_tables(plan, measures, milestones, themes)
    response = Response(write(tables, "ods", heading), mimetype=FORMATS["ods"].media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="plan-{plan.id}-{today.isoformat()}.ods"'
    return response


def _wanted_state() -> MeasureState | None:
    wanted = request.args.get("state")
    if not wanted:
        return None
    return MeasureState(wanted) if wanted in set(MeasureState) else abort(404)


def _axis(process: Process, measures: Sequence[Measure], today: date) -> Axis:
    days = [day for measure in measures for day in (measure.starts_on, measure.ends_on)]
    return axis_over([process.starts_on, process.ends_on, *days])
