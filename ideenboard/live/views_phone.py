"""What the phones in a room say by themselves or at one touch: that they are here, that their people are ready."""

from flask import Blueprint, Response, abort, make_response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.codes import read_code
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.paths import local_path
from ideenboard.live import actions
from ideenboard.processes.actions import count_wrong_code
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries import current_actor, workshop_by_code
from ideenboard.processes.queries_codes import workshop_of_old_code

bp = Blueprint("presence", __name__)


def _seat(code: str) -> tuple[Workshop, int]:
    """The room of a code and the participant who sits in it: 404 unknown, 403 for somebody who has not joined."""
    workshop = workshop_by_code(read_code(code)) or workshop_of_old_code(read_code(code))
    if workshop is None:
        count_wrong_code(at=clock.now())
        abort(404)
    actor = current_actor()
    if actor.participant_id is None or not actor.has_joined(workshop.id):
        abort(403)
    return workshop, actor.participant_id


@bp.post("/w/<code>/presence")
def here(code: str) -> Response:
    """Note that this device shows a page of the room."""
    workshop, participant_id = _seat(code)
    actions.note_presence(workshop, participant_id, at=clock.now())
    db.session.commit()
    return make_response("", 204)


@bp.post("/w/<code>/ready")
def ready(code: str) -> AnyResponse:
    """Say that one is ready for what comes next."""
    return _say(code, True)


@bp.post("/w/<code>/ready/removal")
def not_ready(code: str) -> AnyResponse:
    """Say that one needs more time after all."""
    return _say(code, False)


def _say(code: str, is_ready: bool) -> AnyResponse:
    workshop, participant_id = _seat(code)
    actions.set_ready(workshop, participant_id, is_ready)
    db.session.commit()
    back = local_path(request.form.get("next")) or url_for("phone.board", code=workshop.code)
    return done(back, "live/_ready.html", workshop=workshop, is_ready=is_ready, back=back)
