"""The coordinator's start pages: my processes, and what waits in one of them."""

from flask import Blueprint, render_template

from ideenboard.base import clock
from ideenboard.pages.queries_calls import calls_for
from ideenboard.pages.queries_desk import rooms_of, waiting_in
from ideenboard.processes.queries import (
    coordinated_processes,
    current_actor,
    events_of,
    get_worked_on_or_404,
    require_account,
    tended_names,
    workshops_in,
    workshops_of,
)
from ideenboard.processes.rules import common_phase, is_live, next_of

bp = Blueprint("desk", __name__)


@bp.get("/desk")
def index() -> str:
    """Show the processes of this account with what waits in them."""
    actor = require_account()
    processes = coordinated_processes(actor)
    ids, today = [process.id for process in processes], clock.to_local(clock.now()).date()
    page: dict[str, object] = {"tended": tended_names(actor)}
    page |= {"waiting": waiting_in(ids, today, actor), "calls": calls_for(actor)}
    return render_template("pages/desk.html", processes=processes, account_id=actor.account_id, **page)


@bp.get("/desk/<slug>")
def process(slug: str) -> str:
    """Show what waits in a process, and the rooms of the event that runs or comes next."""
    process, actor, at = get_worked_on_or_404(slug), current_actor(), clock.now()
    event = next_of(events_of(process.id), at)
    workshops = workshops_of(event.id) if event else []
    if not actor.may_coordinate(process.id):
        workshops = [room for room in workshops_in(process.id) if actor.looks_after(process.id, room.district_id)]
    return render_template(
        "pages/desk_process.html",
        process=process,
        account_id=actor.account_id,
        tended=tended_names(actor),
        waiting=waiting_in([process.id], clock.to_local(at).date(), actor)[process.id],
        event=event,
        is_live=event is not None and is_live(event, at),
        workshops=workshops,
        phase=common_phase(workshop.phase for workshop in workshops),
        rooms=rooms_of(workshops),
    )
