"""Taking a call off one's desk."""

from flask import Blueprint, Response, url_for

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.comments.actions import see_mention
from ideenboard.pages.queries_calls import get_call_or_404
from ideenboard.processes.queries import require_account

bp = Blueprint("calls", __name__)


@bp.post("/desk/calls/<int:note_id>/done")
def see(note_id: int) -> Response:
    """Note that somebody has seen to a note that called for them."""
    see_mention(get_call_or_404(require_account(), note_id).mention, at=clock.now())
    db.session.commit()
    return done(url_for("desk.index"))
