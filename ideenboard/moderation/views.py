"""The queue, decisions, responses and notes."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("moderation", __name__)


@bp.get("/desk/<slug>/queue")
def queue(slug: str) -> Any:
    """Show what waits for a decision."""
    abort(404)


@bp.get("/desk/<slug>/contributions/<int:contribution_id>")
def show(slug: str, contribution_id: int) -> Any:
    """Show a contribution to coordinators, with notes and history."""
    abort(404)


@bp.post("/contributions/<int:contribution_id>/publication")
def publish(contribution_id: int) -> Any:
    """Approve a contribution."""
    abort(404)


@bp.post("/contributions/<int:contribution_id>/hiding")
def hide(contribution_id: int) -> Any:
    """Hide a contribution, with a reason."""
    abort(404)


@bp.post("/contributions/<int:contribution_id>/responses")
def respond(contribution_id: int) -> Any:
    """Answer for the city."""
    abort(404)


@bp.post("/contributions/<int:contribution_id>/notes")
def note(contribution_id: int) -> Any:
    """Leave an internal note."""
    abort(404)
