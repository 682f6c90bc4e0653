"""Alembic's frame: the app's own engine, and the metadata of every room."""

from importlib import import_module
from pathlib import Path

from alembic import context
from flask import current_app

import ideenboard

# Every room's tables, whether or not a view has already asked for them.
for models in Path(ideenboard.__file__).parent.glob("*/models.py"):
    import_module(f"ideenboard.{models.parent.name}.models")

target_metadata = current_app.extensions["migrate"].db.metadata


def run() -> None:
    """Migrate inside one transaction: half a migration is none."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        # SQLite rebuilds a table to alter it; with foreign keys on, dropping the old one would delete its children. It
        # does not hear the switch within a transaction, which every statement of this connection would begin.
        raw = connection.connection.dbapi_connection
        if engine.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection, target_metadata=target_metadata, render_as_batch=True, compare_type=True
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if engine.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys=ON")


run()
