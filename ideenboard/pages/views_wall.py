"""The wall of a room, for its beamer: it shows, and has no control."""

from flask import Blueprint, abort, render_template

from ideenboard.base import clock
from ideenboard.base.codes import read_code
from ideenboard.base.paths import public_url
from ideenboard.base.qr import qr_svg
from ideenboard.processes.actions import count_wrong_code
from ideenboard.processes.forms import place_of
from ideenboard.processes.queries import workshop_by_code
from ideenboard.processes.queries_phases import get_steered_or_404

bp = Blueprint("wall", __name__)


@bp.get("/w/<code>/wall")
def show(code: str) -> str:
    """Show how to join, large."""
    found = workshop_by_code(read_code(code))
    if found is None:
        count_wrong_code(at=clock.now())
        abort(404)
    workshop = get_steered_or_404(found.id)
    join_url = public_url("processes.join_form", code=workshop.code)
    context = {"workshop": workshop, "place": place_of(workshop), "join_url": join_url, "qr_code": qr_svg(join_url)}
    return render_template("pages/wall.html", wall_title=workshop.title, **context)
