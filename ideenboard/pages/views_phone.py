"""The workshop on the phone: contribute, see, vote, mine."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("phone", __name__)


@bp.get("/w/<code>/contribute")
def contribute_form(code: str) -> Any:
    """Show the form for a contribution."""
    abort(404)


@bp.post("/w/<code>/contributions")
def contribute(code: str) -> Any:
    """Bring a contribution in."""
    abort(404)


@bp.get("/w/<code>/sent/<receipt>")
def sent(code: str, receipt: str) -> Any:
    """Show what was just sent, with its receipt."""
    abort(404)


@bp.get("/w/<code>/board")
def board(code: str) -> Any:
    """Show the cards of the workshop."""
    abort(404)


@bp.get("/w/<code>/changes")
def changes(code: str) -> Any:
    """Say what changed since a revision."""
    abort(404)


@bp.get("/w/<code>/vote")
def vote(code: str) -> Any:
    """Show the open ballots of the workshop."""
    abort(404)


@bp.get("/w/<code>/mine")
def mine(code: str) -> Any:
    """Show what this device brought in."""
    abort(404)
