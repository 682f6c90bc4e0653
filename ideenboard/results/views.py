"""Closing a ballot, and the pages of its result."""

from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.i18n import number
from ideenboard.people.guards import asks_again
from ideenboard.processes.queries import current_actor, get_coordinated_or_404, get_process_or_404
from ideenboard.results import actions, queries
from ideenboard.results.models import ResultSnapshot
from ideenboard.results.queries_bundle import files_of, may_be_recounted
from ideenboard.results.rules_bundle import bundle
from ideenboard.results.rules_page import (
    Scale,
    View,
    agreement,
    even_split,
    lens_scale,
    moved,
    of_everybody,
    of_group,
    scale_for,
    tells_apart,
)
from ideenboard.voting.methods import METHODS
from ideenboard.voting.queries import get_managed_or_404
from ideenboard.voting.queries_turnout import turnout_of

bp = Blueprint("results", __name__)


@bp.get("/processes/<slug>/results")
def index(slug: str) -> str:
    """List the results of a process."""
    process = get_process_or_404(slug)
    return render_template(
        "results/index.html", process=process, results=queries.results_of(process.id, current_actor())
    )


@bp.get("/results/<int:ballot_id>")
def show(ballot_id: int) -> str:
    """Show a ranking: of everybody, or of one group or district."""
    snapshot = queries.get_result_or_404(ballot_id)
    data = snapshot.data
    before = queries.round_before(snapshot.ballot, current_actor())
    return render_template(
        "results/show.html",
        **shown(snapshot, _wanted_view(snapshot)),
        before=before,
        moved=moved(data, before.data) if before else [],
        may_be_recounted=may_be_recounted(snapshot),
        readable=queries.readable_contributions(data, current_actor()),
    )


@bp.get("/results/<int:ballot_id>.json")
def numbers(ballot_id: int) -> Response:
    """Give the numbers of a result to programs."""
    snapshot = queries.get_result_or_404(ballot_id)
    return jsonify({"ballot": ballot_id, "question": snapshot.ballot.question} | snapshot.data)


@bp.get("/results/<int:ballot_id>/recount.zip")
def recount(ballot_id: int) -> Response:
    """Hand anybody what is needed to count a result again."""
    snapshot = queries.get_result_or_404(ballot_id)
    if not may_be_recounted(snapshot):
        abort(404)
    response = Response(bundle(files_of(snapshot)), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="recount-{ballot_id}.zip"'
    return response


@bp.get("/ballots/<int:ballot_id>/closing")
def confirm_close(ballot_id: int) -> str:
    """Ask before a ballot is closed for ever."""
    ballot = get_managed_or_404(ballot_id)
    if not ballot.is_open:
        abort(404)
    return render_template("results/close.html", ballot=ballot, turnout=turnout_of(ballot))


@bp.post("/ballots/<int:ballot_id>/closing")
def close(ballot_id: int) -> Response:
    """Close a ballot and compute its ranking."""
    ballot = get_managed_or_404(ballot_id)
    actions.close(ballot, by=current_actor().name, at=clock.now())
    db.session.commit()
    said = _("The vote is closed and counted. Until it is published, only coordinators see the result.")
    if ballot.workshop_id is not None:
        said = _("The vote is closed and counted. Until it is published, only the wall of the room shows the result.")
    flash(said, "success")
    return done(url_for(".show", ballot_id=ballot_id))


@bp.post("/ballots/<int:ballot_id>/result/publication")
@asks_again("results.show")
def publish(ballot_id: int) -> Response:
    """Let everybody see a result."""
    ballot = get_managed_or_404(ballot_id)
    actions.publish(ballot, by=current_actor().name, at=clock.now())
    db.session.commit()
    back = {"action": url_for(".withdraw", ballot_id=ballot_id), "text": _("The result is public.")}
    flash(back, "success")  # type: ignore[arg-type]
    return done(url_for(".desk", slug=ballot.process.slug))


@bp.post("/ballots/<int:ballot_id>/result/publication/removal")
def withdraw(ballot_id: int) -> Response:
    """Take a published result back."""
    ballot = get_managed_or_404(ballot_id)
    actions.withdraw(ballot, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The result is not public any more."), "success")
    return done(url_for(".desk", slug=ballot.process.slug))


@bp.get("/desk/<slug>/publish")
def desk(slug: str) -> str:
    """Show what can be published and exported."""
    process = get_coordinated_or_404(slug)
    results, collections = queries.results_of(process.id, current_actor()), queries.collections_of(process.id)
    return render_template("results/desk.html", process=process, results=results, collections=collections)


def shown(snapshot: ResultSnapshot, view: View) -> dict[str, Any]:
    """What the page of a result and its report show alike."""
    data = snapshot.data
    scale = scale_for(data["method"], (row["post_hi"] for row in view.rows))
    return {
        "snapshot": snapshot,
        "ballot": snapshot.ballot,
        "data": data,
        "view": view,
        "scale": scale,
        "marks": list(zip(scale.positions, _labels(data["method"], scale), strict=True)),
        "sortings": [(sorting, lens_scale(data, sorting), agreement(data, sorting)) for sorting in _sortings(data)],
        "even": even_split(data),
    }


def _wanted_view(snapshot: ResultSnapshot) -> View:
    for sorting, parameter in (("groups", "group"), ("districts", "district")):
        if name := request.args.get(parameter):
            return of_group(snapshot.data, sorting, name) or abort(404)
    return of_everybody(snapshot.data)


def _labels(method: str, scale: Scale) -> list[str]:
    if METHODS[method].scale != "share":
        return [number(tick, 0 if tick == int(tick) else 1) for tick in scale.ticks]
    return [f"{tick:.0%}".replace("%", "\N{NO-BREAK SPACE}%") for tick in scale.ticks]


def _sortings(data: dict[str, Any]) -> list[str]:
    return [sorting for sorting in ("groups", "districts") if tells_apart(data, sorting)]
