"""The coordinator's start pages."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("desk", __name__)


@bp.get("/desk")
def index() -> Any:
    """Show the processes of this account."""
    abort(404)


@bp.get("/desk/<slug>")
def process(slug: str) -> Any:
    """Show what waits in a process."""
    abort(404)
