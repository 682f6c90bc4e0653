"""Taking up an invitation: an account comes into being, with the processes or districts it was invited to."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, throttle
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.people import actions, actions_invitations
from ideenboard.people.forms_accounts import InvitedForm
from ideenboard.people.models import Invitation
from ideenboard.people.queries import invitation_by_token
from ideenboard.people.rules import TRIES, TRIES_PER
from ideenboard.processes.actions_coordinators import grant_invited
from ideenboard.processes.queries_settings import invited_to

bp = Blueprint("invited", __name__)


@bp.get("/invitation/<invitation_key>")
def show(invitation_key: str) -> Response:
    """Show an invitation to whoever has its link."""
    invited = _invitation_or_404(invitation_key)
    return _page(invited, invitation_key, InvitedForm(formdata=None, name=invited.name))


@bp.post("/invitation/<invitation_key>")
def accept(invitation_key: str) -> AnyResponse:
    """Make the account and sign in with it."""
    at = clock.now()
    throttle.hit(f"invitation:{throttle.address_key(at)}", limit=TRIES, per=TRIES_PER, at=at)
    form = InvitedForm()
    invited = _invitation_or_404(invitation_key, to_take_up=True)
    if not form.validate_on_submit():
        return _page(invited, invitation_key, form, 422)
    account = actions_invitations.take_up(invited, form.name.data, form.new.data, at=at)
    grant_invited(invited, account, at=at)
    actions.sign_in(account, at=at)
    db.session.commit()
    flash(_("Welcome. Your account is ready."), "done")
    return done(url_for("desk.index"))


def _invitation_or_404(key: str, *, to_take_up: bool = False) -> Invitation:
    return invitation_by_token(key, clock.now(), to_take_up=to_take_up) or abort(404)


def _page(invitation: Invitation, key: str, form: InvitedForm, status: int = 200) -> Response:
    context = {"invitation": invitation, "key": key, "form": form, "invited_to": invited_to(invitation.id)}
    return make_response(render_template("processes/invitation.html", **context), status)
