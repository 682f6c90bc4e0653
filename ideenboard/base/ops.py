"""For the people who run the server: one log line per request without personal data, and two health answers."""

import json
import logging
import secrets
import shutil
import sys
import time
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, g, request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ideenboard.base.db import db

MIN_FREE_BYTES = 500 * 1024 * 1024

bp = Blueprint("ops", __name__, url_prefix="/health")


_encode = json.JSONEncoder(ensure_ascii=False).encode


class JsonLines(logging.Formatter):
    """One JSON object per line, so that nothing a person typed can fake a second line."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {"ts": datetime.fromtimestamp(record.created, UTC).isoformat(), "level": record.levelname}
        entry["message"] = record.getMessage()
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return _encode(entry)


def init_app(app: Flask) -> None:
    """Number and time every request, log it without address, agent or cookie, and answer health questions."""
    logger = logging.getLogger("ideenboard")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)

    @app.before_request
    def start() -> None:
        g.request_id = secrets.token_hex(4)
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        # The pattern, not the address: codes and receipts stand in addresses.
        route = request.url_rule.rule if request.url_rule else None
        log_request(request.method, route, response.status_code, g.started, g.request_id)
        return response

    app.register_blueprint(bp)


def log_request(method: str, route: str | None, status: int, started: float, request_id: str) -> None:
    """Write the one line of a request; started: when, by the performance clock."""
    fields = {
        "ts": datetime.now(UTC).isoformat(),
        "level": "INFO",
        "request_id": request_id,
        "method": method,
        "route": route,
        "status": status,
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }
    # Not through logging: it finds out where a record comes from, which costs as much as the answer to a phone.
    sys.stderr.write(f"{_encode(fields)}\n")


@bp.get("/live")
def live() -> Response:
    """Say that the process answers."""
    return Response("ok", mimetype="text/plain")


@bp.get("/ready")
def ready() -> Response:
    """Say whether requests can be served: the database answers and is migrated, and there is room on the disk."""
    if trouble := _trouble():
        return Response(trouble, 503, mimetype="text/plain")
    return Response("ok", mimetype="text/plain")


def _trouble() -> str:
    """What stands in the way, in one word."""
    try:
        at = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return "database"
    if at != head_of(current_app.config["MIGRATIONS"]):
        return "migrations"
    free = shutil.disk_usage(current_app.config["INSTANCE_DIR"]).free
    return "disk" if free < MIN_FREE_BYTES else ""


@lru_cache
def head_of(migrations: Path) -> str | None:
    """The last migration of this code; who asks again gets the same answer, for the code does not change."""
    return ScriptDirectory(str(migrations)).get_current_head()
