"""What a check is, what it may say, and how all of them are reported."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.halls import Hall, Halls
from benchmarks.postgres import Postgres
from benchmarks.servers import Server, free_port, serving
from ideenboard.rehearsal.wire import hang_up_all

# A driver that sent less than this share of what it planned has tested nothing.
ENOUGH = 0.9
BOTH = ("sqlite", "postgresql")


@dataclass
class Finding:
    """What a check saw. `wrong` names everything that is not as claimed; `idle` says why it proved nothing."""

    planned: int
    sent: int
    figure: str
    wrong: list[str] = field(default_factory=list)
    idle: str = ""

    def expect(self, name: str, found: Any, wanted: Any) -> None:
        """Note what is not as it must be."""
        if found != wanted:
            self.wrong.append(f"{name}: {found}, not {wanted}")

    @property
    def void(self) -> bool:
        """Whether it proved nothing."""
        return bool(self.idle) or self.sent < ENOUGH * self.planned

    @property
    def passed(self) -> bool:
        """Whether the claim held, and was put to the test at all."""
        return not self.wrong and not self.void


@dataclass(frozen=True)
class Stand:
    """Where a check takes place: fresh halls on one database, luck that can be had again, and guards to leave out."""

    halls: Halls
    luck: random.Random
    without: tuple[str, ...] = ()
    postgres: Postgres | None = None

    @property
    def kind(self) -> str:
        """The kind of database."""
        return self.halls.kind

    def server(self, hall: Hall) -> Server:
        """A server on a hall that is not started yet; it has switches only where guards are to be left out."""
        return Server(hall, free_port(), switches=bool(self.without))

    @contextmanager
    def open(self, *, levers: bool = False) -> Iterator[Server]:
        """A fresh hall with a server that runs while the block does."""
        with serving(self.halls.fresh(), switches=levers or bool(self.without)) as server:
            yield server

    @contextmanager
    def beside(self, server: Server) -> Iterator[Server]:
        """A second server on the same hall."""
        with serving(server.hall, switches=bool(self.without)) as second:
            yield second

    def let_go(self, server: Server, *also: str) -> None:
        """Take the guards away that this check has to do without, and pull these levers."""
        server.leave_out(*self.without, *also)


@dataclass(frozen=True)
class Check:
    """A claim and how it is put to the test: the size of `make stress`, and the small one of `make test`."""

    id: str
    claim: str
    run: Callable[..., Coroutine[Any, Any, Finding]]
    full: dict[str, Any]
    gate: dict[str, Any] | None = None
    databases: tuple[str, ...] = BOTH

    def made(self, stand: Stand, size: dict[str, Any] | None) -> Finding:
        """Put the claim to the test in this size."""

        async def whole() -> Finding:
            try:
                return await self.run(stand, **(size or {}))
            finally:
                await hang_up_all()

        try:
            return asyncio.run(whole())
        except AssertionError as error:
            # It could not even begin, or was broken off.
            return Finding(planned=1, sent=0, figure=str(error))
