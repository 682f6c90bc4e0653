"""What happened in a process since its last meeting, as facts for the agenda."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from ideenboard.audit.models import AuditEntry
from ideenboard.base.clock import from_local, to_local
from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.clusters.queries_answers import has_answer
from ideenboard.comments.models import OfficialResponse
from ideenboard.comments.queries import is_public
from ideenboard.contributions.models import Contribution
from ideenboard.contributions.queries import public
from ideenboard.meetings.models import Meeting, Resolution
from ideenboard.meetings.rules import LAST_TIME, UNANSWERED, Fact, Kind
from ideenboard.plans.models import Measure, MeasureOrigin, MeasureState, Milestone, MilestoneMove, Plan
from ideenboard.plans.rules import ENDED
from ideenboard.processes.models import Event, EventKind
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting.models import Ballot

# What the log says where a measure has come, or has another state or other steps.
SAID = (
    *(f"measure.{state}" for state in MeasureState),
    *("measure.created", "measure.edited", "measure.milestone_reached", "measure.milestone_moved"),
)
EARLIER = (EventKind.FOLLOW_UP, EventKind.KICKOFF)


@dataclass
class News:
    """What happened, how the things are called to which it did, and which clusters have become measures."""

    facts: list[Fact] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    measure_of: dict[str, str] = field(default_factory=dict)

    def add(self, row: Any, name: str, facts: Iterator[Fact]) -> None:
        """Note what happened to one thing."""
        self.names[row.subject] = name
        self.facts.extend(facts)


def last_meeting(event: Event) -> Meeting | None:
    """The meeting before this event, if there was one."""
    query = select(Meeting).join(Meeting.event).where(Event.process_id == event.process_id)
    earlier = query.where(Event.starts_at < event.starts_at, Event.id != event.id)
    return db.session.scalar(earlier.order_by(Event.starts_at.desc(), Event.id.desc()).limit(1))


def since_when(event: Event) -> datetime:
    """The end of the follow-up meeting before this event, or of the kick-off; else the beginning of the process."""
    return _last_end(event) or from_local(datetime.combine(event.process.starts_on, time.min))


def _last_end(event: Event) -> datetime | None:
    query = select(Event.ends_at).where(
        Event.process_id == event.process_id, Event.starts_at < event.starts_at, Event.kind.in_(EARLIER)
    )
    return db.session.scalar(query.order_by(Event.starts_at.desc(), Event.id.desc()).limit(1))


@dataclass(frozen=True)
class Since:
    """When the last meeting ended. Days alone cannot tell whether something came after it on its own day.

    told: of which measures the log says something later than that.
    """

    moment: datetime
    told: frozenset[str]

    @property
    def day(self) -> date:
        """Its day."""
        return to_local(self.moment).date()

    def is_news(self, measure_id: int, day: date | None) -> bool:
        """Whether what has this day happened to a measure since."""
        return day is not None and (day > self.day or (day == self.day and f"measure:{measure_id}" in self.told))


def _since(event: Event) -> Since:
    last = _last_end(event)
    if last is None:
        return Since(since_when(event), frozenset())
    later = AuditEntry.process_id == event.process_id, AuditEntry.at >= last, AuditEntry.action.in_(SAID)
    return Since(last, frozenset(db.session.scalars(select(AuditEntry.subject).where(*later).distinct())))


def news_for(event: Event, at: datetime) -> News:
    """Everything that the room of this event may want to talk about, as it stands now."""
    last, today, news = _since(event), to_local(at).date(), News()
    process_id, since = event.process_id, last.moment
    news.facts.extend(_resolutions(event))
    for ballot in db.session.scalars(_closed_ballots(process_id, since)):
        closed = ballot.closed_at or since
        news.add(ballot, ballot.question, iter([Fact(ballot.subject, Kind.CLOSED, to_local(closed).date())]))
    for measure in db.session.scalars(_measures(process_id)):
        news.add(measure, measure.title, _states(measure, last))
    news.facts.extend(_steps(process_id, last, today))
    news.facts.extend(_moves(process_id, last))
    _add_clusters(news, process_id, since)
    news.facts.extend(_unanswered(process_id, today))
    # An agenda that is told of afterwards knows nothing of what came later.
    news.facts = [fact for fact in news.facts if fact.on <= today]
    return news


def _resolutions(event: Event) -> Iterator[Fact]:
    last = last_meeting(event)
    query = select(Resolution).where(Resolution.meeting_id == (last.id if last else None)).order_by(Resolution.number)
    for one in db.session.scalars(query):
        yield Fact(LAST_TIME, Kind.DECIDED, to_local(one.decided_at).date(), one.code, one.wording)


def _closed_ballots(process_id: int, since: datetime) -> Any:
    shown = select(ResultSnapshot.ballot_id).where(ResultSnapshot.published_at.is_not(None))
    query = select(Ballot).where(Ballot.process_id == process_id, Ballot.closed_at >= since, Ballot.id.in_(shown))
    return query.order_by(Ballot.closed_at, Ballot.id)


def _measures(process_id: int) -> Any:
    return select(Measure).join(Measure.plan).where(*_in_public_plan(process_id)).order_by(Measure.id)


def _in_public_plan(process_id: int) -> tuple[ColumnElement[bool], ...]:
    # What is still being written is nobody's business in the room.
    return Plan.process_id == process_id, Plan.published_at.is_not(None)


def _states(measure: Measure, since: Since) -> Iterator[Fact]:
    is_new = measure.state is MeasureState.PLANNED and since.is_news(measure.id, to_local(measure.created_at).date())
    if since.is_news(measure.id, measure.state_since) and (is_new or measure.state is not MeasureState.PLANNED):
        yield Fact(measure.subject, Kind(measure.state.value), measure.state_since, text=measure.state_reason)


def _steps(process_id: int, since: Since, today: date) -> Iterator[Fact]:
    query = (
        select(Milestone, Measure.state)
        .join(Measure, Measure.id == Milestone.measure_id)
        .join(Plan, Plan.id == Measure.plan_id)
        .where(*_in_public_plan(process_id), or_(Milestone.reached_on >= since.day, Milestone.planned_on < today))
    )
    for step, state in db.session.execute(query.order_by(Milestone.id)):
        about = f"measure:{step.measure_id}"
        if step.reached_on is not None and since.is_news(step.measure_id, step.reached_on):
            yield Fact(about, Kind.REACHED, step.reached_on, step.title)
        elif step.reached_on is None and state not in ENDED:
            yield Fact(about, Kind.MISSED, step.planned_on, step.title)


def _moves(process_id: int, since: Since) -> Iterator[Fact]:
    query = (
        select(Milestone.measure_id, Milestone.title, MilestoneMove.moved_on, MilestoneMove.after, MilestoneMove.reason)
        .join(Milestone, Milestone.id == MilestoneMove.milestone_id)
        .join(Measure, Measure.id == Milestone.measure_id)
        .join(Plan, Plan.id == Measure.plan_id)
        .where(*_in_public_plan(process_id), MilestoneMove.moved_on >= since.day)
    )
    for measure_id, title, on, after, reason in db.session.execute(query.order_by(MilestoneMove.id)):
        if since.is_news(measure_id, on):
            yield Fact(f"measure:{measure_id}", Kind.MOVED, on, title, reason, until=after)


def _add_clusters(news: News, process_id: int, since: datetime) -> None:
    origins = select(MeasureOrigin.cluster_id, MeasureOrigin.measure_id).join(MeasureOrigin.measure).join(Measure.plan)
    origins = origins.where(*_in_public_plan(process_id), MeasureOrigin.cluster_id.is_not(None))
    for cluster_id, measure_id in db.session.execute(origins.order_by(MeasureOrigin.id.desc())):
        news.measure_of[f"cluster:{cluster_id}"] = f"measure:{measure_id}"
    for row in db.session.execute(_arrived(process_id, since)):
        day = to_local(row.last).date()
        news.names[f"cluster:{row.id}"] = row.title
        news.facts.append(Fact(f"cluster:{row.id}", Kind.ARRIVED, day, count=row.new))
    answers = (
        select(Cluster.id, Cluster.title, OfficialResponse.text, OfficialResponse.created_at)
        .join(OfficialResponse, OfficialResponse.thread_id == Cluster.thread_id)
        .where(Cluster.process_id == process_id, is_public(), OfficialResponse.created_at >= since)
    )
    for cluster_id, title, text, at in db.session.execute(answers.order_by(OfficialResponse.id)):
        news.names[f"cluster:{cluster_id}"] = title
        news.facts.append(Fact(f"cluster:{cluster_id}", Kind.ANSWERED, to_local(at).date(), text=text))


def _arrived(process_id: int, since: datetime) -> Any:
    return (
        select(Cluster.id, Cluster.title, func.count().label("new"), func.max(Contribution.created_at).label("last"))
        .join(Membership, Membership.cluster_id == Cluster.id)
        .join(Contribution, Contribution.id == Membership.contribution_id)
        .where(
            Cluster.process_id == process_id,
            Membership.removed_at.is_(None),
            public(),
            Contribution.created_at >= since,
        )
        .group_by(Cluster.id, Cluster.title)
        .order_by(Cluster.id)
    )


def is_unanswered(process_id: int) -> ColumnElement[bool]:
    """Public contributions to which the city has said nothing: neither to them nor to their cluster."""
    return and_(Contribution.process_id == process_id, public(), ~has_answer())


def _unanswered(process_id: int, today: date) -> Iterator[Fact]:
    if count := db.session.scalar(select(func.count()).select_from(Contribution).where(is_unanswered(process_id))):
        yield Fact(UNANSWERED, Kind.WAITING, today, count=count)
