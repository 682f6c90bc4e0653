"""What came of a process, and how much was said about what led to a measure."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, ColumnElement, Integer, Row, Select, and_, func, literal, null, or_, select, union_all

from ideenboard.base.clock import to_local
from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster
from ideenboard.comments.models import Comment
from ideenboard.contributions.models import Contribution
from ideenboard.meetings.models import Meeting, Resolution
from ideenboard.meetings.queries import public as public_minutes
from ideenboard.plans.models import Measure, Plan
from ideenboard.plans.queries import public as public_plans
from ideenboard.processes.models import District
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting.models import Ballot

# How much of what came of a process its page tells; the rest stands in results, minutes and plans.
TOLD = 6


def comments_about(contribution_ids: Collection[int], cluster_ids: Collection[int]) -> int:
    """How many comments stand under some contributions and clusters for everybody to read."""
    cards = select(Contribution.thread_id).where(Contribution.id.in_(contribution_ids))
    clusters = select(Cluster.thread_id).where(Cluster.id.in_(cluster_ids))
    threads = or_(Comment.thread_id.in_(cards), Comment.thread_id.in_(clusters))
    return db.session.scalar(select(func.count()).where(threads, Comment.hidden_at.is_(None))) or 0


def outcome_of(process_id: int) -> list[tuple[date, str, Any]]:
    """What everybody may know of the latest votes, resolutions and measures, the latest first; in two queries.

    Each comes with its day and its kind: a vote and a resolution as the row below, a measure as itself.
    """
    said = union_all(_votes(process_id), _resolutions(process_id)).subquery()
    rows = db.session.execute(select(said).order_by(said.c.at.desc(), said.c.id.desc()).limit(TOLD)).all()
    measures = select(Measure).join(Measure.plan).where(Plan.process_id == process_id, public_plans())
    latest = db.session.scalars(measures.order_by(Measure.state_since.desc(), Measure.id.desc()).limit(TOLD)).all()
    told: list[tuple[date, str, Any]] = [(to_local(row.at).date(), row.kind, row) for row in rows]
    told += [(measure.state_since, "measure", measure) for measure in latest]
    return sorted(told, key=lambda one: one[0], reverse=True)[:TOLD]


def _votes(process_id: int) -> Select[Any]:
    return (
        select(
            literal("vote").label("kind"),
            Ballot.id,
            Ballot.question.label("title"),
            Ballot.closed_at.label("at"),
            ResultSnapshot.data["sentence"].label("sentence"),
            *(null().cast(Integer).label(name) for name in ("year", "meeting", "number")),
        )
        .join(ResultSnapshot, ResultSnapshot.ballot_id == Ballot.id)
        .where(
            Ballot.process_id == process_id,
            Ballot.closed_at.is_not(None),
            ResultSnapshot.published_at.is_not(None),
        )
    )


def _resolutions(process_id: int) -> Select[Any]:
    return (
        select(
            literal("decision"),
            Resolution.id,
            Resolution.wording,
            Resolution.decided_at,
            null().cast(JSON),
            Meeting.year,
            Meeting.number,
            Resolution.number,
        )
        .join(Resolution.meeting)
        .join(Meeting.process)
        .where(Meeting.process_id == process_id, public_minutes())
    )


def places_in(process_id: int) -> Sequence[Row[District, int | None]]:
    """The districts of a process in their order, each with the number of its public plan where it has one."""
    shown: ColumnElement[bool] = and_(Plan.district_id == District.id, Plan.published_at.is_not(None))
    query = select(District, Plan.id).outerjoin(Plan, shown).where(District.process_id == process_id)
    return db.session.execute(query.order_by(District.position, District.id)).all()
