"""Closing, ranking, publishing, exporting."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("results", __name__)


@bp.get("/processes/<slug>/results")
def index(slug: str) -> Any:
    """List the published results of a process."""
    abort(404)


@bp.get("/results/<int:ballot_id>")
def show(ballot_id: int) -> Any:
    """Show the ranking of a ballot."""
    abort(404)


@bp.get("/ballots/<int:ballot_id>/closing")
def confirm_close(ballot_id: int) -> Any:
    """Ask before a ballot is closed for ever."""
    abort(404)


@bp.post("/ballots/<int:ballot_id>/closing")
def close(ballot_id: int) -> Any:
    """Close a ballot and compute its ranking."""
    abort(404)


@bp.post("/ballots/<int:ballot_id>/result/publication")
def publish(ballot_id: int) -> Any:
    """Publish a result."""
    abort(404)


@bp.get("/desk/<slug>/publish")
def desk(slug: str) -> Any:
    """Show what can be published and exported."""
    abort(404)
