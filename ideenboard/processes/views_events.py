"""Setting an event up: date, place, programme, materials, and what came of it."""

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, uploads
from ideenboard.base.db import db, lock, release
from ideenboard.base.htmx import done
from ideenboard.base.paths import local_path, public_url
from ideenboard.base.qr import qr_svg
from ideenboard.people.guards import asks_again
from ideenboard.processes import actions_events as actions
from ideenboard.processes.actions import release_collections, withdraw_collections
from ideenboard.processes.actions_phases import set_phases, take_back_all
from ideenboard.processes.forms import PHASES
from ideenboard.processes.forms_events import EventForm, ManyWorkshopsForm, MaterialForm, PhaseForm
from ideenboard.processes.models import Event, Phase
from ideenboard.processes.queries import current_actor, get_coordinated_or_404, materials_of, workshops_of
from ideenboard.processes.queries_settings import get_managed_event_or_404, get_managed_material_or_404
from ideenboard.processes.rules import common_phase, next_phase

bp = Blueprint("events", __name__)


@bp.get("/desk/<slug>/events/new")
def new(slug: str) -> str:
    """Show the form for a new event."""
    process = get_coordinated_or_404(slug)
    return render_template("processes/event_new.html", process=process, form=EventForm())


@bp.post("/desk/<slug>/events")
def create(slug: str) -> AnyResponse:
    """Put a date into the process."""
    process = get_coordinated_or_404(slug)
    form = EventForm()
    if not form.validate_on_submit():
        return make_response(render_template("processes/event_new.html", process=process, form=form), 422)
    event = actions.create_event(process, form.text(), by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The event is there. Now add its programme and its workshops."), "success")
    return done(url_for(".show", event_id=event.id))


@bp.get("/desk/events/<int:event_id>")
def show(event_id: int) -> Response:
    """Show an event with its workshops, materials and what can be done next."""
    return _event_page(get_managed_event_or_404(event_id), MaterialForm(formdata=None))


def _event_page(event: Event, form: MaterialForm, status: int = 200) -> Response:
    workshops = workshops_of(event.id)
    phase = common_phase(workshop.phase for workshop in workshops)
    page = render_template(
        "processes/event_desk.html",
        event=event,
        process=event.process,
        workshops=workshops,
        materials=materials_of(event.id),
        form=form,
        many=ManyWorkshopsForm(formdata=None),
        phase=phase,
        next=next_phase(phase) if phase else None,
        qr_code=qr_svg(public_url("processes.rooms", code=event.code)),
    )
    return make_response(page, status)


@bp.get("/desk/events/<int:event_id>/edit")
def edit_form(event_id: int) -> Response:
    """Show what an event says, as a form."""
    event = get_managed_event_or_404(event_id)
    return _edit_page(event, EventForm.filled(event))


@bp.post("/desk/events/<int:event_id>")
def edit(event_id: int) -> AnyResponse:
    """Change what an event says."""
    event = get_managed_event_or_404(event_id)
    lock(event)
    form = EventForm()
    if form.is_stale(EventForm.filled(event)):
        return _edit_page(event, form, 409)
    if not form.validate_on_submit():
        return _edit_page(event, form, 422)
    actions.edit_event(event, form.text(), by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("Saved."), "success")
    return done(url_for(".show", event_id=event.id))


def _edit_page(event: Event, form: EventForm, status: int = 200) -> Response:
    page = render_template("processes/event_edit.html", event=event, process=event.process, form=form)
    return make_response(page, status)


@bp.post("/desk/events/<int:event_id>/removal")
@asks_again("events.edit_form")
def remove(event_id: int) -> AnyResponse:
    """Remove an event without workshops."""
    event = get_managed_event_or_404(event_id)
    slug = event.process.slug
    actions.remove_event(event, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The event was removed."), "success")
    return done(url_for("settings.events", slug=slug))


@bp.post("/desk/events/<int:event_id>/materials")
@uploads.takes_files()
def add_material(event_id: int) -> AnyResponse:
    """Add a PDF or a link to an event."""
    event = get_managed_event_or_404(event_id)
    form = MaterialForm()
    if not form.validate_on_submit():
        return _event_page(event, form, form.refused_with)
    by, at = current_actor().name, clock.now()
    if form.pdf.data:
        # Twenty megabytes are written before anybody else has to wait for us.
        release()
        stored = uploads.store(form.pdf.content, form.pdf.data.filename, uploads.PDF)
        actions.add_file(event, form.kind.data, form.title.data, stored, by=by, at=at)
    else:
        actions.add_link(event, form.kind.data, form.title.data, form.url.data, by=by, at=at)
    db.session.commit()
    flash(_("Added."), "success")
    return done(url_for(".show", event_id=event.id, _anchor="materials"))


@bp.post("/desk/materials/<int:material_id>/removal")
@asks_again("desk.index")
def remove_material(material_id: int) -> AnyResponse:
    """Take a file or a link off an event."""
    material = get_managed_material_or_404(material_id)
    event_id = material.event_id
    actions.remove_material(material, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("Removed."), "success")
    return done(url_for(".show", event_id=event_id, _anchor="materials"))


@bp.post("/desk/events/<int:event_id>/code")
def renew_code(event_id: int) -> AnyResponse:
    """Give an event another code."""
    event = get_managed_event_or_404(event_id)
    actions.renew_code(event, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The event has a new code. Posters with the old one do not work any more."), "success")
    return done(url_for(".show", event_id=event.id))


@bp.post("/desk/events/<int:event_id>/phase")
def set_all_phases(event_id: int) -> AnyResponse:
    """Move all workshops of an event into a phase."""
    event = get_managed_event_or_404(event_id)
    form = PhaseForm()
    if not form.validate_on_submit():
        return _event_page(event, MaterialForm(formdata=None), 422)
    set_phases(workshops_of(event.id), form.phase.data, by=current_actor().name, at=clock.now())
    db.session.commit()
    if back := local_path(request.form.get("next")):
        # That page has the way back of its own.
        return done(back)
    flash(_taken_back_by(event, form.phase.data), "success")  # type: ignore[arg-type] # a mapping with its way back
    return done(url_for(".show", event_id=event.id))


def _taken_back_by(event: Event, phase: Phase) -> dict[str, str]:
    text = _("All rooms: %(phase)s. For 60 seconds you can take this back.", phase=PHASES[phase])
    return {"text": text, "action": url_for(".take_back", event_id=event.id), "label": _("Take back")}


@bp.post("/desk/events/<int:event_id>/phase/removal")
def take_back(event_id: int) -> AnyResponse:
    """Undo the last common change of phase, where nothing else happened since."""
    event = get_managed_event_or_404(event_id)
    count = take_back_all(workshops_of(event.id), by=current_actor().name, at=clock.now())
    db.session.commit()
    if count:
        flash(ngettext("%(num)s room is as it was.", "%(num)s rooms are as they were.", count), "success")
    else:
        flash(_("The minute for taking it back is over. You can still choose another phase."), "warning")
    return done(local_path(request.form.get("next")) or url_for(".show", event_id=event.id))


@bp.post("/desk/events/<int:event_id>/collection")
@asks_again("events.show")
def release_all(event_id: int) -> AnyResponse:
    """Let everybody read what was collected in all workshops of an event."""
    event = get_managed_event_or_404(event_id)
    release_collections(workshops_of(event.id), by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The collections of all workshops are public now."), "success")
    return done(url_for(".show", event_id=event.id))


@bp.post("/desk/events/<int:event_id>/collection/removal")
def withdraw_all(event_id: int) -> AnyResponse:
    """Take the collections of all workshops of an event back from the public."""
    event = get_managed_event_or_404(event_id)
    withdraw_collections(workshops_of(event.id), by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The collections are not public any more."), "success")
    return done(url_for(".show", event_id=event.id))
