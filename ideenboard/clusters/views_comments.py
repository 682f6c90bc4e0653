"""What participants say about a cluster: said from the phone, hidden and shown again at the desk."""

from typing import Any

from flask import Response, url_for

from ideenboard.base import clock
from ideenboard.base.acks import acknowledge
from ideenboard.base.db import db
from ideenboard.base.htmx import done, render
from ideenboard.clusters import actions_comments as actions
from ideenboard.clusters import queries_comments as queries
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries import get_cluster_or_404
from ideenboard.clusters.views import bp, workbench
from ideenboard.comments.models import Comment
from ideenboard.comments.queries import comments_of
from ideenboard.contributions.forms import CommentForm
from ideenboard.moderation.forms import HideForm, hiding
from ideenboard.processes.queries import current_actor


@bp.post("/clusters/<int:cluster_id>/comments")
def comment(cluster_id: int) -> Response:
    """Say something about a cluster, once, however often it arrives."""
    (cluster, room), form = queries.get_in_room_or_404(cluster_id), CommentForm()
    if not form.validate_on_submit():
        page = {"form": form, **thread_of(cluster)}
        return render("clusters/comment_again.html", "contributions/_comment_form.html", 422, cluster=cluster, **page)
    words = (form.text.data, form.token.data)
    is_new = actions.comment(cluster, room, *words, by=current_actor(), at=clock.now())
    db.session.commit()
    to = url_for(".show", cluster_id=cluster.id, _anchor="comments")
    page = {"form": CommentForm(formdata=None), "ack": form.token.data, "may_comment": True, **thread_of(cluster)}
    return acknowledge(done(to, "contributions/_comments.html", 201 if is_new else 200, **page))


def thread_of(cluster: Cluster) -> dict[str, Any]:
    """What was said about a cluster, and where more is said."""
    return {
        "comments": comments_of(cluster.thread_id),
        "comment_url": url_for("clusters.comment", cluster_id=cluster.id),
        "comment_draft": f"comment-cluster-{cluster.id}",
    }


@bp.post("/clusters/<int:cluster_id>/comments/<int:comment_id>/hiding")
def hide_comment(cluster_id: int, comment_id: int) -> Response:
    """Take a comment out of the public thread."""
    cluster = get_cluster_or_404(cluster_id)
    said = queries.comment_on_or_404(cluster, comment_id)
    form = HideForm.of(cluster.process_id, prefix="comment-")
    if not form.validate():
        page = workbench(cluster) | hiding(said.id, form)
        return render("clusters/edit.html", "moderation/_comments.html", 422, **page)
    why = form.chosen, form.explanation.data or ""
    actions.hide_comment(cluster, said, *why, by=current_actor(), at=clock.now())
    db.session.commit()
    return _back(cluster, said)


@bp.post("/clusters/<int:cluster_id>/comments/<int:comment_id>/hiding/removal")
def show_comment(cluster_id: int, comment_id: int) -> Response:
    """Bring a hidden comment back."""
    cluster = get_cluster_or_404(cluster_id)
    said = queries.comment_on_or_404(cluster, comment_id)
    actions.show_comment(cluster, said, by=current_actor(), at=clock.now())
    db.session.commit()
    return _back(cluster, said)


def _back(cluster: Cluster, said: Comment) -> Response:
    to = url_for(".edit_form", slug=cluster.process.slug, cluster_id=cluster.id, _anchor="comments")
    return done(to, "moderation/_comments.html", settled=said.id, **workbench(cluster))
