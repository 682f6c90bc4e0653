"""The ballot on the phone."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("voting", __name__)


@bp.get("/ballots/<int:ballot_id>")
def ballot(ballot_id: int) -> Any:
    """Show a ballot."""
    abort(404)


@bp.post("/ballots/<int:ballot_id>/votes")
def vote(ballot_id: int) -> Any:
    """Set votes."""
    abort(404)
