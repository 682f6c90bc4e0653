"""Setting a workshop up and taking it from phase to phase."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from flask import Blueprint, Response, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db, lock
from ideenboard.base.htmx import done, render
from ideenboard.base.i18n import clock_time
from ideenboard.base.paths import public_url
from ideenboard.base.qr import qr_svg
from ideenboard.people.guards import asks_again
from ideenboard.processes import actions, actions_phases
from ideenboard.processes.forms import PHASES
from ideenboard.processes.forms_events import PHASE_MEANINGS, ManyWorkshopsForm, PhaseForm, WorkshopForm
from ideenboard.processes.models import Event, Phase, Workshop
from ideenboard.processes.queries import current_actor, districts_of, districts_worked_in, themes_of
from ideenboard.processes.queries_phases import link_of
from ideenboard.processes.queries_settings import (
    get_managed_event_or_404,
    get_managed_workshop_or_404,
    get_tended_workshop_or_404,
    last_number,
)
from ideenboard.processes.rules import next_phase, previous_phase

bp = Blueprint("workshops", __name__)
bp.add_app_template_global(PHASE_MEANINGS.__getitem__, "phase_meaning")
bp.add_app_template_global(next_phase, "next_phase")
bp.add_app_template_global(previous_phase, "previous_phase")


@bp.app_template_global()
def phase_steps(phase: Phase, since: Mapping[Phase, datetime] = MappingProxyType({})) -> list[dict[str, object]]:
    """The five phases as the row of bars shows them; those that were reached with the time where it is known."""
    order = list(Phase)
    now = order.index(phase)
    states = ["past" if place < now else "now" if place == now else "" for place in range(len(order))]
    times = [clock_time(since[one]) if one in since and state else "" for one, state in zip(order, states, strict=True)]
    notes = [_("since %(time)s", time=time) if time else "" for time in times]
    return [
        {"label": PHASES[one], "state": state, "note": note}
        for one, state, note in zip(order, states, notes, strict=True)
    ]


@bp.get("/desk/events/<int:event_id>/workshops/new")
def new(event_id: int) -> Response:
    """Show the form for a new workshop."""
    event = get_managed_event_or_404(event_id)
    form = WorkshopForm(formdata=None, number=last_number(event.id) + 1)
    return _new_page(event, _offered(form, event.process_id))


@bp.post("/desk/events/<int:event_id>/workshops")
def create(event_id: int) -> AnyResponse:
    """Open a room of an event."""
    event = get_managed_event_or_404(event_id)
    form = _offered(WorkshopForm(), event.process_id)
    if not form.validate_on_submit():
        return _new_page(event, form, 422)
    actions.create_workshop(event, form.text(), by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The workshop is there."), "success")
    return done(url_for("events.show", event_id=event.id, _anchor="workshops"))


def _offered(form: WorkshopForm, process_id: int) -> WorkshopForm:
    # Whoever looks after districts cannot take a room into another one, or out of all.
    whole = current_actor().may_coordinate(process_id)
    districts = districts_of(process_id) if whole else districts_worked_in(process_id)
    return form.offer(districts, themes_of(process_id), is_bound=not whole)


def _new_page(event: Event, form: WorkshopForm, status: int = 200) -> Response:
    page = render_template("processes/workshop_new.html", event=event, process=event.process, form=form)
    return make_response(page, status)


@bp.post("/desk/events/<int:event_id>/workshops/several")
def create_several(event_id: int) -> AnyResponse:
    """Open several rooms of an event at once."""
    event = get_managed_event_or_404(event_id)
    form = ManyWorkshopsForm()
    if not form.validate_on_submit():
        page = render_template("processes/workshops_several.html", event=event, process=event.process, form=form)
        return make_response(page, 422)
    actions.create_workshops(event, form.count.data, form.moderation.data, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The workshops are there. Give them titles and rooms when you know them."), "success")
    return done(url_for("events.show", event_id=event.id, _anchor="workshops"))


@bp.get("/desk/workshops/<int:workshop_id>")
def show(workshop_id: int) -> str:
    """Show a workshop's phase, its code and what can be done next."""
    workshop = get_tended_workshop_or_404(workshop_id)
    return render_template("processes/workshop.html", link=link_of(workshop.id), **_context(workshop))


def _context(workshop: Workshop) -> dict[str, object]:
    join_url = public_url("processes.join_form", code=workshop.code)
    return {"workshop": workshop, "process": workshop.process, "join_url": join_url, "qr_code": qr_svg(join_url)}


@bp.get("/desk/workshops/<int:workshop_id>/edit")
def edit_form(workshop_id: int) -> Response:
    """Show what a workshop says, as a form."""
    workshop = get_tended_workshop_or_404(workshop_id)
    return _edit_page(workshop, _offered(WorkshopForm.filled(workshop), workshop.process_id))


@bp.post("/desk/workshops/<int:workshop_id>")
def edit(workshop_id: int) -> AnyResponse:
    """Change what a workshop says."""
    workshop = get_tended_workshop_or_404(workshop_id)
    lock(workshop)
    form, now = (_offered(one, workshop.process_id) for one in (WorkshopForm(), WorkshopForm.filled(workshop)))
    if form.is_stale(now):
        return _edit_page(workshop, form, 409)
    if not form.validate_on_submit():
        return _edit_page(workshop, form, 422)
    actions.edit_workshop(workshop, form.text(), by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("Saved."), "success")
    return done(url_for(".show", workshop_id=workshop.id))


def _edit_page(workshop: Workshop, form: WorkshopForm, status: int = 200) -> Response:
    page = render_template("processes/workshop_edit.html", workshop=workshop, process=workshop.process, form=form)
    return make_response(page, status)


@bp.post("/desk/workshops/<int:workshop_id>/phase")
def set_phase(workshop_id: int) -> AnyResponse:
    """Move a workshop into another phase."""
    workshop = get_tended_workshop_or_404(workshop_id)
    form = PhaseForm()
    if not form.validate_on_submit():
        page = _context(workshop) | {"link": link_of(workshop.id)}
        return render("processes/workshop.html", "processes/_phase.html", 422, **page)
    actions_phases.set_phase(workshop, form.phase.data, by=current_actor().name, at=clock.now())
    db.session.commit()
    return done(url_for(".show", workshop_id=workshop.id), "processes/_phase.html", workshop=workshop)


@bp.post("/desk/workshops/<int:workshop_id>/code")
def renew_code(workshop_id: int) -> AnyResponse:
    """Give a workshop another join code."""
    workshop = get_tended_workshop_or_404(workshop_id)
    actions.renew_code(workshop, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(
        _("The workshop has a new code. Who has joined stays; posters with the old one open nothing any more."),
        "success",
    )
    return done(url_for(".show", workshop_id=workshop.id))


@bp.post("/desk/workshops/<int:workshop_id>/collection")
@asks_again("workshops.show")
def release(workshop_id: int) -> AnyResponse:
    """Let everybody read what was collected in a workshop."""
    workshop = get_tended_workshop_or_404(workshop_id)
    actions.release_collections([workshop], by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The collection is public now."), "success")
    return done(url_for(".show", workshop_id=workshop.id))


@bp.post("/desk/workshops/<int:workshop_id>/collection/removal")
def withdraw(workshop_id: int) -> AnyResponse:
    """Take a collection back from the public."""
    workshop = get_tended_workshop_or_404(workshop_id)
    actions.withdraw_collections([workshop], by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The collection is not public any more."), "success")
    return done(url_for(".show", workshop_id=workshop.id))


@bp.post("/desk/workshops/<int:workshop_id>/removal")
@asks_again("workshops.edit_form")
def remove(workshop_id: int) -> AnyResponse:
    """Remove a workshop that nobody has joined."""
    workshop = get_managed_workshop_or_404(workshop_id)
    event_id = workshop.event_id
    actions.remove_workshop(workshop, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The workshop was removed."), "success")
    return done(url_for("events.show", event_id=event_id, _anchor="workshops"))
