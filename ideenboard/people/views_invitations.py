"""Invitations: made and revoked by admins."""

from flask import flash, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.paths import public_url
from ideenboard.people import actions_invitations
from ideenboard.people.forms_accounts import AccountForm
from ideenboard.people.queries import get_invitation_or_404, require_admin
from ideenboard.people.views_accounts import bp, index_page


@bp.post("/desk/accounts/invitations")
def invite() -> AnyResponse:
    """Invite somebody and show their link, once."""
    admin, at = require_admin(), clock.now()
    form = AccountForm()
    if not form.validate_on_submit():
        return index_page(form, 422)
    words = (form.email.data, form.name.data, form.role.data)
    token, _number = actions_invitations.invite(*words, by=f"account:{admin.account_id}", at=at)
    db.session.commit()
    # Not a redirect: the link must stand in no session, no address and no log.
    link, back = public_url("invited.show", invitation_key=token), url_for("accounts.index")
    return make_response(render_template("people/invitation_made.html", name=form.name.data, link=link, back=back))


@bp.post("/desk/accounts/invitations/<int:invitation_id>/revocation")
def revoke_invitation(invitation_id: int) -> AnyResponse:
    """Let an invitation open nothing any more."""
    admin = require_admin()
    actions_invitations.revoke(get_invitation_or_404(invitation_id), by=f"account:{admin.account_id}", at=clock.now())
    db.session.commit()
    flash(_("The invitation is revoked."), "done")
    return done(url_for("accounts.index"))
