"""Sign in, sign out, and which language the page speaks."""

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, throttle
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.i18n import LANGUAGES
from ideenboard.base.paths import local_path
from ideenboard.people import actions
from ideenboard.people.forms import LoginForm
from ideenboard.people.models import LoginSession
from ideenboard.people.queries import account_by_email, login_session, signed_in
from ideenboard.people.rules import TRIES, TRIES_PER, is_valid

bp = Blueprint("people", __name__)
login_manager = LoginManager()
# The hash of address and browser that Flask-Login would keep in the cookie throws phones out when they change Wi-Fi.
login_manager.session_protection = None


@bp.record_once
def connect(state: "object") -> None:
    """Tell Flask-Login where sign-ins live."""
    app: Flask = state.app  # type: ignore[attr-defined]
    login_manager.init_app(app)


@login_manager.request_loader
def load_sign_in(_request: object) -> LoginSession | None:
    """Find the sign-in of this browser while it holds."""
    token = session.get("login")
    login = login_session(token) if token else None
    if login is None or login.account.disabled_at:
        return None
    return login if is_valid(login.created_at, login.seen_at, login.ended_at, clock.now()) else None


@bp.get("/login")
def login_form() -> Response | str:
    """Show the form to sign in."""
    return render_template("people/login.html", form=LoginForm(), next=local_path(request.args.get("next")))


@bp.post("/login")
def login() -> AnyResponse | tuple[str, int]:
    """Sign a coordinator in; what was wrong stays unsaid."""
    form = LoginForm()
    at = clock.now()
    email = (form.email.data or "").casefold()
    throttle.hit(f"login:{email}:{throttle.address_key(at)}", limit=TRIES, per=TRIES_PER, at=at)
    account = account_by_email(email) if form.validate_on_submit() else None
    if not actions.password_fits(account, form.password.data or "") or account is None:
        form.email.errors = [_("E-mail or password is not right.")]
        return render_template("people/login.html", form=form, next=local_path(request.args.get("next"))), 422
    target = local_path(request.args.get("next"))
    if account.factor_since:
        actions.go_half_way(account, at=at)
        return done(url_for("factor.code_form", next=target))
    actions.sign_in(account, at=at)
    db.session.commit()
    return done(target or url_for("desk.index"))


@bp.post("/logout")
def logout() -> AnyResponse:
    """End this sign-in."""
    if login := signed_in():
        actions.sign_out(login, at=clock.now())
        db.session.commit()
    return done("/")


@bp.get("/language/<code>")
def language(code: str) -> AnyResponse:
    """Speak another language from now on, and go back to the same page."""
    if code not in LANGUAGES:
        abort(404)
    session["language"] = code
    return redirect(local_path(request.args.get("next")) or "/", 303)
