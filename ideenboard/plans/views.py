"""Public plans and measures."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("plans", __name__)


@bp.get("/processes/<slug>/plans")
def index(slug: str) -> Any:
    """Show the plans of a process."""
    abort(404)


@bp.get("/plans/<int:plan_id>")
def show(plan_id: int) -> Any:
    """Show a plan with its measures."""
    abort(404)


@bp.get("/measures/<int:measure_id>")
def measure(measure_id: int) -> Any:
    """Show a measure."""
    abort(404)
