"""What a plan has promised and nobody has spoken of: days that have passed, and measures that went silent."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from flask import abort
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from ideenboard.base.db import db
from ideenboard.plans.models import Measure, Milestone, MilestoneMove, Plan
from ideenboard.plans.rules import ENDED, is_silent
from ideenboard.processes.models import Process
from ideenboard.processes.queries import require_care
from ideenboard.processes.queries_care import looked_after_by, on_desk
from ideenboard.processes.rules import Actor


def going_measures(process_id: int, *, by: Actor) -> Sequence[Measure]:
    """The measures at this desk that are not over, those first that nobody has spoken of for longest."""
    query = select(Measure).join(Measure.plan).options(contains_eager(Measure.plan))
    going = query.where(on_desk(by, process_id, Plan), Measure.state.not_in(ENDED))
    return db.session.scalars(going.order_by(Measure.heard_on, Measure.id)).all()


def get_milestone_of(process_id: int, milestone_id: int) -> Milestone:
    """A milestone of this process with its measure, to change both; else 404."""
    query = select(Milestone).join(Milestone.measure).join(Measure.plan).options(contains_eager(Milestone.measure))
    found = query.where(Milestone.id == milestone_id, Plan.process_id == process_id)
    return db.session.scalar(found.with_for_update(of=Measure)) or abort(404)


def get_tended_milestone_or_404(process_id: int, milestone_id: int) -> Milestone:
    """The same for an account that looks after its plan, else 403."""
    milestone = get_milestone_of(process_id, milestone_id)
    require_care(process_id, milestone.measure.plan.district_id)
    return milestone


def moves_of(milestone_ids: Collection[int]) -> dict[int, list[MilestoneMove]]:
    """How the days of some milestones were moved, by their numbers, in the order in which it happened."""
    query = select(MilestoneMove).where(MilestoneMove.milestone_id.in_(milestone_ids)).order_by(MilestoneMove.id)
    found: dict[int, list[MilestoneMove]] = {}
    for move in db.session.scalars(query):
        found.setdefault(move.milestone_id, []).append(move)
    return found


def silent_counts(process_ids: Collection[int], today: date, by: Actor) -> Counter[int]:
    """In how many measures of each process that this account looks after it has been silent for too long."""
    query = select(Measure.state, Measure.heard_on, Process.id, Process.silent_after).join(Measure.plan).join(Process)
    rows = db.session.execute(
        query.where(Process.id.in_(process_ids), looked_after_by(by, Plan), Measure.state.not_in(ENDED))
    )
    return Counter(row.id for row in rows if is_silent(row, today, row.silent_after))


def question_counts(process_ids: Collection[int], today: date, by: Actor) -> Counter[int]:
    """How many promised days of each process have passed without a word, as far as this account looks after them."""
    query = (
        select(Plan.process_id, func.count())
        .join(Measure, Measure.plan_id == Plan.id)
        .join(Milestone, Milestone.measure_id == Measure.id)
        .where(Plan.process_id.in_(process_ids), looked_after_by(by, Plan), Measure.state.not_in(ENDED))
        .where(Milestone.reached_on.is_(None), Milestone.planned_on < today)
        .group_by(Plan.process_id)
    )
    return Counter({process_id: count for process_id, count in db.session.execute(query)})
