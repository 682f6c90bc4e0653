"""What a participant's phone needs to be one: its service worker, the page without network, the way onto its screen."""

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done, wants_fragment
from ideenboard.base.i18n import LANGUAGES
from ideenboard.contributions.queries_lists import own_cards
from ideenboard.people.actions import leave_device
from ideenboard.people.queries import is_own_device
from ideenboard.processes.queries import current_actor

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


@bp.get("/device/handover")
def handover() -> str:
    """Say what it means to pass this device on, and show the receipts once more, before it is done."""
    actor = current_actor()
    return render_template("pages/handover.html", cards=own_cards(actor) if actor.participant_id else [])


@bp.post("/device/handover")
def hand_over() -> AnyResponse:
    """End the participation on this device, and let the browser forget all that lies there."""
    leave_device(at=clock.now())
    db.session.commit()
    response = done(url_for(".free"))
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response


@bp.get("/device/free")
def free() -> str:
    """Say that nothing is left; a script clears what an older browser has not."""
    return render_template("pages/handed_over.html")


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
