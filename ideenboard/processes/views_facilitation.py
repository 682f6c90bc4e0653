"""Facilitators come by a secret link: made and taken back at the desk, opened by one button."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.paths import public_url
from ideenboard.base.qr import qr_svg
from ideenboard.processes import actions_phases as actions
from ideenboard.processes.forms import place_of
from ideenboard.processes.queries import KEYS, current_actor, facilitator_keys
from ideenboard.processes.queries_phases import get_steered_or_404, linked_workshop
from ideenboard.processes.queries_settings import get_tended_workshop_or_404

bp = Blueprint("facilitation", __name__)


@bp.post("/desk/workshops/<int:workshop_id>/facilitator-link")
def renew(workshop_id: int) -> Response:
    """Make a new facilitator link and show it, this once."""
    workshop = get_tended_workshop_or_404(workshop_id)
    key = actions.renew_link(workshop, by=current_actor().name, at=clock.now())
    db.session.commit()
    link = public_url(".enter_form", link_key=key)
    context = {"workshop": workshop, "process": workshop.process, "link": link, "qr_code": qr_svg(link)}
    return make_response(render_template("processes/facilitator_link.html", **context))


@bp.post("/desk/workshops/<int:workshop_id>/facilitator-link/removal")
def revoke(workshop_id: int) -> AnyResponse:
    """Let the facilitator link open nothing any more."""
    workshop = get_tended_workshop_or_404(workshop_id)
    actions.revoke_link(workshop, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The facilitator link is revoked. Whoever had opened it cannot steer any more."), "success")
    return done(url_for("workshops.show", workshop_id=workshop.id))


@bp.get("/facilitate/<link_key>")
def enter_form(link_key: str) -> str:
    """Show what this link is for, and one button."""
    workshop = linked_workshop(link_key) or abort(404, _dead())
    return render_template("processes/facilitate.html", workshop=workshop, place=place_of(workshop), key=link_key)


@bp.post("/facilitate/<link_key>")
def enter(link_key: str) -> AnyResponse:
    """Give this browser the right to steer the workshop of the link."""
    workshop = linked_workshop(link_key) or abort(404, _dead())
    session[KEYS] = facilitator_keys() | {str(workshop.id): link_key}
    session.permanent = True
    return done(url_for("steering.show", workshop_id=workshop.id))


@bp.post("/steering/<int:workshop_id>/leaving")
def leave(workshop_id: int) -> AnyResponse:
    """Take the right to steer away from this browser; the link itself still opens."""
    workshop = get_steered_or_404(workshop_id)
    session[KEYS] = {name: key for name, key in facilitator_keys().items() if name != str(workshop.id)}
    flash(_("This device does not steer the workshop any more."), "success")
    return done(url_for("home.index"))


def _dead() -> str:
    return _("This facilitator link does not hold any more. The coordination can give you a new one.")
