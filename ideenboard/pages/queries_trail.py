"""What became of a contribution: the way from the room to the plan, gathered from every stage."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.clusters.queries import clusters_holding
from ideenboard.comments.models import OfficialResponse
from ideenboard.comments.queries import is_public
from ideenboard.contributions.models import Contribution, Status
from ideenboard.meetings.models import Resolution
from ideenboard.meetings.queries import resolutions_about
from ideenboard.moderation.models import Decision, Verdict
from ideenboard.plans.models import Measure, MeasureState, Milestone, MilestoneMove
from ideenboard.plans.queries import measures_of_contribution, milestones_of
from ideenboard.plans.queries_promises import moves_of
from ideenboard.results.queries_places import Place, places_of

# What says most about a contribution with several measures: something happens, happened, hangs, will happen, will not.
TELLING = (
    MeasureState.RUNNING,
    MeasureState.DONE,
    MeasureState.DELAYED,
    MeasureState.PLANNED,
    MeasureState.DROPPED,
)
STAGES = ("cluster", "vote", "measure")


@dataclass(frozen=True)
class Bundle:
    """The cluster that a contribution is in now, and with how many others."""

    cluster: Cluster
    since: datetime
    contributions: int
    people: int


@dataclass(frozen=True)
class Trail:
    """All that happened to a contribution, as far as everybody may know it."""

    contribution: Contribution
    decision: Decision | None
    bundle: Bundle | None
    places: Sequence[Place]
    responses: Sequence[OfficialResponse]
    measures: Sequence[Measure]
    milestones: dict[int, list[Milestone]]
    moves: dict[int, list[MilestoneMove]]
    resolutions: Sequence[Resolution]

    @property
    def standing(self) -> str:
        """The one word for it: a status, a stage, or the state of the measure that says most."""
        if self.contribution.status is not Status.PUBLISHED:
            return self.contribution.status
        if self.measures:
            return min((measure.state for measure in self.measures), key=TELLING.index)
        return self._reached or Status.PUBLISHED

    @property
    def to_come(self) -> Sequence[str]:
        """The stages that may still follow; none for what is hidden or withdrawn."""
        if self.contribution.status in (Status.HIDDEN, Status.WITHDRAWN):
            return ()
        return STAGES[STAGES.index(self._reached) + 1 :] if self._reached else STAGES

    @property
    def _reached(self) -> str:
        stages = (("measure", self.measures), ("vote", self.places), ("cluster", self.bundle))
        return next((stage for stage, there in stages if there), "")


def trail_of(contribution: Contribution) -> Trail:
    """Gather the way of a contribution, in a number of queries that does not depend on its length."""
    memberships = clusters_holding(contribution.id)
    cluster_ids = [cluster.id for _, cluster in memberships]
    bundle = next((_bundle(one, cluster) for one, cluster in memberships if one.removed_at is None), None)
    threads = [contribution.thread_id, *(cluster.thread_id for _membership, cluster in memberships)]
    measures = measures_of_contribution([contribution.id], cluster_ids)
    milestones = milestones_of([measure.id for measure in measures])
    return Trail(
        contribution=contribution,
        decision=_last_hiding(contribution),
        bundle=bundle,
        places=places_of([contribution.id], cluster_ids),
        responses=_responses(threads),
        measures=measures,
        milestones=milestones,
        moves=moves_of([step.id for steps in milestones.values() for step in steps]),
        resolutions=resolutions_about([measure.id for measure in measures], cluster_ids),
    )


def _bundle(membership: Membership, cluster: Cluster) -> Bundle:
    query = (
        select(func.count(Contribution.id), func.count(Contribution.participant_id.distinct()))
        .join(Membership, Membership.contribution_id == Contribution.id)
        .where(
            Membership.cluster_id == cluster.id,
            Membership.removed_at.is_(None),
            Contribution.status == Status.PUBLISHED,
        )
    )
    contributions, people = db.session.execute(query).one()
    return Bundle(cluster, membership.added_at, contributions, people)


def _last_hiding(contribution: Contribution) -> Decision | None:
    if contribution.status is not Status.HIDDEN:
        return None
    query = select(Decision).where(Decision.contribution_id == contribution.id, Decision.verdict == Verdict.HIDDEN)
    return db.session.scalar(query.order_by(Decision.id.desc()).limit(1))


def _responses(thread_ids: Collection[int]) -> Sequence[OfficialResponse]:
    query = select(OfficialResponse).where(OfficialResponse.thread_id.in_(thread_ids), is_public())
    return db.session.scalars(query.order_by(OfficialResponse.id)).all()
