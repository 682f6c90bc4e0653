"""Databases of a run: the migrations go once over the first, and all others are copies of it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import make_url

from tests.separate import separate_app


def migrated(folder: Path) -> Callable[[Path], str]:
    """Migrate an empty database of this run's kind. Returns what makes a copy of it and gives the copy's address."""
    kind = os.environ.get("TEST_DATABASE", "sqlite")
    if kind == "sqlite":
        original = folder / "original.db"
        _migrate(f"sqlite:///{original}", folder)
        return lambda copy: f"sqlite:///{shutil.copyfile(original, copy / 'test.db')}"
    assert kind == "postgresql", f"TEST_DATABASE is {kind!r}"
    from tests.postgres import fresh_database

    url = fresh_database()
    _migrate(url, folder)
    return lambda _copy: fresh_database(template=make_url(url).database)


def _migrate(url: str, folder: Path) -> None:
    # Nobody may be connected any more when it is copied.
    with separate_app(url, folder, revision="head"):
        pass
