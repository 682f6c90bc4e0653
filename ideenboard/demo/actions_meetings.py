"""The demo's follow-up meetings: one that was held, with resolutions and minutes, and the agenda of the next one."""

from datetime import date
from typing import Any

from ideenboard.demo.actions_places import Stage
from ideenboard.meetings import actions_minutes as minutes
from ideenboard.meetings.actions import drop_item, open_meeting
from ideenboard.meetings.actions_resolutions import ResolutionDraft, note_attendance, resolve, take_notes
from ideenboard.meetings.models import AgendaItem, Meeting, Topic, Verdict
from ideenboard.meetings.queries import items_of
from ideenboard.processes.rules import Actor


def hold_meetings(stage: Stage) -> None:
    """Hold the meetings of the story, and make the agenda of the one that comes."""
    for words in stage.story["meetings"]:
        event = stage.events[words["event"]]
        at = min(event.starts_at, stage.at)
        meeting = open_meeting(event, by=stage.coordinator.name, at=at)
        if event.ends_at < stage.at:
            _hold(stage, meeting, words)


def _hold(stage: Stage, meeting: Meeting, words: dict[str, Any]) -> None:
    by, at = stage.coordinator.name, meeting.event.starts_at
    counts = {stage.groups[key].id: count for key, count in words["groups"].items()}
    note_attendance(meeting, counts, words["others"], "", by=by, at=at)
    items = {item.title: item for item in items_of(meeting.id)}
    for said in words["resolutions"]:
        item = items[said["measure"]]
        take_notes(item, said["notes"], by=by, at=at)
        resolve(item, None, _draft(item, said, stage.days.day(said["due_day"])), by=by, at=at)
    decided = {said["measure"] for said in words["resolutions"]}
    for item in items.values():
        if item.topic is Topic.MEASURE and item.title not in decided:
            # An evening has two hours.
            drop_item(item, by=by, at=at)
    minutes.finish(meeting, by=stage.coordinator, at=meeting.event.ends_at)
    second = Actor(account_id=stage.accounts[2].id, coordinates=frozenset({stage.process.id}))
    minutes.publish(meeting, by=second, at=stage.days.moment(words["published"]))


def _draft(item: AgendaItem, said: dict[str, Any], due: date | None) -> ResolutionDraft:
    votes = dict(zip(("votes_for", "votes_against", "abstained"), said["votes"], strict=True))
    # The plan of the story stands already as this meeting left it.
    reason = said["reason"] or (item.measure.state_reason if item.measure else "")
    return ResolutionDraft(Verdict(said["verdict"]), said["wording"], reason, said["who"], due, **votes)
