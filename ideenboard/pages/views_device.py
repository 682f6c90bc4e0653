"""What a participant's phone needs to be one: its service worker, the page without network, the way onto its screen."""

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _

from ideenboard.base.htmx import wants_fragment
from ideenboard.base.i18n import LANGUAGES
from ideenboard.people.queries import is_own_device

# Pages that show a participant nothing but their own. Their service worker keeps the last seen copy of these alone:
# never what others wrote, never a desk.
OWN_PAGES = {"phone.contribute_form", "phone.mine", "phone.sent", "phone.vote", "voting.ballot", "device.offline"}
HOUR, DAY = 3600, 86_400
# The page behind the app while it opens, and the bar of the system above it (light).
GROUND, SURFACE = "#f8f5f1", "#ffffff"
# What scripts/icons.py draws: as it is, and for phones that cut icons to a shape of their own.
PICTURES = [("any", 192), ("any", 512), ("maskable", 512)]

bp = Blueprint("device", __name__)


@bp.after_app_request
def mark_own_pages(response: Response) -> Response:
    """Say to the service worker which pages it may keep."""
    if request.endpoint in OWN_PAGES and response.status_code == 200 and not wants_fragment() and is_own_device():
        response.headers["X-Keep"] = "1"
    return response


@bp.get("/sw.js")
def worker() -> Response:
    """Hand out the service worker where it may serve the whole site: a file under /static may only serve /static."""
    script = (Path(current_app.static_folder or "") / "sw.js").read_text()
    response = Response(script, mimetype="text/javascript")
    # Asked for with every page it would cost as much as a page; an hour is soon enough for a new one.
    response.headers["Cache-Control"] = f"private, max-age={HOUR}"
    return response


@bp.get("/offline")
def offline() -> str:
    """Show what a phone shows without network in place of a page it does not have."""
    return render_template("pages/offline.html")


@bp.get("/app.<language>.webmanifest")
def manifest(language: str) -> Response:
    """Describe the app to phones that put it on their screen. Browsers ask without a cookie: the address says how."""
    if language not in LANGUAGES:
        abort(404)
    with force_locale(language):
        about = _("Contribute in the workshop, vote together, and see for two years what becomes of it.")
    response = jsonify(
        name="ideenboard",
        short_name="ideenboard",
        description=about,
        lang=language,
        dir="auto",
        id="/",
        start_url="/",
        scope="/",
        display="standalone",
        background_color=GROUND,
        theme_color=SURFACE,
        icons=_icons(),
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = f"private, max-age={DAY}"
    return response


def _icons() -> list[dict[str, str]]:
    asset = current_app.jinja_env.globals["asset"]
    assert callable(asset)  # noqa: S101 - base.static put it there
    drawn = [(f"icons/{purpose}-{size}.png", f"{size}x{size}", "image/png", purpose) for purpose, size in PICTURES]
    icons = [*drawn, ("mark.svg", "any", "image/svg+xml", "any")]
    return [{"src": asset(path), "sizes": size, "type": kind, "purpose": why} for path, size, kind, why in icons]
