"""One card with everything around it, who has which open, and what was decided about one or many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from flask import abort
from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from ideenboard.base.db import db
from ideenboard.comments.models import Comment
from ideenboard.contributions.models import Contribution, ContributionRevision, Photo
from ideenboard.contributions.queries import visible_to
from ideenboard.moderation.models import Assignment, Attention, Decision, Verdict
from ideenboard.moderation.rules import ATTENTION_LASTS, UNDO_LASTS
from ideenboard.people.models import Account
from ideenboard.processes.models import District, HidingReason, StakeholderGroup, Theme, Workshop
from ideenboard.processes.queries import require_account, require_care
from ideenboard.processes.queries_care import on_desk
from ideenboard.processes.rules import Actor

AnyRow: TypeAlias = Row[*tuple[Any, ...]]


def get_reviewable_or_404(contribution_id: int, *, to_change: bool = True) -> Contribution:
    """A card this account may decide about: 401 without sign-in, 404 unknown, 403 not theirs.

    `to_change` holds its row until the commit; who only reads waits for nobody.
    """
    actor = require_account()
    query = select(Contribution).where(Contribution.id == contribution_id, visible_to(actor))
    contribution = db.session.scalar(query.with_for_update() if to_change else query) or abort(404)
    require_care(contribution.process_id, contribution.district_id)
    return contribution


def reviewable(process_id: int, ids: Iterable[int], *, by: Actor) -> Sequence[Contribution]:
    """Several cards at this desk, held until the commit in the order of their ids; 404 where one is not of it."""
    wanted = set(ids)
    query = select(Contribution).where(on_desk(by, process_id, Contribution), Contribution.id.in_(wanted))
    found = db.session.scalars(query.order_by(Contribution.id).with_for_update()).all()
    return found if len(found) == len(wanted) else abort(404)


def card(process_id: int, card_id: int, *, by: Actor, at: datetime) -> AnyRow:
    """Everything the panel shows of one card; 404 where the process has no such card, 403 where it is not theirs."""
    query = rows(by, at).where(on_desk(by, process_id, Contribution), Contribution.id == card_id)
    found = db.session.execute(query).one_or_none()
    if found is None and not by.may_coordinate(process_id):
        get_reviewable_or_404(card_id, to_change=False)
    return found or abort(404)


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
    is_superseded = select(later.id).where(
        later.contribution_id == Decision.contribution_id, later.id > Decision.id, later.undone_at.is_(None)
    )
    query = select(Decision).where(
        Decision.contribution_id.in_(set(contribution_ids)), Decision.undone_at.is_(None), ~is_superseded.exists()
    )
    return {decision.contribution_id: decision for decision in db.session.scalars(query)}


def revisions_of(contribution_id: int) -> Sequence[ContributionRevision]:
    """What a card said before, the latest first."""
    query = select(ContributionRevision).where(ContributionRevision.contribution_id == contribution_id)
    return db.session.scalars(query.order_by(ContributionRevision.id.desc())).all()


def all_comments_of(thread_id: int) -> Sequence[AnyRow]:
    """The comments of a thread with the groups they name, hidden ones included, oldest first."""
    query = (
        select(
            Comment.id,
            Comment.text,
            Comment.created_at,
            Comment.hidden_at,
            Comment.hidden_words,
            HidingReason.name.label("reason"),
            StakeholderGroup.name.label("group"),
        )
        .outerjoin(StakeholderGroup, StakeholderGroup.id == Comment.group_id)
        .outerjoin(HidingReason, HidingReason.id == Comment.reason_id)
        .where(Comment.thread_id == thread_id)
    )
    return db.session.execute(query.order_by(Comment.id)).all()


def rows(by: Actor, at: datetime) -> Select[*tuple[Any, ...]]:
    """Select the columns that the desk shows of a card."""
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
            Assignment.account_id.label("assignee_id"),
            Account.name.label("assignee"),
            _open_at(by, at).label("open_at"),
        )
        .outerjoin(Photo, Photo.contribution_id == Contribution.id)
        .outerjoin(Workshop, Workshop.id == Contribution.workshop_id)
        .outerjoin(District, District.id == Contribution.district_id)
        .outerjoin(Theme, Theme.id == Contribution.theme_id)
        .outerjoin(StakeholderGroup, StakeholderGroup.id == Contribution.group_id)
        .outerjoin(Assignment, Assignment.contribution_id == Contribution.id)
        .outerjoin(Account, Account.id == Assignment.account_id)
    )


def _open_at(by: Actor, at: datetime) -> ScalarSelect[str]:
    """The name of another coordinator who has the card open now."""
    other = aliased(Account)
    query = select(func.min(other.name)).join(Attention, Attention.account_id == other.id)
    return query.where(Attention.contribution_id == Contribution.id, *_open_now(by, at)).scalar_subquery()


def _open_now(by: Actor, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return Attention.seen_at > at - ATTENTION_LASTS, Attention.account_id != by.account_id


def assignments_of(contributions: Iterable[Contribution]) -> Sequence[Assignment]:
    """Who takes care of which of these cards."""
    ids = [contribution.id for contribution in contributions]
    return db.session.scalars(select(Assignment).where(Assignment.contribution_id.in_(ids))).all()


def open_elsewhere(process_id: int, *, by: Actor, at: datetime) -> dict[int, str]:
    """Which cards of a process other coordinators have open now, with their names."""
    query = (
        select(Attention.contribution_id, func.min(Account.name))
        .join(Account, Account.id == Attention.account_id)
        .join(Contribution, Contribution.id == Attention.contribution_id)
        .where(on_desk(by, process_id, Contribution), *_open_now(by, at))
        .group_by(Attention.contribution_id)
    )
    return {card_id: name for card_id, name in db.session.execute(query)}


@dataclass(frozen=True)
class Step:
    """What was decided at once: about how many cards, and how."""

    key: str
    verdict: Verdict
    count: int


def last_step(process_id: int, *, by: Actor, at: datetime) -> Step | None:
    """The last step of this account in a process that can still be taken back."""
    query = (
        select(Decision.step, Decision.verdict, func.count())
        .join(Contribution, Contribution.id == Decision.contribution_id)
        .where(on_desk(by, process_id, Contribution), *_can_be_undone(by, at))
        .group_by(Decision.step, Decision.verdict)
    )
    row = db.session.execute(query.order_by(func.max(Decision.id).desc()).limit(1)).one_or_none()
    return Step(*row) if row else None


def decisions_of_step(process_id: int, step: str, *, by: Actor, at: datetime) -> Sequence[Decision]:
    """The decisions of one step of this account that still stand, their cards held until the commit."""
    query = (
        select(Decision)
        .join(Decision.contribution)
        .options(contains_eager(Decision.contribution))
        .where(on_desk(by, process_id, Contribution), Decision.step == step, *_can_be_undone(by, at))
    )
    return db.session.scalars(query.order_by(Contribution.id).with_for_update(of=Contribution)).all()


def _can_be_undone(by: Actor, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Decision.account_id == by.account_id,
        Decision.undone_at.is_(None),
        Decision.step != "",
        Decision.at > at - UNDO_LASTS,
    )
