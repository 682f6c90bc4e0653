"""SQLite as a database for many threads: one writer at a time, and no lost update."""

import sqlite3
import threading
from collections import defaultdict
from typing import Any

# How long to wait for the writers of this process, who queue and move on, and for another program that holds the file.
QUEUE_SECONDS = 15.0
BUSY_SECONDS = 5.0

# SQLite before 3.51.3 can corrupt the WAL when two connections write or checkpoint at the same moment. Within
# this process one lock spans a write transaction and the checkpoint that its commit may run. It also queues
# threads fairly, where SQLite's own busy handler would let the unluckiest starve. One lock per database file.
_writers: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class SerialConnection(sqlite3.Connection):
    """A connection whose write transactions hold the process-wide writer lock from BEGIN to COMMIT."""

    def __init__(self, database: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(database, *args, **kwargs)
        self._writer = _writers[str(database)]
        self._writing = False

    def begin(self, *, write: bool) -> None:
        """Open a transaction; a writing one takes the database's write lock now instead of at its first write."""
        if not write:
            self.execute("BEGIN")
            return
        if not self._writer.acquire(timeout=QUEUE_SECONDS):
            raise sqlite3.OperationalError("database is locked")
        self._writing = True
        try:
            self.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            self._let_go()
            raise

    def commit(self) -> None:
        try:
            super().commit()
        finally:
            # A failed COMMIT (disk full) leaves the transaction open; the rollback that follows lets go.
            if not self.in_transaction:
                self._let_go()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._let_go()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._writing:
            self._writing = False
            self._writer.release()


def prepare(connection: SerialConnection, _record: Any) -> None:
    """Set up a fresh connection: transactions are ours, commits survive a power cut, references hold."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={int(BUSY_SECONDS * 1000)}",
    ):
        connection.execute(f"PRAGMA {pragma}")
