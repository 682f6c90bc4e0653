"""Finding meetings, their agendas and their resolutions."""

from collections.abc import Collection, Sequence

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from ideenboard.base.db import db
from ideenboard.meetings.models import AgendaItem, Attendance, Correction, Meeting, Resolution
from ideenboard.people.models import Account
from ideenboard.processes.models import Coordination, Event, EventKind, Process
from ideenboard.processes.queries import current_actor, on_stage, require_account, visible_processes
from ideenboard.processes.queries_settings import get_managed_event_or_404
from ideenboard.processes.rules import Actor


def public() -> ColumnElement[bool]:
    """Meetings whose minutes everybody may read. The process must be joined."""
    return and_(Meeting.published_at.is_not(None), Process.published_at.is_not(None))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Which meetings this actor may read: those with public minutes, and all of the processes they coordinate."""
    return true() if actor.is_admin else or_(public(), Meeting.process_id.in_(actor.coordinates))


def get_follow_up_or_404(event_id: int) -> Event:
    """An event of the kind that has an agenda, of a process that this account coordinates: 401, 404 or 403 else."""
    event = get_managed_event_or_404(event_id)
    return event if event.kind is EventKind.FOLLOW_UP else abort(404)


def meeting_of(event_id: int) -> Meeting | None:
    """The meeting of an event, once its agenda was made."""
    return db.session.scalar(select(Meeting).where(Meeting.event_id == event_id))


def _meetings() -> Select[Meeting]:
    joined = select(Meeting).join(Meeting.event).join(Meeting.process)
    return joined.options(contains_eager(Meeting.event), contains_eager(Meeting.process))


def get_minutes_or_404(meeting_id: int) -> Meeting:
    """A meeting whose minutes this request may read."""
    query = _meetings().where(Meeting.id == meeting_id, visible_to(current_actor()))
    meeting = db.session.scalar(query) or abort(404)
    on_stage(meeting.process)
    return meeting


def get_held_or_404(meeting_id: int, *, to_change: bool = False) -> Meeting:
    """A meeting of a process that this account coordinates: 401, 404 or 403 else.

    `to_change` holds its row until the commit: one hand at a time writes the minutes of a meeting.
    """
    return _held(Meeting.id == meeting_id, to_change)


def _held(which: ColumnElement[bool], to_change: bool) -> Meeting:
    query = _meetings().where(which, visible_processes(require_account()))
    meeting = db.session.scalar(query.with_for_update(of=Meeting) if to_change else query) or abort(404)
    if not current_actor().may_coordinate(meeting.process_id):
        abort(403)
    on_stage(meeting.process)
    return meeting


def get_item_or_404(item_id: int, *, to_change: bool = False) -> AgendaItem:
    """An item of such a meeting, with what it is about; `to_change` holds the meeting."""
    _held(Meeting.id == select(AgendaItem.meeting_id).where(AgendaItem.id == item_id).scalar_subquery(), to_change)
    query = select(AgendaItem).where(AgendaItem.id == item_id).execution_options(populate_existing=True)
    about = (AgendaItem.measure, AgendaItem.cluster, AgendaItem.ballot, AgendaItem.resolution)
    return db.session.scalar(query.options(*(joinedload(one) for one in about))) or abort(404)


def items_of(meeting_id: int) -> Sequence[AgendaItem]:
    """The items of an agenda in their order, those that were left out included."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).options(joinedload(AgendaItem.measure))
    return db.session.scalars(query.order_by(AgendaItem.position, AgendaItem.id)).all()


def _resolutions() -> Select[Resolution]:
    return (
        select(Resolution)
        .join(Resolution.meeting)
        .join(Meeting.process)
        .join(Resolution.item)
        .options(
            contains_eager(Resolution.meeting).options(contains_eager(Meeting.process), joinedload(Meeting.event)),
            contains_eager(Resolution.item).joinedload(AgendaItem.measure),
        )
    )


def resolutions_of(meeting_id: int | None) -> Sequence[Resolution]:
    """The resolutions of a meeting in the order of their numbers."""
    query = _resolutions().where(Resolution.meeting_id == meeting_id)
    return db.session.scalars(query.order_by(Resolution.number)).all()


def resolutions_in(process_id: int) -> Sequence[Resolution]:
    """The resolutions of a process that this request may read, the latest first."""
    query = _resolutions().where(Meeting.process_id == process_id, visible_to(current_actor()))
    latest = Meeting.year.desc(), Meeting.number.desc(), Resolution.number
    return db.session.scalars(query.order_by(*latest)).all()


def get_resolution_or_404(process_id: int, year: int, number: int, running: int) -> Resolution:
    """The resolution with this number, if this request may read it."""
    query = _resolutions().where(
        Meeting.process_id == process_id, Meeting.year == year, Meeting.number == number, Resolution.number == running
    )
    return db.session.scalar(query.where(visible_to(current_actor()))) or abort(404)


def resolutions_about(measure_ids: Collection[int], cluster_ids: Collection[int]) -> Sequence[Resolution]:
    """The public resolutions about some measures and clusters, the earliest first."""
    about = or_(AgendaItem.measure_id.in_(measure_ids), AgendaItem.cluster_id.in_(cluster_ids))
    return db.session.scalars(
        _resolutions().where(about, public()).order_by(Resolution.decided_at, Resolution.id)
    ).all()


def attendance_of(meeting_id: int) -> dict[int, int]:
    """How many people came, by the number of their group."""
    query = select(Attendance.group_id, Attendance.count).where(Attendance.meeting_id == meeting_id)
    return {group_id: count for group_id, count in db.session.execute(query)}


def corrections_of(meeting_id: int) -> Sequence[Correction]:
    """What was corrected in the minutes, the earliest first."""
    query = select(Correction).where(Correction.meeting_id == meeting_id)
    return db.session.scalars(query.order_by(Correction.id)).all()


def coordinators_of(process_id: int) -> frozenset[int]:
    """The accounts that can sign in and coordinate a process."""
    query = select(Coordination.account_id).join(Coordination.account)
    working = query.where(Coordination.process_id == process_id, Account.disabled_at.is_(None))
    return frozenset(db.session.scalars(working))


def last_number(process_id: int, year: int) -> int:
    """The highest number that a meeting of this process has in a year."""
    query = select(func.max(Meeting.number)).where(Meeting.process_id == process_id, Meeting.year == year)
    return db.session.scalar(query) or 0


def resolution_of(item_id: int) -> Resolution | None:
    """What was resolved about an item."""
    return db.session.scalar(_resolutions().where(Resolution.item_id == item_id))
