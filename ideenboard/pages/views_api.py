"""Reading for programs: what the public pages show, as JSON, with its description (OpenAPI)."""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template

from ideenboard.base.paths import public_url
from ideenboard.base.tables import FORMATS, Table
from ideenboard.pages.queries_export import TABLES, table_of
from ideenboard.pages.queries_scope import Scope
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_process_or_404, published_processes
from ideenboard.results.queries import results_of

bp = Blueprint("api", __name__)
DESCRIPTION = Path(__file__).with_name("openapi.json")


@bp.get("/api")
def about() -> str:
    """Explain the addresses for programs."""
    return render_template("pages/api.html", paths=_description()["paths"])


@bp.get("/api/openapi.json")
def openapi() -> Response:
    """Describe the addresses for programs."""
    return jsonify(_description())


@bp.get("/api/processes")
def processes() -> Response:
    """List the published processes."""
    return jsonify({"processes": [_process(process) for process in published_processes()]})


@bp.get("/api/processes/<slug>")
def process(slug: str) -> Response:
    """Tell a process, the tables it has, and its results."""
    process = get_process_or_404(slug)
    published = [row.Ballot for row in results_of(process.id, current_actor()) if row.published_at]
    results = [
        {"id": ballot.id, "question": ballot.question, "url": public_url("results.numbers", ballot_id=ballot.id)}
        for ballot in published
    ]
    tables = {name: public_url("api.table", slug=slug, name=name) for name in TABLES}
    return jsonify(_process(process) | {"tables": tables, "results": results})


@bp.get("/api/processes/<slug>/<name>")
def table(slug: str, name: str) -> Response:
    """Give one table of what is public of a process."""
    found = table_of(Scope(get_process_or_404(slug), everything=False), name) or abort(404)
    return jsonify({"name": name, "about": str(found.about), "rows": _rows(found)})


def _rows(table: Table) -> list[dict[str, Any]]:
    return json.loads(FORMATS["json"].write([table], {}))[table.name]


def _process(process: Process) -> dict[str, Any]:
    return {
        "slug": process.slug,
        "title": process.title,
        "summary": process.summary,
        "organiser": process.organiser,
        "starts": process.starts_on.isoformat(),
        "ends": process.ends_on.isoformat(),
        "licence": process.terms.text if process.terms else None,
        "url": public_url("home.process", slug=process.slug),
    }


def _description() -> dict[str, Any]:
    description: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    return description | {"servers": [{"url": current_app.config["BASE_URL"]}]}
