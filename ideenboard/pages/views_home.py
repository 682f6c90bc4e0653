"""Start page, process page, and the page of a single contribution."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> Any:
    """Show the running processes and the way into a workshop."""
    abort(404)


@bp.get("/processes/<slug>")
def process(slug: str) -> Any:
    """Show where a process stands."""
    abort(404)


@bp.get("/contributions/<int:contribution_id>")
def contribution(contribution_id: int) -> Any:
    """Show a contribution, what was said about it and what became of it."""
    abort(404)
