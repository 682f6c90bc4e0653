"""The desk's side of leads: their links, and what they wrote and waits for approval."""

from flask import Blueprint, Response, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.paths import public_url
from ideenboard.plans import actions_updates as actions
from ideenboard.plans.queries import get_tended_measure_or_404
from ideenboard.plans.queries_updates import get_update_of
from ideenboard.processes.queries import current_actor, get_worked_on_or_404

bp = Blueprint("leading", __name__)


@bp.post("/desk/<slug>/measures/<int:measure_id>/lead-link")
def renew(slug: str, measure_id: int) -> Response:
    """Make a new link for the lead and show it, this once."""
    process = get_worked_on_or_404(slug)
    measure = get_tended_measure_or_404(process.id, measure_id)
    key = actions.renew_link(measure, by=current_actor().name, at=clock.now())
    db.session.commit()
    link = public_url("leads.enter_form", lead_key=key)
    return make_response(render_template("plans/lead_link.html", process=process, measure=measure, link=link))


@bp.post("/desk/<slug>/measures/<int:measure_id>/lead-link/removal")
def revoke(slug: str, measure_id: int) -> AnyResponse:
    """Let the link of the lead open nothing any more."""
    measure = get_tended_measure_or_404(get_worked_on_or_404(slug).id, measure_id)
    actions.revoke_link(measure, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The link is revoked. Whoever had opened it cannot write any more."), "success")
    return done(url_for("planning.measure", slug=slug, measure_id=measure_id))


@bp.post("/desk/<slug>/updates/<int:update_id>/approval")
def approve(slug: str, update_id: int) -> AnyResponse:
    """Let everybody read an update."""
    update = get_update_of(get_worked_on_or_404(slug).id, update_id)
    is_new = actions.approve(update, by=current_actor().name, at=clock.now())
    db.session.commit()
    if is_new:
        flash(_("The update stands in the plan."), "success")
    else:
        flash(_("This update was decided on already."), "warning")
    return done(url_for("promises.index", slug=slug))
