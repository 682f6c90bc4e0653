"""One prepared hall with one running server for the small sizes of the checks, whose guards can be taken away."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from benchmarks.check import Stand
from benchmarks.halls import Halls
from benchmarks.servers import Server, serving


@dataclass(frozen=True)
class SharedStand(Stand):
    """All checks at the same server, to spare its start; it has switches, and afterwards all guards are back."""

    shared: Server | None = None

    @contextmanager
    def open(self, *, levers: bool = False) -> Iterator[Server]:
        """The server that runs already."""
        assert self.shared is not None
        yield self.shared
        self.shared.leave_out()


@pytest.fixture(scope="session")
def halls(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Halls:
    def new_postgres() -> str:
        from tests.postgres import fresh_database

        return fresh_database()

    return Halls(database_url.partition(":")[0].partition("+")[0], tmp_path_factory.mktemp("halls") / "h", new_postgres)


@pytest.fixture(scope="session")
def running(halls: Halls) -> Iterator[Server]:
    with serving(halls.fresh(), switches=True) as server:
        yield server


@pytest.fixture
def shared(halls: Halls, running: Server, request: pytest.FixtureRequest) -> Callable[..., Stand]:
    """A stand at the running server, without these guards; what is sent at it is new at each test."""
    return lambda *without: SharedStand(halls, random.Random(request.node.name), without, shared=running)  # noqa: S311


@pytest.fixture
def alone(halls: Halls) -> Callable[..., Stand]:
    """A stand that starts its own servers, each on a fresh hall."""
    return lambda *without: Stand(halls, random.Random(1), without)  # noqa: S311
