"""The report on a process: one page to print, and the same as a file."""

from typing import Any

from flask import Blueprint, Response, render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from ideenboard.base import clock
from ideenboard.base.documents import Document, forms, send
from ideenboard.base.documents.markup import blocks_of
from ideenboard.base.paths import public_url
from ideenboard.pages.queries_numbers import numbers_of
from ideenboard.plans.queries import measures_of, plans_of
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, events_of, get_process_or_404
from ideenboard.results.queries import results_of

bp = Blueprint("report", __name__)


@bp.get("/processes/<slug>/report")
def show(slug: str) -> str:
    """Show the report on a process, made for paper."""
    return render_template("pages/report.html", forms=forms(), **_told(get_process_or_404(slug)))


@bp.get("/processes/<slug>/report.<ending>")
def document(slug: str, ending: str) -> Response:
    """Hand out the report on a process as ODT or PDF."""
    told = _told(get_process_or_404(slug))
    blocks = blocks_of(render_template("pages/_report.html", **told))
    title = _("Report: %(process)s", process=told["process"].title)
    return send(Document(title, get_locale().language, blocks), ending, f"report-{slug}")


def _told(process: Process) -> dict[str, Any]:
    plans = plans_of(process.id)
    return {
        "process": process,
        "numbers": numbers_of(process.id),
        "events": events_of(process.id),
        "results": [row for row in results_of(process.id, current_actor()) if row.published_at],
        "plans": {plan.id: plan for plan in plans},
        "measures": measures_of([plan.id for plan in plans]),
        "today": clock.now(),
        "address": public_url("home.process", slug=process.slug),
    }
