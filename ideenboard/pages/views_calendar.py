"""The dates of a process for anybody's calendar: its events, and the milestones of its public plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ideenboard.base import clock
from ideenboard.base.paths import public_url
from ideenboard.plans.models import Measure, Milestone
from ideenboard.plans.queries import measures_of, milestones_of, plans_of
from ideenboard.plans.rules import ENDED
from ideenboard.processes.models import Event, Process
from ideenboard.processes.queries import events_of, get_process_or_404

if TYPE_CHECKING:
    from icalendar import Event as Entry

bp = Blueprint("calendar", __name__)


@bp.get("/processes/<slug>/calendar.ics")
def show(slug: str) -> Response:
    """Hand out the dates of a process as iCalendar."""
    from icalendar import Calendar  # with the first calendar that somebody asks for, not with the start

    process, at = get_process_or_404(slug), clock.now()
    calendar = Calendar()
    calendar.add("prodid", "-//ideenboard//DE")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", process.title)
    for entry in (*map(_event, events_of(process.id)), *_milestones(process)):
        entry.add("dtstamp", at)
        calendar.add_component(entry)
    response = Response(calendar.to_ical(), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{process.slug}.ics"'
    return response


def _entry(name: str, summary: str, url: str) -> Entry:
    from icalendar import Event as Entry

    entry = Entry()
    entry.add("uid", f"{name}@{request.host}")
    entry.add("summary", summary)
    entry.add("url", url)
    return entry


def _event(event: Event) -> Entry:
    entry = _entry(f"event-{event.id}", event.title, public_url("event.show", event_id=event.id))
    entry.add("dtstart", _utc(event.starts_at))
    entry.add("dtend", _utc(event.ends_at))
    if event.place:
        entry.add("location", event.place)
    if event.description:
        entry.add("description", event.description)
    return entry


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _milestones(process: Process) -> Iterator[Entry]:
    measures = {one.id: one for one in measures_of([plan.id for plan in plans_of(process.id)])}
    for measure_id, steps in milestones_of(measures.keys()).items():
        yield from (_milestone(step, measures[measure_id]) for step in steps if _counts(step, measures[measure_id]))


def _counts(step: Milestone, measure: Measure) -> bool:
    # Of a measure that is over only what was reached happened.
    return step.reached_on is not None or measure.state not in ENDED


def _milestone(step: Milestone, measure: Measure) -> Entry:
    words = _("Milestone: %(title)s (%(measure)s)", title=step.title, measure=measure.title)
    entry = _entry(f"milestone-{step.id}", words, public_url("plans.measure", measure_id=measure.id))
    day = step.reached_on or step.planned_on
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("status", "CONFIRMED" if step.reached_on else "TENTATIVE")
    if measure.lead:
        entry.add("description", _("Lead: %(lead)s", lead=measure.lead))
    return entry
