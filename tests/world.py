"""One of everything: a small world in which every address has something to show."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask

from ideenboard.base import uploads
from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.comments.models import Comment, Note, OfficialResponse, Thread
from ideenboard.contributions.models import Contribution
from ideenboard.plans.models import Measure, MeasureOrigin, MeasureState, Milestone, Plan
from ideenboard.processes.models import Event, Material, MaterialKind, Phase, Process, Workshop
from ideenboard.voting.models import Ballot, BallotPaper, Level, Method, Option, Vote
from tests.browsing import Client, draft_token
from tests.factories import (
    NOW,
    admin,
    coordinator_of,
    joined,
    make_contribution,
    make_event,
    make_process,
    make_workshop,
)

ROLES = ("stranger", "participant", "neighbour", "coordinator", "colleague", "admin")


@dataclass
class World:
    """The rows' keys by name, as addresses and forms need them, and a browser per role."""

    ids: dict[str, Any] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)


def build_world(app: Flask) -> World:
    """Make a process with one of everything, its people, and a second process with people of its own."""
    world = World()
    process, elsewhere = make_process(), make_process()
    event = make_event(process)
    workshop = make_workshop(event)
    far_workshop = make_workshop(make_event(elsewhere))
    world.browsers = {
        "stranger": Client(app),
        "participant": joined(app, workshop),
        "neighbour": joined(app, far_workshop),
        "coordinator": coordinator_of(app, process),
        "colleague": coordinator_of(app, elsewhere),
        "admin": admin(app),
    }
    world.ids = {"slug": process.slug, "process_id": process.id, "event_id": event.id, "code": workshop.code}
    world.ids["workshop_id"] = workshop.id
    _say_something(world, workshop)
    _show_files(world, event)
    _vote(world, process, workshop)
    _plan(world, process)
    db.session.commit()
    return world


def _say_something(world: World, workshop: Workshop) -> None:
    from ideenboard.base import clock

    actor = world.browsers["participant"].actor  # type: ignore[attr-defined]
    own = make_contribution(workshop, by=actor, title="Räume am Nachmittag öffnen", at=clock.now())
    other = make_contribution(workshop, title="Ein Formular für alle")
    comment = Comment(thread_id=own.thread_id, text="Gute Idee", token=draft_token(), created_at=NOW)
    response = OfficialResponse(thread_id=own.thread_id, text="Das prüfen wir.", created_at=NOW)
    note = Note(thread_id=own.thread_id, text="GEHEIME NOTIZ", created_at=NOW)
    db.session.add_all([comment, response, note])
    db.session.flush()
    cluster = _cluster(workshop.process_id, "Räume gemeinsam nutzen", own)
    world.ids |= {
        "contribution_id": own.id,
        "other_contribution_id": other.id,
        "receipt": own.receipt_code,
        "comment_id": comment.id,
        "response_id": response.id,
        "cluster_id": cluster.id,
    }


def _cluster(process_id: int, title: str, *members: Contribution) -> Cluster:
    thread = Thread(process_id=process_id)
    db.session.add(thread)
    db.session.flush()
    cluster = Cluster(process_id=process_id, thread_id=thread.id, title=title, created_at=NOW)
    db.session.add(cluster)
    db.session.flush()
    db.session.add_all(Membership(cluster_id=cluster.id, contribution_id=m.id, added_at=NOW) for m in members)
    return cluster


def _show_files(world: World, event: Event) -> None:
    stored = uploads.store(b"%PDF-1.4 programme", "Programm.pdf", uploads.PDF)
    material = Material(
        event_id=event.id,
        kind=MaterialKind.PROGRAMME,
        title="Programm",
        stored_name=stored.name,
        filename=stored.filename,
        media_type=stored.media_type,
        size=stored.size,
    )
    db.session.add(material)
    db.session.flush()
    world.ids["material_id"] = material.id


def _vote(world: World, process: Process, workshop: Workshop) -> None:
    ballots = {
        "draft_id": _ballot(world, process),
        "open_id": _ballot(world, process, opened_at=NOW),
        "closed_id": _ballot(world, process, opened_at=NOW, closed_at=NOW + timedelta(hours=1)),
    }
    world.ids |= {name: ballot.id for name, ballot in ballots.items()}


def _ballot(world: World, process: Process, **fields: Any) -> Ballot:
    ballot = Ballot(
        process_id=process.id,
        question="Was zuerst?",
        method=Method.SUPPORT,
        level=Level.ROOM_CODE,
        first_k=1,
        created_at=NOW,
        **fields,
    )
    db.session.add(ballot)
    db.session.flush()
    options = [
        Option(
            ballot_id=ballot.id, position=0, cluster_id=world.ids["cluster_id"], text="Räume", source_id="cluster:1"
        ),
        Option(
            ballot_id=ballot.id,
            position=1,
            contribution_id=world.ids["other_contribution_id"],
            text="Formular",
            source_id="contribution:2",
        ),
    ]
    db.session.add_all(options)
    db.session.flush()
    if ballot.opened_at:
        paper = BallotPaper(ballot_id=ballot.id)
        db.session.add(paper)
        db.session.flush()
        db.session.add(Vote(paper_id=paper.id, option_id=options[0].id, value=1, seq=1))
    world.ids.setdefault("option_id", options[0].id)
    return ballot


def _plan(world: World, process: Process) -> None:
    plan = Plan(process_id=process.id, published_at=NOW)
    hidden_plan = Plan(process_id=process.id, district_id=_a_district(process))
    db.session.add_all([plan, hidden_plan])
    db.session.flush()
    measure = Measure(
        plan_id=plan.id, title="Raumkalender", state=MeasureState.RUNNING, state_since=NOW.date(), created_at=NOW
    )
    db.session.add(measure)
    db.session.flush()
    origin = MeasureOrigin(measure_id=measure.id, cluster_id=world.ids["cluster_id"])
    db.session.add_all([origin, Milestone(measure_id=measure.id, title="Buchung", planned_on=NOW.date())])
    db.session.flush()
    world.ids |= {
        "plan_id": plan.id,
        "hidden_plan_id": hidden_plan.id,
        "measure_id": measure.id,
        "origin_id": origin.id,
    }


def _a_district(process: Process) -> int:
    from ideenboard.processes.queries import districts_of

    return districts_of(process.id)[0].id


__all__ = ["ROLES", "Phase", "World", "build_world"]
