"""What a phone sent once may arrive again and again, in any order, days later: nothing changes any more."""

import random

import pytest
from flask import Flask
from sqlalchemy.engine import Connection

from ideenboard.base.db import db
from ideenboard.processes.models import Phase, Workshop
from ideenboard.voting.models import Ballot, Option, Vote
from tests.browsing import Client, draft_token
from tests.factories import joined, make_contribution, make_event, make_workshop
from tests.snapshot import changed, snapshot
from tests.voting.making import make_ballot, option_ids

ROUNDS = 5
Request = tuple[str, dict[str, str]]


@pytest.fixture
def room(app: Flask) -> Workshop:
    return make_workshop(make_event())


@pytest.fixture
def ballot(room: Workshop) -> Ballot:
    return make_ballot(make_workshop(room.event), workshop_id=None)


@pytest.fixture
def phone(app: Flask, room: Workshop, ballot: Ballot) -> Client:
    return joined(app, room)


def written(room: Workshop) -> list[Request]:
    """Three ideas, and something about somebody else's."""
    card = make_contribution(room)
    ideas = [
        (f"/w/{room.code}/contributions", {"kind": "idea", "title": f"Idee {n}", "token": draft_token()})
        for n in range(3)
    ]
    comment = (f"/contributions/{card.id}/comments", {"text": "Das hilft.", "token": draft_token()})
    return [*ideas, comment, (f"/contributions/{card.id}/support", {"token": draft_token()})]


def voted(ballot: Ballot) -> list[Request]:
    """Four changes of mind about the first two proposals, each under a higher number."""
    first, second = option_ids(ballot)[:2]
    minds = [(1, 0), (5, 0), (0, 2), (3, 4)]
    return [
        (f"/ballots/{ballot.id}/votes", {f"option-{first}": str(a), f"option-{second}": str(b), "seq": str(seq)})
        for seq, (a, b) in enumerate(minds, 1)
    ]


def votes(ballot: Ballot) -> list[int]:
    return list(
        db.session.scalars(
            db.select(Vote.value).join(Option).where(Option.ballot_id == ballot.id).order_by(Option.position)
        )
    )


def test_replays_in_any_order_change_nothing(
    room: Workshop, ballot: Ballot, phone: Client, connection: Connection
) -> None:
    sent = written(room) + [(url, data | {"token": draft_token()}) for url, data in voted(ballot)]
    # What the test itself has begun to read must end before: its savepoint would hold all that follows.
    db.session.commit()
    for url, data in sent:
        answer = phone.post(url, data=data, htmx=True)
        assert (answer.status_code < 300, answer.headers["X-Ack"]) == (True, data["token"]), url
    assert votes(ballot) == [3, 4]
    before = snapshot(connection)
    chance = random.Random(7)  # noqa: S311 - an order, no secret
    for _round in range(ROUNDS):
        for url, data in chance.sample(sent, len(sent)):
            answer = phone.post(url, data=data, htmx=True)
            assert (answer.status_code < 300, answer.headers["X-Ack"]) == (True, data["token"]), url
    assert changed(before, snapshot(connection)) == []


def test_whatever_arrives_first_the_newest_vote_stands(ballot: Ballot, phone: Client) -> None:
    late = voted(ballot)
    random.Random(7).shuffle(late)  # noqa: S311 - an order, no secret
    assert late[-1] != voted(ballot)[-1]
    for url, data in late:
        assert phone.post(url, data=data, htmx=True).status_code < 300
    assert votes(ballot) == [3, 4]


def test_what_was_written_arrives_again_after_its_phase(room: Workshop, phone: Client, connection: Connection) -> None:
    """The answer got lost, the phone asks again when the room is closed: it is told that all is well."""
    *once, _support = written(room)
    for url, data in once:
        phone.post(url, data=data)
    room.phase = Phase.CLOSED
    db.session.commit()
    before = snapshot(connection)
    for url, data in once:
        assert phone.post(url, data=data, htmx=True).headers["X-Ack"] == data["token"]
    assert changed(before, snapshot(connection)) == []


def test_a_refusal_is_no_acknowledgement_and_says_whose_it_is(room: Workshop, ballot: Ballot, phone: Client) -> None:
    room.phase, token = Phase.VOTING, draft_token()
    db.session.commit()
    refused = [
        phone.post(
            f"/w/{room.code}/contributions", data={"kind": "idea", "title": "Zu spät", "token": token}, htmx=True
        ),
        phone.post(f"/ballots/{ballot.id}/votes", data={"option-0": "1", "seq": "1", "token": token}, htmx=True),
        phone.post(f"/w/{room.code}/contributions", data={"token": token}, csrf=False, htmx=True),
        phone.post("/contributions/0/support", data={"token": token}, htmx=True),
    ]
    assert [answer.status_code for answer in refused] == [409, 422, 403, 404]
    assert all("X-Ack" not in answer.headers and answer.headers["X-Ideenboard"] for answer in refused)


def test_no_token_is_echoed_that_is_none(ballot: Ballot, phone: Client) -> None:
    url, data = voted(ballot)[0]
    for token in ("", "kurz", "x" * 65, "abc def ghi", "a\r\nSet-Cookie: b"):
        assert "X-Ack" not in phone.post(url, data=data | {"token": token}).headers


def test_a_fresh_token_lets_go_out_what_waited(room: Workshop, phone: Client) -> None:
    fresh = phone.get("/token")
    assert fresh.mimetype == "text/plain" and fresh.headers["Cache-Control"] == "private, no-store"
    url, data = written(room)[0]
    answer = phone.post(url, data=data, csrf=False, headers={"X-CSRFToken": fresh.text}, htmx=True)
    assert answer.headers["X-Ack"] == data["token"]
