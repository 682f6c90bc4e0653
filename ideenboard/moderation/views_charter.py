"""The moderation charter: for which reasons contributions are hidden, how often, and the log to take away."""

from flask import Blueprint, Response, abort, render_template

from ideenboard.base.tables import FORMATS, write
from ideenboard.moderation.queries_charter import charter_of, log_of
from ideenboard.processes.queries import get_process_or_404

bp = Blueprint("charter", __name__)


@bp.get("/processes/<slug>/moderation")
def show(slug: str) -> str:
    """Show how contributions are moderated."""
    process = get_process_or_404(slug)
    return render_template("moderation/charter.html", process=process, charter=charter_of(process.id))


@bp.get("/processes/<slug>/moderation-log.<form>")
def log(slug: str, form: str) -> Response:
    """Hand out every decision, without anybody's words or names."""
    process = get_process_or_404(slug)
    if form not in FORMATS:
        abort(404)
    heading = {"process": process.title, "organiser": process.organiser}
    response = Response(write([log_of(process.id)], form, heading), mimetype=FORMATS[form].media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-moderation.{form}"'
    return response
