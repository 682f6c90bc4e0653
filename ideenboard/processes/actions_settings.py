"""A process comes into being, says what it is, becomes public, has its coordinators and its short lists."""

from datetime import date, datetime
from typing import Any, TypedDict

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from ideenboard.audit.actions import record
from ideenboard.base.db import assign, db, is_used, lock
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.processes.licences import Licence
from ideenboard.processes.models import Coordination, HidingReason, Process
from ideenboard.processes.queries_settings import Entry, entries_of
from ideenboard.processes.rules import Actor


class ProcessText(TypedDict):
    """What a process says about itself."""

    title: str
    slug: str
    claim: str
    organiser: str
    summary: str
    description: str
    starts_on: date
    ends_on: date
    silent_after: int
    checks_updates: bool
    licence: Licence | None


def create_process(words: ProcessText, *, by: Actor, at: datetime) -> Process:
    """Begin a process; whoever does it coordinates it. Raises Conflict where the address was taken meanwhile."""
    process = Process(**words, created_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(process)
    except IntegrityError:
        raise Conflict(_("Another process has this address meanwhile. Please choose another one.")) from None
    if by.account_id is not None:
        db.session.add(Coordination(process_id=process.id, account_id=by.account_id))
    record("process.created", f"process:{process.id}", by=by.name, at=at, process_id=process.id, slug=process.slug)
    return process


def edit_process(process: Process, words: ProcessText, *, by: str, at: datetime) -> None:
    """Say it in other words."""
    if changed := assign(process, **words):
        record("process.edited", f"process:{process.id}", by=by, at=at, process_id=process.id, fields=changed)


def publish_process(process: Process, *, by: str, at: datetime) -> None:
    """Let everybody see the process.

    Raises Refusal for a rehearsal, which nobody may take for what people said, and where nobody has said yet for which
    reasons contributions may be hidden.
    """
    if process.is_rehearsal:
        raise Refusal(_("This is a rehearsal. It cannot be published."))
    if not entries_of(process.id, HidingReason):
        raise Refusal(_("Please say first for which reasons contributions may be hidden. They stand with the lists."))
    if process.published_at is None:
        process.published_at = at
        record("process.published", f"process:{process.id}", by=by, at=at, process_id=process.id)


def unpublish_process(process: Process, *, by: str, at: datetime) -> None:
    """Take the process back from the public; nothing in it is lost."""
    if process.published_at is not None:
        process.published_at = None
        record("process.unpublished", f"process:{process.id}", by=by, at=at, process_id=process.id)


def add_entry(process: Process, model: type[Entry], name: str, description: str, *, by: str, at: datetime) -> Entry:
    """Put a district, a theme or a group at the end of its list."""
    position = len(entries_of(process.id, model))
    entry = model(process_id=process.id, name=name, description=description, position=position)
    db.session.add(entry)
    db.session.flush()
    _note(entry, "added", by, at, name=name)
    return entry


def edit_entry(entry: Entry, name: str, description: str, *, by: str, at: datetime) -> None:
    """Rename or describe an entry; everything that belongs to it follows."""
    before = entry.name
    if changed := assign(entry, name=name, description=description):
        _note(entry, "edited", by, at, fields=changed, before=before, after=name)


def move_entry(entry: Entry, step: int, *, by: str, at: datetime) -> None:
    """Move an entry one place up (-1) or down (+1); at the end of the list it stays."""
    entries = list(entries_of(entry.process_id, type(entry)))
    place = entries.index(entry)
    if not 0 <= place + step < len(entries):
        return
    entries.insert(place + step, entries.pop(place))
    for position, one in enumerate(entries):
        one.position = position
    _note(entry, "moved", by, at, position=place + step)


def remove_entry(entry: Entry, *, by: str, at: datetime) -> None:
    """Remove an entry that nothing belongs to yet. Raises Refusal where something does."""
    lock(entry)
    if is_used(entry):
        raise Refusal(
            _("“%(name)s” is in use: contributions or workshops belong to it. You can rename it.", name=entry.name)
        )
    _note(entry, "removed", by, at, name=entry.name)
    db.session.delete(entry)


def _note(entry: Entry, verb: str, by: str, at: datetime, **data: Any) -> None:
    kind = entry.__tablename__.removeprefix("stakeholder_").removeprefix("hiding_")
    record(f"{kind}.{verb}", f"{kind}:{entry.id}", by=by, at=at, process_id=entry.process_id, **data)
