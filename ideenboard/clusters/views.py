"""Reading clusters: the board of the desk, one cluster at the desk, and its public page."""

from collections.abc import Collection
from typing import Any

from flask import Blueprint, Response, abort, request

from ideenboard.base.htmx import render, wants_fragment
from ideenboard.base.ids import asked_id, read_id
from ideenboard.clusters import forms, queries
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries import EVERYWHERE, Place
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, districts_of, get_coordinated_or_404, on_stage

bp = Blueprint("clusters", __name__)


@bp.get("/desk/<slug>/clusters")
def desk(slug: str) -> Response:
    """Show unsorted cards beside the clusters."""
    process = get_coordinated_or_404(slug)
    if wants_fragment():
        fragment = "clusters/_unsorted_rows.html" if "after" in request.args else "clusters/_unsorted.html"
        return render("clusters/desk.html", fragment, process=process, **unsorted(process.id))
    return render("clusters/desk.html", "clusters/_unsorted.html", **board(process))


@bp.get("/desk/<slug>/clusters/<int:cluster_id>")
def edit_form(slug: str, cluster_id: int) -> Response:
    """Show a cluster to coordinators: its words, and all its cards to take out or move."""
    get_coordinated_or_404(slug)
    cluster = queries.get_cluster_or_404(cluster_id, to_change=False)
    if cluster.process.slug != slug:
        abort(404)
    return render("clusters/edit.html", "clusters/_members.html", **workbench(cluster))


@bp.get("/clusters/<int:cluster_id>")
def show(cluster_id: int) -> Response:
    """Show a cluster with those of its contributions that this visitor may read."""
    cluster = queries.get_public_cluster_or_404(cluster_id)
    members = queries.members_of(cluster_id, current_actor()) or abort(404)
    process = on_stage(cluster.process)
    return render(
        "clusters/show.html",
        "clusters/_cards.html",
        process=process,
        cluster=cluster,
        members=members,
        supporters=queries.supporters_among([member.id for member in members]),
    )


def place() -> Place:
    """The part of the process that the address names; what it cannot mean is everything."""
    value = request.args.get("district", "")
    if value == "none":
        return Place(only_citywide=True)
    district_id = read_id(value)
    return Place(district_id=district_id) if district_id else EVERYWHERE


def unsorted(process_id: int) -> dict[str, Any]:
    """What the left side of the board shows."""
    here, words = place(), request.args.get("q", "").replace("\0", "")[:200]
    rows, mark = queries.unsorted_page(process_id, here, words, asked_id("after"))
    count = queries.unsorted_count(process_id, here, words)
    return {"rows": rows, "mark": mark, "count": count, "words": words, "here": here, "checked": ()}


def board(process: Process, form: forms.NewClusterForm | None = None, checked: Collection[int] = ()) -> dict[str, Any]:
    """What both sides of the board show."""
    return {
        **unsorted(process.id),
        "process": process,
        "districts": districts_of(process.id),
        "bundles": queries.with_previews(queries.clusters_of(process.id, place())),
        "form": form or forms.NewClusterForm(None),
        "checked": checked,
    }


def workbench(cluster: Cluster, form: forms.ClusterForm | None = None) -> dict[str, Any]:
    """What the desk page of one cluster shows."""
    process = on_stage(cluster.process)
    return {
        "process": process,
        "cluster": cluster,
        "bundle": queries.bundles([cluster.id])[cluster.id],
        "others": [b for b in queries.clusters_of(process.id) if b.id != cluster.id],
        "members": queries.members_of(cluster.id),
        "form": form or forms.ClusterForm(None, obj=cluster),
        "here": place(),
    }
