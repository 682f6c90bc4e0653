"""The pages of a measure and of a cluster: back to what people said, forward to what was promised and what came."""

from datetime import datetime
from typing import Any

from flask import Response, abort, render_template

from ideenboard.base import clock
from ideenboard.base.htmx import render
from ideenboard.clusters import queries as bundling
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries_comments import is_open, room_of, said_before, threads_before
from ideenboard.clusters.views import bp as clusters_bp
from ideenboard.clusters.views_comments import thread_of
from ideenboard.comments.queries import own_token, responses_of
from ideenboard.contributions.forms import CommentForm
from ideenboard.meetings.queries import resolutions_about
from ideenboard.pages.queries import phone_frame, take_seat
from ideenboard.pages.queries_outcome import comments_about
from ideenboard.plans import queries
from ideenboard.plans.queries_promises import moves_of
from ideenboard.plans.queries_updates import updates_of
from ideenboard.plans.rules import is_silent
from ideenboard.plans.views import bp
from ideenboard.processes.queries import current_actor, on_stage
from ideenboard.processes.rules import Actor
from ideenboard.results.queries_places import places_of


@bp.get("/measures/<int:measure_id>")
def measure(measure_id: int) -> str:
    """Show a measure with everything that led to it and everything that came of it."""
    measure, actor = queries.get_measure_or_404(measure_id), current_actor()
    sources = queries.sources_of([measure.id], actor)[measure.id]
    origins = queries.origins_of(measure.id)
    clusters = [origin.cluster_id for origin in origins if origin.cluster_id is not None]
    milestones = queries.milestones_of([measure.id])[measure.id]
    today = clock.to_local(clock.now()).date()
    return render_template(
        "pages/measure.html",
        measure=measure,
        milestones=milestones,
        moves=moves_of([milestone.id for milestone in milestones]),
        updates=updates_of(measure.id),
        is_silent=is_silent(measure, today, measure.plan.process.silent_after),
        origins=origins,
        cards=queries.source_cards(sources, actor),
        comments=comments_about(sources, clusters),
        places=places_of(sources, clusters),
        resolutions=resolutions_about([measure.id], clusters),
        today=today,
    )


@clusters_bp.get("/clusters/<int:cluster_id>", endpoint="show")
def cluster(cluster_id: int) -> Response:
    """Show a cluster with what became of it, and those of its contributions that this visitor may read."""
    cluster, actor = bundling.get_public_cluster_or_404(cluster_id), current_actor()
    members = bundling.members_of(cluster_id, actor) or abort(404)
    before = threads_before(cluster_id)
    return render(
        "pages/cluster.html",
        "clusters/_cards.html",
        process=on_stage(cluster.process),
        cluster=cluster,
        members=members,
        gaps=bundling.gaps_in(cluster_id, actor),
        responses=responses_of(cluster.thread_id, *before),
        supporters=bundling.supporters_among([member.id for member in members]),
        way=_way_of(cluster_id),
        said_before=said_before(before),
        **_thread_part(cluster, actor),
    )


def _thread_part(cluster: Cluster, actor: Actor) -> dict[str, Any]:
    """The process's rooms read it in their workshop and may say something about it; all others the public page."""
    room = room_of(cluster.process_id, actor)
    may_comment, thread = is_open(cluster, room), thread_of(cluster)
    if room is not None:
        frame = {"layout": "_ui/layout_phone.html", **phone_frame(take_seat(room.code), "board")}
    else:
        frame = {"layout": "_ui/layout_public.html", "nav_current": "contributions"}
    return {
        **frame,
        **thread,
        "may_comment": may_comment,
        # A form begins a session: who only reads gets no cookie.
        "form": CommentForm() if may_comment else None,
        "ack": own_token(thread["comments"], actor.participant_id),
    }


def _way_of(cluster_id: int) -> list[tuple[datetime, str, Any]]:
    """Its votes, resolutions and measures in the order of their days."""
    measures = queries.measures_of_contribution([], [cluster_id])
    resolutions = resolutions_about([measure.id for measure in measures], [cluster_id])
    votes = [(place.closed_at, "vote", place) for place in places_of([], [cluster_id]) if place.closed_at]
    decisions = [(resolution.decided_at, "decision", resolution) for resolution in resolutions]
    planned = [(measure.created_at, "measure", measure) for measure in measures]
    return sorted([*votes, *decisions, *planned], key=lambda step: step[0])
