"""Lists of contributions, and what their authors and readers can do with one."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("contributions", __name__)


@bp.get("/processes/<slug>/contributions")
def index(slug: str) -> Any:
    """List what a process shows to everybody."""
    abort(404)


@bp.get("/contributions/<int:contribution_id>/edit")
def edit_form(contribution_id: int) -> Any:
    """Show the form to change a contribution."""
    abort(404)


@bp.post("/contributions/<int:contribution_id>/edit")
def edit(contribution_id: int) -> Any:
    """Change a contribution."""
    abort(404)


@bp.post("/contributions/<int:contribution_id>/withdrawal")
def withdraw(contribution_id: int) -> Any:
    """Take a contribution back."""
    abort(404)


@bp.post("/contributions/<int:contribution_id>/support")
def support(contribution_id: int) -> Any:
    """Stand behind a contribution."""
    abort(404)


@bp.post("/contributions/<int:contribution_id>/support/removal")
def end_support(contribution_id: int) -> Any:
    """Stand behind a contribution no longer."""
    abort(404)


@bp.post("/contributions/<int:contribution_id>/comments")
def comment(contribution_id: int) -> Any:
    """Say something about a contribution."""
    abort(404)
