"""A page costs the same number of queries whatever it has to show, and never more than twelve."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from ideenboard.audit.models import AuditEntry
from ideenboard.base.db import db
from ideenboard.clusters.models import Membership
from ideenboard.comments.models import Comment, Thread
from ideenboard.contributions.models import Contribution, Kind, Status, Support
from ideenboard.people.models import Participant
from ideenboard.plans.models import Measure, MeasureOrigin, MeasureState, Milestone
from ideenboard.voting.models import BallotPaper, Option, Vote
from tests.conftest import counting_statements
from tests.doors import DOORS, Door, somebody
from tests.factories import NOW
from tests.world import World, build_world

MOST = 12
MANY = 1000
# Files, not pages: a download writes a dozen tables, each in one query.
FILES = {"exports.download", "exports.open_data", "data.package"}
PAGES = [door for door in DOORS if door.method == "GET" and door.endpoint not in FILES and min(door.expected) < 400]


@pytest.fixture(scope="module")
def world(session_app: Flask, connection: Connection) -> Iterator[World]:
    transaction = connection.begin()
    with session_app.app_context():
        yield build_world(session_app)
        db.session.remove()
    transaction.rollback()


@pytest.fixture(scope="module")
def costs(session_app: Flask, connection: Connection, world: World) -> dict[str, list[tuple[str, int]]]:
    """What every page costs in the small world, and again when it holds a thousand of everything."""
    counted: dict[str, list[tuple[str, int]]] = {str(door): [] for door in PAGES}
    for size in ("few", "many"):
        if size == "many":
            _fill(world)
        for door in PAGES:
            with world.undone(connection), counting_statements(connection) as seen:
                door.knock(world, somebody(door), session_app, check=False)
            counted[str(door)].append((size, len(seen)))
    return counted


@pytest.mark.once
@pytest.mark.parametrize("door", PAGES, ids=str)
def test_a_page_costs_the_same_among_a_thousand_rows(door: Door, costs: dict[str, list[tuple[str, int]]]) -> None:
    (_, few), (_, many) = costs[str(door)]
    assert few == many <= MOST


def _fill(world: World) -> None:
    """Put a thousand rows beside the few, in bulk: cards, supporters, comments, members, votes, measures, log."""
    people = _rows(Participant, [{"key_hash": f"many-{n}", "created_at": NOW} for n in range(MANY)])
    rooms = [world.ids[name] for name in ("workshop_id", "released_id") if name in world.ids]
    process_id = world.ids["process_id"]
    threads = _rows(Thread, [{"process_id": process_id} for _ in range(MANY)])
    cards = _rows(Contribution, [_card(n, process_id, rooms[n % len(rooms)], threads[n]) for n in range(MANY)])
    usual = db.session.get_one(Contribution, world.ids["contribution_id"])
    _rows(Support, [{"contribution_id": card, "participant_id": people[0]} for card in cards])
    _rows(Comment, [_comment(usual.thread_id, n) for n in range(MANY)])
    members = [
        {"cluster_id": world.ids["cluster_id"], "contribution_id": c, "added_at": NOW} for c in cards[: MANY // 2]
    ]
    _rows(Membership, members)
    _vote(world, people)
    _plan(world, cards)
    _rows(AuditEntry, [_entry(usual.subject, process_id, n) for n in range(MANY)])
    db.session.commit()
    db.session.expire_all()


def _rows(model: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Insert many rows at once; the keys come back in their order."""
    if not hasattr(model, "id"):
        db.session.execute(insert(model), rows)
        return []
    return list(db.session.scalars(insert(model).returning(model.id, sort_by_parameter_order=True), rows))


def _card(n: int, process_id: int, workshop_id: int, thread_id: int) -> dict[str, Any]:
    return {
        "process_id": process_id,
        "workshop_id": workshop_id,
        "thread_id": thread_id,
        "kind": list(Kind)[n % 4],
        "title": f"Karte {n}",
        "text": "Mehr dazu",
        "folded": f"karte {n}",
        "status": Status.PENDING if n % 5 == 0 else Status.PUBLISHED,
        "support_count": 1,
        "token": f"many-{n}",
        "body_hash": f"{n}",
        "receipt_code": f"MANY{n:04}",
        "source_url": "",
        "created_at": NOW,
        "version": 1,
    }


def _comment(thread_id: int, n: int) -> dict[str, Any]:
    return {"thread_id": thread_id, "text": f"Satz {n}", "token": f"many-{n}", "created_at": NOW}


def _entry(subject: str, process_id: int, n: int) -> dict[str, Any]:
    return {
        "at": NOW,
        "actor": "system",
        "action": "contribution.edited",
        "subject": subject,
        "process_id": process_id,
        "data": {},
    }


def _vote(world: World, people: list[int]) -> None:
    ballot_id = world.ids["open_id"]
    options = db.session.scalars(select(Option.id).where(Option.ballot_id == ballot_id)).all()
    papers = _rows(BallotPaper, [{"ballot_id": ballot_id, "participant_id": person} for person in people])
    _rows(Vote, [{"paper_id": paper, "option_id": options[0], "value": 1, "seq": 1} for paper in papers])


def _plan(world: World, cards: list[int]) -> None:
    measure = {
        "plan_id": world.ids["plan_id"],
        "state": MeasureState.PLANNED,
        "state_since": NOW.date(),
        "created_at": NOW,
    }
    words = dict.fromkeys(("what", "why", "lead", "partners", "cost", "funding", "state_reason"), "")
    measures = _rows(Measure, [measure | words | {"title": f"Maßnahme {n}", "version": 1} for n in range(100)])
    _rows(
        Milestone, [{"measure_id": m, "title": "Schritt", "planned_on": NOW.date()} for m in measures for _ in range(3)]
    )
    _rows(MeasureOrigin, [{"measure_id": m, "contribution_id": c} for m, c in zip(measures, cards, strict=False)])
