"""Pages that the law wants one click away."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("legal", __name__)


@bp.get("/impressum")
def imprint() -> Any:
    """Show who is responsible."""
    abort(404)


@bp.get("/datenschutz")
def privacy() -> Any:
    """Show what happens with data."""
    abort(404)


@bp.get("/barrierefreiheit")
def accessibility() -> Any:
    """Show the statement of accessibility."""
    abort(404)


@bp.get("/leichte-sprache")
def easy() -> Any:
    """Explain the site in easy language."""
    abort(404)
