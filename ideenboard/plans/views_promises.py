"""The desk's questions to a plan: what came of a promised day, and where nobody has spoken for too long."""

from flask import Blueprint, Response, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.forms import Form
from ideenboard.base.htmx import done
from ideenboard.plans import actions_promises as actions
from ideenboard.plans import actions_updates
from ideenboard.plans import queries_promises as queries
from ideenboard.plans.forms_promises import moved_form, question, reached_form
from ideenboard.plans.forms_updates import DeclineForm, decline_form
from ideenboard.plans.models import MeasureUpdate, Milestone
from ideenboard.plans.queries import milestones_of
from ideenboard.plans.queries_updates import get_update_of, waiting_updates
from ideenboard.plans.rules import asks, is_silent
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_worked_on_or_404

bp = Blueprint("promises", __name__)


@bp.get("/desk/<slug>/promises")
def index(slug: str) -> Response:
    """Ask what came of each promised day that has passed, and name the measures that went silent."""
    return _page(get_worked_on_or_404(slug))


def _page(
    process: Process,
    step: Milestone | MeasureUpdate | None = None,
    refused: Form | None = None,
    status: int = 200,
) -> Response:
    today = clock.to_local(clock.now()).date()
    measures = queries.going_measures(process.id, by=current_actor())
    steps = milestones_of([measure.id for measure in measures])
    asked = [one for measure in measures for one in asks(measure, steps[measure.id], today)]
    # Somebody may have answered meanwhile; what was typed is shown all the same.
    if isinstance(step, Milestone) and step not in asked:
        asked.insert(0, step)
    questions = [question(one, today, refused if one is step else None) for one in asked]
    silent = [measure for measure in measures if is_silent(measure, today, process.silent_after)]
    waiting = [
        (one, _decline(one, refused if one is step else None))
        for one in waiting_updates(process.id, by=current_actor())
    ]
    page = render_template("plans/promises.html", process=process, questions=questions, silent=silent, waiting=waiting)
    return make_response(page, status)


def _decline(update: MeasureUpdate, refused: Form | None) -> DeclineForm:
    return refused if isinstance(refused, DeclineForm) else decline_form(update, formdata=None)


@bp.post("/desk/<slug>/milestones/<int:milestone_id>/reached")
def reach(slug: str, milestone_id: int) -> AnyResponse:
    """Note on which day a step was reached."""
    process = get_worked_on_or_404(slug)
    step, at = queries.get_tended_milestone_or_404(process.id, milestone_id), clock.now()
    form = reached_form(step, clock.to_local(at).date())
    if not form.validate_on_submit():
        return _page(process, step, form, 422)
    actions.reach(step, form.reached_on.data, by=current_actor().name, at=at)
    db.session.commit()
    flash(_("Noted as reached."), "success")
    return done(url_for(".index", slug=slug))


@bp.post("/desk/<slug>/milestones/<int:milestone_id>/moved")
def move(slug: str, milestone_id: int) -> AnyResponse:
    """Put a step off, with the reason."""
    process = get_worked_on_or_404(slug)
    step, at = queries.get_tended_milestone_or_404(process.id, milestone_id), clock.now()
    form = moved_form(step, clock.to_local(at).date())
    if not form.validate_on_submit():
        return _page(process, step, form, 422)
    day, why = form.planned_on.data, form.reason.data
    actions.move(step, day, why, delays=form.delays.data, by=current_actor().name, at=at)
    db.session.commit()
    flash(_("The new day and its reason stand in the plan."), "success")
    return done(url_for(".index", slug=slug))


@bp.post("/desk/<slug>/updates/<int:update_id>/refusal")
def decline(slug: str, update_id: int) -> AnyResponse:
    """Keep an update from its readers, and tell its lead why."""
    process = get_worked_on_or_404(slug)
    update = get_update_of(process.id, update_id)
    form = decline_form(update)
    if not update.is_decided and not form.validate_on_submit():
        return _page(process, update, form, 422)
    is_new = actions_updates.decline(update, form.reason.data or "", by=current_actor().name, at=clock.now())
    db.session.commit()
    if is_new:
        flash(_("The update is not shown. Its lead reads why."), "success")
    else:
        flash(_("This update was decided on already."), "warning")
    return done(url_for(".index", slug=slug))
