"""Every change carries a token, from the form's hidden field or a header."""

from flask import Blueprint, Flask, Response, current_app, g, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf

from ideenboard.base.db import SAFE_METHODS

csrf = CSRFProtect()
bp = Blueprint("csrf", __name__)


def init_app(app: Flask) -> None:
    """Guard every unsafe method of the app."""
    # Flask-WTF looks at each request before it asks for the method; most requests only read.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.before_request(_protect)
    app.register_blueprint(bp)


def _protect() -> None:
    if request.method not in SAFE_METHODS and current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect()


def form_token() -> str:
    """The token for the forms of this page: the one that Flask-WTF would make, signed by a signer that is made once."""
    if "csrf_token" not in session:
        return str(generate_csrf())
    if "csrf_token" not in g:
        g.csrf_token = current_app.extensions["token_seal"].dumps(session["csrf_token"])
    return str(g.csrf_token)


@bp.get("/token")
def token() -> Response:
    """Hand out a fresh token: what waited on a phone for days may go out under another session than its form had."""
    return Response(generate_csrf(), mimetype="text/plain")
