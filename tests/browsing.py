"""A browser for tests that is also a second reviewer: it checks every answer it gets."""

import re
import uuid
from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ideenboard.base.db import db

PASSWORD = "ein gutes langes Kennwort"


class Client(FlaskClient):
    """Carries the CSRF token as a browser's form would, and refuses invalid HTML, inline code and unsaved changes."""

    def __init__(self, app: Flask, **kwargs: Any) -> None:
        super().__init__(app, **{"use_cookies": True, **kwargs})
        self._tokens: dict[str | None, str] = {}

    def open(
        self, *args: Any, check: bool = True, csrf: bool = True, htmx: bool = False, **kwargs: Any
    ) -> TestResponse:
        """Send a request. `htmx` asks as htmx does, `csrf=False` leaves the token away."""
        headers = dict(kwargs.pop("headers", {}) or {})
        if htmx:
            headers |= {"HX-Request": "true", "HX-Request-Type": "partial"}
        if csrf and kwargs.get("method") in ("POST", "DELETE", "PUT") and "X-CSRFToken" not in headers:
            headers["X-CSRFToken"] = self.csrf_token()
        # A context of its own, as each request has on a server: else `g` and the session live on from one to the next.
        with self.application.app_context():
            response = super().open(*args, headers=headers, **kwargs)
        # What the request changed is read afresh by the test.
        db.session.expire_all()
        if check:
            review(response, fragment=htmx)
        return response

    def csrf_token(self) -> str:
        """A token that fits this browser's session; the same one as long as the session is the same."""
        if (session := self._session_cookie()) not in self._tokens:
            token = self._new_token()
            self._tokens[session := self._session_cookie()] = token
        return self._tokens[session]

    def _session_cookie(self) -> str | None:
        cookie = self.get_cookie(self.application.config["SESSION_COOKIE_NAME"])
        return cookie.value if cookie else None

    def _new_token(self) -> str:
        from flask_wtf.csrf import generate_csrf

        with self.session_transaction() as session:
            raw = session.get("csrf_token")
        with self.application.app_context(), self.application.test_request_context():
            from flask import session as inner

            if raw:
                inner["csrf_token"] = raw
            token = generate_csrf()
            fresh = inner["csrf_token"]
        if not raw:
            with self.session_transaction() as session:
                session["csrf_token"] = fresh
        return token


def review(response: TestResponse, *, fragment: bool) -> None:
    """Check what holds for every answer."""
    assert response.status_code < 500, response.text[:3000]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"] or "sandbox" in str(response.headers)
    if response.mimetype == "text/html" and response.data:
        review_markup(response.text, fragment=fragment)


def review_markup(html: str, *, fragment: bool) -> None:
    """Check that a page, or a part of one, is valid HTML without inline code and doubled ids."""
    markup = _TEXT.sub("><", html)
    for pattern in (r"<script>", r"<style", r"\sstyle=", r"\son[a-z]+=", r"javascript:"):
        assert not re.search(pattern, markup, re.I), f"inline {pattern} in the answer"
    _refuse_invalid(html, fragment)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), f"doubled ids: {sorted({i for i in ids if ids.count(i) > 1})}"


_TEXT = re.compile(r">[^<]*<")
# What no rule of HTML looks into: quoted values and text, unless they hold a reference or a character of its own rank.
_PLAIN_VALUE = re.compile(r'="[^"<&\x00-\x08\x0b-\x1f\x7f-\x9f]+"')
_PLAIN_TEXT = re.compile(r">\s*[^\s<>&\x00-\x08\x0b-\x1f\x7f-\x9f][^<>&\x00-\x08\x0b-\x1f\x7f-\x9f]*<")
_TAG = re.compile(r'<([a-z][a-z0-9-]*)((?:\s+[a-z][a-z0-9:-]*="x")+)(\s*/?>)')
_valid: set[tuple[bool, str]] = set()


def _bones(html: str) -> str:
    """The answer without plain text, and without attributes that say something plain and only once.

    Of a hidden field the parser asks its type: within a table it may stand where others may not.
    """
    hidden = html.replace('type="hidden"', "type=hidden")
    return _TAG.sub(_bare, _PLAIN_TEXT.sub(">x<", _PLAIN_VALUE.sub('="x"', hidden)))


def _bare(tag: re.Match[str]) -> str:
    names = tag[2].split()
    return f"<{tag[1]}{tag[3]}" if len(names) == len(set(names)) else tag[0]


def _refuse_invalid(html: str, fragment: bool) -> None:
    """Parse what rules of HTML look into strictly, and once: answers with the same bones are equally valid."""
    bones = (fragment, _bones(html))
    if bones in _valid:
        return
    parser = html5lib.HTMLParser(strict=False)
    parser.parseFragment(bones[1]) if fragment else parser.parse(bones[1])
    # html5lib knows no self-closing SVG names beyond the standard's list; what it finds besides is ours.
    serious = [e for e in parser.errors if e[1] not in ("non-void-element-with-trailing-solidus",)]
    assert not serious, f"invalid HTML: {serious[:3]}"
    _valid.add(bones)


def draft_token() -> str:
    """A token as a form carries it."""
    return str(uuid.uuid4())
