"""Every change carries a token, from the form's hidden field or a header."""

from flask import Blueprint, Flask, Response
from flask_wtf.csrf import CSRFProtect, generate_csrf

csrf = CSRFProtect()
bp = Blueprint("csrf", __name__)


def init_app(app: Flask) -> None:
    """Guard every unsafe method of the app."""
    csrf.init_app(app)
    app.register_blueprint(bp)


@bp.get("/token")
def token() -> Response:
    """Hand out a fresh token: what waited on a phone for days may go out under another session than its form had."""
    return Response(generate_csrf(), mimetype="text/plain")
