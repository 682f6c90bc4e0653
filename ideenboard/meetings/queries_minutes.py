"""Minutes: everything that was kept of a meeting, in its order."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.meetings.models import AgendaItem, Attendance, Correction, Meeting, Resolution
from ideenboard.meetings.queries import corrections_of, items_of, resolutions_of
from ideenboard.meetings.queries_facts import last_meeting
from ideenboard.processes.models import Event, StakeholderGroup


@dataclass(frozen=True)
class Minutes:
    """What stands in the minutes of a meeting."""

    meeting: Meeting
    items: Sequence[AgendaItem]
    resolutions: dict[int, Resolution]
    groups: Sequence[tuple[str, int]]
    corrections: Sequence[Correction]
    earlier: Sequence[Resolution]

    @property
    def people(self) -> int:
        """How many came."""
        return sum(count for _name, count in self.groups) + (self.meeting.others or 0)

    @property
    def decided(self) -> list[Resolution]:
        """The resolutions in the order of their numbers."""
        return list(self.resolutions.values())

    @property
    def open_points(self) -> list[Resolution]:
        """What somebody has to do until a day, the nearest first."""
        due = [(one.due_on, one.number, one) for one in self.decided if one.due_on]
        return [one for _day, _number, one in sorted(due)]


def minutes_of(meeting: Meeting) -> Minutes:
    """Read all that was kept of a meeting."""
    counted = select(StakeholderGroup.name, Attendance.count).join(Attendance.group)
    counted = counted.where(Attendance.meeting_id == meeting.id).order_by(StakeholderGroup.position)
    last = last_meeting(meeting.event)
    return Minutes(
        meeting=meeting,
        items=[item for item in items_of(meeting.id) if item.dropped_at is None],
        resolutions={one.item_id: one for one in resolutions_of(meeting.id)},
        groups=[(name, count) for name, count in db.session.execute(counted)],
        corrections=corrections_of(meeting.id),
        earlier=resolutions_of(last.id) if last else (),
    )


def minutes_at(event_id: int) -> Meeting | None:
    """The meeting of an event if its minutes are public."""
    query = select(Meeting).where(Meeting.event_id == event_id, Meeting.published_at.is_not(None))
    return db.session.scalar(query)


def events_with_minutes(process_id: int) -> list[tuple[Event, Meeting | None]]:
    """The events of a process in the order of time, each with its meeting where the minutes are public."""
    shown = (Meeting.event_id == Event.id) & Meeting.published_at.is_not(None)
    query = select(Event, Meeting).outerjoin(Meeting, shown).where(Event.process_id == process_id)
    return [(event, meeting) for event, meeting in db.session.execute(query.order_by(Event.starts_at, Event.id))]
