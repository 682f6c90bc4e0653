"""Events and what can be taken home from them."""

from datetime import datetime
from typing import TypedDict

from flask_babel import gettext as _

from ideenboard.audit.actions import record
from ideenboard.base import uploads
from ideenboard.base.db import assign, db, is_used, lock
from ideenboard.base.errors import Refusal
from ideenboard.base.uploads import Stored
from ideenboard.processes.actions import unused_code
from ideenboard.processes.models import Event, EventKind, Material, MaterialKind, Process
from ideenboard.processes.queries_settings import last_position


class EventText(TypedDict):
    """What an event says about itself."""

    kind: EventKind
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    description: str
    stream_url: str
    recording_url: str
    attendance: int | None
    outcome: str


def create_event(process: Process, words: EventText, *, by: str, at: datetime) -> Event:
    """Put a date into the process, with a code that leads to its rooms."""
    event = Event(process_id=process.id, code=unused_code(), **words)
    db.session.add(event)
    db.session.flush()
    record("event.created", f"event:{event.id}", by=by, at=at, process_id=process.id, title=event.title)
    return event


def edit_event(event: Event, words: EventText, *, by: str, at: datetime) -> None:
    """Change what an event says."""
    if changed := assign(event, **words):
        record("event.edited", f"event:{event.id}", by=by, at=at, process_id=event.process_id, fields=changed)


def renew_code(event: Event, *, by: str, at: datetime) -> None:
    """Give an event another code; the old one leads nowhere any more, the codes of its rooms stay."""
    event.code = unused_code()
    record("event.code_renewed", f"event:{event.id}", by=by, at=at, process_id=event.process_id)


def remove_event(event: Event, *, by: str, at: datetime) -> None:
    """Remove an event without workshops, with its files.

    Raises Refusal where workshops or anything else still hang on it.
    """
    lock(event)
    if is_used(event, besides=["material"]):
        raise Refusal(_("This event still has workshops. Please remove them first."))
    files = [material.stored_name for material in db.session.query(Material).filter_by(event_id=event.id)]
    record("event.removed", f"event:{event.id}", by=by, at=at, process_id=event.process_id, title=event.title)
    db.session.delete(event)
    for name in filter(None, files):
        uploads.discard(name)


def add_file(event: Event, kind: MaterialKind, title: str, stored: Stored, *, by: str, at: datetime) -> None:
    """Keep a stored file with the event."""
    material = Material(
        event_id=event.id,
        kind=kind,
        title=title,
        stored_name=stored.name,
        filename=stored.filename,
        media_type=stored.media_type,
        size=stored.size,
    )
    _add(event, material, by, at)


def add_link(event: Event, kind: MaterialKind, title: str, url: str, *, by: str, at: datetime) -> None:
    """Point from the event to a page elsewhere."""
    _add(event, Material(event_id=event.id, kind=kind, title=title, url=url), by, at)


def _add(event: Event, material: Material, by: str, at: datetime) -> None:
    material.position = last_position(event.id) + 1
    db.session.add(material)
    db.session.flush()
    subject = f"material:{material.id}"
    record("material.added", subject, by=by, at=at, process_id=event.process_id, title=material.title)


def remove_material(material: Material, *, by: str, at: datetime) -> None:
    """Take a file or a link off the event."""
    process_id = material.event.process_id
    record("material.removed", f"material:{material.id}", by=by, at=at, process_id=process_id, title=material.title)
    db.session.delete(material)
    if material.stored_name:
        uploads.discard(material.stored_name)
