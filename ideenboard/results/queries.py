"""The votes of a ballot as plain data for the rules, and results that were computed from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from ideenboard.base.db import ask, db
from ideenboard.clusters.models import Membership
from ideenboard.contributions.models import Contribution
from ideenboard.contributions.queries import visible_to as readable_by
from ideenboard.processes.models import District, Event, Process, StakeholderGroup, Workshop
from ideenboard.processes.queries import current_actor, on_stage
from ideenboard.processes.rules import Actor
from ideenboard.results import rules
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting.models import Ballot, BallotPaper, Option, Vote


@dataclass(frozen=True)
class Source:
    """Where an option comes from, and out of how many contributions."""

    cluster_id: int | None
    contribution_id: int | None
    contributions: int


@dataclass(frozen=True)
class BallotVotes:
    """All that the rules need of a ballot. Voters are papers, not persons: nothing leads from here to anybody."""

    options: list[rules.Option]
    sources: Mapping[int, Source]
    votes: list[tuple[int, int, int]]
    groups: dict[int, str] = field(default_factory=dict)
    districts: dict[int, str] = field(default_factory=dict)
    # The names in the order of the process, which is the order of the page.
    order: tuple[str, ...] = ()
    # What the options cost, with a budget.
    costs: Mapping[int | str, int] = field(default_factory=dict)
    # What the papers say that are set aside; they count nowhere but in a tally of their own.
    aside: list[tuple[int, int, int]] = field(default_factory=list)


# Read as rows: a large vote has tens of thousands.
PART = 1_000
CAST = (
    select(Vote.paper_id, Vote.option_id, Vote.value, BallotPaper.is_quarantined)
    .join(BallotPaper, BallotPaper.id == Vote.paper_id)
    .where(BallotPaper.ballot_id == bindparam("ballot"))
)


def ballot_votes(ballot_id: int) -> BallotVotes:
    """Read a ballot for counting: three queries, whatever its size."""
    options = db.session.execute(_options(ballot_id)).all()
    votes: list[tuple[int, int, int]] = []
    aside: list[tuple[int, int, int]] = []
    # Some at a time: as many rows that live at once are gone through again and again in search of garbage.
    for part in ask(CAST, ballot=ballot_id).partitions(PART):
        for paper, option, value, is_aside in part:
            (aside if is_aside else votes).append((paper, option, value))
    # A card that was brought in and says nothing is no voter, and neither is a paper that is set aside.
    voters = {paper for paper, _option, _value in votes}
    papers = [row for row in db.session.execute(_papers(ballot_id)) if row.id in voters]
    groups = {row.id: row.group for row in papers if row.group}
    districts = {row.id: row.district for row in papers if row.district}
    places = {(row.group_position, row.group) for row in papers if row.group}
    places |= {(row.district_position, row.district) for row in papers if row.district}
    return BallotVotes(
        options=[rules.Option(row.id, row.source_id, row.text) for row in options],
        sources={row.id: Source(row.cluster_id, row.contribution_id, row.contributions) for row in options},
        votes=votes,
        aside=aside,
        costs={row.id: row.cost for row in options if row.cost is not None},
        groups=groups,
        districts=districts,
        order=tuple(name for _position, name in sorted(places)),
    )


def _options(ballot_id: int) -> Any:
    current = and_(Membership.cluster_id == Option.cluster_id, Membership.removed_at.is_(None))
    members = select(func.count()).where(current).scalar_subquery()
    columns = (Option.id, Option.source_id, Option.text, Option.cluster_id, Option.contribution_id, Option.cost)
    return select(*columns, members.label("contributions")).where(Option.ballot_id == ballot_id)


def _papers(ballot_id: int) -> Any:
    group, district = StakeholderGroup, District
    return (
        select(
            BallotPaper.id,
            group.name.label("group"),
            group.position.label("group_position"),
            district.name.label("district"),
            district.position.label("district_position"),
        )
        .outerjoin(group, group.id == BallotPaper.group_id)
        .outerjoin(district, district.id == BallotPaper.district_id)
        .where(BallotPaper.ballot_id == ballot_id)
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The results this actor may see: published ones of published processes, and all of those they coordinate."""
    if actor.is_admin:
        return true()
    public = and_(ResultSnapshot.published_at.is_not(None), Process.published_at.is_not(None))
    return or_(public, Ballot.process_id.in_(actor.coordinates))


def get_result_or_404(ballot_id: int) -> ResultSnapshot:
    """The result of a ballot, if this request may see it; its ballot, place and process come with it."""
    query = (
        select(ResultSnapshot)
        .join(ResultSnapshot.ballot)
        .join(Ballot.process)
        .where(ResultSnapshot.ballot_id == ballot_id, visible_to(current_actor()))
        .options(*_with_places())
    )
    snapshot = db.session.scalar(query) or abort(404)
    on_stage(snapshot.ballot.process)
    return snapshot


def _with_places() -> tuple[Any, ...]:
    ballot = contains_eager(ResultSnapshot.ballot)
    return (
        ballot.contains_eager(Ballot.process),
        ballot.joinedload(Ballot.district),
        ballot.joinedload(Ballot.workshop),
    )


def snapshot_of(ballot_id: int) -> ResultSnapshot | None:
    """What was computed when a ballot was closed."""
    return db.session.scalar(select(ResultSnapshot).where(ResultSnapshot.ballot_id == ballot_id))


def round_before(ballot: Ballot, actor: Actor) -> ResultSnapshot | None:
    """The result of the round before, if it was counted in the same way and this actor may see it."""
    if ballot.previous_id is None:
        return None
    query = select(ResultSnapshot).join(ResultSnapshot.ballot).join(Ballot.process).where(visible_to(actor))
    return db.session.scalar(query.where(Ballot.id == ballot.previous_id, Ballot.method == ballot.method))


def results_of(process_id: int, actor: Actor) -> Sequence[Row[Any]]:
    """The results of a process that this actor may see, the latest first, with their sentence and not their numbers."""
    query = (
        select(
            Ballot,
            ResultSnapshot.published_at,
            ResultSnapshot.data["sentence"].label("sentence"),
            ResultSnapshot.data["voters"].label("voters"),
        )
        .join(ResultSnapshot.ballot)
        .join(Ballot.process)
        .where(Ballot.process_id == process_id, visible_to(actor))
        .options(joinedload(Ballot.workshop), joinedload(Ballot.district))
        .order_by(Ballot.closed_at.desc(), Ballot.id.desc())
    )
    return db.session.execute(query).all()


def results_at(event_id: int) -> Sequence[Row[Any]]:
    """The public results of the workshops of an event: ballot, question and sentence, the earliest first."""
    query = (
        select(Ballot.id, Ballot.question, ResultSnapshot.data["sentence"].label("sentence"))
        .join(ResultSnapshot, ResultSnapshot.ballot_id == Ballot.id)
        .join(Ballot.workshop)
        .where(Workshop.event_id == event_id, ResultSnapshot.published_at.is_not(None))
    )
    return db.session.execute(query.order_by(Ballot.closed_at, Ballot.id)).all()


def collections_of(process_id: int) -> Sequence[Row[Event, int, int]]:
    """The events of a process with how many workshops they have, and of how many the collection is public."""
    query = (
        select(Event, func.count(Workshop.id), func.count(Workshop.published_at))
        .join(Workshop, Workshop.event_id == Event.id)
        .where(Event.process_id == process_id)
        .group_by(Event.id)
        .order_by(Event.starts_at.desc(), Event.id)
    )
    return db.session.execute(query).all()


def readable_contributions(data: Mapping[str, Any], actor: Actor) -> frozenset[int]:
    """Which of the contributions behind a result this actor may open: the others are named and not linked."""
    ids = [option["contribution_id"] for option in data["options"] if option["contribution_id"]]
    query = select(Contribution.id).where(Contribution.id.in_(ids), readable_by(actor))
    return frozenset(db.session.scalars(query)) if ids else frozenset()
