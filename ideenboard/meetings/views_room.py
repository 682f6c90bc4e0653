"""A meeting while it is held: a page for the projector, and for the one who types."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.audit.queries import revision_of
from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.meetings import actions_resolutions as actions
from ideenboard.meetings import queries
from ideenboard.meetings.forms import AttendanceForm, RoomForm, attendance_form, room_form
from ideenboard.meetings.models import AgendaItem, Meeting
from ideenboard.meetings.queries_facts import since_when
from ideenboard.meetings.queries_room import behind
from ideenboard.plans.models import Milestone
from ideenboard.plans.queries import milestones_of
from ideenboard.processes.queries import current_actor, groups_of

bp = Blueprint("room", __name__)


@bp.get("/desk/meetings/<int:meeting_id>/room")
def show(meeting_id: int) -> AnyResponse:
    """Lead to the item that the room talks about, or to the first one."""
    meeting = queries.get_held_or_404(meeting_id)
    items = [item.id for item in queries.items_of(meeting.id) if item.dropped_at is None]
    wanted = meeting.current_id if meeting.current_id in items else next(iter(items), None)
    if wanted is None:
        return redirect(url_for("meetings.show", event_id=meeting.event_id), 303)
    return redirect(url_for(".item", item_id=wanted), 303)


@bp.get("/desk/meetings/items/<int:item_id>")
def item(item_id: int) -> str:
    """Show an item with what changed, what stands behind it, and the form for what is said and resolved."""
    return _page(queries.get_item_or_404(item_id))


@bp.post("/desk/meetings/items/<int:item_id>")
def save(item_id: int) -> AnyResponse:
    """Keep the notes and the resolution, and let the plan follow, all in one step."""
    item = queries.get_item_or_404(item_id, to_change=True)
    known, form = queries.resolution_of(item.id), RoomForm().offer(item, _milestones(item))
    if not form.validate_on_submit():
        return make_response(_page(item, form), 422)
    if form.is_stale(room_form(item, known, _milestones(item))):
        return make_response(_page(item, form), 409)
    by, at = current_actor().name, clock.now()
    actions.take_notes(item, form.notes.data or "", by=by, at=at)
    if draft := form.draft():
        known = actions.resolve(item, known, draft, by=by, at=at)
    following = _following(item) if "next" in request.form else item
    actions.call(following, by=by, at=at)
    db.session.commit()
    said = _("Resolution %(number)s is kept.", number=known.code) if draft and known else _("Saved.")
    flash(said, "success")
    return done(url_for(".item", item_id=following.id))


@bp.post("/desk/meetings/items/<int:item_id>/resolution/removal")
def withdraw(item_id: int) -> AnyResponse:
    """Take the resolution about an item back, and keep the notes; where there is none any more, nothing happens."""
    item = queries.get_item_or_404(item_id, to_change=True)
    known, form = queries.resolution_of(item.id), RoomForm().offer(item, _milestones(item))
    if not form.notes.validate(form):
        return make_response(_page(item, form), 422)
    if form.is_stale(room_form(item, known, _milestones(item))):
        return make_response(_page(item, form), 409)
    if known:
        number = known.code
        actions.take_notes(item, form.notes.data or "", by=current_actor().name, at=clock.now())
        actions.withdraw(item, known, by=current_actor().name, at=clock.now())
        db.session.commit()
        flash(_("Resolution %(number)s is taken back, and what it changed in the plan.", number=number), "success")
    return done(url_for(".item", item_id=item.id))


@bp.post("/desk/meetings/items/<int:item_id>/call")
def call(item_id: int) -> Response:
    """Let the room talk about this item; the projector follows."""
    item = queries.get_item_or_404(item_id, to_change=True)
    actions.call(item, by=current_actor().name, at=clock.now())
    db.session.commit()
    return done(url_for(".item", item_id=item.id))


def _following(item: AgendaItem) -> AgendaItem:
    items = [one for one in queries.items_of(item.meeting_id) if one.dropped_at is None or one.id == item.id]
    return items[min(items.index(item) + 1, len(items) - 1)]


def _milestones(item: AgendaItem) -> list[Milestone]:
    return milestones_of([item.measure_id])[item.measure_id] if item.measure_id else []


def _page(item: AgendaItem, form: RoomForm | None = None) -> str:
    known, found = item.resolution, behind(item)
    return render_template(
        "meetings/room.html",
        **_frame(item.meeting, item),
        behind=found,
        resolution=known,
        form=form or room_form(item, known, found.milestones),
    )


def _frame(meeting: Meeting, item: AgendaItem | None) -> dict[str, Any]:
    """What stands around an item, at the desk and on the projector."""
    return {
        "meeting": meeting,
        "items": [one for one in queries.items_of(meeting.id) if one.dropped_at is None],
        "item": item,
        "since": since_when(meeting.event),
        "at": clock.now(),
    }


@bp.get("/desk/meetings/<int:meeting_id>/wall")
def wall(meeting_id: int) -> str:
    """Show the item that is talked about, for a projector on another laptop."""
    meeting = queries.get_held_or_404(meeting_id)
    return render_template("meetings/wall.html", **_picture(meeting, _mark(meeting)))


@bp.get("/desk/meetings/<int:meeting_id>/wall/changes")
def changes(meeting_id: int) -> Response:
    """Say what the projector shows now: 204 while nothing has changed in the process."""
    meeting = queries.get_held_or_404(meeting_id)
    mark = _mark(meeting)
    if request.args.get("since") == mark:
        return Response(status=204)
    return make_response(render_template("meetings/_wall.html", **_picture(meeting, mark)))


def _mark(meeting: Meeting) -> str:
    return str(revision_of(f"process:{meeting.process_id}"))


def _picture(meeting: Meeting, mark: str) -> dict[str, Any]:
    frame = _frame(meeting, None)
    item = next((one for one in frame["items"] if one.id == meeting.current_id), next(iter(frame["items"]), None))
    more = {"behind": behind(item), "resolution": queries.resolution_of(item.id)} if item else {"resolution": None}
    return {**frame, **more, "item": item, "mark": mark}


@bp.get("/desk/meetings/<int:meeting_id>/attendance")
def attendance(meeting_id: int) -> str:
    """Show how many came, by group, as a form."""
    meeting = queries.get_held_or_404(meeting_id)
    return _attendance_page(meeting, _counted(meeting))


@bp.post("/desk/meetings/<int:meeting_id>/attendance")
def note_attendance(meeting_id: int) -> AnyResponse:
    """Say how many came, by group."""
    meeting = queries.get_held_or_404(meeting_id, to_change=True)
    form = attendance_form(groups_of(meeting.process_id))
    if not form.validate_on_submit():
        return make_response(_attendance_page(meeting, form), 422)
    if form.is_stale(_counted(meeting)):
        return make_response(_attendance_page(meeting, form), 409)
    who = form.counts(), form.others.data, form.names.data or ""
    actions.note_attendance(meeting, *who, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("Saved."), "success")
    return done(url_for(".show", meeting_id=meeting.id))


def _counted(meeting: Meeting) -> AttendanceForm:
    counts = {f"group_{key}": count for key, count in queries.attendance_of(meeting.id).items()}
    return attendance_form(groups_of(meeting.process_id), None, obj=meeting, data=counts)


def _attendance_page(meeting: Meeting, form: AttendanceForm) -> str:
    return render_template("meetings/attendance.html", meeting=meeting, process=meeting.process, form=form)
