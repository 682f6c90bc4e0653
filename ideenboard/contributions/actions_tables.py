"""An uploaded table is kept, understood, imported in stretches, and taken back as a whole."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from ideenboard.audit.actions import record
from ideenboard.base import uploads
from ideenboard.base.db import Base, db
from ideenboard.base.errors import Refusal
from ideenboard.base.tables_in import Grid, guess_columns
from ideenboard.comments.models import Thread
from ideenboard.contributions.actions_import import Target, import_rows
from ideenboard.contributions.models import Brings, Contribution, ImportedRow, Kind, Status, TableImport
from ideenboard.contributions.queries_import import Alike, Assessed, assess
from ideenboard.contributions.rules_import import COLUMNS, guess_more
from ideenboard.processes.models import Process
from ideenboard.processes.queries import workshop_of
from ideenboard.processes.rules import Actor

# What a contribution consists of, and that somebody let it be shown, is no reaction to it.
_OWN = {"contribution", "contribution_revision", "decision"}
# So many rows go into one transaction: a phone that writes meanwhile waits no longer than for those.
AT_ONCE = 500


def keep(process: Process, grid: Grid, filename: str, *, by: Actor, at: datetime) -> TableImport:
    """Keep an uploaded table until it is imported or discarded, with a first guess of what its columns mean."""
    columns = guess_more(grid.header, guess_columns(grid.header, COLUMNS), [cells for _line, cells in grid.lines[:200]])
    settings = {"workshop": None, "district": None, "kind": Kind.IDEA, "status": Status.PENDING, "twins": "leave"}
    return put_aside(process, grid, filename, columns, settings, Brings.CONTRIBUTIONS, by=by, at=at)


def put_aside(
    process: Process,
    grid: Grid,
    filename: str,
    columns: list[str | None],
    settings: dict[str, Any],
    brings: Brings,
    *,
    by: Actor,
    at: datetime,
) -> TableImport:
    """Keep an uploaded table with what its columns are taken for, and what else is set."""
    content = json.dumps({"header": grid.header, "lines": grid.lines}).encode()
    table = TableImport(
        process_id=process.id,
        account_id=by.account_id,
        brings=brings,
        filename=Path(filename).name[:120],
        stored_name=uploads.keep(content, ".json"),
        is_guessed=grid.is_guessed,
        line_count=len(grid.lines),
        settings={"columns": [column or "" for column in columns], **settings},
        created_at=at,
    )
    db.session.add(table)
    db.session.flush()
    return table


def understand(table: TableImport, settings: dict[str, Any]) -> None:
    """Set what the columns mean, where the rows go, what is near. Raises Refusal where the import has begun."""
    if table.position or table.finished_at:
        raise Refusal(_("This table is being imported already."), 409)
    table.settings = table.settings | settings


def go_on(table: TableImport, *, by: Actor, at: datetime) -> None:
    """Import the next stretch of rows; after the last one the table is finished and its file goes."""
    if table.finished_at:
        return
    rows = assess(table, slice(table.position, table.position + AT_ONCE))
    taken = [one.row for one in rows if is_taken(one, table)]
    report = import_rows(taken, _target(table), by=by.name, at=at)
    table.added += report.added
    table.position += AT_ONCE
    if table.position >= table.line_count:
        finish(table, at=at)
    db.session.flush()


def finish(table: TableImport, *, at: datetime) -> None:
    """Note that a table is imported to its last line; its file goes."""
    table.position = table.line_count
    table.finished_at = at
    uploads.discard(table.stored_name)
    table.stored_name = ""


_LEFT_OUT = {"take": set(), "leave": {Alike.SAME}, "leave_near": {Alike.SAME, Alike.NEARLY}}


def is_taken(one: Assessed, table: TableImport) -> bool:
    """Whether a row is imported, as the table is set."""
    left_out = _LEFT_OUT[table.settings["twins"]]
    return not one.is_unusable and (one.twin is None or one.twin.alike not in left_out)


def _target(table: TableImport) -> Target:
    settings = table.settings
    return Target(
        process=table.process,
        source=Path(table.filename).stem,
        workshop=workshop_of(table.process_id, settings["workshop"]),
        district_id=settings["district"],
        kind=Kind(settings["kind"]),
        status=Status(settings["status"]),
        import_id=table.id,
    )


def discard(table: TableImport) -> None:
    """Forget a table of which nothing was imported."""
    uploads.discard(table.stored_name)
    db.session.delete(table)


def undo(table: TableImport, *, by: Actor, at: datetime) -> int:
    """Take an import back: its contributions go, but for those to which somebody has said or done something since.

    Gives the number of those that stay.
    """
    ids = db.session.scalars(select(ImportedRow.contribution_id).where(ImportedRow.import_id == table.id)).all()
    cards = select(Contribution.id, Contribution.thread_id).where(Contribution.id.in_(ids))
    threads = {card_id: thread_id for card_id, thread_id in db.session.execute(cards)}
    talked = _pointed_at(Thread, threads.values())
    used = _pointed_at(Contribution, threads) | {card for card, thread in threads.items() if thread in talked}
    going = [card_id for card_id in threads if card_id not in used]
    options = {"synchronize_session": False}
    db.session.execute(delete(Contribution).where(Contribution.id.in_(going)).execution_options(**options))
    gone = [threads[card_id] for card_id in going]
    db.session.execute(delete(Thread).where(Thread.id.in_(gone)).execution_options(**options))
    db.session.expire_all()
    table.undone_at = at
    subject = f"process:{table.process_id}"
    record("contributions.import_undone", subject, by=by.name, at=at, process_id=table.process_id, count=len(going))
    return len(used)


def _pointed_at(model: type[Base], ids: Iterable[int]) -> set[int]:
    """The rows to which a row of any table points that does not just go along: somebody said or did something."""
    wanted, found = list(ids), set()
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is model.__table__ and key.parent.table.name not in _OWN:
                if not table.info.get("goes_along"):
                    found |= set(db.session.scalars(select(key.parent).where(key.parent.in_(wanted)).distinct()))
    return found
