"""A client that costs little: many connections in one thread, each sends its next request when it has its answer."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

# Makes the bytes of the next request of a connection; None when it has said everything.
Script = Callable[[], bytes | None]


@dataclass
class Tally:
    """What came back: how long each answer took, and what was no good one."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    bytes: int = 0

    def at(self, share: float) -> float:
        """The time in milliseconds within which this share of the answers came."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def request(path: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
    """The bytes of a request on a connection that stays open."""
    said = {"Host": "127.0.0.1", **headers}
    if body is not None:
        said |= {"Content-Length": str(len(body)), "Content-Type": "application/x-www-form-urlencoded"}
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", *(f"{name}: {said[name]}" for name in said)]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


class Connection(asyncio.Protocol):
    """One connection: one request on its way at a time."""

    def __init__(self, script: Script, tally: Tally, accept: frozenset[int]) -> None:
        self.script, self.tally, self.accept = script, tally, accept
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer, self.missing, self.sent = b"", -1, 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._next()

    def _next(self) -> None:
        message = self.script()
        if message is None:
            self.transport.close()
            return
        self.buffer, self.missing, self.sent = b"", -1, time.perf_counter()
        self.transport.write(message)

    def data_received(self, data: bytes) -> None:
        """Count until the answer is whole."""
        if self.missing >= 0:
            self.missing -= len(data)
        else:
            self.buffer += data
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            self.missing = _length(self.buffer[:end]) - (len(self.buffer) - end - 4)
        if self.missing <= 0:
            self._note()
            self._next()

    def _note(self) -> None:
        self.tally.seconds.append(time.perf_counter() - self.sent)
        self.tally.errors += int(self.buffer[9:12]) not in self.accept

    def connection_lost(self, _error: Exception | None) -> None:
        """End; an answer that never came is an error."""
        if self.missing < 0 and self.sent and not self.transport.is_closing():
            self.tally.errors += 1
        if not self.done.done():
            self.done.set_result(None)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


async def run(port: int, scripts: list[Script], accept: frozenset[int] = frozenset({200, 201, 204, 303})) -> Tally:
    """Play each script on a connection of its own, all at the same time."""
    loop, tally = asyncio.get_running_loop(), Tally()
    made = [await loop.create_connection(partial(Connection, s, tally, accept), "127.0.0.1", port) for s in scripts]
    await asyncio.gather(*(protocol.done for _transport, protocol in made))
    return tally


def until(moment: float, message: bytes) -> Script:
    """The same request again and again until a moment of the performance clock."""
    return lambda: message if time.perf_counter() < moment else None
