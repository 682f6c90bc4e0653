"""Answers of the city: nobody reads a draft, many become public at once, and a cluster's answer reaches each card."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.clusters import actions as clusters
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.rules import Pick
from ideenboard.comments.models import OfficialResponse, TextBlock
from ideenboard.contributions.models import Contribution
from ideenboard.people.models import Role
from ideenboard.processes.models import Process
from ideenboard.processes.rules import Actor
from tests.browsing import Client
from tests.factories import (
    NOW,
    coordinator_of,
    make_account,
    make_contribution,
    make_event,
    make_process,
    make_workshop,
    signed_in,
)

WORDS = "Wir prüfen das bis Mai."


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def card(process: Process) -> Contribution:
    return make_contribution(make_workshop(make_event(process), published_at=NOW), title="Nachtbus")


@pytest.fixture
def cluster(process: Process, card: Contribution) -> Cluster:
    by = Actor(account_id=make_account().id)
    made = clusters.create(process, "Mobil", [Pick(card.id, None)], district_id=None, by=by, at=NOW)
    db.session.commit()
    return made


def read_by_anybody(app: Flask, card: Contribution) -> list[bool]:
    """Whether the answer stands under the card and under its receipt."""
    pages = (f"/contributions/{card.id}", f"/beleg/{card.receipt_code}")
    return [WORDS in Client(app).get(page).text for page in pages]


def test_a_draft_is_read_at_the_desk_alone_until_it_is_published_with_others(
    app: Flask, process: Process, card: Contribution, cluster: Cluster
) -> None:
    client = coordinator_of(app, process)
    client.post(f"/contributions/{card.id}/responses", data={"response-text": WORDS, "draft": "1"})
    client.post(f"/desk/clusters/{cluster.id}/answers", data={"text": "Auch das.", "draft": "1"})
    assert read_by_anybody(app, card) == [False, False]
    assert "Auch das." not in Client(app).get(f"/processes/{process.slug}/feed.atom").text
    page = client.get(f"/desk/{process.slug}/answers").text
    assert WORDS in page and "Auch das." in page
    ids = db.session.scalars(select(OfficialResponse.id)).all()
    client.post(f"/desk/{process.slug}/answers/publication", data={"drafts": [f"{number}.1" for number in ids]})
    db.session.expire_all()
    assert read_by_anybody(app, card) == [True, True]
    assert len({one.created_at for one in db.session.scalars(select(OfficialResponse))}) == 1


def test_only_what_is_selected_becomes_public_and_nothing_of_other_processes(app: Flask, card: Contribution) -> None:
    other = make_process()
    client = coordinator_of(app, other)
    draft = OfficialResponse(thread_id=card.thread_id, text=WORDS, created_at=NOW, is_draft=True)
    db.session.add(draft)
    db.session.commit()
    publish = f"/desk/{other.slug}/answers/publication"
    client.post(publish, data={"drafts": f"{draft.id}.1"})
    assert client.post(publish).status_code == 422
    assert read_by_anybody(app, card) == [False, False]


def test_the_answer_to_a_cluster_stands_under_each_of_its_receipts(
    app: Flask, process: Process, card: Contribution, cluster: Cluster
) -> None:
    client = coordinator_of(app, process)
    client.post(f"/desk/clusters/{cluster.id}/answers", data={"text": WORDS})
    assert read_by_anybody(app, card) == [True, True]
    assert WORDS in Client(app).get(f"/clusters/{cluster.id}").text
    (answer,) = db.session.scalars(select(OfficialResponse))
    client.post(f"/desk/clusters/{cluster.id}/answers/{answer.id}/withdrawal")
    assert read_by_anybody(app, card) == [False, False]


def test_a_draft_is_changed_and_dropped(app: Flask, process: Process, card: Contribution) -> None:
    client, draft = (
        coordinator_of(app, process),
        OfficialResponse(thread_id=card.thread_id, text="alt", created_at=NOW, is_draft=True),
    )
    db.session.add(draft)
    db.session.commit()
    path = f"/desk/{process.slug}/answers/{draft.id}"
    empty = client.post(path, data={"text": " "})
    assert empty.status_code == 422
    client.post(path, data={"text": WORDS, "version": "1"})
    db.session.refresh(draft)
    assert draft.text == WORDS and draft.is_draft
    client.post(f"{path}/removal")
    client.post(f"/desk/{process.slug}/answers/publication", data={"drafts": f"{draft.id}.1"})
    assert read_by_anybody(app, card) == [False, False] and client.get(path).status_code == 404


def test_nobody_publishes_a_draft_as_a_colleague_has_just_changed_it(
    app: Flask, process: Process, card: Contribution, cluster: Cluster
) -> None:
    client, other = coordinator_of(app, process), coordinator_of(app, process)
    client.post(f"/contributions/{card.id}/responses", data={"response-text": WORDS, "draft": "1"})
    client.post(f"/desk/clusters/{cluster.id}/answers", data={"text": "Auch das.", "draft": "1"})
    first, second = db.session.scalars(select(OfficialResponse.id).order_by(OfficialResponse.id)).all()
    other.post(f"/desk/{process.slug}/answers/{first}", data={"text": "Bis Juni.", "version": "1"})
    address, both = f"/desk/{process.slug}/answers/publication", {"drafts": [f"{first}.1", f"{second}.1"]}
    late = client.post(address, data=both)
    # None of them: they were to be public at the same moment.
    assert late.status_code == 409 and read_by_anybody(app, card) == [False, False]
    assert "Bis Juni." in late.text and late.text.count("inzwischen geändert</span>") == 1
    again = {"drafts": re.findall(r'name="drafts" value="([^"]+)" checked', late.text)}
    assert client.post(address, data=again).status_code == 303
    assert "Bis Juni." in Client(app).get(f"/contributions/{card.id}").text
    assert client.post(address, data={"drafts": "x"}).status_code == 404


def test_two_who_edit_the_same_draft_lose_neither_text(app: Flask, process: Process, card: Contribution) -> None:
    client, other = coordinator_of(app, process), coordinator_of(app, process)
    client.post(f"/contributions/{card.id}/responses", data={"response-text": WORDS, "draft": "1"})
    draft = db.session.scalars(select(OfficialResponse)).one()
    path = f"/desk/{process.slug}/answers/{draft.id}"
    assert 'name="version" type="hidden" value="1"' in other.get(path).text
    assert client.post(path, data={"text": "Bis Mai.", "version": "1"}).status_code == 303
    late = other.post(path, data={"text": "Bis Juni.", "version": "1"})
    assert late.status_code == 409 and "Bis Mai." in late.text and "Bis Juni." in late.text
    assert db.session.get_one(OfficialResponse, draft.id).text == "Bis Mai."
    # Who has seen both and saves again means it.
    assert other.post(path, data={"text": "Bis Juni.", "version": "2"}).status_code == 303
    assert db.session.get_one(OfficialResponse, draft.id).text == "Bis Juni."
    client.post(f"/desk/{process.slug}/answers/publication", data={"drafts": f"{draft.id}.3"})
    published = db.session.get_one(OfficialResponse, draft.id).version
    # Neither from an older page nor from one that was made up: what is public is changed elsewhere.
    for version in ("3", str(published)):
        late = other.post(path, data={"text": "Bis Juli.", "version": version})
        assert late.status_code == 409 and "Bis Juni." in late.text and "Bis Juli." in late.text
    assert db.session.get_one(OfficialResponse, draft.id).text == "Bis Juni."


def test_a_text_block_is_put_behind_what_was_typed(app: Flask, process: Process, card: Contribution) -> None:
    client = coordinator_of(app, process)
    client.post(f"/desk/{process.slug}/answers/blocks", data={"name": "Prüfung", "text": WORDS})
    (block,) = db.session.scalars(select(TextBlock))
    form = {"response-text": "Danke!", "response-block": block.id, "insert": "1"}
    page = client.post(f"/contributions/{card.id}/responses", data=form)
    assert page.status_code == 200 and f"Danke!\r\n\r\n{WORDS}" in page.text.replace("Danke!\n\n", "Danke!\r\n\r\n")
    assert db.session.scalars(select(OfficialResponse)).all() == []
    client.post(f"/desk/{process.slug}/answers/blocks/{block.id}/removal")
    assert db.session.scalars(select(TextBlock)).all() == []


def test_a_note_calls_a_colleague_by_name_and_stands_on_their_desk(
    app: Flask, process: Process, card: Contribution
) -> None:
    asked, other = make_account(Role.COORDINATOR, process), make_account(Role.COORDINATOR, process)
    asked.name = "Frau Groß Muster"
    db.session.commit()
    writer = coordinator_of(app, process)
    writer.post(f"/contributions/{card.id}/notes", data={"note-text": "@frau groß  Muster: bitte lesen"})
    desk = signed_in(app, asked)
    page = desk.get("/desk").text
    assert "bitte lesen" in page and "Nachtbus" in page
    assert "bitte lesen" not in signed_in(app, other).get("/desk").text + writer.get("/desk").text
    (path,) = {part.split('"')[0] for part in page.split('action="') if part.startswith("/desk/calls/")}
    assert signed_in(app, other).post(path).status_code == 404
    desk.post(path)
    assert "bitte lesen" not in desk.get("/desk").text
