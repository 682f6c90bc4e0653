"""Bring in contributions that were written elsewhere, once, however often the table comes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from ideenboard.audit.actions import record
from ideenboard.base.codes import RECEIPT_LENGTH, new_code, new_token
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.base.said import N_
from ideenboard.base.text import fold
from ideenboard.comments.models import Thread
from ideenboard.contributions.actions import Draft
from ideenboard.contributions.models import Contribution, ContributionRevision, ImportedRow, Kind, Status
from ideenboard.contributions.queries_import import Names
from ideenboard.contributions.rules_import import Row, Unusable, short_name
from ideenboard.processes.models import Process, Workshop
from ideenboard.processes.queries import districts_of

BATCH = 500


@dataclass(frozen=True)
class Target:
    """Where imported contributions go, and what they are where the table does not say."""

    process: Process
    source: str
    workshop: Workshop | None = None
    district_id: int | None = None
    kind: Kind = Kind.IDEA
    # As they were where they come from, unless somebody wants to read them first.
    status: Status = Status.PUBLISHED
    import_id: int | None = None


@dataclass
class Report:
    """What became of the lines of a table."""

    added: int = 0
    present: int = 0
    skipped: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)


def import_rows(rows: Iterable[Row | Unusable], target: Target, *, by: str, at: datetime) -> Report:
    """Add the rows that are not here yet.

    A row is known by its number in its table, or by the same number and words under another file name.
    """
    report, known = Report(), _Known(target)
    names = Names.of(target.process.id)
    batch: list[Row] = []
    for row in rows:
        if isinstance(row, Unusable):
            report.skipped.append((row.line, row.reason))
        elif reason := known.reason_against(row):
            report.present += reason == _PRESENT
            if reason != _PRESENT:
                report.skipped.append((row.line, reason))
        else:
            report.notes += [(row.line, note) for note in row.notes]
            batch.append(row)
        if len(batch) == BATCH:
            report.added += _add(batch, target, names, report, at)
            batch = []
    report.added += _add(batch, target, names, report, at)
    if report.added:
        _log(target, report, by=by, at=at)
    return report


def _log(target: Target, report: Report, *, by: str, at: datetime) -> None:
    record(
        "contributions.imported",
        f"process:{target.process.id}",
        by=by,
        at=at,
        process_id=target.process.id,
        workshop_id=target.workshop.id if target.workshop else None,
        count=report.added,
        source=target.source,
    )


_PRESENT = "present"


class _Known:
    """What is here already."""

    def __init__(self, target: Target) -> None:
        columns = (Contribution.source, Contribution.source_id, Contribution.title, Contribution.text)
        rows = db.session.execute(
            select(*columns).where(Contribution.process_id == target.process.id, Contribution.source_id.is_not(None))
        ).all()
        self.words = {(row.source_id, row.title, row.text) for row in rows}
        self.numbers = {row.source_id for row in rows if row.source == target.source}

    def reason_against(self, row: Row) -> str | None:
        """Why a row is not to be added, None where it is new; and remember it."""
        words = (row.source_id, row.title, row.text)
        if words in self.words:
            return _PRESENT
        if row.source_id in self.numbers:
            return N_("the number %(id)s is here already with other words; nothing was changed", id=row.source_id)
        self.words.add(words)
        self.numbers.add(row.source_id)
        return None


def _add(batch: list[Row], target: Target, names: Names, report: Report, at: datetime) -> int:
    if not batch:
        return 0
    threads = db.session.scalars(
        insert(Thread).returning(Thread.id, sort_by_parameter_order=True),
        [{"process_id": target.process.id, "comment_count": 0} for _ in batch],
    ).all()
    values = [_values(row, thread, target, names, report, at) for row, thread in zip(batch, threads, strict=True)]
    added = insert(Contribution).returning(Contribution.id, sort_by_parameter_order=True)
    ids = db.session.scalars(added, values).all()
    if target.import_id:
        db.session.execute(insert(ImportedRow), [{"contribution_id": i, "import_id": target.import_id} for i in ids])
    revisions = [
        {"contribution_id": id_, "kind": value["kind"], "title": row.long_title, "text": row.text, "replaced_at": at}
        for id_, row, value in zip(ids, batch, values, strict=True)
        if row.long_title
    ]
    if revisions:
        db.session.execute(insert(ContributionRevision), revisions)
    return len(batch)


def _values(row: Row, thread_id: int, target: Target, names: Names, report: Report, at: datetime) -> dict[str, Any]:
    report.notes += [(row.line, note) for note in names.unknown(row)]
    theme_id = target.workshop.theme_id if target.workshop else None
    place = names.district_id(row, target.district_id), names.theme_id(row, theme_id)
    draft = Draft(row.kind or target.kind, row.title, row.text, *place)
    return {
        "process_id": target.process.id,
        "workshop_id": target.workshop.id if target.workshop else None,
        "district_id": draft.district_id,
        "theme_id": draft.theme_id,
        "thread_id": thread_id,
        "kind": draft.kind,
        "title": draft.title,
        "text": draft.text,
        "folded": fold(f"{draft.title} {draft.text}"),
        "status": target.status,
        "support_count": 0,
        "token": new_token(),
        "body_hash": draft.body_hash,
        "receipt_code": new_code(RECEIPT_LENGTH),
        "source": target.source,
        "source_id": row.source_id,
        "source_url": row.url,
        "created_at": row.created_at or at,
        "version": 1,
    }


def district_named(process: Process, name: str) -> int:
    """The district that somebody named at the console. Raises Refusal where there is none, with those there are."""
    districts = districts_of(process.id)
    if found := Names(districts).districts.get(short_name(name)):
        return found
    raise Refusal(f"There is no district {name!r}; there are: {', '.join(d.name for d in districts) or 'none'}.")
