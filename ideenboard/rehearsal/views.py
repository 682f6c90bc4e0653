"""The rehearsal page of an event: try a room out, look at its copy, wipe it."""

import subprocess
import sys

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.processes.queries import current_actor, workshops_of
from ideenboard.processes.queries_settings import get_managed_event_or_404, get_managed_workshop_or_404
from ideenboard.rehearsal import actions
from ideenboard.rehearsal.queries import rehearsals_in

# A hall that a small server carries beside its work.
PEOPLE, MINUTES = 30, 3

bp = Blueprint("rehearsal", __name__)


@bp.get("/desk/events/<int:event_id>/rehearsal")
def show(event_id: int) -> str:
    """Show the rooms of an event, and which of them are being rehearsed."""
    event = get_managed_event_or_404(event_id)
    return render_template(
        "rehearsal/desk.html",
        event=event,
        process=event.process,
        workshops=workshops_of(event.id),
        rehearsals=rehearsals_in(event),
        people=PEOPLE,
        minutes=MINUTES,
    )


@bp.post("/desk/workshops/<int:workshop_id>/rehearsal")
def begin(workshop_id: int) -> AnyResponse:
    """Copy a room and send made-up attendees into the copy."""
    workshop = get_managed_workshop_or_404(workshop_id)
    _rehearsal, is_new = actions.begin(workshop, by=current_actor().name, at=clock.now())
    db.session.commit()
    # Pressed twice, the button sends them once.
    if is_new:
        send_attendees(workshop.code)
    flash(_("The rehearsal begins. Its attendees come in now."), "success")
    return done(url_for(".show", event_id=workshop.event_id))


@bp.post("/desk/workshops/<int:workshop_id>/rehearsal/removal")
def wipe(workshop_id: int) -> AnyResponse:
    """Delete a rehearsal with all that came into it."""
    workshop = get_managed_workshop_or_404(workshop_id)
    actions.wipe(workshop, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The rehearsal is wiped. Nothing of it is left."), "success")
    return done(url_for(".show", event_id=workshop.event_id))


def send_attendees(code: str) -> None:
    """Start the console command beside the server: it ends by itself, and whatever happens to it harms no request."""
    command = [sys.executable, "-c", "from wsgi import main; main()", "rehearse", code]
    size = ["--people", str(PEOPLE), "--minutes", str(MINUTES)]
    silent = subprocess.DEVNULL
    subprocess.Popen([*command, *size], stdin=silent, stdout=silent, stderr=silent, start_new_session=True)  # noqa: S603
