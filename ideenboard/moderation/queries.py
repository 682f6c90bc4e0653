"""The queue of a process, one card with everything around it, and what was decided about many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask import abort
from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import aliased, joinedload

from ideenboard.base.db import db
from ideenboard.comments.models import Comment
from ideenboard.contributions.models import Contribution, ContributionRevision, Kind, Photo, Status
from ideenboard.contributions.queries import visible_to
from ideenboard.contributions.queries_photos import waiting_count
from ideenboard.moderation.models import Decision
from ideenboard.moderation.rules import PILES
from ideenboard.processes.models import District, StakeholderGroup, Theme, Workshop
from ideenboard.processes.queries import require_account

PAGE = 25
AnyRow: TypeAlias = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Wanted:
    """What the queue is narrowed to."""

    status: Status = Status.PENDING
    kind: Kind | None = None
    workshop_id: int | None = None

    @property
    def args(self) -> dict[str, Any]:
        """The same as part of an address; what is usual is left out."""
        state = None if self.status is Status.PENDING else self.status.value
        return {"state": state, "kind": self.kind and self.kind.value, "workshop": self.workshop_id}


@dataclass(frozen=True)
class Counts:
    """How many cards lie in each pile, and of each kind in the pile at hand."""

    piles: dict[Status, int]
    kinds: dict[Kind, int]
    photos: int


def get_reviewable_or_404(contribution_id: int, *, to_change: bool = True) -> Contribution:
    """A card this account may decide about: 401 without sign-in, 404 unknown, 403 not theirs.

    `to_change` holds its row until the commit; who only reads waits for nobody.
    """
    actor = require_account()
    query = select(Contribution).where(Contribution.id == contribution_id, visible_to(actor))
    contribution = db.session.scalar(query.with_for_update() if to_change else query) or abort(404)
    return contribution if actor.may_coordinate(contribution.process_id) else abort(403)


def reviewable(process_id: int, ids: Iterable[int]) -> Sequence[Contribution]:
    """Several cards of a process, held until the commit in the order of their ids; 404 where one is not of it."""
    wanted = set(ids)
    query = select(Contribution).where(Contribution.process_id == process_id, Contribution.id.in_(wanted))
    found = db.session.scalars(query.order_by(Contribution.id).with_for_update()).all()
    return found if len(found) == len(wanted) else abort(404)


def queue_page(process_id: int, wanted: Wanted, after: int | None) -> tuple[Sequence[AnyRow], int | None]:
    """One stretch of the queue, newest first, and the mark where the next one begins."""
    query = _rows().where(*_scope(process_id, wanted))
    if after is not None:
        query = query.where(Contribution.id < after)
    rows = db.session.execute(query.order_by(Contribution.id.desc()).limit(PAGE + 1)).all()
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def counts(process_id: int, wanted: Wanted) -> Counts:
    """The numbers on the chips: those of the cards from one query, and of the photos from another."""
    query = select(Contribution.status, Contribution.kind, func.count()).where(Contribution.process_id == process_id)
    if wanted.workshop_id:
        query = query.where(Contribution.workshop_id == wanted.workshop_id)
    found = db.session.execute(query.group_by(Contribution.status, Contribution.kind)).all()
    return Counts(
        piles={pile: sum(n for status, _, n in found if status is pile) for pile in PILES},
        kinds={kind: sum(n for status, k, n in found if status is wanted.status and k is kind) for kind in Kind},
        photos=waiting_count(process_id),
    )


def card(process_id: int, card_id: int) -> AnyRow:
    """Everything the panel shows of one card; 404 where the process has no such card."""
    query = _rows().where(Contribution.process_id == process_id, Contribution.id == card_id)
    return db.session.execute(query).one_or_none() or abort(404)


def next_card(process_id: int, wanted: Wanted, after: int) -> int | None:
    """The card to look at after this one: the next older in the pile, else the newest."""
    query = select(Contribution.id).where(*_scope(process_id, wanted), Contribution.id != after)
    return db.session.scalar(query.order_by((Contribution.id < after).desc(), Contribution.id.desc()).limit(1))


def workshops_in(process_id: int) -> Sequence[AnyRow]:
    """The workshops by which the queue can be narrowed."""
    query = select(Workshop.id, Workshop.number, Workshop.title).where(Workshop.process_id == process_id)
    return db.session.execute(query.order_by(Workshop.event_id, Workshop.number, Workshop.id)).all()


def decisions_of(contribution_id: int) -> Sequence[Decision]:
    """All decisions about a card, the latest first."""
    query = select(Decision).where(Decision.contribution_id == contribution_id).options(joinedload(Decision.account))
    return db.session.scalars(query.order_by(Decision.id.desc())).all()


def last_decision(contribution_id: int) -> Decision | None:
    """The decision about a card that counts now. For the card's state ask the card itself."""
    return last_decisions([contribution_id]).get(contribution_id)


def last_decisions(contribution_ids: Iterable[int]) -> dict[int, Decision]:
    """The decision that counts now for each of many cards; cards nobody decided about are missing."""
    later = aliased(Decision)
    is_superseded = select(later.id).where(later.contribution_id == Decision.contribution_id, later.id > Decision.id)
    query = select(Decision).where(Decision.contribution_id.in_(set(contribution_ids)), ~is_superseded.exists())
    return {decision.contribution_id: decision for decision in db.session.scalars(query)}


def revisions_of(contribution_id: int) -> Sequence[ContributionRevision]:
    """What a card said before, the latest first."""
    query = select(ContributionRevision).where(ContributionRevision.contribution_id == contribution_id)
    return db.session.scalars(query.order_by(ContributionRevision.id.desc())).all()


def all_comments_of(thread_id: int) -> Sequence[AnyRow]:
    """The comments of a thread with the groups they name, hidden ones included, oldest first."""
    query = (
        select(Comment.id, Comment.text, Comment.created_at, Comment.hidden_at, StakeholderGroup.name.label("group"))
        .outerjoin(StakeholderGroup, StakeholderGroup.id == Comment.group_id)
        .where(Comment.thread_id == thread_id)
    )
    return db.session.execute(query.order_by(Comment.id)).all()


def _rows() -> Select[*tuple[Any, ...]]:
    # Who wrote it is not among the columns: coordinators judge words, not people.
    return (
        select(
            Contribution.id,
            Contribution.kind,
            Contribution.title,
            Contribution.text,
            Contribution.status,
            Contribution.created_at,
            Contribution.thread_id,
            Workshop.number.label("workshop"),
            District.name.label("district"),
            Theme.name.label("theme"),
            StakeholderGroup.name.label("group"),
            Photo.large_name.label("photo_mark"),
            Photo.approved_at.label("photo_approved_at"),
            Photo.small_width.label("photo_width"),
            Photo.small_height.label("photo_height"),
            Photo.description.label("photo_description"),
        )
        .outerjoin(Photo, Photo.contribution_id == Contribution.id)
        .outerjoin(Workshop, Workshop.id == Contribution.workshop_id)
        .outerjoin(District, District.id == Contribution.district_id)
        .outerjoin(Theme, Theme.id == Contribution.theme_id)
        .outerjoin(StakeholderGroup, StakeholderGroup.id == Contribution.group_id)
    )


def _scope(process_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [Contribution.process_id == process_id, Contribution.status == wanted.status]
    if wanted.kind:
        conditions.append(Contribution.kind == wanted.kind)
    if wanted.workshop_id:
        conditions.append(Contribution.workshop_id == wanted.workshop_id)
    return conditions
