"""The agenda of a follow-up meeting, before it begins."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, render_template, url_for
from flask_babel import ngettext

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done, render
from ideenboard.base.i18n import day
from ideenboard.meetings import actions, queries
from ideenboard.meetings.forms import HAPPENED, ItemForm, title_of
from ideenboard.meetings.models import Meeting
from ideenboard.meetings.queries_facts import since_when
from ideenboard.meetings.rules import Kind
from ideenboard.processes.models import Event
from ideenboard.processes.queries import current_actor, on_stage

bp = Blueprint("meetings", __name__)
bp.add_app_template_global(title_of, "agenda_title")
PAGE, PART = "meetings/agenda.html", "meetings/_agenda.html"
STEPS = {"up": -1, "down": +1}


@bp.app_template_global("happened_to")
def happened_to(kind: str) -> tuple[Any, str, str]:
    """The first words of what happened, its icon and its tone."""
    return HAPPENED[Kind(kind)]


@bp.app_template_filter("iso_day")
def iso_day(text: str) -> str:
    """A day as it is kept with an item, in the words of the page."""
    return day(date.fromisoformat(text), "medium")


@bp.get("/desk/events/<int:event_id>/meeting")
def show(event_id: int) -> str:
    """Show the agenda of an event, or the button that makes it."""
    return render_template(PAGE, **_page(queries.get_follow_up_or_404(event_id)))


@bp.post("/desk/events/<int:event_id>/meeting")
def open_meeting(event_id: int) -> Response:
    """Let the agenda build itself from what happened since the last meeting."""
    event = queries.get_follow_up_or_404(event_id)
    actions.open_meeting(event, by=current_actor().name, at=clock.now())
    db.session.commit()
    return done(url_for(".show", event_id=event.id))


@bp.post("/desk/meetings/<int:meeting_id>/agenda")
def bring_up_to_date(meeting_id: int) -> Response:
    """Put onto the agenda what happened since it was made."""
    meeting = queries.get_held_or_404(meeting_id, to_change=True)
    added = actions.bring_up_to_date(meeting, by=current_actor().name, at=clock.now())
    flash(ngettext("%(num)s item is new.", "%(num)s items are new.", added), "success")
    return _changed(meeting)


@bp.post("/desk/meetings/<int:meeting_id>/items")
def add_item(meeting_id: int) -> Response:
    """Put something onto the agenda by hand."""
    meeting, form = queries.get_held_or_404(meeting_id, to_change=True), ItemForm()
    if not form.validate_on_submit():
        return render(PAGE, PART, 422, **_page(meeting.event, form))
    actions.add_item(meeting, form.title.data, form.minutes.data, by=current_actor().name, at=clock.now())
    return _changed(meeting)


@bp.post("/desk/meetings/items/<int:item_id>/<any(up, down):way>")
def move_item(item_id: int, way: str) -> Response:
    """Move an item one place up or down."""
    item = queries.get_item_or_404(item_id, to_change=True)
    actions.move_item(item, STEPS[way], by=current_actor().name, at=clock.now())
    return _changed(item.meeting)


@bp.post("/desk/meetings/items/<int:item_id>/removal")
def drop_item(item_id: int) -> Response:
    """Leave an item out."""
    item = queries.get_item_or_404(item_id, to_change=True)
    actions.drop_item(item, by=current_actor().name, at=clock.now())
    return _changed(item.meeting)


@bp.post("/desk/meetings/items/<int:item_id>/return")
def bring_back(item_id: int) -> Response:
    """Take an item that was left out after all."""
    item = queries.get_item_or_404(item_id, to_change=True)
    actions.bring_back(item, by=current_actor().name, at=clock.now())
    return _changed(item.meeting)


def _changed(meeting: Meeting) -> Response:
    db.session.commit()
    return done(url_for(".show", event_id=meeting.event_id), PART, **_page(meeting.event))


def _page(event: Event, form: ItemForm | None = None) -> dict[str, Any]:
    meeting = queries.meeting_of(event.id)
    items = queries.items_of(meeting.id) if meeting else []
    return {
        "process": on_stage(event.process),
        "event": event,
        "meeting": meeting,
        "since": since_when(event),
        "items": [item for item in items if item.dropped_at is None],
        "left_out": [item for item in items if item.dropped_at is not None],
        "form": form or ItemForm(formdata=None),
    }
