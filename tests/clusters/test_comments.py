"""What participants say about a cluster: once each, from the rooms of the process, hidden at the desk, in the files."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.clusters import actions as clusters
from ideenboard.clusters.actions_answers import respond
from ideenboard.clusters.actions_comments import hide_comment
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries_answers import has_answer
from ideenboard.comments.models import Comment, Thread
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Phase, Process, Workshop
from ideenboard.processes.rules import Actor
from tests.browsing import Client, draft_token
from tests.factories import (
    NOW,
    coordinator_of,
    joined,
    make_account,
    make_contribution,
    make_event,
    make_process,
    make_workshop,
    reason_in,
)
from tests.world_votes import make_cluster

WORDS = "Das braucht auch einen Aufzug."


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def room(process: Process) -> Workshop:
    return make_workshop(make_event(process), published_at=NOW)


@pytest.fixture
def cluster(process: Process, room: Workshop) -> Cluster:
    return make_cluster(process.id, "Räume teilen", make_contribution(room))


def say(client: Client, cluster: Cluster, text: str, token: str) -> Any:
    return client.post(f"/clusters/{cluster.id}/comments", data={"text": text, "token": token}, htmx=True)


def test_a_comment_on_a_cluster_arrives_once_and_everybody_reads_it(
    app: Flask, process: Process, room: Workshop, cluster: Cluster
) -> None:
    phone, token = joined(app, room), draft_token()
    assert f'action="/clusters/{cluster.id}/comments"' in phone.get(f"/clusters/{cluster.id}").text
    first, again = say(phone, cluster, WORDS, token), say(phone, cluster, WORDS, token)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.headers["X-Ack"] == again.headers["X-Ack"] == token
    assert say(phone, cluster, "Etwas anderes", token).status_code == 409
    assert db.session.get_one(Thread, cluster.thread_id).comment_count == 1
    read = Client(app).get(f"/clusters/{cluster.id}").text
    assert WORDS in read and "<textarea" not in read
    assert "Set-Cookie" not in Client(app).get(f"/clusters/{cluster.id}").headers
    rows = Client(app).get(f"/processes/{process.slug}/data.json").json["comments"]
    assert [(row["contribution"], row["cluster"], row["text"]) for row in rows] == [(None, cluster.id, WORDS)]


def test_only_open_rooms_of_the_process_comment_on_its_clusters(app: Flask, room: Workshop, cluster: Cluster) -> None:
    phone, stranger, token = joined(app, room), joined(app, make_workshop()), draft_token()
    assert say(stranger, cluster, WORDS, draft_token()).status_code == 403
    say(phone, cluster, WORDS, token)
    room.phase = Phase.VOTING
    db.session.commit()
    assert say(phone, cluster, "Noch etwas", draft_token()).status_code == 409
    # What had arrived before is safe, whenever it comes again.
    assert say(phone, cluster, WORDS, token).headers["X-Ack"] == token
    assert "<textarea" not in phone.get(f"/clusters/{cluster.id}").text
    room.phase, cluster.dissolved_at = Phase.COLLECTING, NOW
    db.session.commit()
    assert say(phone, cluster, "Noch etwas", draft_token()).status_code in (404, 409)


def test_a_comment_without_words_is_asked_for_again_beside_the_cluster(
    app: Flask, room: Workshop, cluster: Cluster
) -> None:
    page = joined(app, room).post(f"/clusters/{cluster.id}/comments", data={"text": "", "token": draft_token()})
    assert page.status_code == 422 and "Räume teilen" in page.text


def test_the_desk_hides_a_comment_on_a_cluster_and_shows_it_again(
    app: Flask, process: Process, room: Workshop, cluster: Cluster
) -> None:
    say(joined(app, room), cluster, WORDS, draft_token())
    desk, comment_id = coordinator_of(app, process), db.session.query(Comment.id).scalar()
    hiding = f"/clusters/{cluster.id}/comments/{comment_id}/hiding"
    assert coordinator_of(app, make_process()).post(hiding).status_code == 403
    assert desk.post(hiding, htmx=True).status_code == 422
    assert WORDS in Client(app).get(f"/clusters/{cluster.id}").text
    assert WORDS in desk.post(hiding, data={"comment-reason": reason_in(process, 1).id}, htmx=True).text
    assert "Gehört nicht zum Thema" in Client(app).get(f"/clusters/{cluster.id}").text
    assert WORDS not in Client(app).get(f"/clusters/{cluster.id}").text
    assert Client(app).get(f"/processes/{process.slug}/data.json").json["comments"] == []
    assert "Kommentar zum Bündel" in desk.get(f"/desk/{process.slug}/log").text
    desk.post(f"{hiding}/removal")
    assert WORDS in Client(app).get(f"/clusters/{cluster.id}").text
    other = make_cluster(process.id, "Anderes", make_contribution(room))
    assert desk.post(f"/clusters/{other.id}/comments/{comment_id}/hiding").status_code == 404


def test_what_was_said_about_a_cluster_is_read_where_it_went(
    app: Flask, process: Process, room: Workshop, cluster: Cluster
) -> None:
    """Merged twice: pages, receipts and files still say what was commented and answered."""
    card, desk = make_contribution(room), make_account("coordinator", process)
    by = Actor(account_id=desk.id, account_name=desk.name)
    old = make_cluster(process.id, "Aufzüge", card)
    say(joined(app, room), old, WORDS, draft_token())
    respond(old, "Der Aufzug kommt.", by=by, at=NOW)
    between = make_cluster(process.id, "Dazwischen", make_contribution(room))
    for source, target in ((old, between), (between, cluster)):
        clusters.merge(source, target, by=by, at=NOW)
    db.session.commit()
    read = Client(app).get(f"/clusters/{cluster.id}").text
    assert WORDS in read and "Aufzüge" in read and "Der Aufzug kommt." in read
    assert WORDS in Client(app).get(f"/clusters/{old.id}").text
    for page in (f"/contributions/{card.id}", f"/beleg/{card.receipt_code}"):
        assert "Der Aufzug kommt." in Client(app).get(page).text
    data = Client(app).get(f"/processes/{process.slug}/data.json").json
    for table in ("comments", "responses"):
        assert [(row["contribution"], row["cluster"]) for row in data[table]] == [(None, cluster.id)]
    assert db.session.scalars(select(Contribution.id).where(has_answer())).all() == [card.id]
    hide_comment(old, db.session.scalars(select(Comment)).one(), reason_in(process), "", by=by, at=NOW)
    db.session.commit()
    assert WORDS not in Client(app).get(f"/clusters/{cluster.id}").text
