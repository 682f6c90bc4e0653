"""The steps of the board with the way back from each, and putting two clusters together."""

from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done, object_to, render
from ideenboard.base.ids import asked_id, read_id
from ideenboard.clusters import actions, actions_undo, queries, queries_ranking, queries_steps, rules
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.rules import Pick
from ideenboard.clusters.views import answer_board, bp, cluster_at, look
from ideenboard.processes.queries import current_actor, get_worked_on_or_404, on_stage, require_care


@bp.get("/desk/<slug>/clusters/steps")
def steps(slug: str) -> Response:
    """Show what was done at the board, of one cluster or of all, each step with its way back."""
    process = get_worked_on_or_404(slug)
    cluster_id = asked_id("cluster")
    cluster = cluster_at(slug, cluster_id) if cluster_id else None
    told, mark = queries_steps.steps_of(process.id, cluster_id, asked_id("after"), by=current_actor())
    context: dict[str, Any] = {"process": process, "cluster": cluster, "told": told, "mark": mark}
    return render("clusters/steps.html", "clusters/_step_rows.html", **context)


@bp.post("/clusters/steps/<int:step_id>/undoing")
def undo(step_id: int) -> Response:
    """Undo a step; where later ones stand in the way, say which cards those are, and offer to undo the rest."""
    step = queries_steps.get_step_or_404(step_id)
    process = on_stage(step.process)
    undoing = actions_undo.prepare(step)
    partly = "partly" in request.form
    if not (step.is_undone or undoing.is_exact or partly):
        picks = [Pick(move.card_id, move.after) for move in undoing.way.stuck]
        context = {"process": process, "undoing": undoing, "look": look()}
        found = queries_steps.strays(process.id, picks)
        return object_to("clusters/blocked.html", "clusters/_blocked.html", 409, strays=found, **context)
    undone = actions_undo.undo(undoing, by=current_actor(), at=clock.now(), partly=partly)
    db.session.commit()
    if undone is None:
        flash(_("This was undone already."), "done")
    else:
        back = url_for(".undo", step_id=undone.id, **look().args)
        message = {"text": _("Undone."), "action": back, "label": _("Do it again")}
        flash(message, "done")  # type: ignore[arg-type] # a way back
    if request.args.get("back") == "steps":
        return done(url_for(".steps", slug=process.slug, cluster=asked_id("cluster")))
    return answer_board(process)


@bp.get("/desk/<slug>/clusters/<int:cluster_id>/merging")
def merging(slug: str, cluster_id: int) -> Response:
    """Show what the ranking would be if a cluster went into another one."""
    return render("clusters/merge.html", "clusters/_merge.html", **_preview(cluster_at(slug, cluster_id)))


@bp.post("/clusters/<int:cluster_id>/merging")
def merge(cluster_id: int) -> Response:
    """Put a cluster into another one, as it was shown before."""
    source = queries.get_cluster_or_404(cluster_id, to_change=False)
    target_id = read_id(request.values.get("into", "")) or abort(404)
    clusters = queries_steps.hold_clusters({source.id, target_id})
    target = clusters.get(target_id)
    if target is None or target.process_id != source.process_id or target is source:
        abort(404)
    require_care(target.process_id, target.district_id)
    process = on_stage(source.process)
    actions.check_standing(source)
    actions.check_standing(target)
    if request.form.get("seen") != queries_ranking.state_of([source.id, target.id]):
        return render("clusters/merge.html", "clusters/_merge.html", 409, is_stale=True, **_preview(source))
    step = actions.merge(source, target, by=current_actor(), at=clock.now())
    db.session.commit()
    text = _("“%(source)s” is now part of “%(title)s”.", source=source.title, title=target.title)
    back = {"text": text, "action": url_for(".undo", step_id=step.id)}
    flash(back, "done")  # type: ignore[arg-type] # a way back
    return done(url_for(".desk", slug=process.slug))


def _preview(source: Cluster) -> dict[str, Any]:
    process = on_stage(source.process)
    found = {bundle.id: bundle for bundle in queries.clusters_of(process.id, by=current_actor())}
    target = found.get(read_id(request.values.get("into", "")) or 0)
    context = {"process": process, "source": source, "bundles": found, "target": target, "shifts": [], "seen": ""}
    if target is None or target.id == source.id or source.id not in found:
        return context | {"target": None}
    before = queries_ranking.supporters_if(process.id)
    after = queries_ranking.supporters_if(process.id, {source.id: target.id})
    seen = queries_ranking.state_of([source.id, target.id])
    both = found[source.id].supporters + target.supporters - after[target.id]
    before, after = ({key: one[key] for key in one if key in found} for one in (before, after))
    return context | {"shifts": rules.shifts(before, after), "seen": seen, "both": both, "after": after[target.id]}
