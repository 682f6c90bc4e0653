"""The cluster desk and the public page of a cluster."""

from typing import Any

from flask import Blueprint, abort

bp = Blueprint("clusters", __name__)


@bp.get("/desk/<slug>/clusters")
def desk(slug: str) -> Any:
    """Show unsorted cards beside the clusters."""
    abort(404)


@bp.get("/clusters/<int:cluster_id>")
def show(cluster_id: int) -> Any:
    """Show a cluster with its contributions."""
    abort(404)
