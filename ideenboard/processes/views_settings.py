"""Setting a process up: what it says, who sees it, who coordinates it."""

from flask import Blueprint, Response, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db, lock
from ideenboard.base.htmx import done
from ideenboard.people.guards import asks_again
from ideenboard.processes import actions_settings as actions
from ideenboard.processes.forms_settings import ProcessForm
from ideenboard.processes.models import Process
from ideenboard.processes.queries import (
    current_actor,
    events_of,
    get_coordinated_or_404,
    reasons_of,
    require_account,
)
from ideenboard.processes.queries_settings import workshops_by_event
from ideenboard.processes.rules import common_phase

bp = Blueprint("settings", __name__)


@bp.get("/desk/new")
def new_process() -> str:
    """Show the form for a new process."""
    require_account()
    return render_template("processes/new.html", form=ProcessForm())


@bp.post("/desk/new")
def create_process() -> AnyResponse:
    """Begin a process; whoever does it coordinates it."""
    actor = require_account()
    form = ProcessForm()
    if not form.validate_on_submit():
        return make_response(render_template("processes/new.html", form=form), 422)
    process = actions.create_process(form.text(), by=actor, at=clock.now())
    db.session.commit()
    flash(_("The process is there. Only coordinators see it until you publish it."), "success")
    return done(url_for(".process", slug=process.slug))


@bp.get("/desk/<slug>/settings")
def process(slug: str) -> Response:
    """Show what a process says about itself, as a form."""
    process = get_coordinated_or_404(slug)
    return _process_page(process, ProcessForm.filled(process))


@bp.post("/desk/<slug>/settings")
def edit_process(slug: str) -> AnyResponse:
    """Change what a process says about itself."""
    process = get_coordinated_or_404(slug)
    lock(process)
    form = ProcessForm()
    form.process_id = process.id
    if form.is_stale(ProcessForm.filled(process)):
        return _process_page(process, form, 409)
    if not form.validate_on_submit():
        return _process_page(process, form, 422)
    actions.edit_process(process, form.text(), by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("Saved."), "success")
    return done(url_for(".process", slug=process.slug))


def _process_page(process: Process, form: ProcessForm, status: int = 200) -> Response:
    page = render_template("processes/settings.html", process=process, form=form, reasons=reasons_of(process.id))
    return make_response(page, status)


@bp.post("/desk/<slug>/publication")
@asks_again("settings.process")
def publish(slug: str) -> AnyResponse:
    """Let everybody see the process."""
    process = get_coordinated_or_404(slug)
    actions.publish_process(process, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The process is public now."), "success")
    return done(url_for(".process", slug=slug))


@bp.post("/desk/<slug>/publication/removal")
def unpublish(slug: str) -> AnyResponse:
    """Take the process back from the public."""
    process = get_coordinated_or_404(slug)
    actions.unpublish_process(process, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The process is not public any more. Nothing was lost."), "success")
    return done(url_for(".process", slug=slug))


@bp.get("/desk/<slug>/events")
def events(slug: str) -> str:
    """Show the events of a process with their workshops."""
    process = get_coordinated_or_404(slug)
    rooms = workshops_by_event(process.id)
    phases = {event_id: common_phase(room.phase for room in them) for event_id, them in rooms.items()}
    return render_template(
        "processes/events_desk.html", process=process, events=events_of(process.id), workshops=rooms, phases=phases
    )
