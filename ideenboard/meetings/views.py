"""Minutes and resolutions: as everybody reads them, and how they come to be public."""

import re

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, documents
from ideenboard.base.db import db
from ideenboard.base.documents import Document, Facts
from ideenboard.base.documents.markup import blocks_of
from ideenboard.base.htmx import done
from ideenboard.base.ids import read_id
from ideenboard.base.paths import public_url
from ideenboard.meetings import actions_minutes as actions
from ideenboard.meetings import queries
from ideenboard.meetings.forms import CorrectionForm, PublicationForm
from ideenboard.meetings.models import Meeting
from ideenboard.meetings.queries_minutes import minutes_of
from ideenboard.meetings.rules import may_publish
from ideenboard.people.guards import asks_again
from ideenboard.processes.queries import current_actor, get_process_or_404

bp = Blueprint("minutes", __name__)
CODE = re.compile(r"(\d+)-(\d+)-(\d+)", re.ASCII)


@bp.get("/meetings/<int:meeting_id>")
def show(meeting_id: int) -> str:
    """Show the minutes of a meeting."""
    meeting = queries.get_minutes_or_404(meeting_id)
    return render_template("meetings/minutes.html", minutes=minutes_of(meeting), forms=documents.forms())


@bp.get("/meetings/<int:meeting_id>/minutes.<any(odt, pdf):ending>")
def document(meeting_id: int, ending: str) -> Response:
    """Hand out the minutes as a document."""
    meeting = queries.get_minutes_or_404(meeting_id)
    event, name = meeting.event, f"{meeting.process.slug}-{meeting.year}-{meeting.number}"
    source = [(_("Process"), meeting.process.title), (_("Address"), public_url("minutes.show", meeting_id=meeting.id))]
    blocks = [Facts(source), *blocks_of(render_template("meetings/_minutes.html", minutes=minutes_of(meeting)))]
    title = _("Minutes: %(event)s", event=event.title)
    return documents.send(Document(title, get_locale().language, blocks, summary=event.outcome), ending, name)


@bp.get("/processes/<slug>/resolutions")
def resolutions(slug: str) -> str:
    """List the resolutions of a process."""
    process = get_process_or_404(slug)
    return render_template("meetings/resolutions.html", process=process, resolutions=queries.resolutions_in(process.id))


@bp.get("/processes/<slug>/resolutions/<code>")
def resolution(slug: str, code: str) -> str:
    """Show the resolution with this number, and how its measure stands now."""
    process, parts = get_process_or_404(slug), CODE.fullmatch(code)
    numbers = [read_id(part) or abort(404) for part in parts.groups()] if parts else abort(404)
    resolution = queries.get_resolution_or_404(process.id, *numbers)
    return render_template("meetings/resolution.html", process=process, resolution=resolution)


@bp.get("/desk/meetings/<int:meeting_id>/minutes")
def desk(meeting_id: int) -> str:
    """Show the minutes to those who finish, publish and correct them."""
    return _desk_page(queries.get_held_or_404(meeting_id))


def _desk_page(meeting: Meeting, correction: CorrectionForm | None = None) -> str:
    actor = current_actor()
    coordinators = queries.coordinators_of(meeting.process_id)
    return render_template(
        "meetings/minutes_desk.html",
        process=meeting.process,
        minutes=minutes_of(meeting),
        forms=documents.forms(),
        form=correction or CorrectionForm(formdata=None),
        publication=PublicationForm(formdata=None, obj=meeting),
        may_publish=may_publish(meeting.finished_by_id, actor.account_id or 0, actor.is_admin, coordinators),
    )


@bp.post("/desk/meetings/<int:meeting_id>/end")
def finish(meeting_id: int) -> Response:
    """End the meeting: its minutes are finished."""
    meeting = queries.get_held_or_404(meeting_id, to_change=True)
    actions.finish(meeting, by=current_actor(), at=clock.now())
    return _changed(meeting, _("The minutes are finished. Now somebody else of the coordination reads them."))


@bp.post("/desk/meetings/<int:meeting_id>/reopening")
def reopen(meeting_id: int) -> Response:
    """Let the minutes be written on."""
    meeting = queries.get_held_or_404(meeting_id, to_change=True)
    actions.reopen(meeting, by=current_actor(), at=clock.now())
    return _changed(meeting, _("The minutes can be changed again."))


@bp.post("/desk/meetings/<int:meeting_id>/publication")
@asks_again("minutes.desk")
def publish(meeting_id: int) -> AnyResponse:
    """Show the minutes to everybody, as they were read."""
    meeting, form = queries.get_held_or_404(meeting_id, to_change=True), PublicationForm()
    if form.version.data != meeting.version:
        flash(_("The minutes have changed since you read them. Please look at them once more."), "warning")
        return make_response(_desk_page(meeting), 409)
    actions.publish(meeting, by=current_actor(), at=clock.now())
    return _changed(meeting, _("The minutes are public now."))


@bp.post("/desk/meetings/<int:meeting_id>/corrections")
def correct(meeting_id: int) -> AnyResponse:
    """Put a correction under the minutes."""
    meeting, form = queries.get_held_or_404(meeting_id, to_change=True), CorrectionForm()
    if not form.validate_on_submit():
        return make_response(_desk_page(meeting, form), 422)
    actions.correct(meeting, form.text.data, by=current_actor(), at=clock.now())
    return _changed(meeting, _("The correction stands under the minutes."))


def _changed(meeting: Meeting, said: str) -> Response:
    db.session.commit()
    flash(said, "success")
    return done(url_for(".desk", meeting_id=meeting.id))
