"""The server with its guards laid open: each can be taken away, to see the check that watches over it turn red.

Only the harness starts it. A file in the instance folder names the guards that are off, so that they stay off when
the server is started anew.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import granian
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

import wsgi
from ideenboard.base import clock, throttle
from ideenboard.base import db as database
from ideenboard.base.db import db, upsert
from ideenboard.base.errors import TooMany
from ideenboard.base.forms import VersionedForm
from ideenboard.base.sqlite import SerialConnection
from ideenboard.clusters import actions as clusters
from ideenboard.clusters import views_edit as board
from ideenboard.contributions import actions as contributions
from ideenboard.pages import views_board, views_phone
from ideenboard.pages.queries import glance
from ideenboard.processes import queries as processes
from ideenboard.processes.actions import count_wrong_code
from ideenboard.voting import actions as voting
from ideenboard.voting.models import BallotPaper, Vote
from ideenboard.voting.rules import Outcome, Said

OFF = "guards-off"
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def main() -> None:
    """`ideenboard`, but what it serves has switches."""
    with patch.object(granian, "Granian", partial(_serve, granian.Granian)):
        wsgi.main()


def _serve(original: Any, _target: str, **settings: Any) -> Any:
    return original("benchmarks.guards:create", **settings)


def create() -> Flask:
    """The application, behind a board of switches."""
    app = wsgi.create()
    app.wsgi_app = Switchboard(app, app.wsgi_app)  # type: ignore[assignment,method-assign]
    return app


class Switchboard:
    """Takes away, before each request, what the file says."""

    def __init__(self, app: Flask, inner: Wsgi) -> None:
        self.app, self.inner = app, inner
        self.file = Path(app.config["INSTANCE_DIR"]) / OFF
        self._said = ""
        self._lock = threading.Lock()
        self._taken = ExitStack()
        self._late: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._write_behind, daemon=True).start()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        said = self.file.read_text() if self.file.exists() else ""
        with self._lock:
            if said != self._said:
                self._taken.close()
                for name in said.split():
                    self._taken.enter_context(GUARDS[name](self.app))
                self._said = said
        brings = environ["REQUEST_METHOD"] == "POST" and "/contributions" in environ["PATH_INFO"]
        if brings and "ack-after-commit" in said:
            return self._acknowledge_first(environ, start)
        return self.inner(environ, start)

    def _acknowledge_first(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        token = body.decode().partition("token=")[2].partition("&")[0]
        self._late.put({**environ, "wsgi.input": BytesIO(body)})
        start("201 CREATED", [("X-Ack", token), ("Content-Length", "0"), ("Content-Type", "text/plain")])
        return [b""]

    def _write_behind(self) -> None:
        while True:
            environ = self._late.get()
            time.sleep(0.05)
            list(self.inner(environ, lambda *_: None))


def _without_immediate(app: Flask) -> AbstractContextManager[Any]:
    """SQLite's write transactions begin as readers; on PostgreSQL nobody holds the ballot paper."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            return patch.object(database, "_writes", lambda: False)
    return patch.object(voting, "_locked_paper", _free_paper)


def _free_paper(ballot: Any, by: Any, seat: Any) -> int:
    row = {"ballot_id": ballot.id, "participant_id": by.participant_id, "group_id": seat.group_id}
    db.session.execute(upsert(BallotPaper).values(row).on_conflict_do_nothing())
    mine = (BallotPaper.ballot_id == ballot.id, BallotPaper.participant_id == by.participant_id)
    return int(db.session.scalars(select(BallotPaper.id).where(*mine)).one())


def _without_seq(_app: Flask) -> AbstractContextManager[Any]:
    """What arrives last stands, however old it is."""
    stack = ExitStack()
    stack.enter_context(patch.object(voting, "merge", _last_wins))
    stack.enter_context(patch.object(voting, "_write", _overwrite))
    return stack


def _last_wins(_standing: Any, sent: dict[int, int], seq: int) -> Outcome:
    return Outcome({option: Said(value, seq) for option, value in sent.items()}, False)


def _overwrite(paper_id: int, votes: dict[int, Said]) -> None:
    for option, said in votes.items():
        insert = upsert(Vote).values(paper_id=paper_id, option_id=option, value=said.value, seq=said.seq)
        values = {"value": said.value, "seq": said.seq}
        db.session.execute(insert.on_conflict_do_update(index_elements=[Vote.paper_id, Vote.option_id], set_=values))


def _without_phase(_app: Flask) -> AbstractContextManager[Any]:
    """A room may go on to its next phase while something of the last one is still being written."""
    stack = ExitStack()
    for room in (contributions, voting):
        stack.enter_context(patch.object(room, "hold", lambda _row: None))
    return stack


def _without_looking(_app: Flask) -> AbstractContextManager[Any]:
    """A card is moved wherever it is by now."""
    stack = ExitStack()
    stack.enter_context(patch.object(board, "strays", lambda *_: []))
    stack.enter_context(patch.object(clusters, "_check_seen", lambda *_: None))
    return stack


def _in_this_process(_app: Flask) -> AbstractContextManager[Any]:
    """Each server process counts tries for itself."""
    counts: dict[tuple[str, int], int] = {}

    def hit(key: str, *, limit: int, per: timedelta, at: datetime) -> None:
        window = (key, int(at.timestamp() // per.total_seconds()))
        counts[window] = counts.get(window, 0) + 1
        if counts[window] > limit:
            raise TooMany("counted here")

    return patch.object(throttle, "hit", hit)


def _counting_everybody(_app: Flask) -> AbstractContextManager[Any]:
    """The limit counts right codes as well as wrong ones."""
    find = processes.workshop_by_code

    def count_and_find(code: str) -> Any:
        count_wrong_code(at=clock.now())
        return find(code)

    return patch.object(processes, "workshop_by_code", count_and_find)


def _without_errors(app: Flask) -> AbstractContextManager[Any]:
    """What the database refuses is an unexpected error like any other."""
    handlers = app.error_handler_spec[None][None]
    return patch.dict(handlers, {kind: handlers[Exception] for kind in handlers if issubclass(kind, OperationalError)})


def _remembering(_app: Flask) -> AbstractContextManager[Any]:
    """A server process keeps in memory which revision a room has."""
    seen: dict[str, int] = {}

    def look_and_remember(code: str) -> Any:
        seat = glance(code)
        return seat._replace(revision=seen.setdefault(code, seat.revision))

    return patch.object(views_board, "glance", look_and_remember)


def _slow(_app: Flask) -> AbstractContextManager[Any]:
    """No guard: every answer to a contribution takes a second, so that there is something to wait for."""
    answer = views_phone._arrived

    def later(*args: Any) -> Any:
        time.sleep(1)
        return answer(*args)

    return patch.object(views_phone, "_arrived", later)


def _room_for(more: int) -> AbstractContextManager[Any]:
    """No guard: so many more pages find room on SQLite's disk."""
    begin = SerialConnection.begin

    def begin_within(self: SerialConnection, *, write: bool) -> None:
        used = self.execute("PRAGMA page_count").fetchone()[0]
        self.execute(f"PRAGMA max_page_count = {used + more}")
        begin(self, write=write)

    return patch.object(SerialConnection, "begin", begin_within)


GUARDS: dict[str, Callable[[Flask], AbstractContextManager[Any]]] = {
    "ack-after-commit": lambda _: nullcontext(),
    "clock": lambda _: patch.object(clock, "now", lambda now=clock.now: now() - timedelta(hours=1)),
    "closed": lambda _: patch.object(voting, "check_open", lambda _ballot: None),
    "counts-wrong-only": _counting_everybody,
    "errors": _without_errors,
    "full": lambda _: _room_for(0),
    "immediate": _without_immediate,
    # The server is killed instead of asked.
    "patience": lambda _: nullcontext(),
    "phase": _without_phase,
    "revision": _remembering,
    "seen": _without_looking,
    "seq": _without_seq,
    "shared-throttle": _in_this_process,
    "slow": _slow,
    "space": lambda _: _room_for(1_000_000),
    "throttle": lambda _: patch.object(throttle, "hit", lambda *_args, **_kwargs: None),
    "token": lambda _: patch.object(contributions, "_sent_before", lambda *_: None),
    # Taken away in the database itself.
    "unique": lambda _: nullcontext(),
    "unique-card": lambda _: nullcontext(),
    "version": lambda _: patch.object(VersionedForm, "is_stale", lambda *_: False),
}


if __name__ == "__main__":
    main()
