"""The coordinator's start pages: my processes, and what waits in one of them."""

from flask import Blueprint, render_template

from ideenboard.base import clock
from ideenboard.pages.queries_desk import rooms_of, waiting_in
from ideenboard.processes.queries import (
    coordinated_processes,
    events_of,
    get_coordinated_or_404,
    require_account,
    workshops_of,
)
from ideenboard.processes.rules import common_phase, is_live, next_of

bp = Blueprint("desk", __name__)


@bp.get("/desk")
def index() -> str:
    """Show the processes of this account with what waits in them."""
    processes = coordinated_processes(require_account())
    waiting = waiting_in([process.id for process in processes], clock.to_local(clock.now()).date())
    return render_template("pages/desk.html", processes=processes, waiting=waiting)


@bp.get("/desk/<slug>")
def process(slug: str) -> str:
    """Show what waits in a process, and the rooms of the event that runs or comes next."""
    process = get_coordinated_or_404(slug)
    at = clock.now()
    event = next_of(events_of(process.id), at)
    workshops = workshops_of(event.id) if event else []
    return render_template(
        "pages/desk_process.html",
        process=process,
        waiting=waiting_in([process.id], clock.to_local(at).date())[process.id],
        event=event,
        is_live=event is not None and is_live(event, at),
        workshops=workshops,
        phase=common_phase(workshop.phase for workshop in workshops),
        rooms=rooms_of(event.id) if event else None,
    )
