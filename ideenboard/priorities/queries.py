"""The clusters of a process with their estimates, as far as this coordinator may see them, and both rankings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries import Bundle, clusters_of
from ideenboard.clusters.queries_board import board_mark
from ideenboard.clusters.rules import places
from ideenboard.plans.models import MeasureOrigin
from ideenboard.priorities.models import Agreement, Estimate, Weights
from ideenboard.priorities.rules import Point, Spread, Standing, Weighing, spread, standings
from ideenboard.processes.rules import Actor
from ideenboard.results.models import ResultSnapshot
from ideenboard.results.queries import visible_to
from ideenboard.voting.models import Ballot


@dataclass(frozen=True)
class Item:
    """A cluster in the matrix. `spread` and `point` are None for who has not given an estimate of their own yet."""

    bundle: Bundle
    own: Point | None
    count: int
    spread: Spread | None
    agreement: Agreement | None
    standing: Standing
    has_measure: bool

    @property
    def agreed(self) -> Point | None:
        """What was agreed upon."""
        return Point(self.agreement.impact, self.agreement.effort) if self.agreement else None

    @property
    def point(self) -> Point | None:
        """Where it stands for all: what was agreed upon, else the middle of the estimates."""
        return self.agreed or (self.spread.mean if self.spread else None)


def items_of(process_id: int, by: Actor, weighing: Weighing, people: Mapping[int, int]) -> list[Item]:
    """All standing clusters at this desk, the best score first. Four queries.

    What others estimated is told only to who has said what they think themselves: nobody leans on the first one.
    """
    bundles = clusters_of(process_id, by=by)
    given = _estimates(process_id)
    agreed = _agreements(process_id)
    planned = _planned(process_id)
    own = {key: points.get(by.account_id) for key, points in given.items()}
    spreads = {key: spread(list(points.values())) for key, points in given.items() if own[key]}
    known = {key: Point(one.impact, one.effort) for key, one in agreed.items()}
    known = {key: one.mean for key, one in spreads.items() if one} | known
    scores = {key: weighing.score(point) for key, point in known.items()}
    stand = standings(scores, people, [bundle.id for bundle in bundles])
    items = [
        Item(
            bundle,
            own.get(bundle.id),
            len(given.get(bundle.id, ())),
            spreads.get(bundle.id),
            agreed.get(bundle.id),
            stand[bundle.id],
            bundle.id in planned,
        )
        for bundle in bundles
    ]
    return sorted(items, key=_by_score)


def _by_score(item: Item) -> tuple[bool, int, int]:
    score = item.standing.score
    return score is None, -(score or 0), item.bundle.number


def _estimates(process_id: int) -> dict[int, dict[int | None, Point]]:
    query = select(Estimate).join(Cluster, Cluster.id == Estimate.cluster_id).where(Cluster.process_id == process_id)
    found: dict[int, dict[int | None, Point]] = {}
    for one in db.session.scalars(query.order_by(Estimate.cluster_id, Estimate.account_id)):
        found.setdefault(one.cluster_id, {})[one.account_id] = Point(one.impact, one.effort)
    return found


def _agreements(process_id: int) -> dict[int, Agreement]:
    query = select(Agreement).join(Agreement.cluster).where(Cluster.process_id == process_id)
    return {one.cluster_id: one for one in db.session.scalars(query)}


def _planned(process_id: int) -> set[int]:
    query = select(MeasureOrigin.cluster_id).join(MeasureOrigin.cluster).where(Cluster.process_id == process_id)
    return {key for key in db.session.scalars(query) if key is not None}


def clusters_with_measure(cluster_ids: Sequence[int]) -> set[int]:
    """Which of these clusters have become a measure already."""
    query = select(MeasureOrigin.cluster_id).where(MeasureOrigin.cluster_id.in_(cluster_ids))
    return {key for key in db.session.scalars(query) if key is not None}


def weights_of(process_id: int) -> Weights | None:
    """The weights that were set in a process."""
    return db.session.get(Weights, process_id)


def votes_on_clusters(process_id: int, *, by: Actor) -> Sequence[Row[Any]]:
    """The closed ballots of a process over clusters whose result this actor may see, the latest first."""
    query = (
        select(Ballot.id, Ballot.question, ResultSnapshot.data)
        .join(ResultSnapshot, ResultSnapshot.ballot_id == Ballot.id)
        .join(Ballot.process)
        .where(Ballot.process_id == process_id, visible_to(by))
        .order_by(Ballot.closed_at.desc(), Ballot.id.desc())
    )
    return [row for row in db.session.execute(query) if any(one["cluster_id"] for one in row.data["options"])]


def places_by_vote(data: Mapping[str, Any]) -> dict[int, int]:
    """The places that a ballot gave to clusters."""
    return {one["cluster_id"]: one["rank"] for one in data["options"] if one["cluster_id"]}


def places_by_support(process_id: int, *, by: Actor) -> dict[int, int]:
    """The places of the clusters by the number of different people behind them."""
    return places({bundle.id: bundle.supporters for bundle in clusters_of(process_id, by=by)})


def matrix_mark(process_id: int) -> str:
    """A mark that differs when the matrix of a process looks different: other estimates, or other clusters."""
    return board_mark(process_id, "priorities")
