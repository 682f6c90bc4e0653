"""Joining a workshop by code or QR, and the public pages of events."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, uploads
from ideenboard.base.codes import read_code
from ideenboard.base.csrf import for_newcomers, has_no_token
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.paths import public_url
from ideenboard.base.qr import qr_file
from ideenboard.people.actions import sealed_key, this_participant
from ideenboard.processes import actions, forms, queries
from ideenboard.processes.forms import place_of
from ideenboard.processes.models import Event, Workshop
from ideenboard.processes.queries_codes import workshop_of_old_code
from ideenboard.processes.rules import Act, may, may_contribute, next_of

# What stands in the address of a workshop when nothing was typed.
NO_CODE = "-"

bp = Blueprint("processes", __name__)
bp.add_app_template_global(forms.PHASES.__getitem__, "phase_label")
bp.add_app_template_global(forms.EVENT_KINDS.__getitem__, "event_kind_label")
bp.add_app_template_global(queries.current_actor, "actor")


@bp.get("/w")
def find_workshop() -> AnyResponse:
    """Take a typed code to its workshop."""
    return redirect(url_for(".join_form", code=read_code(request.args.get("code", ""))[:20] or NO_CODE), 303)


@bp.get("/w/<code>")
def join_form(code: str) -> AnyResponse | str:
    """Show what this workshop is and what happens with the data, and one button."""
    workshop = _get_workshop(code)
    if queries.current_actor().has_joined(workshop.id):
        return redirect(_first_page(workshop), 303)
    return _join_page(workshop)


@bp.post("/w/<code>")
@for_newcomers
def join(code: str) -> AnyResponse:
    """Seat this device in the workshop."""
    workshop = _get_workshop(code)
    groups = list(queries.groups_of(workshop.process_id))
    form = forms.JoinForm()
    form.offer(groups)
    participant = this_participant(at=clock.now(), sealed=form.key.data or "")
    actions.join(workshop, participant, form.chosen(groups), at=clock.now())
    db.session.commit()
    return done(_first_page(workshop))


def _get_workshop(code: str) -> Workshop:
    if workshop := queries.workshop_by_code(read_code(code)):
        return workshop
    # In the foyer hangs the code of the event, and people type what they see into the same field.
    if event := queries.event_by_code(read_code(code)):
        return abort(redirect(url_for(".rooms", code=event.code), 303))
    if moved := workshop_of_old_code(read_code(code)):
        return moved if queries.current_actor().has_joined(moved.id) else abort(code_changed())
    return abort(_wrong_code(code))


def code_changed() -> Response:
    """Tell whoever comes with a code that a workshop had to ask in the room, and nothing about the room."""
    # Not counted as a wrong code: a hall may have a poster of it, and it opens nothing.
    return make_response(render_template("processes/code_changed.html"), 404)


def _wrong_code(code: str) -> Response:
    actions.count_wrong_code(at=clock.now())
    typed = "" if code == NO_CODE else code[:20]
    return make_response(render_template("processes/wrong_code.html", typed=typed), 404)


def _join_page(workshop: Workshop) -> str:
    actor = queries.current_actor()
    known = actor.participant_id and queries.chosen_group(actor.participant_id, workshop.process_id)
    # Nothing is kept on the device yet: the form carries what would lie there.
    form = forms.JoinForm(key=sealed_key())
    form.offer(list(queries.groups_of(workshop.process_id)))
    return render_template(
        "processes/join.html",
        workshop=workshop,
        place=place_of(workshop),
        form=form,
        ask=not known and len(form.group.choices) > 1,
        is_over=not may(Act.JOIN, workshop.phase),
        is_new=has_no_token(),
    )


def _first_page(workshop: Workshop) -> str:
    if may_contribute(workshop, clock.now()):
        return url_for("phone.contribute_form", code=workshop.code)
    if may(Act.VOTE, workshop.phase):
        return url_for("phone.vote", code=workshop.code)
    return url_for("phone.board", code=workshop.code)


@bp.get("/e/<code>")
def rooms(code: str) -> str:
    """Let a phone pick its room: the rooms of an event that are open, with one button each."""
    event = _get_event(code)
    open_rooms = [room for room in queries.workshops_of(event.id) if may(Act.JOIN, room.phase)]
    return render_template("processes/rooms.html", event=event, rooms=open_rooms)


@bp.get("/e/<code>/qr.svg")
def event_qr(code: str) -> Response:
    """Draw the QR code that leads to the rooms of an event, for slides and paper."""
    event = _get_event(code)
    return Response(qr_file(public_url(".rooms", code=event.code)), mimetype="image/svg+xml")


def _get_event(code: str) -> Event:
    return queries.event_by_code(read_code(code)) or abort(_wrong_code(code))


@bp.get("/materials/<int:material_id>/file")
def file(material_id: int) -> AnyResponse:
    """Hand out a programme or another file of an event."""
    material = queries.get_material_or_404(material_id)
    return uploads.send(material.stored_name, material.filename, material.media_type)


@bp.get("/w/<code>/qr.svg")
def qr(code: str) -> Response:
    """Draw the QR code that leads into a workshop, for slides and paper."""
    workshop = _get_workshop(code)
    return Response(qr_file(public_url(".join_form", code=workshop.code)), mimetype="image/svg+xml")


@bp.get("/processes/<slug>/events")
def events(slug: str) -> str:
    """List the events of a process."""
    process = queries.get_process_or_404(slug)
    events = queries.events_of(process.id)
    next_one = next_of(events, clock.now())
    return render_template("processes/events.html", process=process, events=events, next_one=next_one)
