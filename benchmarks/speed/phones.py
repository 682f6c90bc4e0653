"""Phones as requests: their cookies, what they read, what they send."""

import re
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from benchmarks.speed.rows import CODE, OPTIONS, TITLE, key_of
from benchmarks.speed.servers import SECRET
from benchmarks.speed.wire import request

FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}
_numbers = count(1)


@dataclass(frozen=True)
class Phone:
    """One participant's browser, which sits in both rooms."""

    number: int

    @cached_property
    def _raw_token(self) -> str:
        return f"{self.number:040x}"

    @cached_property
    def headers(self) -> dict[str, str]:
        """What it sends along with each request."""
        app = Flask(__name__)
        app.secret_key = SECRET
        sign = SecureCookieSessionInterface().get_signing_serializer(app)
        if sign is None:
            raise SystemExit("There is no key to sign with.")
        cookie = sign.dumps({"participant": key_of(self.number), "csrf_token": self._raw_token})
        return {"Cookie": f"ideenboard={cookie}", "Accept-Language": "de,en;q=0.8"}

    @cached_property
    def _sending(self) -> dict[str, str]:
        token = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(self._raw_token)
        return {**self.headers, **FRAGMENT, "X-CSRFToken": str(token)}

    def reads(self, path: str) -> bytes:
        """A page."""
        return request(path, self.headers)

    def polls(self, path: str) -> bytes:
        """What changed."""
        return request(path, {**self.headers, **FRAGMENT})

    def contributes(self) -> bytes:
        """A contribution that nobody has sent before."""
        number = next(_numbers)
        fields = {"kind": "idea", "title": f"{TITLE.format(number)} (neu)", "token": f"new-{self.number}-{number:08}"}
        return request(f"/w/{CODE}/contributions", self._sending, urlencode(fields).encode())

    def votes(self) -> bytes:
        """One changed option of the ballot."""
        number = next(_numbers)
        fields = {f"option-{1 + number % OPTIONS}": number % 2, "seq": 10 + number, "token": f"vote-{number:08}"}
        return request("/ballots/1/votes", self._sending, urlencode(fields).encode())

    def page(self, port: int, path: str) -> str:
        """Read a page at once, to see what it says."""
        asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=self.headers)  # noqa: S310
        with urllib.request.urlopen(asked) as answer:  # noqa: S310
            return str(answer.read().decode())

    def poll_address(self, port: int) -> str:
        """Where the board of the room asks what changed."""
        found = re.search(r'data-poll="([^"]*)"', self.page(port, f"/w/{CODE}/board"))
        if not found:
            raise SystemExit("The board names no address to ask.")
        return found[1].replace("&amp;", "&")
