"""The cockpit of an event: all its rooms on one page, and a message to all of them."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.paths import public_url
from ideenboard.base.qr import qr_svg
from ideenboard.live import actions
from ideenboard.live.forms import MessageToAllForm
from ideenboard.pages.queries_cockpit import get_cockpit, mark_of
from ideenboard.processes.models import Event
from ideenboard.processes.queries import current_actor, workshops_of
from ideenboard.processes.queries_settings import get_managed_event_or_404
from ideenboard.processes.rules import TAKE_BACK, next_phase

bp = Blueprint("cockpit", __name__)


@bp.get("/desk/events/<int:event_id>/cockpit")
def show(event_id: int) -> Response:
    """Show all rooms of an event."""
    return _page(get_managed_event_or_404(event_id), MessageToAllForm(formdata=None))


def _page(event: Event, form: MessageToAllForm, status: int = 200) -> Response:
    code = qr_svg(public_url("processes.rooms", code=event.code))
    page = render_template("pages/cockpit.html", process=event.process, form=form, qr_code=code, **_parts(event))
    return make_response(page, status)


@bp.get("/desk/events/<int:event_id>/cockpit/changes")
def changes(event_id: int) -> Response:
    """Say what changed since a mark: 204 while nothing did."""
    event = get_managed_event_or_404(event_id)
    if request.args.get("since") == mark_of(event.id, clock.now()):
        return Response(status=204)
    return Response(render_template("pages/_cockpit.html", **_parts(event)))


def _parts(event: Event) -> dict[str, Any]:
    at = clock.now()
    # From before the rooms are read: what happens meanwhile is news to the next question.
    mark = mark_of(event.id, at)
    cockpit = get_cockpit(event, at)
    return {
        "cockpit": cockpit,
        "event": event,
        "next": next_phase(cockpit.phase) if cockpit.phase else None,
        "live_url": url_for(".changes", event_id=event.id, since=mark),
        "here": url_for(".show", event_id=event.id),
        "take_back_for": TAKE_BACK,
    }


@bp.post("/desk/events/<int:event_id>/message")
def send_message(event_id: int) -> AnyResponse:
    """Call a short text out to all rooms of an event."""
    event = get_managed_event_or_404(event_id)
    form = MessageToAllForm()
    if not form.validate_on_submit():
        return _page(event, form, 422)
    actions.send_message(workshops_of(event.id), form.text.data, by=current_actor().name, at=clock.now())
    db.session.commit()
    return done(url_for(".show", event_id=event.id))


@bp.post("/desk/events/<int:event_id>/message/removal")
def withdraw_message(event_id: int) -> AnyResponse:
    """Take the messages of all rooms away."""
    event = get_managed_event_or_404(event_id)
    actions.withdraw_message(workshops_of(event.id), by=current_actor().name, at=clock.now())
    db.session.commit()
    return done(url_for(".show", event_id=event.id))
