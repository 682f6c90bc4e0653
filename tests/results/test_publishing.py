"""A result is public when a coordinator says so, and can be taken back."""

from flask import Flask

from ideenboard.audit.queries import history_of
from tests.browsing import Client
from tests.factories import coordinator_of, joined, make_process
from tests.results.making import CLEAR, closed, voted


def test_before_publishing_only_coordinators_see_it(app: Flask, client: Client) -> None:
    snapshot = closed(CLEAR, published=False)
    ballot = snapshot.ballot
    slug = ballot.process.slug
    for stranger in (client, joined(app, ballot.workshop), coordinator_of(app, make_process())):
        assert stranger.get(f"/results/{ballot.id}").status_code == 404
        assert stranger.get(f"/results/{ballot.id}.json").status_code == 404
        assert ballot.question not in stranger.get(f"/processes/{slug}/results").text
    desk = coordinator_of(app, ballot.process)
    assert "Noch nicht veröffentlicht" in desk.get(f"/results/{ballot.id}").text
    assert ballot.question in desk.get(f"/processes/{slug}/results").text


def test_publishing_shows_it_to_everybody_and_is_logged_once(app: Flask, client: Client) -> None:
    ballot = closed(CLEAR, published=False).ballot
    slug = ballot.process.slug
    desk = coordinator_of(app, ballot.process)
    for _attempt in range(2):
        assert desk.post(f"/ballots/{ballot.id}/result/publication").status_code == 303
    assert "Das Ergebnis ist öffentlich" in desk.get(f"/desk/{slug}/publish").text
    assert client.get(f"/results/{ballot.id}").status_code == 200
    assert "Vorschlag 0" in client.get(f"/processes/{slug}/results").text
    assert [entry.action for entry in history_of(ballot.subject)].count("result.published") == 1


def test_a_published_result_can_be_taken_back(app: Flask, client: Client) -> None:
    snapshot = closed(CLEAR)
    numbers = dict(snapshot.data)
    coordinator_of(app, snapshot.ballot.process).post(f"/ballots/{snapshot.ballot_id}/result/publication/removal")
    assert client.get(f"/results/{snapshot.ballot_id}").status_code == 404
    assert snapshot.published_at is None and snapshot.data == numbers


def test_an_open_vote_has_nothing_to_publish(app: Flask) -> None:
    ballot = voted(CLEAR)
    desk = coordinator_of(app, ballot.process)
    assert desk.post(f"/ballots/{ballot.id}/result/publication").status_code == 409
    assert ballot.question not in desk.get(f"/desk/{ballot.process.slug}/publish").text
