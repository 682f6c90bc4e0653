"""What is new about a participant's own contributions since they looked. When that was, only their cookie knows."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import session
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    union,
)

from ideenboard.audit.models import AuditEntry
from ideenboard.base.db import UTCDateTime, db
from ideenboard.clusters.models import Membership
from ideenboard.contributions.models import Contribution
from ideenboard.plans.models import Measure, MeasureOrigin, MeasureState, Plan
from ideenboard.plans.queries import public
from ideenboard.processes.rules import Actor

# What happens to a contribution, by the log's word for it. What its author did is no news to them.
HAPPENED = [f"contribution.{verb}" for verb in ("published", "hidden", "answered", "clustered")]
MOVED = [f"measure.{state}" for state in MeasureState]
PLANNED = "measure"
LONG_AGO = datetime.fromtimestamp(0, UTC)
Moment = datetime | ColumnElement[datetime]


def last_look() -> datetime:
    """When this device last looked at its contributions; long ago where it never has."""
    return look_in(session)


def look_in(cookie: Mapping[str, Any]) -> datetime:
    """The same by what a device's cookie says."""
    return datetime.fromtimestamp(cookie.get("looked", 0), UTC)


def note_look(at: datetime) -> None:
    """Let this device remember that it has looked."""
    session["looked"] = int(at.timestamp())


def news_of(actor: Actor, since: datetime) -> Mapping[int, list[str]]:
    """What is new about each of somebody's contributions: its id to the log's words, and `measure` for the plan."""
    found: dict[int, list[str]] = {}
    if actor.participant_id is not None:
        own = Contribution.participant_id == actor.participant_id
        for contribution_id, what in db.session.execute(_news(own, since)):
            found.setdefault(contribution_id, []).append(what)
    return {contribution_id: sorted(what) for contribution_id, what in found.items()}


def news_count(participant_id: ColumnElement[int]) -> ColumnElement[int]:
    """About how many contributions of somebody there is something new since `looked`, as a column of another query."""
    looked: ColumnElement[datetime] = bindparam("looked", LONG_AGO, UTCDateTime())
    news = _news(Contribution.participant_id == participant_id, looked).subquery()
    return select(func.count(news.c.id.distinct())).scalar_subquery()


def _news(own: ColumnElement[bool], since: Moment) -> CompoundSelect[int, str]:
    return union(_happened(own, since), _planned(own, since))


def _happened(own: ColumnElement[bool], since: Moment) -> Select[int, str]:
    subject = literal("contribution:") + cast(Contribution.id, String)
    told = select(Contribution.id, AuditEntry.action).join(AuditEntry, AuditEntry.subject == subject)
    return told.where(own, AuditEntry.at > since, AuditEntry.action.in_(HAPPENED))


def _planned(own: ColumnElement[bool], since: Moment) -> Select[int, str]:
    """Measures that came of it, directly or through its cluster, once everybody may read of them."""
    subject = literal("measure:") + cast(Measure.id, String)
    moved = select(AuditEntry.id).where(
        AuditEntry.subject == subject, AuditEntry.at > since, AuditEntry.action.in_(MOVED)
    )
    in_cluster = and_(Membership.contribution_id == Contribution.id, Membership.removed_at.is_(None))
    origin = or_(MeasureOrigin.contribution_id == Contribution.id, MeasureOrigin.cluster_id == Membership.cluster_id)
    return (
        select(Contribution.id, literal(PLANNED))
        .outerjoin(Membership, in_cluster)
        .join(MeasureOrigin, origin)
        .join(MeasureOrigin.measure)
        .join(Measure.plan)
        .where(own, public(), or_(Measure.created_at > since, Plan.published_at > since, moved.exists()))
    )
