"""Files to take away: everything for coordinators, open data for everybody."""

from flask import Blueprint, Response, abort

from ideenboard.base import clock
from ideenboard.base.tables import FORMATS
from ideenboard.pages.queries_export import export, file_name
from ideenboard.pages.queries_scope import Scope
from ideenboard.people.guards import asks_again
from ideenboard.processes.queries import get_coordinated_or_404, get_process_or_404

bp = Blueprint("exports", __name__)


@bp.get("/desk/<slug>/export.<form>")
@asks_again()
def download(slug: str, form: str) -> Response:
    """Hand a coordinator everything of a process as one file."""
    return _file(Scope(get_coordinated_or_404(slug), everything=True), form)


@bp.get("/processes/<slug>/data.<form>")
def open_data(slug: str, form: str) -> Response:
    """Hand anybody what is public of a process as one file."""
    return _file(Scope(get_process_or_404(slug), everything=False), form)


def _file(scope: Scope, form: str) -> Response:
    if form not in FORMATS:
        abort(404)
    at = clock.now()
    response = Response(export(scope, form, at=at), mimetype=FORMATS[form].media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(scope, form, at=at)}"'
    return response
