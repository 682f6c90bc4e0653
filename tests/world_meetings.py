"""Follow-up meetings of the small world: one that has no agenda yet, and one that is being held."""

from datetime import timedelta
from typing import Any

from ideenboard.base.db import db
from ideenboard.meetings.models import AgendaItem, Meeting, Topic
from ideenboard.processes.models import EventKind, Process
from tests.factories import NOW, make_event


def build_meetings(ids: dict[str, Any], process: Process, words: dict[str, str]) -> None:
    """The events, the meeting, and its items."""
    soon = NOW + timedelta(days=30)
    times = {"kind": EventKind.FOLLOW_UP, "starts_at": soon, "ends_at": soon + timedelta(hours=2)}
    ids["follow_up_event_id"] = make_event(process, title="Folgetreffen", **times).id
    event = make_event(process, title="Jetzt", **times)
    meeting = _meeting(event.id, process, 1)
    item = _item(
        meeting, 0, Topic.MEASURE, "Raumkalender", measure_id=ids["measure_id"], key=f"measure:{ids['measure_id']}"
    )
    item.notes = words["minutes"]
    out = _item(meeting, 1, Topic.OWN, words["minutes"], dropped_at=NOW)
    _item(meeting, 2, Topic.NEXT, "", key="next")
    ids |= {"meeting_event_id": event.id, "meeting_id": meeting.id, "item_id": item.id, "dropped_item_id": out.id}


def _meeting(event_id: int, process: Process, number: int) -> Meeting:
    meeting = Meeting(event_id=event_id, process_id=process.id, year=NOW.year, number=number, agenda_at=NOW)
    db.session.add(meeting)
    db.session.flush()
    return meeting


def _item(meeting: Meeting, position: int, topic: Topic, title: str, **fields: Any) -> AgendaItem:
    row = {"position": position, "topic": topic, "title": title, "minutes": 10, "changes": []} | fields
    item = AgendaItem(meeting_id=meeting.id, **row)
    db.session.add(item)
    db.session.flush()
    return item
