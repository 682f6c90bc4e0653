"""The second factor: asked for when signing in, turned on and off under one's own account."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, throttle
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.paths import local_path
from ideenboard.base.qr import qr_svg
from ideenboard.people import actions, actions_factor
from ideenboard.people.forms_accounts import CodeForm
from ideenboard.people.guards import asks_again
from ideenboard.people.models import Account
from ideenboard.people.queries import (
    get_account_or_404,
    half_way,
    owes_factor,
    recovery_codes_left,
    require_admin,
    require_sign_in,
    signed_in,
)
from ideenboard.people.rules import TRIES, TRIES_PER

bp = Blueprint("factor", __name__)
# What somebody whose installation asks for a second factor may do before they have one.
WITHOUT = ("factor.", "confirm.", "people.", "legal.")


@bp.before_app_request
def ask_for_it() -> AnyResponse | None:
    """Where every account must have a second factor, lead those without one to where it is turned on."""
    if not request.path.startswith("/desk") or (request.endpoint or "").startswith(WITHOUT):
        return None
    login = signed_in()
    return done(url_for("factor.mine")) if login and owes_factor(login) else None


@bp.get("/login/code")
def code_form() -> AnyResponse:
    """Ask for the code after the password."""
    if half_way(clock.now()) is None:
        return done(url_for("people.login_form", next=local_path(request.args.get("next"))))
    return _code_page(CodeForm(formdata=None))


@bp.post("/login/code")
def check_code() -> AnyResponse:
    """Sign in who knows the password and has the phone."""
    at = clock.now()
    account = half_way(at)
    if account is None:
        return done(url_for("people.login_form", next=local_path(request.args.get("next"))))
    throttle.hit(f"factor:{account.id}", limit=TRIES, per=TRIES_PER, at=at)
    form = CodeForm()
    if not form.validate_on_submit() or not actions_factor.factor_fits(account, form.code.data, at=at):
        if not form.errors:
            form.code.errors = [_wrong()]
        return _code_page(form, 422)
    actions.sign_in(account, at=at)
    db.session.commit()
    return done(local_path(request.args.get("next")) or url_for("desk.index"))


def _wrong() -> str:
    return _("This code is not right, or was used before. Please wait for the next one.")


def _code_page(form: CodeForm, status: int = 200) -> Response:
    context = {"form": form, "next": local_path(request.args.get("next"))}
    return make_response(render_template("people/login_code.html", **context), status)


@bp.get("/desk/account/second-factor")
def mine() -> Response:
    """Show how the own second factor stands."""
    return _own_page(require_sign_in().account, CodeForm(formdata=None))


@bp.post("/desk/account/second-factor")
@asks_again("factor.mine")
def begin() -> AnyResponse:
    """Make a secret and show it to the phone."""
    actions_factor.begin_factor(require_sign_in().account)
    db.session.commit()
    return done(url_for(".mine"))


@bp.post("/desk/account/second-factor/confirmation")
def turn_on() -> AnyResponse:
    """Turn it on with a first code, and show the recovery codes, once."""
    login, at = require_sign_in(), clock.now()
    throttle.hit(f"factor:{login.account_id}", limit=TRIES, per=TRIES_PER, at=at)
    form, account = CodeForm(), login.account
    if account.factor_salt is None:
        return done(url_for(".mine"))
    codes = actions_factor.turn_on(account, form.code.data, at=at) if form.validate_on_submit() else None
    if codes is None:
        if not form.errors:
            form.code.errors = [_wrong()]
        return _own_page(account, form, 422)
    db.session.commit()
    return _own_page(account, CodeForm(formdata=None), codes=codes)


@bp.post("/desk/account/second-factor/recovery-codes")
@asks_again("factor.mine")
def renew() -> AnyResponse:
    """Make fresh recovery codes and show them, once."""
    account = require_sign_in().account
    if account.factor_since is None:
        return done(url_for(".mine"))
    codes = actions_factor.renew_recovery_codes(account)
    db.session.commit()
    return _own_page(account, CodeForm(formdata=None), codes=codes)


@bp.post("/desk/account/second-factor/removal")
@asks_again("factor.mine")
def turn_off() -> AnyResponse:
    """Turn the own second factor off."""
    login = require_sign_in()
    actions_factor.turn_off(login.account, by=f"account:{login.account_id}", at=clock.now())
    db.session.commit()
    return done(url_for(".mine"))


@bp.post("/desk/accounts/<int:account_id>/second-factor/removal")
@asks_again("accounts.index")
def reset(account_id: int) -> AnyResponse:
    """Let somebody who lost phone and recovery codes sign in by password again."""
    admin = require_admin()
    account = get_account_or_404(account_id)
    actions_factor.turn_off(account, by=f"account:{admin.account_id}", at=clock.now())
    db.session.commit()
    flash(
        _("%(name)s signs in by password alone until the second factor is turned on again.", name=account.name), "done"
    )
    return done(url_for("accounts.index"))


def _own_page(account: Account, form: CodeForm, status: int = 200, codes: list[str] | None = None) -> Response:
    context: dict[str, Any] = {"account": account, "form": form, "codes": codes, "code": None}
    context["required"] = current_app.config["REQUIRE_TOTP"]
    context["left"] = recovery_codes_left(account.id)
    if account.factor_salt and account.factor_since is None:
        context["code"] = qr_svg(actions_factor.address_of(account))
        context["secret"] = actions_factor.secret_of(account)
    return make_response(render_template("people/factor.html", **context), status)
