"""Writing plans."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.ids import asked_id, read_id
from ideenboard.clusters.models import Cluster
from ideenboard.people.guards import asks_again
from ideenboard.plans import actions, queries
from ideenboard.plans.forms import STATES, MeasureForm, PlanForm, measure_form
from ideenboard.plans.models import Measure, MeasureState, Plan
from ideenboard.plans.queries_updates import link_of
from ideenboard.processes.models import Process
from ideenboard.processes.queries import (
    current_actor,
    districts_worked_in,
    get_worked_on_or_404,
    require_care,
    themes_of,
)
from ideenboard.processes.queries_care import on_desk

bp = Blueprint("planning", __name__)
bp.add_app_template_global(STATES.__getitem__, "measure_state_label")


@bp.get("/desk/<slug>/plans")
def index(slug: str) -> str:
    """Show the plans of a process to their writers."""
    process = get_worked_on_or_404(slug)
    plans = queries.plans_of(process.id, on_desk(current_actor(), process.id, Plan))
    measures = queries.measures_of([plan.id for plan in plans])
    return render_template(
        "plans/desk.html",
        process=process,
        plans={plan.district_id: plan for plan in plans},
        districts=districts_worked_in(process.id),
        measures=measures,
        milestones=queries.milestones_of([measure.id for measure in measures]),
        sources=queries.sources_of([measure.id for measure in measures], current_actor()),
        today=clock.to_local(clock.now()).date(),
    )


@bp.get("/desk/<slug>/plans/<int:plan_id>")
def plan(slug: str, plan_id: int) -> str:
    """Show the form for the text above a plan."""
    process = get_worked_on_or_404(slug)
    plan = queries.get_tended_plan_or_404(process.id, plan_id)
    return _plan_page(process, plan, PlanForm(obj=plan))


@bp.post("/desk/<slug>/plans/<int:plan_id>")
def edit_plan(slug: str, plan_id: int) -> AnyResponse:
    """Set the text above a plan."""
    process = get_worked_on_or_404(slug)
    plan = queries.get_tended_plan_or_404(process.id, plan_id, to_change=True)
    form = PlanForm()
    if not form.validate_on_submit():
        return make_response(_plan_page(process, plan, form), 422)
    if form.is_stale(PlanForm(formdata=None, obj=plan)):
        return make_response(_plan_page(process, plan, form), 409)
    actions.introduce(plan, form.introduction.data or "", by=current_actor().name, at=clock.now())
    db.session.commit()
    return done(url_for(".index", slug=slug))


def _plan_page(process: Process, plan: Plan, form: PlanForm) -> str:
    return render_template("plans/desk_plan.html", process=process, plan=plan, form=form)


@bp.post("/desk/<slug>/plans/<int:plan_id>/publication")
@asks_again("planning.plan")
def publish(slug: str, plan_id: int) -> AnyResponse:
    """Show a plan to everybody."""
    plan = queries.get_tended_plan_or_404(get_worked_on_or_404(slug).id, plan_id, to_change=True)
    actions.publish(plan, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The plan is public now."), "success")
    return done(url_for(".index", slug=slug))


@bp.post("/desk/<slug>/plans/<int:plan_id>/publication/removal")
def unpublish(slug: str, plan_id: int) -> AnyResponse:
    """Show a plan to its coordinators only."""
    plan = queries.get_tended_plan_or_404(get_worked_on_or_404(slug).id, plan_id, to_change=True)
    actions.unpublish(plan, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The plan is not public any more."), "success")
    return done(url_for(".index", slug=slug))


@bp.get("/desk/<slug>/measures/new")
def new_measure(slug: str) -> str:
    """Show the form for a measure, filled with what the clusters or contributions it shall come from say."""
    process = get_worked_on_or_404(slug)
    origins = _origins(process)
    form = MeasureForm(formdata=None, data=_presets(origins))
    return _measure_page(process, form, None, origins)


def _origins(process: Process) -> list[actions.Origin]:
    clusters = _named("cluster")
    contributions = _named("contribution")
    found = queries.origins_named(process.id, clusters, contributions, by=current_actor())
    return found if len(found) == len({*clusters}) + len({*contributions}) else abort(404)


def _named(name: str) -> list[int]:
    return [read_id(value) or abort(404) for value in request.values.getlist(name)]


def _presets(origins: list[actions.Origin]) -> dict[str, object]:
    if not origins:
        return {"state": MeasureState.PLANNED, "district": asked_id("district")}
    first = origins[0]
    return {
        "title": first.title,
        "what": first.summary if isinstance(first, Cluster) else first.text,
        "district": first.district_id,
        "theme": None if isinstance(first, Cluster) else first.theme_id,
        "state": MeasureState.PLANNED,
    }


@bp.post("/desk/<slug>/measures")
def create_measure(slug: str) -> AnyResponse:
    """Put a measure into a plan."""
    process = get_worked_on_or_404(slug)
    origins = _origins(process)
    form = _posted(process)
    if "more" in request.form:
        form.add_row()
        return make_response(_measure_page(process, form, None, origins))
    if not form.validate_on_submit():
        return make_response(_measure_page(process, form, None, origins), 422)
    actions.create_measure(process, form.draft(), origins, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The measure is in the plan."), "success")
    return done(url_for(".index", slug=slug))


@bp.get("/desk/<slug>/measures/<int:measure_id>")
def measure(slug: str, measure_id: int) -> str:
    """Show a measure to its writers: the form, and where it comes from."""
    process = get_worked_on_or_404(slug)
    measure = queries.get_tended_measure_or_404(process.id, measure_id)
    return _measure_page(process, _saved(process, measure), measure)


@bp.post("/desk/<slug>/measures/<int:measure_id>")
def edit_measure(slug: str, measure_id: int) -> AnyResponse:
    """Change a measure."""
    process = get_worked_on_or_404(slug)
    measure = queries.get_tended_measure_or_404(process.id, measure_id, to_change=True)
    form = _posted(process)
    if measure.plan.published_at is not None:
        form.promised = {one.id: one.planned_on for one in queries.milestones_of([measure.id])[measure.id]}
    if "more" in request.form:
        form.add_row()
        return make_response(_measure_page(process, form, measure))
    if not form.validate_on_submit():
        return make_response(_measure_page(process, form, measure), 422)
    if form.is_stale(_saved(process, measure)):
        return make_response(_measure_page(process, form, measure), 409)
    actions.edit_measure(measure, process, form.draft(), by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("Saved."), "success")
    return done(url_for(".index", slug=slug))


def _offer(form: MeasureForm, process: Process) -> None:
    is_bound = not current_actor().may_coordinate(process.id)
    form.offer(districts_worked_in(process.id), themes_of(process.id), is_bound=is_bound)


def _posted(process: Process) -> MeasureForm:
    form = MeasureForm()
    _offer(form, process)
    require_care(process.id, form.district.data)
    return form


def _saved(process: Process, measure: Measure) -> MeasureForm:
    form = measure_form(measure, queries.milestones_of([measure.id])[measure.id], measure.plan.district_id)
    _offer(form, process)
    return form


def _measure_page(
    process: Process,
    form: MeasureForm,
    measure: Measure | None,
    origins: list[actions.Origin] | None = None,
) -> str:
    _offer(form, process)
    if not form.milestones.entries or all(not row.form.is_empty for row in form.milestones):
        form.add_row()
    words = request.args.get("find", "")
    return render_template(
        "plans/desk_measure.html",
        process=process,
        form=form,
        measure=measure,
        new_origins=origins or [],
        origins=queries.origins_of(measure.id) if measure else [],
        found=queries.possible_origins(process.id, words, by=current_actor()) if measure else ([], []),
        words=words,
        lead_link=link_of(measure.id) if measure else None,
    )


@bp.post("/desk/<slug>/measures/<int:measure_id>/origins")
def add_origin(slug: str, measure_id: int) -> AnyResponse:
    """Say from which clusters or contributions a measure comes."""
    process = get_worked_on_or_404(slug)
    measure = queries.get_tended_measure_or_404(process.id, measure_id, to_change=True)
    for origin in _origins(process):
        actions.add_origin(measure, origin, by=current_actor().name, at=clock.now())
    db.session.commit()
    return redirect(_to_origins(slug, measure_id), 303)


@bp.post("/desk/<slug>/measures/<int:measure_id>/origins/<int:origin_id>/removal")
def remove_origin(slug: str, measure_id: int, origin_id: int) -> AnyResponse:
    """Say that a measure does not come from there."""
    process = get_worked_on_or_404(slug)
    measure = queries.get_tended_measure_or_404(process.id, measure_id, to_change=True)
    actions.remove_origin(measure, origin_id, process_id=process.id, by=current_actor().name, at=clock.now())
    db.session.commit()
    return redirect(_to_origins(slug, measure_id), 303)


def _to_origins(slug: str, measure_id: int) -> str:
    return url_for(
        ".measure", slug=slug, measure_id=measure_id, find=request.form.get("find") or None, _anchor="origins"
    )


@bp.post("/desk/<slug>/measures/<int:measure_id>/removal")
@asks_again("planning.measure")
def remove_measure(slug: str, measure_id: int) -> AnyResponse:
    """Take a measure out of a plan that is not public."""
    process = get_worked_on_or_404(slug)
    measure = queries.get_tended_measure_or_404(process.id, measure_id, to_change=True)
    actions.remove_measure(measure, measure.plan, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The measure has been removed."), "success")
    return done(url_for(".index", slug=slug))
