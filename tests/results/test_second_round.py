"""The same options once more: how opinion moved, told only where it moved more than chance."""

from flask import Flask

from ideenboard.base.db import db
from ideenboard.results import actions as results
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting import actions as voting
from ideenboard.voting.actions_desk import open_ballot
from ideenboard.voting.models import Ballot
from ideenboard.voting.queries import options_of
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, make_participant
from tests.results.making import CLEAR, closed, voted
from tests.voting.making import option_ids


def second_round(app: Flask, first: ResultSnapshot, papers: list[list[int]]) -> Ballot:
    """Prepared at the desk, opened, voted in, closed and published."""
    desk = coordinator_of(app, first.ballot.process)
    answer = desk.post(f"/ballots/{first.ballot_id}/second-round")
    again = db.session.get(Ballot, int(answer.location.rsplit("/", 1)[1]))
    assert again is not None and again.previous_id == first.ballot_id
    open_ballot(again, by="system", at=NOW)
    for paper in papers:
        said = dict(zip(option_ids(again), paper, strict=True))
        voting.set_votes(again, said, 1, by=make_participant(again.workshop))
    results.close(again, by="system", at=NOW)
    results.publish(again, by="system", at=NOW)
    db.session.commit()
    return again


def test_a_second_round_stands_on_the_same_options(app: Flask) -> None:
    first = closed(CLEAR)
    again = second_round(app, first, [[0, 5, 3, 2]] * 16)
    assert [o.source_id for o in options_of(again.id)] == [o.source_id for o in options_of(first.ballot_id)]
    assert (again.question, again.method, again.points) == (first.ballot.question, first.ballot.method, 10)


def test_the_second_result_shows_how_opinion_moved(app: Flask, client: Client) -> None:
    first = closed(CLEAR)
    again = second_round(app, first, [[0, 5, 3, 2]] * 16)
    page = client.get(f"/results/{again.id}").text
    table = page.split('id="moved"')[1].split("</table>")[0]
    lost = next(row for row in table.split("<tr>") if "Vorschlag 0" in row)
    assert "5,00" in lost and "0,00" in lost and "<strong>gesunken</strong>" in lost
    assert "Meinung bewegt" not in client.get(f"/results/{first.ballot_id}").text


def test_of_a_first_round_that_is_not_public_nothing_is_told(app: Flask, client: Client) -> None:
    first = closed(CLEAR, published=False)
    again = second_round(app, first, [[0, 5, 3, 2]] * 16)
    assert 'id="moved"' not in client.get(f"/results/{again.id}").text
    assert 'id="moved"' in coordinator_of(app, again.process).get(f"/results/{again.id}").text


def test_a_vote_that_goes_on_has_no_second_round(app: Flask) -> None:
    ballot = voted(CLEAR)
    assert coordinator_of(app, ballot.process).post(f"/ballots/{ballot.id}/second-round").status_code == 409
