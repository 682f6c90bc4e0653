"""Answers of the city over all cards and clusters of a process."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import ColumnElement, Select, func, or_, select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.clusters.queries import held
from ideenboard.comments.models import OfficialResponse, TextBlock, Thread
from ideenboard.comments.queries import is_answered, is_public
from ideenboard.contributions.models import Contribution, Status
from ideenboard.processes.queries_care import on_desk
from ideenboard.processes.rules import Actor

RECENT = 20


@dataclass(frozen=True)
class Answered:
    """An answer with the card or the cluster that it is for."""

    response: OfficialResponse
    contribution: Contribution | None
    cluster: Cluster | None

    @property
    def is_draft(self) -> bool:
        """Whether it still waits to be published."""
        return self.response.is_draft and self.response.withdrawn_at is None

    @property
    def title(self) -> str:
        """What it answers."""
        answered = self.cluster or self.contribution
        return answered.title if answered else ""


def has_answer() -> ColumnElement[bool]:
    """Whether the city has answered a contribution: in its own thread or in that of a cluster that holds it."""
    bundled = select(Membership.contribution_id).join(Membership.cluster).where(held(), is_answered(Cluster.thread_id))
    return or_(is_answered(Contribution.thread_id), Contribution.id.in_(bundled))


def drafts_of(
    process_id: int, ids: Collection[int] | None = None, *, by: Actor, to_change: bool = False
) -> Sequence[Answered]:
    """The drafts at this desk, or those of these ids among them, the oldest first; `to_change` holds them."""
    query = _answers(process_id, by, OfficialResponse.is_draft.is_(True), OfficialResponse.withdrawn_at.is_(None))
    if ids is not None:
        query = query.where(OfficialResponse.id.in_(ids))
    if to_change:
        query = query.with_for_update(of=OfficialResponse)
    return [
        Answered(answer, card, cluster)
        for answer, card, cluster in db.session.execute(query.order_by(OfficialResponse.id))
    ]


def latest_of(process_id: int, *, by: Actor) -> Sequence[Answered]:
    """What was published last."""
    query = _answers(process_id, by, is_public()).order_by(
        OfficialResponse.created_at.desc(), OfficialResponse.id.desc()
    )
    return [Answered(answer, card, cluster) for answer, card, cluster in db.session.execute(query.limit(RECENT))]


def get_answer_or_404(process_id: int, response_id: int, *, by: Actor) -> Answered:
    """An answer at this desk by its number, held until the commit, whatever became of it."""
    query = _answers(process_id, by, OfficialResponse.id == response_id).with_for_update(of=OfficialResponse)
    answer, card, cluster = db.session.execute(query).one_or_none() or abort(404)
    return Answered(answer, card, cluster)


def get_draft_or_404(process_id: int, response_id: int, *, by: Actor, to_change: bool = False) -> Answered:
    """A draft at this desk by its number."""
    return next(iter(drafts_of(process_id, [response_id], by=by, to_change=to_change)), None) or abort(404)


def get_block_or_404(process_id: int, block_id: int) -> TextBlock:
    """A text block of a process by its number."""
    query = select(TextBlock).where(TextBlock.id == block_id, TextBlock.process_id == process_id)
    return db.session.scalar(query) or abort(404)


def unanswered_count(process_id: int, *, by: Actor) -> int:
    """How many public cards at this desk have no answer yet, neither themselves nor through their cluster."""
    answered = select(OfficialResponse.thread_id).where(is_public())
    through = (
        select(Membership.contribution_id)
        .join(Cluster, Cluster.id == Membership.cluster_id)
        .where(Membership.removed_at.is_(None), Cluster.thread_id.in_(answered))
    )
    query = select(func.count(Contribution.id)).where(
        on_desk(by, process_id, Contribution),
        Contribution.status == Status.PUBLISHED,
        Contribution.thread_id.not_in(answered),
        Contribution.id.not_in(through),
    )
    return db.session.scalar(query) or 0


def _answers(
    process_id: int, by: Actor, *scope: ColumnElement[bool]
) -> Select[OfficialResponse, Contribution, Cluster]:
    mine = or_(on_desk(by, process_id, Contribution), on_desk(by, process_id, Cluster))
    return (
        select(OfficialResponse, Contribution, Cluster)
        .join(Thread, Thread.id == OfficialResponse.thread_id)
        .outerjoin(Contribution, Contribution.thread_id == Thread.id)
        .outerjoin(Cluster, Cluster.thread_id == Thread.id)
        .where(Thread.process_id == process_id, mine, *scope)
    )


def response_in(thread_id: int, response_id: int) -> OfficialResponse:
    """An answer of a thread by its number, or 404."""
    query = select(OfficialResponse).where(OfficialResponse.id == response_id, OfficialResponse.thread_id == thread_id)
    return db.session.scalar(query) or abort(404)
