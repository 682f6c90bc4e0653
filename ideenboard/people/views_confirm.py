"""Asking for the password again before what cannot be taken back, and signing out desks that nobody touches."""

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, throttle
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.paths import local_path
from ideenboard.people import actions
from ideenboard.people.forms_accounts import ConfirmForm
from ideenboard.people.models import LoginSession
from ideenboard.people.queries import require_sign_in, signed_in
from ideenboard.people.rules import SEEN_EVERY, TRIES, TRIES_PER

bp = Blueprint("confirm", __name__)


@bp.get("/desk/confirmation")
def form() -> Response:
    """Ask for the password."""
    require_sign_in()
    return _page(ConfirmForm(formdata=None))


@bp.post("/desk/confirmation")
def confirm() -> AnyResponse:
    """Take the password and lead on."""
    login, at = require_sign_in(), clock.now()
    throttle.hit(f"password:{login.account_id}", limit=TRIES, per=TRIES_PER, at=at)
    form = ConfirmForm()
    if not form.validate_on_submit() or not actions.password_fits(login.account, form.password.data):
        if not form.errors:
            form.password.errors = [_("This is not your current password.")]
        return _page(form, 422)
    actions.confirm(login, at=at)
    db.session.commit()
    flash(_("Thank you. You can go on now."), "done")
    return done(local_path(request.args.get("next")) or url_for("desk.index"))


def _page(form: ConfirmForm, status: int = 200) -> Response:
    context = {"form": form, "next": local_path(request.args.get("next"))}
    return make_response(render_template("people/confirmation.html", **context), status)


@bp.before_app_request
def note_sign_of_life() -> None:
    """Write down every few minutes that somebody works here: an hour without ends the sign-in."""
    login, at = signed_in(), clock.now()
    if login is None or at < (login.seen_at or login.created_at) + SEEN_EVERY:
        return
    # Most requests only read; this writes a moment, in a transaction of its own.
    login_id = login.id
    db.session.commit()
    db.session.connection(execution_options={"write": True})
    db.session.get_one(LoginSession, login_id).seen_at = at
    db.session.commit()
