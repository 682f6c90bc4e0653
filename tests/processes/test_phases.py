"""A change of phase can be taken back for a minute, with everything as it was; a timer announces, or locks."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.audit.models import AuditEntry
from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.contributions.actions import Draft, contribute
from ideenboard.contributions.models import Kind
from ideenboard.processes import actions_phases as actions
from ideenboard.processes.actions import remove_workshop
from ideenboard.processes.models import Phase, PhaseChange, Workshop
from ideenboard.processes.queries import workshops_of
from ideenboard.processes.queries_phases import changes_of, last_change
from ideenboard.processes.rules import may_contribute, may_take_back
from tests.browsing import draft_token
from tests.factories import NOW, coordinator_of, make_event, make_participant, make_workshop

SECOND = timedelta(seconds=1)
BY = "account:1"


def change_to(workshop: Workshop, phase: Phase, at: datetime = NOW) -> PhaseChange:
    actions.set_phase(workshop, phase, by=BY, at=at)
    db.session.commit()
    return last_change(workshop.id)


@pytest.mark.parametrize(
    ("phase", "ends", "locks", "open_"),
    [
        # Without a timer the phase decides alone.
        (Phase.COLLECTING, None, False, True),
        (Phase.DISCUSSING, None, False, False),
        # A timer that runs, or that ended and only announces, closes nothing.
        (Phase.COLLECTING, SECOND, True, True),
        (Phase.COLLECTING, -SECOND, False, True),
        # One that locks closes at its end, not a moment later.
        (Phase.COLLECTING, -SECOND, True, False),
        (Phase.COLLECTING, 0 * SECOND, True, False),
    ],
)
def test_when_contributions_are_taken(phase: Phase, ends: timedelta | None, locks: bool, open_: bool) -> None:
    room = Workshop(phase=phase, timer_ends_at=NOW + ends if ends is not None else None, timer_locks=locks)
    assert may_contribute(room, NOW) is open_


def test_a_change_can_be_taken_back_for_sixty_seconds() -> None:
    assert may_take_back(NOW, NOW + 59 * SECOND) and not may_take_back(NOW, NOW + 60 * SECOND)


def test_taking_back_brings_back_phase_and_timer(app: Flask) -> None:
    workshop = make_workshop()
    actions.set_timer(workshop, 10, True, by=BY, at=NOW)
    change = change_to(workshop, Phase.DISCUSSING, NOW + SECOND)
    assert (workshop.phase, workshop.timer_ends_at, workshop.timer_locks) == (Phase.DISCUSSING, None, False)
    actions.take_back(change, by=BY, at=NOW + 60 * SECOND)
    actions.take_back(change, by=BY, at=NOW + 90 * SECOND)
    db.session.commit()
    db.session.expire_all()
    ends = NOW + timedelta(minutes=10)
    assert (workshop.phase, workshop.timer_ends_at, workshop.timer_locks) == (Phase.COLLECTING, ends, True)
    assert last_change(workshop.id) is None
    told = db.session.scalars(select(AuditEntry.action).where(AuditEntry.workshop_id == workshop.id))
    assert list(told) == ["workshop.timer_set", "workshop.phase_set", "workshop.phase_taken_back"]


def test_after_a_minute_or_after_the_next_change_it_stands(app: Flask) -> None:
    workshop = make_workshop()
    first = change_to(workshop, Phase.DISCUSSING)
    second = change_to(workshop, Phase.VOTING, NOW + 10 * SECOND)
    with pytest.raises(Conflict):
        actions.take_back(first, by=BY, at=NOW + 20 * SECOND)
    with pytest.raises(Conflict):
        actions.take_back(second, by=BY, at=NOW + 70 * SECOND)
    assert workshop.phase is Phase.VOTING
    # One after the other they go back, each within its own minute.
    for change in (second, first):
        actions.take_back(change, by=BY, at=NOW + 30 * SECOND)
    assert workshop.phase is Phase.COLLECTING


def test_since_when_each_phase_holds(app: Flask) -> None:
    workshop = make_workshop(phase=Phase.PREPARED)
    change_to(workshop, Phase.COLLECTING)
    change_to(workshop, Phase.PREPARED, NOW + SECOND)
    change_to(workshop, Phase.COLLECTING, NOW + 2 * SECOND)
    assert {phase: change.at for phase, change in changes_of(workshop.id).items()} == {
        Phase.PREPARED: NOW + SECOND,
        Phase.COLLECTING: NOW + 2 * SECOND,
    }


def test_more_time_counts_from_the_end_that_stands_or_from_now(app: Flask) -> None:
    workshop = make_workshop()
    actions.extend_timer(workshop, 5, by=BY, at=NOW)
    assert workshop.timer_ends_at is None
    actions.set_timer(workshop, 10, True, by=BY, at=NOW)
    actions.extend_timer(workshop, 5, by=BY, at=NOW)
    assert workshop.timer_ends_at == NOW + timedelta(minutes=15)
    actions.extend_timer(workshop, 5, by=BY, at=NOW + timedelta(minutes=60))
    assert workshop.timer_ends_at == NOW + timedelta(minutes=65)
    actions.stop_timer(workshop, by=BY, at=NOW)
    assert (workshop.timer_ends_at, workshop.timer_locks) == (None, False)


def test_a_locked_room_takes_no_contribution_until_there_is_more_time(app: Flask) -> None:
    workshop = make_workshop()
    person, draft, late = make_participant(workshop), Draft(Kind.IDEA, "Räume teilen"), NOW + timedelta(minutes=11)
    actions.set_timer(workshop, 10, True, by=BY, at=NOW)
    with pytest.raises(Refusal):
        contribute(workshop, draft, draft_token(), by=person, at=late)
    actions.extend_timer(workshop, 5, by=BY, at=late)
    assert contribute(workshop, draft, draft_token(), by=person, at=late)[1]


def test_who_edits_a_workshop_meanwhile_is_in_nobodys_way(app: Flask) -> None:
    workshop = make_workshop(title="Alt")
    desk, words = coordinator_of(app, workshop.process), {"number": "4", "title": "Neu", "moderation": "after"}
    version = workshop.version
    actions.set_timer(workshop, 10, True, by=BY, at=NOW)
    change_to(workshop, Phase.DISCUSSING)
    assert desk.post(f"/desk/workshops/{workshop.id}", data=words | {"version": version}).status_code == 303
    assert (workshop.title, workshop.phase) == ("Neu", Phase.DISCUSSING)


def test_a_room_that_was_only_steered_can_be_removed(app: Flask) -> None:
    workshop = make_workshop()
    change_to(workshop, Phase.DISCUSSING)
    actions.renew_link(workshop, by=BY, at=NOW)
    remove_workshop(workshop, by=BY, at=NOW)
    db.session.commit()
    assert db.session.scalars(select(PhaseChange)).all() == []


def test_all_rooms_go_on_and_back_together(app: Flask) -> None:
    event = make_event()
    rooms = [make_workshop(event) for _ in range(3)]
    desk = coordinator_of(app, event.process)
    desk.post(f"/desk/events/{event.id}/phase", data={"phase": "discussing"})
    page = desk.get(f"/desk/events/{event.id}").text
    assert "Alle Räume: Diskutieren." in page and f"/desk/events/{event.id}/phase/removal" in page
    # One room has gone its own way since: it stays where it is.
    actions.set_phase(rooms[0], Phase.VOTING, by=BY, at=clock.now())
    db.session.commit()
    desk.post(f"/desk/events/{event.id}/phase/removal")
    phases = [room.phase for room in workshops_of(event.id)]
    assert phases == [Phase.VOTING, Phase.COLLECTING, Phase.COLLECTING]
    assert "2 Räume sind wieder wie zuvor." in desk.get(f"/desk/events/{event.id}").text


def test_what_a_single_room_did_is_not_taken_back_with_all(app: Flask) -> None:
    event = make_event()
    room, desk = make_workshop(event), coordinator_of(app, event.process)
    actions.set_phase(room, Phase.DISCUSSING, by=BY, at=clock.now())
    db.session.commit()
    desk.post(f"/desk/events/{event.id}/phase/removal")
    assert room.phase is Phase.DISCUSSING
