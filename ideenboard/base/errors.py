"""What may go wrong is said in plain words: what happened, what to do, the way back, and a number to ask about."""

import logging
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError, TimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from ideenboard.base.db import let_go
from ideenboard.base.htmx import wants_fragment

log = logging.getLogger("ideenboard")


class Refusal(Exception):
    """An expected no. The message is for people: what is wrong and what to do instead."""

    status = 422

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.status = status or self.status


class Conflict(Refusal):
    """Somebody else was faster, or the same token came with another text."""

    status = 409


class TooMany(Refusal):
    """Too many tries in too short a time."""

    status = 429


MESSAGES = {
    400: (_l("This request is not complete"), _l("Please go back and try again.")),
    401: (_l("Please sign in"), _l("Your session has ended. Please sign in again.")),
    403: (_l("You may not do this"), _l("You do not have the right to see or change this page.")),
    404: (
        _l("This page does not exist"),
        _l("Perhaps the address has a typing error, or the page is not public any more."),
    ),
    405: (_l("This does not work here"), _l("Please go back and use the buttons of the page.")),
    409: (_l("Somebody else was faster"), _l("Please load the page again and look at what has changed.")),
    413: (_l("This is too large"), _l("Please send less at once.")),
    422: (_l("This could not be accepted"), _l("Please check what you entered.")),
    429: (_l("Too many tries"), _l("Please wait a minute and try again.")),
    500: (_l("This was our mistake"), _l("Nothing you saved before is lost. Please try again.")),
    503: (_l("Just a moment, please"), _l("Many people are writing at once. Please try again in a few seconds.")),
}


def init_app(app: Flask) -> None:
    """Answer every error with the same page."""
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    for away in (OperationalError, InterfaceError, TimeoutError):
        app.register_error_handler(away, _database)
    app.register_error_handler(DataError, _no_data)
    app.register_error_handler(IntegrityError, _integrity)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(Exception, _unexpected)


def _refusal(error: Refusal) -> Response:
    return error_response(error.status, str(error.message))


def _csrf(_error: CSRFError) -> Response:
    return error_response(403, str(_l("The page was open for too long. Please load it again and send once more.")))


def _http(error: HTTPException) -> Response:
    if isinstance(error, SecurityError):
        # Asked under a name that is not ours: a page full of addresses under that name cannot be built, nor shall it.
        return Response("400 Bad Request", 400, mimetype="text/plain")
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    own_words = error.description if error.description != type(error).description else None
    response = error_response(error.code or 500, own_words)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _database(error: SQLAlchemyError) -> Response:
    # Locked, full, restarting, or all connections in use: it may work in a moment, and phones will try again.
    log.exception("database: %s", request.url_rule, exc_info=error)
    response = error_response(503)
    response.headers["Retry-After"] = "2"
    return response


def _no_data(error: DataError) -> Response:
    # PostgreSQL takes a NUL in no text, not even to look for it; nothing that is stored can have been meant.
    log.error("no data: %s %s: %s", g.get("request_id"), request.url_rule, type(error.orig).__name__)
    return error_response(400)


def _integrity(error: IntegrityError) -> Response:
    # Between our look and our write somebody made the same row, or removed the one that ours points at. The log gets
    # the name of the rule alone: PostgreSQL quotes the row in its message.
    rule = getattr(getattr(error.orig, "diag", None), "constraint_name", error.orig)
    log.error("conflict: %s %s: %s", g.get("request_id"), request.url_rule, rule)
    return error_response(409)


def _stale(_error: StaleDataError) -> Response:
    # Two people saved the same row at the same moment; its version let only the first one in.
    return error_response(409)


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected: %s %s", g.get("request_id"), request.url_rule, exc_info=error)
    return error_response(500)


def error_response(status: int, message: str | None = None) -> Response:
    """Build the error page, or for an htmx request the note that lands in the page's message region."""
    # What the request had begun must not leak into the rendering of the page or a later commit.
    let_go()
    title, advice = MESSAGES.get(status, MESSAGES[500])
    context = {"status": status, "title": title, "message": message or advice, "request_id": g.get("request_id", "")}
    if wants_fragment():
        response = make_response(_rendered("errors/_note.html", context), status)
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    return make_response(_rendered("errors/error.html", context), status)


def _rendered(template: str, context: dict[str, Any]) -> str:
    if context["status"] < 500:
        return render_template(template, **context)
    # Something of ours has just failed, and the frame around a page asks the database: this page stands alone.
    return current_app.jinja_env.get_template(template).render(**context)
