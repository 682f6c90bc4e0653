"""What says the same to everybody is rendered once and kept; what is somebody's own is left blank and filled in.

Two kinds are kept, both by nothing but what they say:

- a piece (a card of a list) under all that stands in it: whoever can name its words may have its HTML;
- a sheet (a page around such pieces) under the numbers of the last changes of everything it shows. They are read from
  the database each time, so that a change by any process is seen at once.

Nothing personal can get in: both are rendered by nobody, in a request without cookie. A sheet has blanks for what
differs from person to person, as a form letter has.
"""

import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from flask import Flask, current_app, g, render_template, request, session
from flask_babel import force_locale
from markupsafe import Markup, escape

from ideenboard.base.csrf import form_token
from ideenboard.base.db import SAFE_METHODS
from ideenboard.base.i18n import language

Value = TypeVar("Value")

# Characters of HTML that are kept, in all: some thousand cards and some hundred pages around them.
MOST = 4_000_000
# What stands for a blank in a sheet. Nobody outside can know it, and so nobody can write a blank into a contribution.
_MARK = secrets.token_hex(16)
_BLANK = re.compile(f"{_MARK}-(\\w+);")
# What of a request says where it came in, and nothing about who sent it.
_NEUTRAL = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "wsgi.url_scheme")


class Place(NamedTuple):
    """On what everything depends that is kept: the language, and the path under which all addresses lie."""

    language: str
    root: str


class Kept:
    """Values under their keys, the least used ones dropped when there are too many."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, *keys: Hashable) -> list[Any]:
        """The values under some keys, None where there is none."""
        values = self._values
        found = []
        with self._lock:
            for key in keys:
                value, _size = values.get(key, (None, 0))
                found.append(value)
                if value is not None:
                    values.move_to_end(key)
        return found

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value that weighs so much."""
        with self._lock:
            self.size += size - self._values.pop(key, (None, 0))[1]
            self._values[key] = value, size
            while self.size > self.most:
                _key, (_value, less) = self._values.popitem(last=False)
                self.size -= less

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self.size = 0


def init_app(app: Flask) -> None:
    """Give the app its place for what is kept."""
    app.extensions["kept"] = Kept(MOST)


def kept(key: Hashable, make: Callable[[], Value], *, size: int) -> Value:
    """A value that is the same for everybody, made once. Beside the language, the key names all that it depends on."""
    if request.method not in SAFE_METHODS:
        # What a change sees before its commit may never come to be.
        return make()
    store: Kept = current_app.extensions["kept"]
    key = (key, *_place())
    [value] = store.get(key)
    if value is None:
        value = make()
        store.put(key, value, size)
    return value


def pieces(template: str, rows: Iterable[tuple[Any, ...]], **traits: Hashable) -> list[Markup]:
    """The rows of a list, each rendered once for what it says: `c` in the template. The rows hold plain values."""
    store: Kept = current_app.extensions["kept"]
    place = (template, *_place(), *traits.values())
    keys = [(place, row) for row in rows]
    found = store.get(*keys)
    if None in found:
        with _nobody():
            jinja = current_app.jinja_env.get_template(template)
            for number, key in enumerate(keys):
                if found[number] is None:
                    found[number] = html = Markup(jinja.render(c=key[1], **traits))  # noqa: S704 - Jinja escaped it
                    store.put(key, html, len(html))
    return found


def sheet(template: str, context: Callable[[], dict[str, Any]], *, depends_on: Hashable, **own: str) -> str:
    """A page that is the same for everybody but for its blanks: the CSRF token, and those filled by `own`.

    depends_on: the numbers of the last changes of all it shows, and what else decides over it. Its address and query
    count anyway. context: what the template needs, asked for only where the sheet is new.
    """
    if "_flashes" in session:
        # A message to one person, once.
        return render_template(template, **{**context(), **_escaped(own)})
    address = (request.environ.get("PATH_INFO", ""), request.environ.get("QUERY_STRING", ""))

    def make() -> list[str]:
        # Where there is nothing to fill in, the template must see that there is not.
        blanks = {name: _blank(name) if word else word for name, word in own.items()}
        given = context()
        with _nobody():
            return _BLANK.split(render_template(template, **{**given, **blanks}))

    return filled(kept(sheet_key(template, address, depends_on, own), make, size=10_000), own, form_token)


def sheet_key(template: str, address: tuple[str, str], depends_on: Hashable, own: dict[str, str]) -> Hashable:
    """Under what a sheet is kept; of what is somebody's own it counts only whether there is any."""
    return template, address, depends_on, *map(bool, own.values())


def filled(parts: list[str], own: dict[str, str], token: Callable[[], str]) -> str:
    """A sheet for somebody: the text stands at the even places, between it the names of what belongs there."""
    if "csrf_token" in parts[1::2]:
        own = {**own, "csrf_token": token()}
    words, whole = _escaped(own), parts.copy()
    whole[1::2] = [words[name] for name in parts[1::2]]
    return "".join(whole)


def _escaped(own: dict[str, str]) -> dict[str, Markup]:
    return {name: word if isinstance(word, Markup) else escape(word) for name, word in own.items()}


def _blank(name: str) -> Markup:
    return Markup(f"{_MARK}-{name};")  # noqa: S704 - letters and digits


def _place() -> Place:
    return Place(language(), request.environ.get("SCRIPT_NAME", ""))


@contextmanager
def _nobody() -> Iterator[None]:
    """A request for the same address by nobody: no cookie, no sign-in, no seat, no token."""
    environ = {name: request.environ[name] for name in _NEUTRAL if name in request.environ}
    environ |= {"REQUEST_METHOD": "GET", "wsgi.input": request.environ["wsgi.input"]}
    app, spoken = current_app._get_current_object(), language()  # type: ignore[attr-defined]
    with app.app_context(), app.request_context(environ), force_locale(spoken):
        g.csrf_token = _blank("csrf_token")
        yield
