"""Answers that a hall asks for all the time, given before Flask is woken.

A phone that asks whether something is new, or for a page that is kept, needs one statement and a few words filled in;
to open a request of Flask, find its view and close it again costs several times as much. A room names such an address
by `open_lane` and gives the answer where it is sure of it. Everything else (another address, a stranger, a new page, an
error) goes on to Flask as if nothing had been asked here: the lane only ever repeats what Flask would have said.
"""

import re
import secrets
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Flask
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import SecurityError
from werkzeug.http import parse_cookie
from werkzeug.wsgi import get_host

from ideenboard.base import fragments
from ideenboard.base.compression import pack
from ideenboard.base.fragments import Kept, Place
from ideenboard.base.htmx import VARY
from ideenboard.base.i18n import language_of
from ideenboard.base.ops import log_request

HTML = ("Content-Type", "text/html; charset=utf-8")


@dataclass
class Visit:
    """A request as far as it decides over an answer that is kept."""

    app: Flask
    environ: WSGIEnvironment

    @cached_property
    def cookie(self) -> dict[str, Any]:
        """What the cookie says; nothing where it says nothing that holds."""
        jar = parse_cookie(self.environ.get("HTTP_COOKIE"))
        return self.app.session_interface.read(jar.get(self.app.config["SESSION_COOKIE_NAME"]))  # type: ignore[attr-defined]

    @cached_property
    def place(self) -> Place:
        """The language, and under which path all addresses lie."""
        spoken = language_of(self.cookie.get("language"), self.environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        return Place(spoken, self.environ.get("SCRIPT_NAME", ""))

    @property
    def query(self) -> str:
        """What stands behind the question mark."""
        return str(self.environ.get("QUERY_STRING", ""))

    @property
    def wants_page(self) -> bool:
        """Whether it asks for the page as it stands: not for a part of it, and nobody has left it a message."""
        return self.environ.get("HTTP_HX_REQUEST_TYPE") != "partial" and "_flashes" not in self.cookie

    def kept(self, key: Hashable) -> Any:
        """What is kept under a key as `fragments.kept` knows it; None where nothing is."""
        store: Kept = self.app.extensions["kept"]
        return store.get((key, *self.place))[0]

    def sheet(self, template: str, *, depends_on: Hashable, **own: str) -> str | None:
        """What `fragments.sheet` would say; None where that is not kept yet, or where nobody has a token yet."""
        token = self.cookie.get("csrf_token")
        address = (self.environ["PATH_INFO"], self.query)
        parts = self.kept(fragments.sheet_key(template, address, depends_on, own))
        if parts is None or not token:
            return None
        return fragments.filled(parts, own, lambda: self.app.extensions["token_seal"].dumps(token))


# None where Flask shall answer; an empty text says that there is nothing new.
Answer = Callable[..., str | None]


@dataclass
class Lane:
    """A WSGI application that answers what it can, and hands all else to the one that it stands before."""

    app: Flask
    application: WSGIApplication
    roads: list[tuple[re.Pattern[str], str, Answer]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._is_ours = lru_cache(maxsize=100)(self._look_at_host)

    def _look_at_host(self, host: str | None) -> bool:
        try:
            return bool(get_host({"HTTP_HOST": host, "wsgi.url_scheme": "http"}, self.app.config["TRUSTED_HOSTS"]))
        except SecurityError:
            return False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ["REQUEST_METHOD"] == "GET":
            for pattern, route, answer in self.roads:
                if found := pattern.fullmatch(environ["PATH_INFO"]):
                    return self._answer(environ, start_response, route, answer, found.groups())
        return self.application(environ, start_response)

    def _answer(
        self, environ: WSGIEnvironment, start: StartResponse, route: str, answer: Answer, named: tuple[Any, ...]
    ) -> Iterable[bytes]:
        began, text = time.perf_counter(), None
        if self._is_ours(environ.get("HTTP_HOST")):
            try:
                text = answer(Visit(self.app, environ), *named)
            except OperationalError:
                # Flask asks again, and says what there is to say where the database does not answer.
                text = None
        if text is None:
            return self.application(environ, start)
        body, headers = pack(text.encode(), environ)
        if body:
            headers.append(("Content-Length", str(len(body))))
        log_request("GET", route, 200 if body else 204, began, secrets.token_hex(4))
        start("200 OK" if body else "204 NO CONTENT", [HTML, ("Vary", VARY), *headers])
        return [body]


def init_app(app: Flask) -> None:
    """Stand before the application, behind what makes the request what it is (proxies)."""
    app.wsgi_app = app.extensions["lane"] = Lane(app, app.wsgi_app)  # type: ignore[method-assign]


def open_lane(bp: Blueprint, pattern: str, route: str) -> Callable[[Answer], Answer]:
    """Let a function answer for addresses of this pattern, where it can; `route` is their name in the log."""

    def mark(answer: Answer) -> Answer:
        bp.record(lambda state: state.app.extensions["lane"].roads.append((re.compile(pattern), route, answer)))
        return answer

    return mark
