"""Invitations: made and revoked by admins, taken up by whoever has the link."""

from flask import Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, throttle
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.paths import public_url
from ideenboard.people import actions, actions_invitations
from ideenboard.people.forms_accounts import AccountForm, InvitedForm
from ideenboard.people.models import Invitation
from ideenboard.people.queries import get_invitation_or_404, invitation_by_token, require_admin
from ideenboard.people.rules import TRIES, TRIES_PER
from ideenboard.people.views_accounts import bp, index_page


@bp.post("/desk/accounts/invitations")
def invite() -> AnyResponse:
    """Invite somebody and show their link, once."""
    admin, at = require_admin(), clock.now()
    form = AccountForm()
    if not form.validate_on_submit():
        return index_page(form, 422)
    words = (form.email.data, form.name.data, form.role.data)
    token = actions_invitations.invite(*words, by=f"account:{admin.account_id}", at=at)
    db.session.commit()
    # Not a redirect: the link must stand in no session, no address and no log.
    link = public_url("accounts.invitation", invitation_key=token)
    return make_response(render_template("people/invitation_made.html", name=form.name.data, link=link))


@bp.post("/desk/accounts/invitations/<int:invitation_id>/revocation")
def revoke_invitation(invitation_id: int) -> AnyResponse:
    """Let an invitation open nothing any more."""
    admin = require_admin()
    actions_invitations.revoke(get_invitation_or_404(invitation_id), by=f"account:{admin.account_id}", at=clock.now())
    db.session.commit()
    flash(_("The invitation is revoked."), "done")
    return done(url_for("accounts.index"))


@bp.get("/invitation/<invitation_key>")
def invitation(invitation_key: str) -> Response:
    """Show an invitation to whoever has its link."""
    invited = _invitation_or_404(invitation_key)
    return _page(invited, invitation_key, InvitedForm(formdata=None, name=invited.name))


@bp.post("/invitation/<invitation_key>")
def accept_invitation(invitation_key: str) -> AnyResponse:
    """Make the account and sign in with it."""
    at = clock.now()
    throttle.hit(f"invitation:{throttle.address_key(at)}", limit=TRIES, per=TRIES_PER, at=at)
    form = InvitedForm()
    invited = _invitation_or_404(invitation_key, to_take_up=True)
    if not form.validate_on_submit():
        return _page(invited, invitation_key, form, 422)
    account = actions_invitations.take_up(invited, form.name.data, form.new.data, at=at)
    actions.sign_in(account, at=at)
    db.session.commit()
    flash(_("Welcome. Your account is ready."), "done")
    return done(url_for("desk.index"))


def _invitation_or_404(key: str, *, to_take_up: bool = False) -> Invitation:
    return invitation_by_token(key, clock.now(), to_take_up=to_take_up) or abort(404)


def _page(invitation: Invitation, key: str, form: InvitedForm, status: int = 200) -> Response:
    page = render_template("people/invitation.html", invitation=invitation, key=key, form=form)
    return make_response(page, status)
