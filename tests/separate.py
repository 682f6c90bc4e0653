"""An application on a database of its own, for tests with real threads and real commits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from ideenboard.base.db import db
from tests.conftest import make_app


@contextmanager
def separate_app(url: str, folder: Path, revision: str | None = None) -> Iterator[Flask]:
    """Build the app on the database at `url`, migrate that first if asked to, and close all connections afterwards."""
    app = make_app(url, folder, revision)
    # The shared test session joins an outer transaction; here commits must be commits.
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        app.extensions["reading"].dispose()


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work(0..count-1)` in as many threads that start together; exceptions are results too."""
    barrier = threading.Barrier(count)
    results: list[Any] = [None] * count

    def run(number: int) -> None:
        barrier.wait()
        try:
            results[number] = work(number)
        except Exception as error:  # noqa: BLE001 - a thread's exception would be lost; here it becomes a result
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
