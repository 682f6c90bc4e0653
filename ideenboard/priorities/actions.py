"""Estimating, agreeing, weighing, and putting clusters into the plan."""

from collections.abc import Sequence
from datetime import datetime

from ideenboard.audit.actions import raise_revision, record
from ideenboard.base.db import assign, db
from ideenboard.clusters.models import Cluster
from ideenboard.plans.actions import MeasureDraft, create_measure
from ideenboard.plans.models import Measure
from ideenboard.priorities.models import Agreement, Estimate, Weights
from ideenboard.priorities.queries import clusters_with_measure
from ideenboard.priorities.rules import Point
from ideenboard.processes.models import Process
from ideenboard.processes.rules import Actor


def estimate(cluster: Cluster, point: Point | None, *, by: Actor, at: datetime) -> None:
    """Say what one thinks of a cluster, or nothing any more. The log keeps that, not what."""
    assert by.account_id is not None  # noqa: S101 - who may coordinate is signed in
    row = db.session.get(Estimate, (cluster.id, by.account_id))
    if point is None:
        if row is None:
            return
        db.session.delete(row)
    elif row is None:
        pair = {"impact": int(point.impact), "effort": int(point.effort)}
        db.session.add(Estimate(cluster_id=cluster.id, account_id=by.account_id, at=at, **pair))
    elif assign(row, impact=int(point.impact), effort=int(point.effort)):
        row.at = at
    else:
        return
    db.session.flush()
    _tell(cluster.process_id)
    action = "cluster.estimated" if point else "cluster.estimate_removed"
    record(action, cluster.subject, by=by.name, at=at, process_id=cluster.process_id)


def agree(cluster: Cluster, point: Point | None, *, by: Actor, at: datetime) -> None:
    """Set what was agreed upon, or that nothing is any more."""
    row = db.session.get(Agreement, cluster.id)
    if point is None:
        if row is None:
            return
        db.session.delete(row)
    elif row is None:
        pair = {"impact": int(point.impact), "effort": int(point.effort)}
        db.session.add(Agreement(cluster_id=cluster.id, at=at, **pair))
    elif assign(row, impact=int(point.impact), effort=int(point.effort)):
        row.at = at
    else:
        return
    db.session.flush()
    _tell(cluster.process_id)
    said = [point.impact, point.effort] if point else None
    record("cluster.agreed", cluster.subject, by=by.name, at=at, process_id=cluster.process_id, point=said)


def weigh(process: Process, impact: int, effort: int, *, by: Actor, at: datetime) -> None:
    """Set how often impact and little effort count."""
    row = db.session.get(Weights, process.id)
    if row is None:
        db.session.add(Weights(process_id=process.id, impact=impact, effort=effort))
    elif not assign(row, impact=impact, effort=effort):
        return
    db.session.flush()
    _tell(process.id)
    subject = f"process:{process.id}"
    record("priorities.weighed", subject, by=by.name, at=at, process_id=process.id, impact=impact, effort=effort)


def make_measures(process: Process, clusters: Sequence[Cluster], *, by: Actor, at: datetime) -> list[Measure]:
    """Make a measure of each of these clusters in the plan of its district, but of none a second one.

    Hold the clusters first: two who press at once make one measure each.
    """
    known = clusters_with_measure([cluster.id for cluster in clusters])
    fresh = [cluster for cluster in clusters if cluster.id not in known]
    _tell(process.id)
    return [
        create_measure(
            process,
            MeasureDraft(title=cluster.title, district_id=cluster.district_id, what=cluster.summary),
            [cluster],
            by=by.name,
            at=at,
        )
        for cluster in fresh
    ]


def _tell(process_id: int) -> None:
    """Let those who have the matrix open hear of it."""
    raise_revision(f"priorities:{process_id}")
