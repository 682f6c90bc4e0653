"""Every change carries a token, from the form's hidden field or a header."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, g, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf

from ideenboard.base.db import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])

csrf = CSRFProtect()
bp = Blueprint("csrf", __name__)
_for_newcomers: set[Callable[..., Any]] = set()


def init_app(app: Flask) -> None:
    """Guard every unsafe method of the app."""
    # Flask-WTF looks at each request before it asks for the method; most requests only read.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.before_request(_protect)
    app.register_blueprint(bp)


def for_newcomers(view: View) -> View:
    """Take this form from a browser that has no token, where the browser itself says that it comes from our page.

    A token needs a cookie, and before somebody takes part nothing is kept on the device.
    """
    _for_newcomers.add(view)
    return view


def _protect() -> None:
    if request.method in SAFE_METHODS or not current_app.config["WTF_CSRF_ENABLED"]:
        return
    if has_no_token() and _is_for_newcomers():
        if _comes_from_our_page():
            return
        # An old browser says nothing: its next page has a token to send.
        generate_csrf()
    csrf.protect()


def has_no_token() -> bool:
    """Whether this browser could not carry a token, as its cookie has none."""
    return "csrf_token" not in session


def _is_for_newcomers() -> bool:
    return current_app.view_functions.get(request.endpoint or "") in _for_newcomers


def _comes_from_our_page() -> bool:
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    # Browsers from before 2023, and all of them where there is no https, say only where a form was sent from.
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


def form_token() -> str:
    """The token for the forms of this page: the one that Flask-WTF would make, signed by a signer that is made once."""
    if has_no_token():
        return str(generate_csrf())
    if "csrf_token" not in g:
        g.csrf_token = current_app.extensions["token_seal"].dumps(session["csrf_token"])
    return str(g.csrf_token)


@bp.get("/token")
def token() -> Response:
    """Hand out a fresh token: what waited on a phone for days may go out under another session than its form had."""
    return Response(generate_csrf(), mimetype="text/plain")
