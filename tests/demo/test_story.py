"""The story that the demo tells: whole, believable, and without contradictions. Loaded once for all of these."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from ideenboard.audit.queries import found_breaks, holds_head
from ideenboard.audit.rules import START
from ideenboard.base import clock, uploads
from ideenboard.base.db import db
from ideenboard.clusters.models import Membership
from ideenboard.comments.models import Comment, Thread
from ideenboard.contributions.models import Contribution, Kind, Status, Support
from ideenboard.demo.actions import LOGINS, load
from ideenboard.demo.queries import demo_process
from ideenboard.meetings.models import Meeting
from ideenboard.meetings.queries import attendance_of, items_of, resolutions_of
from ideenboard.people.models import Participant
from ideenboard.plans.models import Measure, MeasureState, MeasureUpdate, Milestone, MilestoneMove, Plan
from ideenboard.plans.queries_promises import question_counts, silent_counts
from ideenboard.processes.models import Event, Material, MaterialKind, Process, StakeholderGroup
from ideenboard.processes.queries import districts_of, themes_of, workshops_of
from ideenboard.processes.rules import Actor
from ideenboard.results.models import ResultSnapshot
from ideenboard.results.queries import snapshot_of
from ideenboard.voting.models import Ballot, BallotPaper, Method, Option, Vote


@pytest.fixture(scope="module")
def loaded(session_app: Flask, connection: Connection) -> Iterator[None]:
    transaction = connection.begin()
    with session_app.app_context():
        load(LOGINS, at=clock.now())
        db.session.commit()
        db.session.remove()
    yield
    transaction.rollback()


@pytest.fixture
def demo(session_app: Flask, loaded: None) -> Iterator[Process]:
    with session_app.app_context():
        process = demo_process()
        assert process is not None
        yield process
        db.session.remove()


def count(*where: Any) -> int:
    return db.session.scalar(select(func.count()).where(*where)) or 0


def test_everything_of_a_process_is_there(demo: Process) -> None:
    assert [district.name for district in districts_of(demo.id)] == ["Groß Klein", "Toitenwinkel"]
    assert len(themes_of(demo.id)) == 4 and count(StakeholderGroup.process_id == demo.id) == 6
    kickoff, *later = db.session.scalars(
        select(Event).where(Event.process_id == demo.id).order_by(Event.starts_at)
    ).all()
    assert len(workshops_of(kickoff.id)) == 9 and kickoff.attendance == 96 and len(later) == 6
    assert clock.now() - kickoff.starts_at > timedelta(days=300)
    assert set(db.session.scalars(select(Contribution.kind).distinct())) == set(Kind)
    assert set(db.session.scalars(select(Contribution.status).distinct())) == set(Status)
    assert set(db.session.scalars(select(Measure.state).distinct())) == set(MeasureState)
    assert count(MeasureUpdate.id > 0) == 5 and count(MilestoneMove.id > 0) == 1
    assert (
        silent_counts([demo.id], clock.now().date(), Actor(is_admin=True))[demo.id]
        and question_counts([demo.id], clock.now().date(), Actor(is_admin=True))[demo.id]
    )
    assert count(Contribution.process_id == demo.id) == 130 and count(Comment.id > 0) == 47
    assert count(Plan.process_id == demo.id) == 2 and count(Milestone.id > 0) == 26 and count(Membership.id > 0) == 84


def test_nothing_happens_before_its_time(demo: Process) -> None:
    """Somebody who looks at the demo must not read of tomorrow."""
    now = clock.now()
    for moment in (Contribution.created_at, Comment.created_at, Participant.created_at, Ballot.opened_at):
        assert db.session.scalar(select(func.max(moment))) < now
    reached = db.session.scalar(select(func.max(Milestone.reached_on)))
    assert reached is not None and reached <= clock.to_local(now).date()


def test_a_meeting_was_held_and_the_next_one_has_its_agenda(demo: Process) -> None:
    held, coming = db.session.scalars(select(Meeting).order_by(Meeting.event_id)).all()
    assert held.published_at and held.finished_by_id != held.published_by_id and coming.finished_at is None
    resolutions = resolutions_of(held.id)
    assert [one.number for one in resolutions] == [1, 2, 3]
    assert {one.item.measure.state for one in resolutions} == {"running", "delayed", "dropped"}
    assert items_of(coming.id)[0].topic == "resolutions"
    assert held.event.attendance == sum(attendance_of(held.id).values()) + held.others


def test_counts_are_what_the_rows_say(demo: Process) -> None:
    supporters = select(func.count()).where(Support.contribution_id == Contribution.id).scalar_subquery()
    assert count(Contribution.support_count != supporters) == 0
    comments = select(func.count()).where(Comment.thread_id == Thread.id).scalar_subquery()
    assert count(Thread.comment_count != comments) == 0
    assert count(Support.participant_id == Contribution.participant_id, Support.contribution_id == Contribution.id) == 0


def test_votes_keep_the_rules_of_their_ballot(demo: Process) -> None:
    points, approval, support, *newer = db.session.scalars(select(Ballot).order_by(Ballot.id)).all()
    assert (points.method, approval.method, support.method) == (Method.POINTS, Method.APPROVAL, Method.SUPPORT)
    assert [ballot.method for ballot in newer] == [Method.CONSENSUS, Method.BUDGET]
    assert all(ballot.closed_at and snapshot_of(ballot.id).published_at for ballot in newer)
    assert points.closed_at and approval.closed_at and support.is_open
    sums = select(func.sum(Vote.value)).join(BallotPaper).where(BallotPaper.ballot_id == points.id)
    assert set(db.session.scalars(sums.group_by(Vote.paper_id))) == {10}
    assert count(BallotPaper.ballot_id == points.id) == 87
    best = (
        select(Option.text).join(Vote, Vote.option_id == Option.id).where(Option.ballot_id == points.id)
        .group_by(Option.id, Option.text).order_by(func.sum(Vote.value).desc()).limit(2)
    )  # fmt: skip
    assert list(db.session.scalars(best)) == ["Räume gemeinsam nutzen", "Ein Formular, eine Frist"]


def test_the_programme_is_a_real_file(demo: Process) -> None:
    programme = db.session.scalars(select(Material).where(Material.kind == MaterialKind.PROGRAMME)).first()
    assert programme is not None and programme.filename == "programm-auftakt.pdf"
    content = (uploads.folder() / programme.stored_name).read_bytes()
    assert content.startswith(b"%PDF-1.4") and len(content) == programme.size
    assert "Auftakt im Rathaus".encode("cp1252") in content and "Begrüßung".encode("cp1252") in content


def test_published_results_name_an_end_of_the_log_that_is_there(demo: Process) -> None:
    heads = db.session.scalars(select(ResultSnapshot.audit_head).where(ResultSnapshot.published_at.is_not(None))).all()
    assert heads and all(head != START and holds_head(head) for head in heads if head)
    assert list(found_breaks()) == []
