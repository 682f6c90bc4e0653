"""What lies on the wall of a room, and the votes that its people can see there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, literal, or_, select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.contributions.models import Contribution, Status
from ideenboard.live.models import CardMark, Grouping, LiveRoom
from ideenboard.moderation.models import Decision, Verdict
from ideenboard.processes.models import Workshop
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting.models import Ballot, BallotPaper
from ideenboard.voting.queries import count_voters

# More than fit on any wall, of one pile and of all in one.
MOST_IN_PILE = 24
MOST = 96


def cards_on(wall: LiveRoom) -> Sequence[Row[Any]]:
    """The cards that lie on a wall, the last to arrive first: of each pile the first few, with the size of the pile.

    One query, however many there are. `arrived` is when the room could read a card: when it was sent, or approved.
    """
    pile = _pile(wall.grouping)
    arrived = func.coalesce(_approved_at(), Contribution.created_at)
    order = (arrived.desc(), Contribution.id.desc())
    columns = (Contribution.id, Contribution.kind, Contribution.title, Contribution.support_count)
    lying = (
        select(
            *columns,
            arrived.label("arrived"),
            pile.label("pile"),
            Cluster.title.label("cluster"),
            func.row_number().over(partition_by=pile, order_by=order).label("place"),
            func.count().over(partition_by=pile).label("size"),
        )
        .outerjoin(CardMark, CardMark.contribution_id == Contribution.id)
        .outerjoin(Membership, and_(Membership.contribution_id == Contribution.id, Membership.removed_at.is_(None)))
        .outerjoin(Cluster, Cluster.id == Membership.cluster_id)
        .where(
            Contribution.workshop_id == wall.workshop_id,
            Contribution.status == Status.PUBLISHED,
            # What `rules.lies_on_wall` says.
            func.coalesce(CardMark.on_wall, literal(not wall.only_picked)),
        )
        .subquery()
    )
    most = MOST if wall.grouping is Grouping.NONE else MOST_IN_PILE
    query = select(lying).where(lying.c.place <= most).order_by(lying.c.arrived.desc(), lying.c.id.desc())
    return db.session.execute(query).all()


def _pile(grouping: Grouping) -> ColumnElement[Any]:
    if grouping is Grouping.KIND:
        return Contribution.kind.expression
    return Membership.cluster_id.expression if grouping is Grouping.CLUSTER else literal(0)


def _approved_at() -> ColumnElement[Any]:
    approved = Decision.contribution_id == Contribution.id, Decision.verdict == Verdict.PUBLISHED
    return select(func.max(Decision.at)).where(*approved).scalar_subquery()


def ballots_on(workshop: Workshop) -> Sequence[Row[Ballot, int, bool]]:
    """The ballots that this room was asked, the last opened first: with the number of `voters`, and whether the result
    `is_published`. Of ballots of the whole process those that were not over when the event began."""
    voters = count_voters().where(BallotPaper.ballot_id == Ballot.id).correlate(Ballot).scalar_subquery()
    common = and_(
        Ballot.workshop_id.is_(None),
        Ballot.process_id == workshop.process_id,
        or_(Ballot.closed_at.is_(None), Ballot.closed_at > workshop.event.starts_at),
    )
    query = (
        select(Ballot, voters.label("voters"), ResultSnapshot.published_at.is_not(None).label("is_published"))
        .outerjoin(ResultSnapshot, ResultSnapshot.ballot_id == Ballot.id)
        .where(or_(Ballot.workshop_id == workshop.id, common), Ballot.opened_at.is_not(None))
        .order_by(Ballot.opened_at.desc(), Ballot.id.desc())
    )
    return db.session.execute(query).all()
