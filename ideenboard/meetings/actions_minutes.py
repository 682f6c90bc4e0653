"""Finishing minutes, publishing them with a second pair of eyes, and correcting what was published."""

from datetime import datetime

from flask_babel import gettext as _

from ideenboard.audit.actions import record
from ideenboard.base.db import db
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.meetings.actions import check_open, log
from ideenboard.meetings.models import Correction, Meeting
from ideenboard.meetings.queries import attendance_of, coordinators_of
from ideenboard.meetings.rules import may_publish
from ideenboard.processes.rules import Actor


def finish(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """End a meeting: from now on nothing in its minutes changes."""
    check_open(meeting)
    meeting.finished_at, meeting.finished_by_id, meeting.current_id = at, by.account_id, None
    log("meeting.minutes_finished", meeting, by.name, at)


def reopen(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """Let minutes be written on that nobody has published. Raises Conflict for those that everybody can read."""
    if meeting.published_at is not None:
        raise Conflict(_("These minutes are public. What was wrong is corrected below them."))
    if meeting.finished_at is not None:
        meeting.finished_at = meeting.finished_by_id = None
        log("meeting.minutes_reopened", meeting, by.name, at)


def publish(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """Show finished minutes and their resolutions to everybody.

    Raises Conflict for minutes that are still written, Refusal for who has finished them.
    """
    if meeting.finished_at is None:
        raise Conflict(_("These minutes are being written on. Please look at them again when they are finished."))
    account = by.account_id or 0
    if not may_publish(meeting.finished_by_id, account, by.is_admin, coordinators_of(meeting.process_id)):
        raise Refusal(_("Somebody else of the coordination has to read the minutes and publish them."), 403)
    if meeting.published_at is None:
        meeting.published_at, meeting.published_by_id = at, by.account_id
        _count(meeting, by, at)
        log("meeting.minutes_published", meeting, by.name, at)


def _count(meeting: Meeting, by: Actor, at: datetime) -> None:
    """Let the event's page say how many came, where nobody has said so by hand."""
    event, people = meeting.event, sum(attendance_of(meeting.id).values()) + (meeting.others or 0)
    if people and event.attendance is None:
        event.attendance = people
        fields = ["attendance"]
        record("event.edited", f"event:{event.id}", by=by.name, at=at, process_id=event.process_id, fields=fields)


def correct(meeting: Meeting, text: str, *, by: Actor, at: datetime) -> Correction:
    """Put a correction under public minutes; what was there before stays. Raises Conflict for others."""
    if meeting.published_at is None:
        raise Conflict(_("Only public minutes are corrected. These can still be changed."))
    correction = Correction(meeting_id=meeting.id, account_id=by.account_id, text=text, at=at)
    db.session.add(correction)
    log("meeting.minutes_corrected", meeting, by.name, at)
    return correction
