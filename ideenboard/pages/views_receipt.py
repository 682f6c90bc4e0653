"""Back to the person: what became of a contribution."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("receipt", __name__)


@bp.get("/beleg")
def find() -> Any:
    """Take a typed receipt code to its page."""
    abort(404)


@bp.get("/beleg/<code>")
def show(code: str) -> Any:
    """Show the whole trail of a contribution."""
    abort(404)
