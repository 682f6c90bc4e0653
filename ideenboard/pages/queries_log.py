"""Reading the log with the names of what it tells of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, or_, select, union_all

from ideenboard.audit.models import AuditEntry
from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster
from ideenboard.contributions.models import Contribution, Status
from ideenboard.meetings.models import Meeting, Resolution
from ideenboard.people.models import Account
from ideenboard.plans.models import Measure
from ideenboard.processes.models import District, Event, Material, Process, StakeholderGroup, Theme, Workshop
from ideenboard.voting.models import Ballot

PAGE = 50
# What has a name, by the first half of its name in the log. Words that were taken back are shown to nobody.
NAMES: dict[str, tuple[Any, Any]] = {
    "account": (Account.id, Account.name),
    "process": (Process.id, Process.title),
    "event": (Event.id, Event.title),
    "material": (Material.id, Material.title),
    "workshop": (Workshop.id, Workshop.title),
    "district": (District.id, District.name),
    "theme": (Theme.id, Theme.name),
    "group": (StakeholderGroup.id, StakeholderGroup.name),
    "contribution": (Contribution.id, case((Contribution.status == Status.WITHDRAWN, ""), else_=Contribution.title)),
    "cluster": (Cluster.id, Cluster.title),
    "ballot": (Ballot.id, Ballot.question),
    "measure": (Measure.id, Measure.title),
    "resolution": (Resolution.id, func.substr(Resolution.wording, 1, 80)),
    # A meeting has the name of its event.
    "meeting": (Meeting.id, select(Event.title).where(Event.id == Meeting.event_id).scalar_subquery()),
}
# Under which words an entry's data point at something else, and under which they keep the name of what is gone.
POINTERS = {"cluster": "cluster", "card": "contribution"}
POINTING = ("account", "origin")
KEPT = ("title", "name", "question")


@dataclass(frozen=True)
class Wanted:
    """To what a look into the log is narrowed."""

    process_id: int | None = None
    by: int | None = None
    actions: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def entries(wanted: Wanted) -> tuple[Sequence[AuditEntry], int | None]:
    """A stretch of the log, the latest first, and the mark after which the next one begins."""
    query = select(AuditEntry).where(*_scope(wanted)).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    found = db.session.scalars(query).all()
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def _scope(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.process_id is not None:
        yield AuditEntry.process_id == wanted.process_id
    if wanted.by is not None:
        yield AuditEntry.actor == f"account:{wanted.by}"
    if wanted.actions:
        yield or_(*(_named(action) for action in wanted.actions))
    if wanted.since is not None:
        yield AuditEntry.at >= wanted.since
    if wanted.until is not None:
        yield AuditEntry.at < wanted.until
    if wanted.before is not None:
        yield AuditEntry.id < wanted.before


def _named(action: str) -> ColumnElement[bool]:
    return AuditEntry.action == action if "." in action else AuditEntry.action.startswith(f"{action}.")


def other_of(entry: AuditEntry) -> str:
    """What else an entry tells of, by its name in the log."""
    for word, kind in POINTERS.items():
        if word in entry.data:
            return f"{kind}:{entry.data[word]}"
    return next((str(entry.data[word]) for word in POINTING if word in entry.data), "")


def kept_name(entry: AuditEntry) -> str:
    """The name that an entry itself keeps of what it tells of."""
    return next((str(entry.data[word]) for word in KEPT if entry.data.get(word)), "")


def names_of(subjects: Iterable[str]) -> dict[str, str]:
    """Today's names of these things, in one query."""
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for kind, _colon, key in (subject.partition(":") for subject in subjects):
        if kind in NAMES and key.isdecimal():
            ids[kind].add(int(key))
    parts = [
        select(literal(kind).label("kind"), key.label("id"), name.label("name")).where(key.in_(ids[kind]))
        for kind, (key, name) in NAMES.items()
    ]
    return {f"{row.kind}:{row.id}": row.name for row in db.session.execute(union_all(*parts))}


def writers(process_id: int | None) -> Sequence[Account]:
    """The accounts that stand in the log."""
    scope = [AuditEntry.process_id == process_id] if process_id is not None else []
    actors = select(AuditEntry.actor).where(AuditEntry.actor.startswith("account:"), *scope).distinct()
    known = [int(actor.partition(":")[2]) for actor in db.session.scalars(actors)]
    return db.session.scalars(select(Account).where(Account.id.in_(known)).order_by(Account.name, Account.id)).all()
