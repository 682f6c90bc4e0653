"""Reading clusters: the board of the desk and what changes on it, and one cluster at the desk."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done, render, wants_fragment
from ideenboard.base.ids import asked_id, read_id
from ideenboard.clusters import forms, queries, queries_board, queries_steps
from ideenboard.clusters.models import Cluster, letters
from ideenboard.clusters.queries import EVERYWHERE, PAGE, Place
from ideenboard.clusters.queries_board import Look
from ideenboard.clusters.rules import common_district
from ideenboard.contributions.models import Contribution
from ideenboard.moderation.forms import HideForm, hiding
from ideenboard.moderation.queries import all_comments_of
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, districts_worked_in, get_worked_on_or_404, on_stage

bp = Blueprint("clusters", __name__)
bp.add_app_template_filter(letters, "letters")
# A board that was scrolled further down than this shows the rest when one asks for more again.
MOST_SHOWN = 500


@bp.get("/desk/<slug>/clusters")
def desk(slug: str) -> Response:
    """Show unsorted cards beside the clusters."""
    process = get_worked_on_or_404(slug)
    if not wants_fragment():
        return render("clusters/desk.html", "", **board(process))
    if "open" in request.args or "in" in request.args:
        return render("clusters/desk.html", "clusters/_bundles.html", **board(process))
    fragment = "clusters/_unsorted_rows.html" if "after" in request.args else "clusters/_unsorted.html"
    return render("clusters/desk.html", fragment, process=process, **unsorted(process.id))


@bp.get("/desk/<slug>/clusters/changes")
def changes(slug: str) -> Response:
    """Say what changed on the board since a mark: 204 while nothing did, else both sides as they are now."""
    process = get_worked_on_or_404(slug)
    if request.args.get("since") == queries_board.board_mark(process.id):
        return Response(status=204)
    return Response(render_template("clusters/_live.html", **board(process)))


@bp.get("/desk/<slug>/clusters/<int:cluster_id>")
def edit_form(slug: str, cluster_id: int) -> Response:
    """Show a cluster to coordinators: its words, and all its cards to take out or move."""
    return render("clusters/edit.html", "clusters/_members.html", **workbench(cluster_at(slug, cluster_id)))


def cluster_at(slug: str, cluster_id: int) -> Cluster:
    """A cluster as a page of the desk of its process names it."""
    get_worked_on_or_404(slug)
    cluster = queries.get_cluster_or_404(cluster_id, to_change=False)
    return cluster if cluster.process.slug == slug else abort(404)


def place() -> Place:
    """The part of the process that the address names; what it cannot mean is everything."""
    value = request.args.get("district", "")
    if value == "none":
        return Place(only_citywide=True)
    district_id = read_id(value)
    return Place(district_id=district_id) if district_id else EVERYWHERE


def district_for(process: Process, cards: Sequence[Contribution]) -> int | None:
    """The district of a new cluster: the one that is looked at, else that of its cards.

    Raises Refusal where it would not lie at the desk of whoever makes it.
    """
    district_id = place().district_id or common_district(card.district_id for card in cards)
    if not current_actor().looks_after(process.id, district_id):
        raise Refusal(_("Please choose contributions of one of your districts for a cluster."))
    return district_id


def look() -> Look:
    """How the address looks at the board."""
    shown = (read_id(value) for value in request.args.getlist("open"))
    return Look(
        place(),
        words=_asked("q"),
        within=_asked("in"),
        is_folded=request.args.get("fold", "") not in ("", "False"),
        with_nearest=request.args.get("near", "") not in ("", "False"),
        in_full=frozenset(number for number in shown if number is not None),
    )


def _asked(name: str) -> str:
    return request.args.get(name, "").replace("\0", "")[:200]


def unsorted(process_id: int) -> dict[str, Any]:
    """What the left side of the board shows."""
    seen, by = look(), current_actor()
    size = max(PAGE, min(asked_id("shown") or PAGE, MOST_SHOWN))
    rows, mark = queries.unsorted_page(process_id, seen.place, seen.words, asked_id("after"), size, by=by)
    count = queries.unsorted_count(process_id, seen.place, seen.words, by=by)
    near = queries_board.nearest_to(process_id, [row.id for row in rows], by=by) if seen.with_nearest else {}
    return {
        **{"rows": rows, "mark": mark, "count": count, "near": near},
        **{"look": seen, "here": seen.place, "checked": [row.id for row in rows] if "pick" in request.args else ()},
    }


def board(process: Process, form: forms.NewClusterForm | None = None, checked: Collection[int] = ()) -> dict[str, Any]:
    """What both sides of the board show."""
    # The mark from before the parts are read: what happens meanwhile is news to the next question.
    mark, seen = queries_board.board_mark(process.id), look()
    bundles = queries.clusters_of(process.id, seen.place, by=current_actor())
    return {
        **unsorted(process.id),
        "process": process,
        "districts": districts_worked_in(process.id),
        "bundles": queries_board.with_previews(bundles, seen.within, seen.in_full),
        "targets": bundles,
        "form": form or forms.NewClusterForm(None),
        **({"checked": checked} if checked else {}),
        "last_step": queries_steps.last_step_of(process.id, current_actor().name),
        "live_url": url_for("clusters.changes", slug=process.slug, since=mark, **seen.args),
    }


def workbench(cluster: Cluster, form: forms.ClusterForm | None = None) -> dict[str, Any]:
    """What the desk page of one cluster shows."""
    process = on_stage(cluster.process)
    return {
        "process": process,
        "cluster": cluster,
        "bundle": queries.bundles([cluster.id])[cluster.id],
        "others": [b for b in queries.clusters_of(process.id, by=current_actor()) if b.id != cluster.id],
        "members": queries.members_of(cluster.id),
        "form": form or forms.ClusterForm(None, obj=cluster),
        "here": place(),
        "comments": all_comments_of(cluster.thread_id),
        **hiding(asked_id("hide"), HideForm.of(process.id, formdata=None, prefix="comment-")),
        "ask_hide_url": partial(url_for, "clusters.edit_form", slug=process.slug, cluster_id=cluster.id),
        "hide_comment_url": partial(url_for, "clusters.hide_comment", cluster_id=cluster.id),
        "show_comment_url": partial(url_for, "clusters.show_comment", cluster_id=cluster.id),
    }


def answer_board(process: Process, gone: list[int] | None = None) -> Response:
    """Show the board again: with htmx the clusters, and on the left only what changed."""
    to = url_for("clusters.desk", slug=process.slug, **look().args)
    return done(to, "clusters/_changed.html", gone=gone, **board(process))
