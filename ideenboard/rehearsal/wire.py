"""A plain browser on a device: it keeps its cookie and the token of its forms, and follows nothing by itself."""

import http.client
import re
import ssl
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode, urlsplit

LONGEST = 30.0
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back from the server."""

    status: int
    text: str
    to: str = ""


class Browser(Protocol):
    """What an attendee needs of a device."""

    def get(self, path: str) -> Answer:
        """Ask for a page."""

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""


class Device:
    """A browser that speaks to a running server. Whatever goes wrong on the way raises OSError."""

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)
        self.cookie = self.csrf = ""

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form as a browser without scripts does."""
        return self._ask("POST", path, urlencode(fields | {"csrf_token": self.csrf}))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        wire = self._connect()
        try:
            wire.request(method, path, body, self._headers(body))
            answer = wire.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except http.client.HTTPException as error:
            raise OSError(f"{self.url.geturl()} gave no whole answer: {type(error).__name__}") from error
        finally:
            wire.close()
        if kept := answer.getheader("Set-Cookie"):
            self.cookie = kept.partition(";")[0]
        if found := CSRF.search(text):
            self.csrf = found[1]
        return Answer(answer.status, text, urlsplit(answer.getheader("Location", "")).path)

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self.url.hostname or "", self.url.port
        if self.url.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=LONGEST, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=LONGEST)

    def _headers(self, body: str | None) -> dict[str, str]:
        headers = {"Accept-Language": "de", "Cookie": self.cookie}
        return headers | ({"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {})
