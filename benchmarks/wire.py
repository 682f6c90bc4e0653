"""HTTP/1.1 over one kept connection, with nothing hidden: no retry, no redirect, and a loss is a loss."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

LONGEST = 30.0
# All that are connected, so that nobody has to look after each single phone.
_connected: set["Wire"] = set()
NO_BODY = frozenset({204, 304})


class Lost(Exception):
    """No whole answer came; whether the server did what it was asked to is unknown."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body of a page."""
        return self.body.decode()


class Wire:
    """A connection to a port of this computer that is opened when first needed and again after a loss."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self.port = port
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
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            self.close()
            raise Lost(type(error).__name__) from error
        except asyncio.CancelledError:
            # Half an answer may lie on the wire: the next request must not read it as its own.
            self.close()
            raise

    async def open(self) -> None:
        """Connect ahead of a request, so that many can be sent in the same instant."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.source, 0))
            _connected.add(self)

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None
            _connected.discard(self)

    async def _exchange(self, request: bytes) -> Answer:
        assert self._streams is not None
        reader, writer = self._streams
        writer.write(request)
        await writer.drain()
        status, headers = _head(await reader.readuntil(b"\r\n\r\n"))
        size = 0 if status in NO_BODY else int(headers["content-length"])
        answer = Answer(status, headers, await reader.readexactly(size))
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
