"""Preparing and opening ballots."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("ballots", __name__)


@bp.get("/desk/<slug>/ballots")
def index(slug: str) -> Any:
    """List the ballots of a process."""
    abort(404)
