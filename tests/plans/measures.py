"""Plans and measures for tests, made by the verbs of the product."""

from datetime import date
from typing import Any

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.comments.models import Thread
from ideenboard.contributions.models import Contribution
from ideenboard.plans import actions
from ideenboard.plans.models import Measure, MeasureState, Plan
from ideenboard.plans.rules import NEEDS_REASON
from ideenboard.processes.models import Process
from tests.factories import NOW, make_process


def make_plan(process: Process | None = None, district_id: int | None = None, public: bool = True) -> Plan:
    """A plan of the whole process or of a district, public unless said otherwise."""
    plan = actions.plan_for(process or make_process(), district_id)
    if public:
        actions.publish(plan, by="system", at=NOW)
    db.session.commit()
    return plan


def make_measure(plan: Plan | None = None, origins: tuple[Cluster | Contribution, ...] = (), **fields: Any) -> Measure:
    """A measure with believable words."""
    plan = plan or make_plan()
    state = fields.get("state", MeasureState.PLANNED)
    reason = "Eine Stelle ist noch nicht besetzt" if state in NEEDS_REASON else ""
    draft = actions.MeasureDraft(
        **{
            "title": "Gemeinsamer Raumkalender",
            "district_id": plan.district_id,
            "lead": "Jugendamt",
            "starts_on": date(2027, 2, 1),
            "ends_on": date(2027, 12, 31),
            "state_reason": reason,
        }
        | fields
    )
    measure = actions.create_measure(plan.process, draft, origins, by="system", at=NOW)
    db.session.commit()
    return measure


def make_cluster(*members: Contribution, title: str = "Räume öffnen") -> Cluster:
    """A cluster of these contributions."""
    process_id = members[0].process_id
    db.session.add(thread := Thread(process_id=process_id))
    db.session.flush()
    db.session.add(
        cluster := Cluster(process_id=process_id, thread_id=thread.id, number=thread.id, title=title, created_at=NOW)
    )
    db.session.flush()
    for member in members:
        db.session.add(Membership(cluster_id=cluster.id, contribution_id=member.id, added_at=NOW))
    db.session.commit()
    return cluster
