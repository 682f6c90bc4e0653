"""A promised day has passed: somebody says that the step was reached, or until when it is put off and why."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from ideenboard.audit.actions import record
from ideenboard.base.clock import to_local
from ideenboard.base.db import db
from ideenboard.plans.actions import set_state
from ideenboard.plans.actions_milestones import put
from ideenboard.plans.models import Measure, MeasureState, Milestone
from ideenboard.plans.rules import ENDED


def reach(milestone: Milestone, day: date, *, by: str, at: datetime) -> bool:
    """Say on which day a step was reached; False where that is known."""
    if milestone.reached_on == day:
        return False
    milestone.reached_on = day
    milestone.measure.heard_on = to_local(at).date()
    _log("milestone_reached", milestone, by, at, reached_on=day.isoformat())
    return True


def move(milestone: Milestone, day: date, reason: str, *, delays: bool, by: str, at: datetime) -> bool:
    """Put a step off to another day, for a reason that everybody can read; False where that is its day.

    `delays`: the whole measure is late because of it.
    """
    measure, before = milestone.measure, milestone.planned_on
    if not put(milestone, day, reason, measure, to_local(at).date()):
        return False
    _log("milestone_moved", milestone, by, at, before=before.isoformat(), after=day.isoformat(), reason=reason)
    if delays and measure.state not in ENDED:
        set_state(measure, MeasureState.DELAYED, reason, process_id=measure.plan.process_id, by=by, at=at)
    return True


def _log(verb: str, milestone: Milestone, by: str, at: datetime, **data: Any) -> None:
    measure: Measure = milestone.measure
    # Milestones have no version of their own: who changes them changes the measure.
    flag_modified(measure, "title")
    db.session.flush()
    said = {"milestone": milestone.title} | data
    record(f"measure.{verb}", measure.subject, by=by, at=at, process_id=measure.plan.process_id, **said)
