"""Bringing a contribution in, once."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.comments.models import Thread
from ideenboard.contributions import actions
from ideenboard.contributions.actions import Draft, contribute
from ideenboard.contributions.models import Contribution, Kind, Status
from ideenboard.processes.models import Moderation, Phase
from tests.factories import NOW, make_participant, make_workshop

DRAFT = Draft(Kind.IDEA, "Räume am Nachmittag öffnen")


def test_the_same_token_gives_the_same_contribution(app: Flask) -> None:
    workshop = make_workshop()
    person = make_participant(workshop)
    first, is_new = contribute(workshop, DRAFT, "token-1", by=person, at=NOW)
    again, is_new_again = contribute(workshop, DRAFT, "token-1", by=person, at=NOW)
    assert (is_new, is_new_again) == (True, False)
    assert again.id == first.id
    assert db.session.scalar(select(func.count()).where(Contribution.workshop_id == workshop.id)) == 1


def test_another_text_under_the_same_token_is_a_conflict(app: Flask) -> None:
    workshop = make_workshop()
    person = make_participant(workshop)
    contribute(workshop, DRAFT, "token-1", by=person, at=NOW)
    with pytest.raises(Conflict):
        contribute(workshop, Draft(Kind.IDEA, "Etwas anderes"), "token-1", by=person, at=NOW)


def test_the_same_words_of_one_device_are_not_doubled_by_a_new_token(app: Flask) -> None:
    workshop = make_workshop()
    person = make_participant(workshop)
    first, _ = contribute(workshop, DRAFT, "token-1", by=person, at=NOW)
    again, is_new = contribute(workshop, DRAFT, "token-2", by=person, at=NOW)
    assert (again.id, is_new) == (first.id, False)


def test_two_people_may_say_the_same(app: Flask) -> None:
    workshop = make_workshop()
    first, _ = contribute(workshop, DRAFT, "token-1", by=make_participant(workshop), at=NOW)
    second, is_new = contribute(workshop, DRAFT, "token-2", by=make_participant(workshop), at=NOW)
    assert is_new and second.id != first.id


@pytest.mark.parametrize(
    ("moderation", "status"), [(Moderation.AFTER, Status.PUBLISHED), (Moderation.BEFORE, Status.PENDING)]
)
def test_the_workshop_decides_whether_it_appears_at_once(app: Flask, moderation: Moderation, status: Status) -> None:
    workshop = make_workshop(moderation=moderation)
    contribution, _ = contribute(workshop, DRAFT, "token-1", by=make_participant(workshop), at=NOW)
    assert contribution.status is status


@pytest.mark.parametrize("phase", [Phase.PREPARED, Phase.DISCUSSING, Phase.VOTING, Phase.CLOSED])
def test_nothing_is_taken_outside_of_collecting(app: Flask, phase: Phase) -> None:
    workshop = make_workshop(phase=phase)
    with pytest.raises(Refusal):
        contribute(workshop, DRAFT, "token-1", by=make_participant(workshop), at=NOW)


def test_a_token_that_arrives_twice_at_one_moment_leaves_nothing_behind(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = make_workshop()
    person, look = make_participant(workshop), actions._sent_before
    first, _ = contribute(workshop, DRAFT, "token-1", by=person, at=NOW)
    # The other one was written between our look and our write.
    answers = iter([lambda *_: None, look])
    monkeypatch.setattr(actions, "_sent_before", lambda *args: next(answers)(*args))
    assert contribute(workshop, DRAFT, "token-1", by=person, at=NOW) == (first, False)
    assert db.session.scalar(select(func.count()).select_from(Thread)) == 1
