"""A plain browser on a device, with nothing hidden: no retry, no redirect, and a loss is a loss.

It speaks HTTP/1.1 over one connection that it keeps. Rehearsals and load tests let whole halls of these come.
"""

import asyncio
import re
import ssl
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode, urlsplit

LONGEST = 30.0
NO_BODY = frozenset({204, 304})
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
# What a wire says when it breaks, and what a half-written head makes of itself (a ValueError).
_NO_ANSWER = (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
# All that are connected, so that nobody has to look after each single device.
_connected: set["Wire"] = set()


class Lost(OSError):
    """No whole answer came; whether the server did what it was asked to is unknown."""


@dataclass(frozen=True)
class Answer:
    """What came back from the server."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def text(self) -> str:
        """The body of a page."""
        return self.body.decode("utf-8", "replace")

    @property
    def to(self) -> str:
        """The path that it leads to; nothing where it leads nowhere."""
        return urlsplit(self.headers.get("location", "")).path


class Browser(Protocol):
    """What an attendee needs of a device."""

    async def get(self, path: str) -> Answer:
        """Ask for a page."""

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""


class Wire:
    """A connection to a server that is opened when first needed and again after a loss."""

    def __init__(self, host: str, port: int, *, is_secret: bool = False, source: str | None = None) -> None:
        self.host, self.port = host, port
        self.tls = ssl.create_default_context() if is_secret else None
        self.source = source
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, headers: dict[str, str], fields: dict[str, str] | None = None
    ) -> Answer:
        """Send one request and wait for its answer. Raises Lost."""
        try:
            async with asyncio.timeout(LONGEST):
                await self.open()
                return await self._exchange(_request(method, path, headers, fields))
        except (*_NO_ANSWER, ValueError) as error:
            self.close()
            raise Lost(f"{self.host}:{self.port} gave no whole answer: {type(error).__name__}") from error
        except asyncio.CancelledError:
            # Half an answer may lie on the wire: the next request must not read it as its own.
            self.close()
            raise

    async def open(self) -> None:
        """Connect ahead of a request, so that many can be sent in the same instant."""
        if self._streams is None:
            source = (self.source, 0) if self.source else None
            self._streams = await asyncio.open_connection(self.host, self.port, ssl=self.tls, local_addr=source)
            _connected.add(self)

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None
            _connected.discard(self)

    async def _exchange(self, request: bytes) -> Answer:
        assert self._streams is not None  # noqa: S101 - opened above
        reader, writer = self._streams
        writer.write(request)
        await writer.drain()
        status, headers = _head(await reader.readuntil(b"\r\n\r\n"))
        answer = Answer(status, headers, b"" if status in NO_BODY else await _body(reader, headers))
        if headers.get("connection") == "close":
            self.close()
        return answer


async def hang_up_all() -> None:
    """Close every connection, before the loop ends that they belong to."""
    for wire in list(_connected):
        wire.close()
    await asyncio.sleep(0)


def _request(method: str, path: str, headers: dict[str, str], fields: dict[str, str] | None) -> bytes:
    body = urlencode(fields or {}).encode()
    if method == "POST":
        headers = {**headers, "Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + body


def _head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    return int(first.split()[1]), {
        name.lower(): value for name, value in (line.split(": ", 1) for line in lines if ": " in line)
    }


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    # A proxy in between may send it in pieces.
    pieces = []
    while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        pieces.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(pieces)


class Device:
    """A browser on one device: it keeps its cookie and the token of its forms. Raises Lost, which is an OSError."""

    def __init__(self, url: str, *, source: str | None = None, forwarded_for: str = "") -> None:
        parts = urlsplit(url)
        is_secret = parts.scheme == "https"
        port = parts.port or (443 if is_secret else 80)
        self.wire = Wire(parts.hostname or "", port, is_secret=is_secret, source=source)
        self.cookie = self.csrf = ""
        self.forwarded_for = forwarded_for

    async def get(self, path: str, *, partial: bool = False) -> Answer:
        """Ask for a page or a part of one."""
        return self._seen(await self.wire.ask("GET", path, self._headers(partial)))

    async def post(self, path: str, fields: dict[str, str] | None = None, *, partial: bool = False) -> Answer:
        """Send a form, as htmx does or as a browser without scripts."""
        headers = self._headers(partial) | {"Sec-Fetch-Site": "same-origin"}
        if self.csrf:
            headers["X-CSRFToken"] = self.csrf
        return self._seen(await self.wire.ask("POST", path, headers, fields or {}))

    def _headers(self, partial: bool) -> dict[str, str]:
        host = self.wire.host if self.wire.port in (80, 443) else f"{self.wire.host}:{self.wire.port}"
        headers = {"Host": host, "Accept-Language": "de"} | (PARTIAL if partial else {})
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.forwarded_for:
            headers["X-Forwarded-For"] = self.forwarded_for
        return headers

    def _seen(self, answer: Answer) -> Answer:
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].partition(";")[0]
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if is_page and (found := CSRF.search(answer.text)):
            self.csrf = found[1]
        return answer
