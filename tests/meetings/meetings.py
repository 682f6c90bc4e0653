"""Follow-up meetings for tests, made by the verbs of the product."""

from datetime import timedelta
from typing import Any

from ideenboard.base.db import db
from ideenboard.meetings import actions
from ideenboard.meetings.models import AgendaItem, Meeting
from ideenboard.meetings.queries import items_of
from ideenboard.processes.models import Event, EventKind, Process
from tests.factories import NOW, make_event, make_process

LATER = NOW + timedelta(days=90)


def make_follow_up(process: Process | None = None, at: Any = LATER, **fields: Any) -> Event:
    """A follow-up event, three months after the kick-off."""
    times = {"starts_at": at, "ends_at": at + timedelta(hours=2)}
    return make_event(
        process or make_process(), **times | {"kind": EventKind.FOLLOW_UP, "title": "1. Folgetreffen"} | fields
    )


def make_meeting(process: Process | None = None, event: Event | None = None, at: Any = LATER) -> Meeting:
    """The meeting of such an event, with the agenda that builds itself."""
    meeting = actions.open_meeting(event or make_follow_up(process, at), by="system", at=at)
    db.session.commit()
    return meeting


def item_about(meeting: Meeting, key: str) -> AgendaItem:
    """The item of an agenda about one thing."""
    return next(item for item in items_of(meeting.id) if item.key == key)


def titles(meeting: Meeting) -> list[str]:
    """What stands on an agenda, by title or topic, without what was left out."""
    return [item.title or item.topic.value for item in items_of(meeting.id) if item.dropped_at is None]
