"""Accounts: kept by admins, and everybody's own."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, throttle
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.people import actions
from ideenboard.people.forms_accounts import ROLES, AccountForm, PasswordForm
from ideenboard.people.guards import asks_again
from ideenboard.people.models import Account, LoginSession
from ideenboard.people.queries import (
    all_accounts,
    get_account_or_404,
    open_invitations,
    open_sign_ins,
    require_admin,
    require_sign_in,
)
from ideenboard.people.rules import TRIES, TRIES_PER

bp = Blueprint("accounts", __name__)


@bp.get("/desk/accounts")
def index() -> Response:
    """Show all accounts."""
    require_admin()
    return index_page(AccountForm(formdata=None))


@bp.post("/desk/accounts")
def create() -> AnyResponse:
    """Add an account and show its first password, once."""
    admin = require_admin()
    form = AccountForm()
    if not form.validate_on_submit():
        return index_page(form, 422)
    words = (form.email.data, form.name.data, form.role.data)
    password = actions.initial_password()
    account = actions.create_account(*words, password, by=_name(admin), at=clock.now())
    db.session.commit()
    return _password_page(account, password)


def index_page(form: AccountForm, status: int = 200) -> Response:
    """Show all accounts and the open invitations around a form."""
    invitations = open_invitations(clock.now())
    page = render_template("people/accounts.html", accounts=all_accounts(), invitations=invitations, form=form)
    return make_response(page, status)


def _password_page(account: Account, password: str) -> Response:
    # Not a redirect: the password must stand in no session, no address and no log.
    return make_response(render_template("people/accounts_password.html", account=account, password=password))


def _name(login: LoginSession) -> str:
    return f"account:{login.account_id}"


@bp.post("/desk/accounts/<int:account_id>/password")
@asks_again("accounts.index")
def reset_password(account_id: int) -> AnyResponse:
    """Give an account another password and show it, once."""
    admin = require_admin()
    account = get_account_or_404(account_id)
    password = actions.initial_password()
    actions.set_password(account, password, by=_name(admin), at=clock.now())
    db.session.commit()
    return _password_page(account, password)


@bp.post("/desk/accounts/<int:account_id>/disabling")
@asks_again("accounts.index")
def disable(account_id: int) -> AnyResponse:
    """Keep an account from signing in."""
    admin = require_admin()
    account = get_account_or_404(account_id)
    actions.disable_account(account, by=_name(admin), at=clock.now())
    db.session.commit()
    flash(_("%(name)s cannot sign in any more.", name=account.name), "success")
    return done(url_for(".index"))


@bp.post("/desk/accounts/<int:account_id>/disabling/removal")
def enable(account_id: int) -> AnyResponse:
    """Let an account sign in again."""
    admin = require_admin()
    account = get_account_or_404(account_id)
    actions.enable_account(account, by=_name(admin), at=clock.now())
    db.session.commit()
    flash(_("%(name)s can sign in again.", name=account.name), "success")
    return done(url_for(".index"))


@bp.get("/desk/account")
def mine() -> Response:
    """Show the own account with its sign-ins."""
    return _own_page(require_sign_in(), PasswordForm(formdata=None))


def _own_page(login: LoginSession, form: PasswordForm, status: int = 200) -> Response:
    sign_ins = open_sign_ins(login.account_id, clock.now())
    page = render_template("people/accounts_mine.html", login=login, sign_ins=sign_ins, form=form, roles=ROLES)
    return make_response(page, status)


@bp.post("/desk/account/password")
def change_password() -> AnyResponse:
    """Change the own password; all other sign-ins end."""
    login, at = require_sign_in(), clock.now()
    throttle.hit(f"password:{login.account_id}", limit=TRIES, per=TRIES_PER, at=at)
    form = PasswordForm()
    fits = form.validate_on_submit() and actions.password_fits(login.account, form.current.data)
    if not fits:
        if not form.errors:
            form.current.errors = [_("This is not your current password.")]
        return _own_page(login, form, 422)
    actions.set_password(login.account, form.new.data, by=_name(login), at=at, keep=login)
    db.session.commit()
    flash(_("Your password is changed. All other devices are signed out."), "success")
    return done(url_for(".mine"))


@bp.post("/desk/account/sign-ins/<int:login_id>/removal")
def end_sign_in(login_id: int) -> AnyResponse:
    """End one of the own sign-ins on another device."""
    login = require_sign_in()
    other = db.session.get(LoginSession, login_id)
    if other is None or other.account_id != login.account_id:
        abort(404)
    actions.end_sign_in(other, by=_name(login), at=clock.now())
    db.session.commit()
    flash(_("That device is signed out."), "success")
    return done(url_for(".mine"))
