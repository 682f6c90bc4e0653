"""What waits for coordinators, counted for all their processes at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from ideenboard.base.db import db
from ideenboard.clusters.models import Membership
from ideenboard.comments.queries import is_answered
from ideenboard.contributions.models import Contribution, Photo, Status
from ideenboard.contributions.queries_photos import photo_waits
from ideenboard.moderation.models import Assignment
from ideenboard.plans.queries_promises import question_counts, silent_counts
from ideenboard.processes.models import Participation, Workshop
from ideenboard.processes.queries_care import looked_after_by
from ideenboard.processes.rules import Actor
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting.models import Ballot


@dataclass(frozen=True)
class Waiting:
    """What waits in one process."""

    review: int = 0
    photos: int = 0
    unsorted: int = 0
    voting: int = 0
    unpublished: int = 0
    silent: int = 0
    questions: int = 0
    unanswered: int = 0
    mine: int = 0

    @property
    def total(self) -> int:
        """All that waits for somebody; an open vote runs by itself, and an answer has its time."""
        return self.review + self.photos + self.unsorted + self.unpublished + self.silent + self.questions


def waiting_in(process_ids: Collection[int], today: date, by: Actor) -> dict[int, Waiting]:
    """What waits in each of these processes where this account works, and what for itself, in six queries."""
    review, photos, unsorted, unanswered, mine = _cards(process_ids, by)
    # Votes and their results belong to the whole process.
    whole = [one for one in process_ids if by.may_coordinate(one)]
    voting = _per_process(Ballot, whole, Ballot.opened_at.is_not(None), Ballot.closed_at.is_(None))
    shown = select(ResultSnapshot.ballot_id).where(ResultSnapshot.published_at.is_not(None))
    unpublished = _per_process(Ballot, whole, Ballot.closed_at.is_not(None), Ballot.id.not_in(shown))
    plan = silent_counts(process_ids, today, by), question_counts(process_ids, today, by)
    found = (review, photos, unsorted, voting, unpublished, *plan, unanswered, mine)
    return {one: Waiting(*(counts.get(one, 0) for counts in found)) for one in process_ids}


def _cards(process_ids: Collection[int], by: Actor) -> list[dict[int, int]]:
    """How many cards wait for approval, have a photo that does, are in no cluster, have no answer, are one's own."""
    pending, published = (Contribution.status == status for status in (Status.PENDING, Status.PUBLISHED))
    clustered = select(Membership.contribution_id).where(Membership.removed_at.is_(None))
    mine = pending & (Assignment.account_id == by.account_id)
    conditions = (
        pending,
        Photo.contribution_id.is_not(None),
        published & Contribution.id.not_in(clustered),
        published & ~is_answered(Contribution.thread_id),
        mine,
    )
    query = (
        select(Contribution.process_id, *(func.count().filter(condition) for condition in conditions))
        .outerjoin(Photo, photo_waits())
        .outerjoin(Assignment, Assignment.contribution_id == Contribution.id)
        .where(Contribution.process_id.in_(process_ids), looked_after_by(by, Contribution), pending | published)
        .group_by(Contribution.process_id)
    )
    rows = db.session.execute(query).all()
    return [{row[0]: row[place] for row in rows} for place in range(1, len(conditions) + 1)]


def _per_process(model: Any, process_ids: Collection[int], *scope: ColumnElement[bool]) -> dict[int, int]:
    query = select(model.process_id, func.count()).where(model.process_id.in_(process_ids), *scope)
    return {process_id: count for process_id, count in db.session.execute(query.group_by(model.process_id))}


@dataclass(frozen=True)
class Rooms:
    """What happens in the rooms of an event: counts per workshop id."""

    people: dict[int | None, int]
    contributions: dict[int | None, int]


def rooms_of(workshops: Collection[Workshop]) -> Rooms:
    """How many people sit in each of these workshops and how much they brought in, in two queries."""
    ids = [workshop.id for workshop in workshops]
    people = select(Participation.workshop_id, func.count()).where(Participation.workshop_id.in_(ids))
    cards = select(Contribution.workshop_id, func.count()).where(
        Contribution.workshop_id.in_(ids), Contribution.status.in_((Status.PENDING, Status.PUBLISHED))
    )
    return Rooms(
        people={key: count for key, count in db.session.execute(people.group_by(Participation.workshop_id))},
        contributions={key: count for key, count in db.session.execute(cards.group_by(Contribution.workshop_id))},
    )
