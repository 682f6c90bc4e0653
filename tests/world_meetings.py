"""Follow-up meetings of the small world: one that has no agenda yet, and one that is being held."""

from datetime import timedelta
from typing import Any

from ideenboard.base.db import db
from ideenboard.meetings.models import AgendaItem, Meeting, Resolution, Topic, Verdict
from ideenboard.processes.models import Event, EventKind, Process
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
    out = _item(meeting, 1, Topic.OWN, words["minutes"], dropped_at=NOW)
    _item(meeting, 2, Topic.NEXT, "", key="next")
    _publish(ids, make_event(process, title="Vorher", **times), process)
    event_id = make_event(process, title="Fertig", **times).id
    finished = _meeting(event_id, process, 3, finished_at=NOW, names=words["minutes"])
    ids["finished_meeting_id"] = finished.id
    ids |= {"meeting_event_id": event.id, "meeting_id": meeting.id, "item_id": item.id, "dropped_item_id": out.id}


def _publish(ids: dict[str, Any], event: Event, process: Process) -> None:
    meeting = _meeting(event.id, process, 2, finished_at=NOW, published_at=NOW)
    item = _item(meeting, 0, Topic.MEASURE, "Raumkalender", measure_id=ids["measure_id"])
    words = {"verdict": Verdict.CHANGE, "wording": "Bis Mai hilft eine Person aus.", "before": {}}
    resolution = Resolution(meeting_id=meeting.id, item_id=item.id, number=1, decided_at=NOW, **words)
    db.session.add(resolution)
    db.session.flush()
    ids |= {"public_meeting_id": meeting.id, "resolution_code": resolution.code, "minutes_event_id": event.id}


def _meeting(event_id: int, process: Process, number: int, **fields: Any) -> Meeting:
    row = {"event_id": event_id, "process_id": process.id, "year": NOW.year, "number": number, "agenda_at": NOW}
    meeting = Meeting(**row | fields)
    db.session.add(meeting)
    db.session.flush()
    return meeting


def _item(meeting: Meeting, position: int, topic: Topic, title: str, **fields: Any) -> AgendaItem:
    row = {"position": position, "topic": topic, "title": title, "minutes": 10, "changes": []} | fields
    item = AgendaItem(meeting_id=meeting.id, **row)
    db.session.add(item)
    db.session.flush()
    return item
