"""The numbers of a process on its way from contribution to measure, counted by the public's eyes."""

from dataclasses import dataclass

from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.contributions.models import Contribution
from ideenboard.contributions.queries import public
from ideenboard.plans.models import Measure, MeasureState, Plan
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting.models import Ballot, Option


@dataclass(frozen=True)
class Numbers:
    """How far a process is; the dictionaries count per district id (None is the whole city)."""

    contributions: dict[int | None, int]
    clusters: int
    voted: int
    measures: dict[int | None, int]
    done: dict[int | None, int]

    @property
    def way(self) -> list[tuple[str, int]]:
        """The five stations of an idea with their counts."""
        return [
            ("contributions", sum(self.contributions.values())),
            ("clusters", self.clusters),
            ("voted", self.voted),
            ("measures", sum(self.measures.values())),
            ("done", sum(self.done.values())),
        ]


def numbers_of(process_id: int) -> Numbers:
    """Count what a process shows to everybody, in three queries."""
    contributions = db.session.execute(
        select(Contribution.district_id, func.count())
        .where(Contribution.process_id == process_id, public())
        .group_by(Contribution.district_id)
    )
    shown = (
        select(Membership.cluster_id)
        .join(Contribution, Contribution.id == Membership.contribution_id)
        .where(Membership.removed_at.is_(None), public())
    )
    clusters = select(func.count()).where(
        Cluster.process_id == process_id, Cluster.dissolved_at.is_(None), Cluster.id.in_(shown)
    )
    voted = (
        select(func.count())
        .select_from(Option)
        .join(Ballot, Ballot.id == Option.ballot_id)
        .join(ResultSnapshot, ResultSnapshot.ballot_id == Ballot.id)
        .where(Ballot.process_id == process_id, ResultSnapshot.published_at.is_not(None))
    )
    met, chosen = db.session.execute(select(clusters.scalar_subquery(), voted.scalar_subquery())).one()
    measures = db.session.execute(
        select(Plan.district_id, Measure.state, func.count())
        .join(Plan, Plan.id == Measure.plan_id)
        .where(Plan.process_id == process_id, Plan.published_at.is_not(None))
        .group_by(Plan.district_id, Measure.state)
    ).all()
    districts = {row.district_id for row in measures}
    return Numbers(
        contributions={district: count for district, count in contributions},
        clusters=met,
        voted=chosen,
        measures={d: sum(n for district, _, n in measures if district == d) for d in districts},
        done={
            d: sum(n for district, state, n in measures if district == d and state is MeasureState.DONE)
            for d in districts
        },
    )
