"""Speaking for a measure: its lead by a personal link, the coordination by its account. Nothing else is done here."""

from datetime import timedelta

from flask import Blueprint, Response, abort, flash, make_response, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, photos, throttle, uploads
from ideenboard.base.db import db, release
from ideenboard.base.htmx import done
from ideenboard.plans import actions_promises, actions_updates
from ideenboard.plans import queries_updates as queries
from ideenboard.plans.forms_promises import MovedForm, ReachedForm, moved_form, reached_form
from ideenboard.plans.forms_updates import UpdateForm
from ideenboard.plans.models import Measure, Milestone, UpdateAuthor
from ideenboard.plans.queries import milestones_of
from ideenboard.processes.queries import current_actor, on_stage

PHOTOS_PER_TEN_MINUTES = 30
Answer = ReachedForm | MovedForm

bp = Blueprint("leads", __name__)


@bp.get("/lead/<lead_key>")
def enter_form(lead_key: str) -> str:
    """Show what this link is for, and one button."""
    measure = queries.led_by(lead_key) or abort(404, _dead())
    return render_template("plans/lead_enter.html", measure=measure, key=lead_key)


@bp.post("/lead/<lead_key>")
def enter(lead_key: str) -> AnyResponse:
    """Give this browser the right to speak for the measure of the link."""
    measure = queries.led_by(lead_key) or abort(404, _dead())
    session[queries.KEYS] = queries.lead_keys() | {str(measure.id): lead_key}
    session.permanent = True
    return done(url_for(".show", measure_id=measure.id))


def _dead() -> str:
    return _("This link does not hold any more. The coordination can give you a new one.")


@bp.get("/measures/<int:measure_id>/lead")
def show(measure_id: int) -> Response:
    """Show the forms by which somebody speaks for a measure."""
    measure, _author = queries.get_led_or_404(measure_id)
    return _page(measure, UpdateForm(formdata=None))


def _page(
    measure: Measure, form: UpdateForm, step: Milestone | None = None, refused: Answer | None = None, status: int = 200
) -> Response:
    on_stage(measure.plan.process)
    steps = [one for one in milestones_of([measure.id])[measure.id] if one.reached_on is None or one is step]
    page = render_template(
        "plans/lead.html",
        measure=measure,
        form=form,
        questions=[_question(one, refused if one is step else None) for one in steps],
        updates=queries.updates_of(measure.id, all_of_them=True),
    )
    return make_response(page, status)


def _question(step: Milestone, refused: Answer | None) -> dict[str, object]:
    today = clock.to_local(clock.now()).date()
    reached = refused if isinstance(refused, ReachedForm) else reached_form(step, today, formdata=None)
    moved = refused if isinstance(refused, MovedForm) else moved_form(step, today, formdata=None)
    return {"milestone": step, "measure": step.measure, "reached": reached, "moved": moved}


@bp.post("/measures/<int:measure_id>/updates")
@uploads.takes_files(photos.MAX_BYTES)
def tell(measure_id: int) -> AnyResponse:
    """Add an update."""
    queries.get_led_or_404(measure_id)
    at = clock.now()
    throttle.hit(f"update:{measure_id}", limit=PHOTOS_PER_TEN_MINUTES, per=timedelta(minutes=10), at=at)
    release()
    form = UpdateForm()
    is_valid = form.validate_on_submit()
    # Asked once more: the link may have been revoked while we decoded.
    measure, author = queries.get_led_or_404(measure_id)
    if not is_valid:
        return _page(measure, form, status=form.refused_with)
    waits = author is UpdateAuthor.LEAD and measure.plan.process.checks_updates
    actions_updates.tell(measure, form.draft(), author, waits=waits, by=_by(author), at=at)
    db.session.commit()
    said = (
        _("Thank you. The coordination looks at it, then everybody reads it.") if waits else _("It stands in the plan.")
    )
    flash(said, "success")
    return done(url_for(".show", measure_id=measure_id))


def _by(author: UpdateAuthor) -> str:
    return "lead" if author is UpdateAuthor.LEAD else current_actor().name


@bp.post("/measures/<int:measure_id>/milestones/<int:milestone_id>/reached")
def reach(measure_id: int, milestone_id: int) -> AnyResponse:
    """Note on which day a step was reached."""
    measure, author = queries.get_led_or_404(measure_id)
    step, at = queries.get_led_milestone_or_404(measure, milestone_id), clock.now()
    form = reached_form(step, clock.to_local(at).date())
    if not form.validate_on_submit():
        return _page(measure, UpdateForm(formdata=None), step, form, 422)
    actions_promises.reach(step, form.reached_on.data, by=_by(author), at=at)
    db.session.commit()
    flash(_("Noted as reached."), "success")
    return done(url_for(".show", measure_id=measure_id))


@bp.post("/measures/<int:measure_id>/milestones/<int:milestone_id>/moved")
def move(measure_id: int, milestone_id: int) -> AnyResponse:
    """Put a step off, with the reason."""
    measure, author = queries.get_led_or_404(measure_id)
    step, at = queries.get_led_milestone_or_404(measure, milestone_id), clock.now()
    form = moved_form(step, clock.to_local(at).date())
    if not form.validate_on_submit():
        return _page(measure, UpdateForm(formdata=None), step, form, 422)
    day, why = form.planned_on.data, form.reason.data
    actions_promises.move(step, day, why, delays=form.delays.data, by=_by(author), at=at)
    db.session.commit()
    flash(_("The new day and its reason stand in the plan."), "success")
    return done(url_for(".show", measure_id=measure_id))


@bp.get("/measures/<int:measure_id>/updates/<int:update_id>/photo")
def photo(measure_id: int, update_id: int) -> Response:
    """Hand out the photo of an update."""
    return uploads.send_picture(queries.get_picture_or_404(measure_id, update_id))
