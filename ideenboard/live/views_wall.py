"""What the wall shows, a message to the room, and a call for help."""

from flask import Response, abort

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import render
from ideenboard.live import actions
from ideenboard.live.forms import MessageForm, WallForm
from ideenboard.live.views import acting, answer, bp, page
from ideenboard.processes.queries_phases import get_steered_or_404


@bp.post("/steering/<int:workshop_id>/wall")
def set_wall(workshop_id: int) -> Response:
    """Let the wall show something else, or show it otherwise."""
    workshop = get_steered_or_404(workshop_id)
    form = WallForm()
    if not form.validate_on_submit():
        abort(422)
    actions.set_wall(workshop, by=acting().name, at=clock.now(), **form.setting())
    db.session.commit()
    return answer(workshop)


@bp.post("/steering/<int:workshop_id>/message")
def send_message(workshop_id: int) -> Response:
    """Call a short text out to the phones and the wall of the room."""
    workshop = get_steered_or_404(workshop_id)
    form = MessageForm()
    if not form.validate_on_submit():
        return render("live/steering.html", "live/_message_form.html", 422, **page(workshop, message_form=form))
    actions.send_message([workshop], form.text.data, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)


@bp.post("/steering/<int:workshop_id>/message/removal")
def withdraw_message(workshop_id: int) -> Response:
    """Take the message away."""
    workshop = get_steered_or_404(workshop_id)
    actions.withdraw_message([workshop], by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)


@bp.post("/steering/<int:workshop_id>/help")
def ask_for_help(workshop_id: int) -> Response:
    """Ask the coordination to come to this room."""
    workshop = get_steered_or_404(workshop_id)
    actions.ask_for_help(workshop, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)


@bp.post("/steering/<int:workshop_id>/help/removal")
def end_help(workshop_id: int) -> Response:
    """Say that help has come."""
    workshop = get_steered_or_404(workshop_id)
    actions.end_help(workshop, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)
