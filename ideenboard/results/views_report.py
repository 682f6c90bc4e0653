"""The report on a vote: one page to print, and the same as a file."""

from typing import Any

from flask import Response, render_template
from flask_babel import get_locale

from ideenboard.base.documents import Document, forms, send
from ideenboard.base.documents.markup import blocks_of
from ideenboard.base.paths import public_url
from ideenboard.results import queries
from ideenboard.results.models import ResultSnapshot
from ideenboard.results.queries_bundle import may_be_recounted
from ideenboard.results.rules_page import of_everybody
from ideenboard.results.views import bp, shown

CHECKED_AT = ("show", "numbers", "recount")


@bp.get("/results/<int:ballot_id>/report")
def report(ballot_id: int) -> str:
    """Show the report on a vote, made for paper."""
    return render_template("results/report.html", forms=forms(), **_told(queries.get_result_or_404(ballot_id)))


@bp.get("/results/<int:ballot_id>/report.<ending>")
def report_file(ballot_id: int, ending: str) -> Response:
    """Hand out the report on a vote as ODT or PDF."""
    told = _told(queries.get_result_or_404(ballot_id))
    blocks = blocks_of(render_template("results/_report.html", **told))
    title, language = told["ballot"].question, get_locale().language
    return send(Document(title, language, blocks), ending, f"report-{ballot_id}")


def _told(snapshot: ResultSnapshot) -> dict[str, Any]:
    addresses = {name: public_url(f"results.{name}", ballot_id=snapshot.ballot_id) for name in CHECKED_AT}
    more = {"may_be_recounted": may_be_recounted(snapshot), "addresses": addresses}
    return shown(snapshot, of_everybody(snapshot.data)) | more
