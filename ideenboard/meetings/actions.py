"""Making an agenda and keeping it: what comes onto it by itself, by hand, and what is left out."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from ideenboard.audit.actions import record
from ideenboard.base.clock import to_local
from ideenboard.base.db import db, lock
from ideenboard.base.errors import Conflict
from ideenboard.meetings.models import AgendaItem, Meeting, Topic
from ideenboard.meetings.queries import items_of, last_number, meeting_of
from ideenboard.meetings.queries_facts import news_for
from ideenboard.meetings.rules import MINUTES, SHORT, Point, agenda, moved
from ideenboard.processes.models import Event


def open_meeting(event: Event, *, by: str, at: datetime) -> Meeting:
    """Give an event its agenda; who does so again finds the one that is there."""
    # Numbers are given one after the other.
    lock(event.process)
    if known := meeting_of(event.id):
        return known
    year = to_local(event.starts_at).year
    number = last_number(event.process_id, year) + 1
    meeting = Meeting(event_id=event.id, process_id=event.process_id, year=year, number=number, agenda_at=at)
    db.session.add(meeting)
    db.session.flush()
    log("meeting.opened", meeting, by, at)
    _fill(meeting, event, at)
    return meeting


def bring_up_to_date(meeting: Meeting, *, by: str, at: datetime) -> int:
    """Put onto an agenda what happened since it was made, and give how many items are new.

    What is there keeps its place, its notes, and whether it was left out.
    """
    check_open(meeting)
    added = _fill(meeting, meeting.event, at)
    meeting.agenda_at = at
    log("meeting.agenda_updated", meeting, by, at, added=added)
    return added


def check_open(meeting: Meeting) -> None:
    """Raise Conflict where the minutes are finished: then nothing in them changes any more."""
    if meeting.finished_at is not None:
        raise Conflict(_("The minutes of this meeting are finished. What was wrong is corrected below them."))


def _fill(meeting: Meeting, event: Event, at: datetime) -> int:
    news = news_for(event, at)
    known = {item.key: item for item in items_of(meeting.id)}
    points = agenda(news.facts, news.names, news.measure_of)
    fresh = [_item(meeting, point, place) for place, point in enumerate(points) if point.key not in known]
    for point in points:
        if point.key in known:
            known[point.key].changes = point.changes
    db.session.add_all(fresh)
    db.session.flush()
    if known:
        _keep_last(meeting)
    return len(fresh)


def _item(meeting: Meeting, point: Point, position: int) -> AgendaItem:
    about = {f"{point.topic}_id": int(point.key.partition(":")[2])} if ":" in point.key else {}
    if point.topic is Topic.RESULT:
        about = {"ballot_id": about.pop("result_id")}
    said: dict[str, Any] = {"key": point.key, "topic": point.topic, "title": point.title, "changes": point.changes}
    return AgendaItem(
        meeting_id=meeting.id, position=position, minutes=MINUTES.get(point.topic, SHORT), **said, **about
    )


def _keep_last(meeting: Meeting) -> None:
    """Number the items anew, so that how it goes on stays the last one."""
    items = sorted(items_of(meeting.id), key=lambda item: item.topic is Topic.NEXT)
    for position, item in enumerate(items):
        item.position = position


def add_item(meeting: Meeting, title: str, minutes: int, *, by: str, at: datetime) -> AgendaItem:
    """Put something onto the agenda by hand, before the last item."""
    check_open(meeting)
    position = len(items_of(meeting.id))
    item = AgendaItem(
        meeting_id=meeting.id, key=None, topic=Topic.OWN, title=title, minutes=minutes, position=position, changes=[]
    )
    db.session.add(item)
    db.session.flush()
    _keep_last(meeting)
    log("meeting.item_added", meeting, by, at, title=title)
    return item


def move_item(item: AgendaItem, step: int, *, by: str, at: datetime) -> None:
    """Move an item one place up (-1) or down (+1) among those that are taken; at the end it stays."""
    check_open(item.meeting)
    items = {one.id: one for one in items_of(item.meeting_id) if one.dropped_at is None or one.id == item.id}
    order = moved(list(items), item.id, step)
    if order == list(items):
        return
    left_out = [one for one in items_of(item.meeting_id) if one.id not in items]
    for position, one in enumerate([*(items[key] for key in order), *left_out]):
        one.position = position
    log("meeting.item_moved", item.meeting, by, at, title=item.title or item.topic.value, step=step)


def drop_item(item: AgendaItem, *, by: str, at: datetime) -> None:
    """Leave an item out. It stays below the agenda and can be brought back."""
    check_open(item.meeting)
    if item.dropped_at is None:
        item.dropped_at = at
        log("meeting.item_dropped", item.meeting, by, at, title=item.title or item.topic.value)


def bring_back(item: AgendaItem, *, by: str, at: datetime) -> None:
    """Take an item that was left out after all."""
    check_open(item.meeting)
    if item.dropped_at is not None:
        item.dropped_at = None
        log("meeting.item_brought_back", item.meeting, by, at, title=item.title or item.topic.value)


def log(action: str, meeting: Meeting, by: str, at: datetime, **data: Any) -> None:
    """Write down in the log what was done to a meeting."""
    db.session.flush()
    record(action, meeting.subject, by=by, at=at, process_id=meeting.process_id, **data)
