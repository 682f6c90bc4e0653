"""Closing counts at once and for ever; the page and the data read what was counted then."""

from flask import Flask

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.results import actions
from ideenboard.results.models import ResultSnapshot
from ideenboard.results.queries import snapshot_of
from ideenboard.voting.models import Vote
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, joined, make_process
from tests.results.making import CLEAR, closed, voted
from tests.voting.making import make_ballot, option_ids, voting_workshop


def test_closing_computes_the_ranking(app: Flask) -> None:
    ballot = voted(CLEAR)
    desk = coordinator_of(app, ballot.process)
    page = desk.get(f"/ballots/{ballot.id}/closing").text
    assert "16 Personen haben abgestimmt" in page and f'href="/desk/{ballot.process.slug}/ballots"' in page
    answer = desk.post(f"/ballots/{ballot.id}/closing")
    assert answer.location.endswith(f"/results/{ballot.id}")
    data = snapshot_of(ballot.id).data
    assert ballot.closed_at is not None
    assert (data["voters"], data["method"], data["level"], data["k"]) == (16, "points", "room_code", 2)
    assert [row["total"] for row in data["options"]] == [80, 32, 27, 21]
    assert [round(row["post_mean"], 4) for row in data["options"]][0] == 5.0
    assert "geschlossen und gezählt" in desk.get(f"/results/{ballot.id}").text


def test_closing_twice_keeps_the_first_result(app: Flask) -> None:
    ballot = voted(CLEAR)
    desk = coordinator_of(app, ballot.process)
    desk.post(f"/ballots/{ballot.id}/closing")
    first = snapshot_of(ballot.id)
    closed_at, data = ballot.closed_at, first.data
    desk.post(f"/ballots/{ballot.id}/closing")
    assert db.session.scalars(db.select(ResultSnapshot)).all() == [first]
    assert (ballot.closed_at, first.data) == (closed_at, data)
    assert [entry.action for entry in history_of(ballot.subject)].count("ballot.closed") == 1


def test_a_result_stays_what_was_counted(app: Flask) -> None:
    snapshot = closed(CLEAR)
    db.session.execute(db.update(Vote).values(value=0))
    db.session.commit()
    page = Client(app).get(f"/results/{snapshot.ballot_id}").text
    assert ">80<" in page


def test_counting_again_gives_the_same(app: Flask) -> None:
    snapshot = closed(CLEAR)
    assert actions.compute(snapshot.ballot, at=NOW) == snapshot.data


def test_votes_after_closing_are_refused(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop), joined(app, workshop)
    coordinator_of(app, workshop.process).post(f"/ballots/{ballot.id}/closing")
    answer = phone.post(f"/ballots/{ballot.id}/votes", data={"seq": 1, f"option-{option_ids(ballot)[0]}": 1})
    assert answer.status_code == 409
    assert db.session.scalars(db.select(Vote)).all() == []


def test_a_draft_cannot_be_closed(app: Flask) -> None:
    ballot = make_ballot(opened_at=None)
    desk = coordinator_of(app, ballot.process)
    assert desk.post(f"/ballots/{ballot.id}/closing").status_code == 409
    assert desk.get(f"/ballots/{ballot.id}/closing").status_code == 404
    assert snapshot_of(ballot.id) is None


def test_a_ballot_without_votes_has_a_result_that_says_so(app: Flask) -> None:
    ballot = make_ballot()
    desk = coordinator_of(app, ballot.process)
    desk.post(f"/ballots/{ballot.id}/closing")
    assert "Niemand hat abgestimmt" in desk.get(f"/results/{ballot.id}").text


def test_only_its_coordinators_close_and_publish(app: Flask, client: Client) -> None:
    ballot = voted(CLEAR)
    stranger = coordinator_of(app, make_process())
    phone = joined(app, ballot.workshop)
    for path in ("closing", "result/publication", "result/publication/removal"):
        assert client.post(f"/ballots/{ballot.id}/{path}").status_code == 401
        assert phone.post(f"/ballots/{ballot.id}/{path}").status_code == 401
        assert stranger.post(f"/ballots/{ballot.id}/{path}").status_code == 403
    assert ballot.closed_at is None
