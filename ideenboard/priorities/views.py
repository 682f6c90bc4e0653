"""The matrix of impact and effort: one's own estimate, what all agree upon, and the way into the plan."""

from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done, render
from ideenboard.base.ids import asked_id, read_id
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries import check_on_desk, get_cluster_or_404
from ideenboard.clusters.queries_steps import hold_clusters
from ideenboard.priorities import actions, queries, rules
from ideenboard.priorities.forms import AgreementForm, EstimateForm, WeightsForm
from ideenboard.priorities.models import Agreement, Weights
from ideenboard.priorities.rules import Point, Weighing
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_coordinated_or_404, get_worked_on_or_404, on_stage

bp = Blueprint("priorities", __name__)
PAGE, PART = "priorities/matrix.html", "priorities/_board.html"


@bp.get("/desk/<slug>/priorities")
def show(slug: str) -> Response:
    """Show the matrix: what I think myself, or what we agree upon."""
    return render(PAGE, PART, **page(get_worked_on_or_404(slug)))


@bp.get("/desk/<slug>/priorities/changes")
def changes(slug: str) -> Response:
    """Say what others changed since a mark: 204 while nothing did, else the matrix as it is now."""
    process = get_worked_on_or_404(slug)
    if request.args.get("since") == queries.matrix_mark(process.id):
        return Response(status=204)
    return Response(render_template(PART, **page(process)))


@bp.post("/clusters/<int:cluster_id>/estimate")
def estimate(cluster_id: int) -> Response:
    """Say what I think of a cluster; with nothing chosen, nothing any more."""
    cluster, process, form = *_held(cluster_id), EstimateForm()
    if not form.validate():
        return render(PAGE, PART, 422, **page(process, {cluster.id: form}))
    actions.estimate(cluster, _point(form), by=current_actor(), at=clock.now())
    db.session.commit()
    return done(_back(process), PART, **page(process))


@bp.post("/clusters/<int:cluster_id>/agreement")
def agree(cluster_id: int) -> Response:
    """Set what we agreed upon for a cluster."""
    cluster, process, form = *_held(cluster_id), AgreementForm()
    if not form.validate():
        return render(PAGE, PART, 422, **page(process, {cluster.id: form}))
    if form.is_stale(AgreementForm(None, obj=db.session.get(Agreement, cluster.id))):
        return render(PAGE, PART, 409, **page(process, {cluster.id: form}))
    actions.agree(cluster, _point(form), by=current_actor(), at=clock.now())
    db.session.commit()
    return done(_back(process, "agreed"), PART, **page(process))


@bp.post("/desk/<slug>/priorities/weights")
def weigh(slug: str) -> Response:
    """Set how often impact and little effort count."""
    process, form = get_coordinated_or_404(slug), WeightsForm()
    if not form.validate():
        return render(PAGE, PART, 422, **page(process, weights=form))
    if form.is_stale(_weights_form(queries.weights_of(process.id))):
        return render(PAGE, PART, 409, **page(process, weights=form))
    actions.weigh(process, form.impact.data, form.effort.data, by=current_actor(), at=clock.now())
    db.session.commit()
    return done(_back(process, "agreed"), PART, **page(process))


@bp.post("/desk/<slug>/priorities/measures")
def make_measures(slug: str) -> Response:
    """Make measures of the chosen clusters, all in one step."""
    process = get_worked_on_or_404(slug)
    ids = [read_id(value) or abort(404) for value in request.form.getlist("clusters")]
    if not ids:
        raise Refusal(_("Please select at least one cluster."))
    check_on_desk(process.id, [], ids)
    held = hold_clusters(set(ids))
    clusters = [held[key] for key in dict.fromkeys(ids) if key in held and held[key].process_id == process.id]
    if len(clusters) != len(set(ids)):
        abort(404)
    made = actions.make_measures(process, clusters, by=current_actor(), at=clock.now())
    db.session.commit()
    text = ngettext("%(num)s measure is in the plan now.", "%(num)s measures are in the plan now.", len(made))
    if len(made) < len(clusters):
        text += " " + _("The others were measures already.")
    flash(text, "done")
    return done(url_for("planning.index", slug=slug))


def _held(cluster_id: int) -> tuple[Cluster, Process]:
    cluster = get_cluster_or_404(cluster_id)
    return cluster, on_stage(cluster.process)


def _point(form: EstimateForm | AgreementForm) -> Point | None:
    return None if form.impact.data is None else Point(form.impact.data, form.effort.data)


def _back(process: Process, mode: str | None = None) -> str:
    return url_for("priorities.show", slug=process.slug, mode=mode, ballot=asked_id("ballot"))


def _weights_form(known: Weights | None) -> WeightsForm:
    usual = Weighing()
    return WeightsForm(None, obj=known, data=None if known else {"impact": usual.impact, "effort": usual.effort})


def page(process: Process, forms: dict[int, Any] | None = None, weights: WeightsForm | None = None) -> dict[str, Any]:
    """What the page shows. `forms` and `weights` hold what was refused."""
    # The mark from before anything is read: what happens meanwhile is news to the next question.
    mark, known = queries.matrix_mark(process.id), queries.weights_of(process.id)
    weighing = Weighing(known.impact, known.effort) if known else Weighing()
    votes = queries.votes_on_clusters(process.id, by=current_actor())
    vote = next((row for row in votes if row.id == asked_id("ballot")), None)
    by = current_actor()
    people = queries.places_by_vote(vote.data) if vote else queries.places_by_support(process.id, by=by)
    mode = _mode()
    items = queries.items_of(process.id, by, weighing, people)
    return {
        "process": process,
        # One's own list stands still while one goes through it.
        "items": sorted(items, key=lambda item: item.bundle.number) if mode == "own" else items,
        **{"spots": rules.spots, "x_of": rules.x_of, "y_of": rules.y_of, "quadrant": rules.quadrant},
        "mode": mode,
        "live_url": url_for(".changes", slug=process.slug, since=mark, mode=mode, ballot=vote.id if vote else None),
        "votes": votes,
        "vote": vote,
        "weighing": weighing,
        "weights": weights or _weights_form(known),
        "forms": {item.bundle.id: _form(item, mode) for item in items} | (forms or {}),
    }


def _mode() -> str:
    """Whether the page shows what I think myself, or what we agree upon."""
    if request.endpoint in ("priorities.show", "priorities.changes"):
        return "agreed" if request.args.get("mode") == "agreed" else "own"
    return "own" if request.endpoint == "priorities.estimate" else "agreed"


def _form(item: queries.Item, mode: str) -> EstimateForm | AgreementForm:
    if mode == "own":
        own = item.own
        return EstimateForm(None, data={"impact": own.impact, "effort": own.effort} if own else None)
    return AgreementForm(None, obj=item.agreement)
