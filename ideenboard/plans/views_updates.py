"""Speaking for a measure: its lead by a personal link, the coordination by its account. Nothing else is done here."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, flash, make_response, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, photos, throttle, uploads
from ideenboard.base.db import db, release
from ideenboard.base.forms import Form
from ideenboard.base.htmx import done
from ideenboard.base.i18n import day
from ideenboard.plans import actions_promises, actions_updates
from ideenboard.plans import queries_updates as queries
from ideenboard.plans.forms_promises import moved_form, question, reached_form
from ideenboard.plans.forms_updates import UpdateForm
from ideenboard.plans.models import Measure, Milestone, UpdateAuthor
from ideenboard.plans.queries import milestones_of
from ideenboard.processes.queries import current_actor, on_stage

PHOTOS_PER_TEN_MINUTES = 30

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
    measure: Measure, form: UpdateForm, step: Milestone | None = None, refused: Form | None = None, status: int = 200
) -> Response:
    on_stage(measure.plan.process)
    today = clock.to_local(clock.now()).date()
    steps = [one for one in milestones_of([measure.id])[measure.id] if one.reached_on is None or one is step]
    page = render_template(
        "plans/lead.html",
        measure=measure,
        form=form,
        questions=[question(one, today, refused if one is step else None) for one in steps],
        updates=queries.updates_of(measure.id, all_of_them=True),
    )
    return make_response(page, status)


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
    waits = _waits(measure, author)
    actions_updates.tell(measure, form.draft(), author, waits=waits, by=_by(author), at=at)
    return _kept(measure_id, _later() if waits else _("It stands in the plan."))


def _waits(measure: Measure, author: UpdateAuthor) -> bool:
    """Whether what a lead says has to be approved first: news and new days alike."""
    return author is UpdateAuthor.LEAD and measure.plan.process.checks_updates


def _later() -> str:
    return _("Thank you. The coordination looks at it, then everybody reads it.")


def _kept(measure_id: int, said: str) -> AnyResponse:
    db.session.commit()
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
    on = form.reached_on.data
    if _waits(measure, author):
        return _propose(measure, _("“%(step)s” was reached on %(day)s.", step=step.title, day=day(on)), at)
    actions_promises.reach(step, on, by=_by(author), at=at)
    return _kept(measure_id, _("Noted as reached."))


def _propose(measure: Measure, text: str, at: datetime) -> AnyResponse:
    """Tell the coordination what a lead says about a day; it answers the question itself, and approves the words."""
    draft = actions_updates.UpdateDraft(text)
    actions_updates.tell(measure, draft, UpdateAuthor.LEAD, waits=True, by=_by(UpdateAuthor.LEAD), at=at)
    return _kept(measure.id, _later())


@bp.post("/measures/<int:measure_id>/milestones/<int:milestone_id>/moved")
def move(measure_id: int, milestone_id: int) -> AnyResponse:
    """Put a step off, with the reason."""
    measure, author = queries.get_led_or_404(measure_id)
    step, at = queries.get_led_milestone_or_404(measure, milestone_id), clock.now()
    form = moved_form(step, clock.to_local(at).date())
    if not form.validate_on_submit():
        return _page(measure, UpdateForm(formdata=None), step, form, 422)
    to, why = form.planned_on.data, form.reason.data
    if _waits(measure, author):
        words = _("“%(step)s” is put off to %(day)s, because: %(why)s", step=step.title, day=day(to), why=why)
        if form.delays.data:
            words += "\n" + _("The whole measure is delayed by it.")
        return _propose(measure, words, at)
    actions_promises.move(step, to, why, delays=form.delays.data, by=_by(author), at=at)
    return _kept(measure_id, _("The new day and its reason stand in the plan."))


@bp.get("/measures/<int:measure_id>/updates/<int:update_id>/photo")
def photo(measure_id: int, update_id: int) -> Response:
    """Hand out the photo of an update."""
    return uploads.send_picture(queries.get_picture_or_404(measure_id, update_id))
