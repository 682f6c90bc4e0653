"""Creating and editing processes, districts, themes, groups, events and workshops."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("settings", __name__)


@bp.get("/desk/new")
def new_process() -> Any:
    """Show the form for a new process."""
    abort(404)


@bp.get("/desk/<slug>/settings")
def process(slug: str) -> Any:
    """Show and edit a process."""
    abort(404)


@bp.get("/desk/<slug>/events")
def events(slug: str) -> Any:
    """Show the events of a process with their workshops."""
    abort(404)
