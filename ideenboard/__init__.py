"""ideenboard: from an idea in a workshop to a measure in the plan, and back to the person who had it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

ROOT = Path(__file__).resolve().parent.parent


def create_app(config: Mapping[str, Any]) -> Flask:
    """Build the house: the base below, then the rooms from the ground up."""
    from ideenboard.base import commands, csrf, db, errors, headers, htmx, i18n, ops, static, templating, uploads

    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(config["INSTANCE_DIR"]),
    )
    app.config.from_mapping(config)
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    for part in (commands, ops, static, db, i18n, templating, errors, uploads, headers, csrf, htmx):
        part.init_app(app)
    _open_rooms(app)
    return app


def _open_rooms(app: Flask) -> None:
    from ideenboard.clusters.views import bp as clusters
    from ideenboard.comments.views import bp as comments
    from ideenboard.contributions.views import bp as contributions
    from ideenboard.moderation.views import bp as moderation
    from ideenboard.pages.views import bp as pages
    from ideenboard.people.views import bp as people
    from ideenboard.plans.views import bp as plans
    from ideenboard.processes.views import bp as processes
    from ideenboard.results.views import bp as results
    from ideenboard.voting.views import bp as voting

    for room in (people, processes, comments, contributions, moderation, clusters, voting, results, plans, pages):
        app.register_blueprint(room)
