"""The index of each process, in the memory of this server process. It is only a faster way to read the database.

What is found in it is looked up in the database before anybody sees it; a second server process keeps one of its own.
numpy and scipy come with the first question, not with the start.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flask import Flask, current_app
from sqlalchemy import String, cast, func, literal, or_, select

from ideenboard.audit.models import Revision
from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Workshop

if TYPE_CHECKING:
    from ideenboard.similarity.rules_index import Card, Index
    from ideenboard.similarity.rules_pairs import Pair

# Processes whose index is kept: those that are worked on.
MOST = 4
# Where so many texts changed, all are read again.
FEW = 400


@dataclass(frozen=True)
class Held:
    """An index, how many changes the process had seen when it was read, and its pairs once somebody asked for them."""

    changes: int
    index: Index
    pairs: dict[int, list[Pair]] = field(default_factory=dict)


def in_background(work: Callable[[], object]) -> None:
    """Do something beside the request, with a transaction of its own that writes nothing."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def run() -> None:
        with app.app_context():
            db.session.connection(execution_options={"write": False})
            work()

    threading.Thread(target=run, daemon=True).start()


class Shelf:
    """The indexes that this server process keeps, the least used ones dropped."""

    def __init__(self) -> None:
        # One is built at a time: it takes all of a core.
        self.building = threading.Lock()
        self.beside = in_background
        self._held: OrderedDict[int, Held] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, process_id: int) -> Held | None:
        """The index of a process as it was last read."""
        with self._lock:
            if held := self._held.get(process_id):
                self._held.move_to_end(process_id)
            return held

    def put(self, process_id: int, held: Held) -> None:
        """Keep an index."""
        with self._lock:
            self._held[process_id] = held
            self._held.move_to_end(process_id)
            while len(self._held) > MOST:
                self._held.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._held.clear()


def init_app(app: Flask) -> None:
    """Give the app its shelf."""
    app.extensions["similar"] = Shelf()


def fresh_index(process_id: int) -> Index:
    """The index with all that is in the database now. It may take a second, once: for the desk, not for a hall."""
    return _fresh(process_id).index


def fresh_pairs(process_id: int, most: int) -> list[Pair]:
    """The pairs that are nearly the same, looked for once until a text comes or changes: one goes through them."""
    from ideenboard.similarity.rules_pairs import pairs_of

    held = _fresh(process_id)
    if most not in held.pairs:
        held.pairs[most] = pairs_of(held.index, most)
    return held.pairs[most]


def _fresh(process_id: int) -> Held:
    shelf: Shelf = current_app.extensions["similar"]
    changes, held = _changes(process_id), shelf.get(process_id)
    if held and held.changes == changes:
        return held
    with shelf.building:
        held = shelf.get(process_id)
        index = _caught_up(process_id, held.index if held else None)
        fresh = replace(held, changes=changes) if held and held.index is index else Held(changes, index)
        shelf.put(process_id, fresh)
    return fresh


def ready_index(process_id: int) -> Index | None:
    """The index as far as it is, at once. What is missing is read meanwhile; None where that has only begun."""
    shelf: Shelf = current_app.extensions["similar"]
    held = shelf.get(process_id)
    if (held is None or held.changes != _changes(process_id)) and not shelf.building.locked():
        shelf.beside(lambda: fresh_index(process_id))
        held = shelf.get(process_id)
    return held.index if held else None


def _changes(process_id: int) -> int:
    """How many changes a process and its rooms have seen. These numbers are raised in the order of the commits."""
    rooms = select(literal("workshop:") + cast(Workshop.id, String)).where(Workshop.process_id == process_id)
    here = or_(Revision.scope == f"process:{process_id}", Revision.scope.in_(rooms))
    return db.session.scalar(select(func.coalesce(func.sum(Revision.number), 0)).where(here)) or 0


def _caught_up(process_id: int, index: Index | None) -> Index:
    from ideenboard.similarity.rules_index import build

    if index:
        query = select(Contribution.id, Contribution.version).where(Contribution.process_id == process_id)
        outdated = index.outdated((row.id, row.version) for row in db.session.execute(query))
        if not outdated:
            return index
        changed = index.with_changes(_cards(process_id, outdated)) if len(outdated) <= FEW else None
        if changed:
            return changed
    return build(_cards(process_id))


def _cards(process_id: int, only: Collection[int] | None = None) -> list[Card]:
    from ideenboard.similarity.rules_grams import LONGEST
    from ideenboard.similarity.rules_index import Card

    folded = func.substr(Contribution.folded, 1, LONGEST)
    query = select(Contribution.id, Contribution.version, Contribution.title, folded)
    query = query.where(Contribution.process_id == process_id)
    if only is not None:
        query = query.where(Contribution.id.in_(only))
    return [Card(*row) for row in db.session.execute(query.order_by(Contribution.id))]
