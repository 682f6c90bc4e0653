"""Writing plans."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("planning", __name__)


@bp.get("/desk/<slug>/plans")
def index(slug: str) -> Any:
    """Show the plans of a process to their writers."""
    abort(404)
