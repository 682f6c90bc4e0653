"""The dated steps of a measure: written with it, reached, and put off for a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ideenboard.base.db import assign, db
from ideenboard.plans.models import Measure, Milestone, MilestoneMove
from ideenboard.plans.queries import milestones_of


@dataclass(frozen=True)
class MilestoneDraft:
    """A milestone as a form carries it; without an id it is a new one. `reason` says why it has another day now."""

    title: str
    planned_on: date
    reached_on: date | None = None
    id: int | None = None
    reason: str = ""


def write_milestones(measure: Measure, drafts: Sequence[MilestoneDraft], today: date) -> bool:
    """Let a measure have these steps and no others; whether that changes anything."""
    known = {milestone.id: milestone for milestone in milestones_of([measure.id])[measure.id]}
    kept = {draft.id for draft in drafts}
    changed = False
    for milestone in [milestone for key, milestone in known.items() if key not in kept]:
        db.session.delete(milestone)
        changed = True
    for draft in drafts:
        row = known.get(draft.id or 0)
        if row is None:
            said = {"title": draft.title, "planned_on": draft.planned_on, "reached_on": draft.reached_on}
            db.session.add(Milestone(measure_id=measure.id, **said))
        changed = row is None or _write(row, draft, measure, today) or changed
    db.session.flush()
    return changed


def _write(row: Milestone, draft: MilestoneDraft, measure: Measure, today: date) -> bool:
    moved = put(row, draft.planned_on, draft.reason, measure, today)
    changed = assign(row, title=draft.title, reached_on=draft.reached_on)
    if "reached_on" in changed:
        measure.heard_on = today
    return moved or bool(changed)


def put(milestone: Milestone, day: date, reason: str, measure: Measure, today: date) -> bool:
    """Promise a step for another day, and keep what was promised before; False where it is the same day."""
    if milestone.planned_on == day:
        return False
    move = MilestoneMove(milestone_id=milestone.id, before=milestone.planned_on, after=day, reason=reason)
    move.moved_on = today
    db.session.add(move)
    milestone.planned_on, measure.heard_on = day, today
    return True
