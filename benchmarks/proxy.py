"""A bad Wi-Fi: a proxy that swallows answers, sends requests twice, stalls and hangs up, as luck decides."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

# What happens to a request, out of a hundred.
FATES = {"pass": 40, "answer lost": 30, "twice": 10, "stall": 10, "cut": 10}


class Proxy:
    """Stands between phones and a server. `seen` counts what it did to them."""

    def __init__(self, target: int, luck: Random, stall: float) -> None:
        self.target, self.luck, self.stall = target, luck, stall
        self.port = 0
        self.seen: Counter[str] = Counter()
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection on."""
        self._open[asyncio.create_task(self._serve(reader, writer))] = writer

    async def hang_up(self) -> None:
        """Tear all connections."""
        for writer in self._open.values():
            writer.transport.abort()
        await asyncio.gather(*self._open)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await _message(reader):
                fate = self.luck.choices([*FATES], [*FATES.values()])[0]
                answer = await self._suffer(fate, request)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
        except OSError:
            pass
        finally:
            # Not closed but torn: the phone gets no goodbye.
            writer.transport.abort()

    async def _suffer(self, fate: str, request: bytes) -> bytes | None:
        if fate == "cut":
            self.seen[fate] += 1
            await self._forward(request[: len(request) // 2], answered=False)
            return None
        if fate == "stall":
            await asyncio.sleep(self.stall)
        answers = await asyncio.gather(*[self._forward(request) for _ in range(2 if fate == "twice" else 1)])
        # Only what the server did and nobody heard of counts as an answer lost.
        if fate != "answer lost" or answers[0].startswith(b"HTTP/1.1 2"):
            self.seen[fate] += 1
        return None if fate == "answer lost" else answers[0]

    async def _forward(self, request: bytes, *, answered: bool = True) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            writer.write(request)
            await writer.drain()
            return await _message(reader) if answered else b""
        finally:
            writer.transport.abort()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One whole request or answer; nothing where the other side has gone."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        size = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        return head + await reader.readexactly(size)
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


@asynccontextmanager
async def bad_network(target: int, luck: Random, stall: float) -> AsyncIterator[Proxy]:
    """A proxy before a port while the block runs."""
    proxy = Proxy(target, luck, stall)
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    async with server:
        yield proxy
        await proxy.hang_up()
