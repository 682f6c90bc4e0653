"""Answers of the city: prepared quietly, published together; text blocks for what is said often."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done, render
from ideenboard.base.ids import read_id
from ideenboard.clusters import actions_answers as actions
from ideenboard.clusters import queries_answers as queries
from ideenboard.clusters.forms_answers import BlockForm, DraftForm
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries import get_cluster_or_404
from ideenboard.comments.queries import desk_responses_of, text_blocks_of
from ideenboard.moderation.forms import ResponseForm
from ideenboard.people.guards import asks_again
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_coordinated_or_404, get_worked_on_or_404, on_stage

bp = Blueprint("answers", __name__)


@bp.get("/desk/<slug>/answers")
def index(slug: str) -> Response:
    """Show the drafts, what was published last, and the text blocks."""
    return _page(get_worked_on_or_404(slug))


def _page(
    process: Process,
    block_form: BlockForm | None = None,
    status: int = 200,
    seen: Mapping[int, int | None] | None = None,
) -> Response:
    by = current_actor()
    drafts = queries.drafts_of(process.id, by=by)
    context: dict[str, Any] = {
        "process": process,
        "drafts": drafts,
        "seen": seen,
        "changed": [one.response.id for one in drafts if seen and one.response.version != seen.get(one.response.id)],
        "latest": queries.latest_of(process.id, by=by),
        "unanswered": queries.unanswered_count(process.id, by=by),
        "blocks": text_blocks_of(process.id),
        "block_form": block_form or BlockForm(None),
    }
    return make_response(render_template("clusters/answers.html", **context), status)


@bp.post("/desk/<slug>/answers/publication")
@asks_again("answers.index")
def publish(slug: str) -> Response:
    """Publish the selected drafts at the same moment."""
    process, by = get_worked_on_or_404(slug), current_actor()
    seen = _seen_drafts()
    drafts = queries.drafts_of(process.id, seen, by=by, to_change=True)
    if any(seen[one.response.id] != one.response.version for one in drafts):
        return _page(process, status=409, seen=seen)
    count = actions.publish_all(drafts, by=by, at=clock.now())
    db.session.commit()
    flash(ngettext("%(num)s answer is public now.", "%(num)s answers are public now.", count), "done")
    return done(url_for(".index", slug=slug))


def _seen_drafts() -> dict[int, int | None]:
    """The drafts that were selected, each with the version that was read: "17.2"."""
    if not (values := request.form.getlist("drafts")):
        raise Refusal(_("Please select at least one draft."))
    parts = [value.partition(".") for value in values]
    return {read_id(number) or abort(404): read_id(version) for number, _dot, version in parts}


@bp.get("/desk/<slug>/answers/<int:response_id>")
def draft(slug: str, response_id: int) -> Response:
    """Show a draft to change it."""
    process = get_worked_on_or_404(slug)
    found = queries.get_draft_or_404(process.id, response_id, by=current_actor())
    return _draft_page(process, found, DraftForm(None, obj=found.response))


def _draft_page(process: Process, found: queries.Answered, form: DraftForm, status: int = 200) -> Response:
    page = render_template("clusters/answers_draft.html", process=process, draft=found, form=form)
    return make_response(page, status)


@bp.post("/desk/<slug>/answers/<int:response_id>")
def edit(slug: str, response_id: int) -> Response:
    """Give a draft other words."""
    process = get_worked_on_or_404(slug)
    found, form = queries.get_answer_or_404(process.id, response_id, by=current_actor()), DraftForm()
    if not form.validate():
        return _draft_page(process, found, form, 422)
    # Also what was published or dropped meanwhile: what was typed for it is not thrown away.
    if not found.is_draft or form.is_stale(DraftForm(None, obj=found.response)):
        return _draft_page(process, found, form, 409)
    actions.edit_draft(found, form.text.data, by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("Saved."), "done")
    return done(url_for(".index", slug=slug))


@bp.post("/desk/<slug>/answers/<int:response_id>/removal")
def drop(slug: str, response_id: int) -> Response:
    """Drop a draft."""
    process = get_worked_on_or_404(slug)
    found = queries.get_draft_or_404(process.id, response_id, by=current_actor(), to_change=True)
    actions.drop_draft(found, by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("The draft is dropped."), "done")
    return done(url_for(".index", slug=slug))


@bp.post("/desk/<slug>/answers/blocks")
def add_block(slug: str) -> Response:
    """Add a text block."""
    process, form = get_coordinated_or_404(slug), BlockForm()
    if not form.validate():
        return _page(process, form, 422)
    actions.add_block(process, form.name.data, form.text.data, by=current_actor(), at=clock.now())
    db.session.commit()
    return done(url_for(".index", slug=slug))


@bp.post("/desk/<slug>/answers/blocks/<int:block_id>/removal")
def remove_block(slug: str, block_id: int) -> Response:
    """Remove a text block."""
    process = get_coordinated_or_404(slug)
    block = queries.get_block_or_404(process.id, block_id)
    actions.remove_block(block, by=current_actor(), at=clock.now())
    db.session.commit()
    return done(url_for(".index", slug=slug))


@bp.get("/desk/clusters/<int:cluster_id>/answers")
def of_cluster(cluster_id: int) -> Response:
    """Show what the city answered to a cluster, and the form for another answer."""
    return _cluster_page(get_cluster_or_404(cluster_id, to_change=False))


def _cluster_page(cluster: Cluster, form: ResponseForm | None = None, status: int = 200) -> Response:
    process = on_stage(cluster.process)
    context: dict[str, Any] = {
        "process": process,
        "cluster": cluster,
        "responses": desk_responses_of(cluster.thread_id),
        "form": form or ResponseForm(None).with_block(text_blocks_of(process.id)),
    }
    return render("clusters/answers_cluster.html", "clusters/answers_cluster.html", status, **context)


@bp.post("/desk/clusters/<int:cluster_id>/answers")
def respond(cluster_id: int) -> Response:
    """Answer a cluster for the city, or save a draft."""
    cluster = get_cluster_or_404(cluster_id)
    blocks = text_blocks_of(cluster.process_id)
    form, is_draft = ResponseForm().with_block(blocks), "draft" in request.form
    if "insert" in request.form:
        form.inserted(blocks)
        return _cluster_page(cluster, form)
    if not form.validate():
        return _cluster_page(cluster, form, 422)
    actions.respond(cluster, form.text.data, by=current_actor(), at=clock.now(), is_draft=is_draft)
    db.session.commit()
    flash(_("The draft is saved.") if is_draft else _("The answer is public now, under every contribution."), "done")
    return done(url_for(".of_cluster", cluster_id=cluster.id))


@bp.post("/desk/clusters/<int:cluster_id>/answers/<int:response_id>/withdrawal")
def withdraw(cluster_id: int, response_id: int) -> Response:
    """Take an answer to a cluster back."""
    cluster = get_cluster_or_404(cluster_id)
    response = queries.response_in(cluster.thread_id, response_id)
    actions.withdraw_response(cluster, response, by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("The answer is not public any more."), "done")
    return done(url_for(".of_cluster", cluster_id=cluster.id))
