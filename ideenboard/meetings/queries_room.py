"""What the room sees of an item: the contributions behind it, its place in the rankings, how its measure stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from ideenboard.base.db import db
from ideenboard.clusters.models import Membership
from ideenboard.contributions.models import Contribution
from ideenboard.contributions.queries_lists import cards
from ideenboard.meetings.models import AgendaItem, Resolution, Topic
from ideenboard.meetings.queries import resolutions_of
from ideenboard.meetings.queries_facts import is_unanswered, last_meeting
from ideenboard.plans.models import MeasureOrigin, Milestone
from ideenboard.plans.queries import milestones_of, readable, sources_of
from ideenboard.processes.rules import NOBODY
from ideenboard.results.models import ResultSnapshot
from ideenboard.results.queries import snapshot_of
from ideenboard.results.queries_places import Place, places_of

# So many contributions fit beside what changed; the others are a link away.
VOICES = 5


@dataclass(frozen=True)
class Behind:
    """All that stands behind an item. Only what everybody may read: it hangs on a wall."""

    voices: Sequence[Row[Any]] = ()
    total: int = 0
    place: Place | None = None
    milestones: Sequence[Milestone] = ()
    resolutions: Sequence[Resolution] = ()
    result: ResultSnapshot | None = None


def behind(item: AgendaItem) -> Behind:
    """Gather what stands behind an item, in a number of queries that does not depend on how much it is."""
    if item.topic is Topic.MEASURE and item.measure_id:
        return _measure(item.measure_id)
    if item.topic is Topic.CLUSTER and item.cluster_id:
        members = select(Membership.contribution_id).where(
            Membership.cluster_id == item.cluster_id, Membership.removed_at.is_(None)
        )
        return _voices(Contribution.id.in_(members), places_of([], [item.cluster_id]))
    if item.topic is Topic.UNANSWERED:
        return _voices(is_unanswered(item.meeting.process_id), [])
    if item.topic is Topic.RESULT and item.ballot_id:
        return Behind(result=snapshot_of(item.ballot_id))
    if item.topic is Topic.RESOLUTIONS:
        last = last_meeting(item.meeting.event)
        return Behind(resolutions=resolutions_of(last.id) if last else ())
    return Behind()


def _measure(measure_id: int) -> Behind:
    ids = sources_of([measure_id], NOBODY)[measure_id]
    clusters = select(MeasureOrigin.cluster_id).where(MeasureOrigin.measure_id == measure_id)
    found = _voices(Contribution.id.in_(ids), places_of(ids, clusters))
    return Behind(found.voices, found.total, found.place, milestones_of([measure_id])[measure_id])


def _voices(scope: ColumnElement[bool], places: Sequence[Place]) -> Behind:
    shown = scope & readable(NOBODY)
    query = cards().add_columns(func.count().over().label("total")).where(shown)
    voices = db.session.execute(query.order_by(Contribution.id.desc()).limit(VOICES)).all()
    return Behind(voices, voices[0].total if voices else 0, places[-1] if places else None)
