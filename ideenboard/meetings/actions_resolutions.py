"""Holding a meeting: where the room is, who is there, what was said, and what was resolved with all that follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from ideenboard.audit.actions import record
from ideenboard.base.db import assign, db
from ideenboard.meetings.actions import check_open, log
from ideenboard.meetings.models import AgendaItem, Attendance, Meeting, Resolution, Verdict
from ideenboard.meetings.queries import attendance_of
from ideenboard.meetings.rules import STOPS, state_after
from ideenboard.plans.actions import set_state
from ideenboard.plans.actions_promises import move
from ideenboard.plans.models import Measure, MeasureState, Milestone
from ideenboard.plans.queries import get_measure_of
from ideenboard.plans.queries_promises import get_milestone_of


@dataclass(frozen=True)
class ResolutionDraft:
    """What a form says about a resolution. `state` and `step_id`: what else changes in the plan."""

    verdict: Verdict
    wording: str
    reason: str = ""
    who: str = ""
    due_on: date | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstained: int | None = None
    state: MeasureState | None = None
    step_id: int | None = None

    @property
    def follows(self) -> dict[str, str | int | None]:
        """What it does to the plan, as plain data."""
        day = self.due_on.isoformat() if self.due_on and self.step_id else None
        why = self.reason or self.wording
        return {"verdict": self.verdict, "why": why, "chosen": self.state, "step": self.step_id, "day": day}


PLAIN = ("verdict", "wording", "reason", "who", "due_on", "votes_for", "votes_against", "abstained")


def call(item: AgendaItem, *, by: str, at: datetime) -> None:
    """Let the room talk about this item now; the projector goes with it."""
    if item.meeting.current_id != item.id:
        item.meeting.current_id = item.id
        log("meeting.item_called", item.meeting, by, at, title=item.title or item.topic.value)


def take_notes(item: AgendaItem, notes: str, *, by: str, at: datetime) -> None:
    """Write down what was said."""
    check_open(item.meeting)
    if assign(item, notes=notes):
        log("meeting.notes_taken", item.meeting, by, at, title=item.title or item.topic.value)


def resolve(item: AgendaItem, known: Resolution | None, draft: ResolutionDraft, *, by: str, at: datetime) -> Resolution:
    """Keep what the room decided about an item, and change its measure accordingly; `known` is worded anew.

    A new one gets the next number of its meeting, for good: the meeting's row must be held. Raises Refusal where the
    measure would end in a state that lacks its reason.
    """
    check_open(item.meeting)
    words = {name: getattr(draft, name) for name in PLAIN}
    resolution = known or _numbered(item, at)
    changed = assign(resolution, **words)
    db.session.add(resolution)
    if changed or resolution.before.get("follows") != draft.follows:
        # One version guards all that is typed about an item.
        flag_modified(item, "notes")
        _change_plan(resolution, item, draft, by, at)
        db.session.flush()
        verb, process_id = "reworded" if known else "made", item.meeting.process_id
        record(f"resolution.{verb}", resolution.subject, by=by, at=at, process_id=process_id, verdict=draft.verdict)
    return resolution


def _numbered(item: AgendaItem, at: datetime) -> Resolution:
    meeting = item.meeting
    meeting.numbers_given += 1
    return Resolution(meeting_id=meeting.id, item_id=item.id, number=meeting.numbers_given, decided_at=at, before={})


def withdraw(item: AgendaItem, resolution: Resolution, *, by: str, at: datetime) -> None:
    """Take a resolution back: the plan stands as before it, and nobody gets its number. The meeting must be held.

    What somebody has changed in the plan since stays.
    """
    check_open(item.meeting)
    if item.measure_id is not None and resolution.before:
        measure = get_measure_of(item.meeting.process_id, item.measure_id, to_change=True)
        _take_back(measure, resolution.before, by, at)
    log("meeting.resolution_withdrawn", item.meeting, by, at, number=resolution.code, wording=resolution.wording)
    db.session.delete(resolution)
    # One version guards all that is typed about an item.
    flag_modified(item, "notes")
    db.session.flush()
    db.session.expire(item, ["resolution"])


def _change_plan(resolution: Resolution, item: AgendaItem, draft: ResolutionDraft, by: str, at: datetime) -> None:
    before = dict(resolution.before)
    if item.measure_id is None or before.get("follows") == draft.follows:
        return
    measure = get_measure_of(item.meeting.process_id, item.measure_id, to_change=True)
    if before:
        _take_back(measure, before, by, at)
    now: dict[str, Any] = {"state": measure.state, "reason": measure.state_reason, "follows": draft.follows}
    now |= {"since": measure.state_since.isoformat(), "heard": measure.heard_on.isoformat()}
    state = state_after(draft.verdict, measure.state, draft.state)
    # What is late already may be late for another reason now.
    if state is not measure.state or draft.verdict in STOPS:
        _set(measure, state, str(draft.follows["why"]), by, at)
    if draft.step_id and draft.due_on:
        step = get_milestone_of(measure.plan.process_id, draft.step_id)
        now |= {"step": step.id, "day": step.planned_on.isoformat()}
        move(step, draft.due_on, str(draft.follows["why"]), delays=False, by=by, at=at)
    resolution.before = now | {"after": measure.state}


def _set(measure: Measure, state: MeasureState, why: str, by: str, at: datetime) -> None:
    set_state(measure, state, why, process_id=measure.plan.process_id, by=by, at=at)


def _take_back(measure: Measure, before: Mapping[str, Any], by: str, at: datetime) -> None:
    """Let the measure stand as before the first wording, unless somebody has changed it since."""
    if measure.state == before["after"]:
        _set(measure, MeasureState(before["state"]), before["reason"], by, at)
    step = db.session.get(Milestone, before["step"]) if "step" in before else None
    if step and step.planned_on.isoformat() == before["follows"]["day"]:
        move(step, date.fromisoformat(before["day"]), "", delays=False, by=by, at=at)
    if "since" in before and measure.state == before["state"]:
        measure.state_since = date.fromisoformat(before["since"])
        measure.heard_on = date.fromisoformat(before["heard"])


def note_attendance(
    meeting: Meeting, counts: Mapping[int, int], others: int | None, names: str, *, by: str, at: datetime
) -> None:
    """Say how many people came, by group, and who wants to be named."""
    check_open(meeting)
    changed = bool(assign(meeting, others=others, names=names))
    if counts != attendance_of(meeting.id):
        rows = [Attendance(meeting_id=meeting.id, group_id=key, count=count) for key, count in counts.items()]
        db.session.execute(delete(Attendance).where(Attendance.meeting_id == meeting.id))
        db.session.add_all(rows)
        # The rows have no version of their own: who changes them changes the meeting.
        flag_modified(meeting, "names")
        changed = True
    if changed:
        log("meeting.attendance_noted", meeting, by, at, people=sum(counts.values()) + (others or 0))
