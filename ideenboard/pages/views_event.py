"""The page of an event: an invitation before, a documentation afterwards, by itself."""

from flask import Blueprint, render_template

from ideenboard.base import clock
from ideenboard.meetings.queries import resolutions_of
from ideenboard.meetings.queries_minutes import minutes_at
from ideenboard.processes.models import MaterialKind
from ideenboard.processes.queries import get_event_or_404, materials_of, on_stage, workshops_of
from ideenboard.processes.rules import common_phase, is_live, is_over
from ideenboard.results.queries import results_at

bp = Blueprint("event", __name__)


@bp.get("/events/<int:event_id>")
def show(event_id: int) -> str:
    """Show an event with its programme, its links and its workshops; once it is over with what came of it."""
    event = get_event_or_404(event_id)
    workshops, materials, at = workshops_of(event.id), materials_of(event.id), clock.now()
    minutes = minutes_at(event.id)
    return render_template(
        "pages/event.html",
        process=on_stage(event.process),
        event=event,
        workshops=workshops,
        programmes=[one for one in materials if one.kind is MaterialKind.PROGRAMME],
        materials=[one for one in materials if one.kind is not MaterialKind.PROGRAMME],
        phase=common_phase(workshop.phase for workshop in workshops),
        is_live=is_live(event, at),
        is_over=is_over(event, at),
        minutes=minutes,
        resolutions=resolutions_of(minutes.id) if minutes else [],
        results=results_at(event.id),
    )
