"""Pages go over the air compressed, also where no proxy stands in front: a hall has one bad Wi-Fi."""

import gzip
from functools import lru_cache
from wsgiref.types import WSGIEnvironment

import brotli
from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

TYPES = frozenset({"text/html", "text/javascript", "application/json", "image/svg+xml"})
# Shorter texts fit into one packet as they are.
LEAST = 500
# Beyond these each percent that is saved on the air costs as much time as the page itself.
BROTLI, GZIP = 3, 4


def init_app(app: Flask) -> None:
    """Compress what is text, as the last thing before an answer leaves."""

    @app.after_request
    def squeeze(response: Response) -> Response:
        is_text = response.mimetype in TYPES and not response.is_streamed and not response.direct_passthrough
        if is_text and 200 <= response.status_code < 300 and "Content-Encoding" not in response.headers:
            body, headers = pack(response.get_data(), request.environ)
            if headers:
                response.set_data(body)
                response.headers.extend(headers)
        return response


def pack(body: bytes, environ: WSGIEnvironment) -> tuple[bytes, list[tuple[str, str]]]:
    """The body of an answer as this request may have it, and the headers that say how it is packed."""
    if len(body) < LEAST:
        return body, []
    # Who can make somebody's browser ask again and again, and watch how long the answers are, can guess the secrets
    # in them (BREACH). Asked from elsewhere, a page is as long as it is.
    if environ.get("HTTP_SEC_FETCH_SITE") == "cross-site":
        return body, []
    way = _best(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if way == "br":
        return brotli.compress(body, quality=BROTLI), [("Content-Encoding", way)]
    if way == "gzip":
        return gzip.compress(body, GZIP, mtime=0), [("Content-Encoding", way)]
    return body, []


@lru_cache(maxsize=100)
def _best(accepted: str) -> str | None:
    """Of what a browser unpacks, what we pack best; there are as many of these headers as kinds of browsers."""
    return parse_accept_header(accepted, Accept).best_match(["br", "gzip"])
