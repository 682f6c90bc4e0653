"""Who may vote under which protection: with an open link anybody, with the room code who was there before it began."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from ideenboard.base.db import db
from ideenboard.processes.actions_phases import set_phase
from ideenboard.processes.models import Participation, Phase, Workshop
from ideenboard.voting.models import Ballot, BallotPaper, Level
from ideenboard.voting.queries_turnout import turnout_of
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, joined, make_process
from tests.voting.making import make_ballot, option_ids, voting_workshop

LATER = NOW + timedelta(minutes=5)


def vote(client: Client, ballot: Ballot, seq: int = 1) -> Any:
    return client.post(f"/ballots/{ballot.id}/votes", data={"seq": seq, f"option-{option_ids(ballot)[0]}": 1})


def joined_at(app: Flask, workshop: Workshop, moment: Any) -> Client:
    phone = joined(app, workshop)
    seat = db.session.get_one(Participation, (phone.actor.participant_id, workshop.id))  # type: ignore[attr-defined]
    seat.joined_at = moment
    db.session.commit()
    return phone


def papers(ballot: Ballot) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(BallotPaper).filter_by(ballot_id=ballot.id))


def test_with_the_room_code_late_comers_read_along(app: Flask) -> None:
    ballot = make_ballot()
    early, late = joined_at(app, ballot.workshop, NOW), joined_at(app, ballot.workshop, LATER)
    assert vote(early, ballot).status_code == 303
    page = late.get(f"/ballots/{ballot.id}").text
    assert "als diese Abstimmung schon lief" in page and "Stimme abgeben" not in page
    answer = vote(late, ballot)
    assert answer.status_code == 403 and "als diese Abstimmung schon lief" in answer.text
    assert papers(ballot) == 1
    # The device that brought in what is voted on was there as well.
    assert turnout_of(ballot).participants == 2


def test_a_vote_of_a_room_begins_when_the_room_goes_on_to_it(app: Flask) -> None:
    workshop = voting_workshop(phase=Phase.DISCUSSING)
    ballot = make_ballot(workshop)
    phone = joined_at(app, workshop, LATER)
    set_phase(workshop, Phase.VOTING, by="account:1", at=LATER + timedelta(minutes=1))
    db.session.commit()
    assert vote(phone, ballot).status_code == 303
    assert vote(joined_at(app, workshop, LATER + timedelta(minutes=2)), ballot).status_code == 403


@pytest.mark.parametrize("level", [Level.OPEN, Level.CARDS])
def test_only_the_room_code_asks_when_somebody_came(app: Flask, level: Level) -> None:
    ballot = make_ballot(level=level)
    page = joined_at(app, ballot.workshop, LATER).get(f"/ballots/{ballot.id}").text
    assert "schon lief" not in page


def test_an_open_link_is_enough(app: Flask, client: Client) -> None:
    ballot = make_ballot(level=Level.OPEN)
    assert "Stimme abgeben" in client.get(f"/ballots/{ballot.id}").text and papers(ballot) == 0
    assert [vote(client, ballot, seq).status_code for seq in (1, 2)] == [303, 303]
    assert papers(ballot) == 1
    assert "Ihre Stimme ist gespeichert" in client.get(f"/ballots/{ballot.id}").text


def test_two_quick_clicks_by_an_open_link_are_one_voter(app: Flask, client: Client) -> None:
    ballot = make_ballot(level=Level.OPEN)
    client.get(f"/ballots/{ballot.id}")
    first, second = Client(app), Client(app)
    for twin in (first, second):
        with client.session_transaction() as seen, twin.session_transaction() as session:
            session["offered"] = seen["offered"]
        assert vote(twin, ballot).status_code == 303
    assert papers(ballot) == 1


def test_an_open_link_of_a_process_that_is_not_public_opens_nothing(app: Flask, client: Client) -> None:
    ballot = make_ballot(level=Level.OPEN)
    ballot.process.published_at = None
    db.session.commit()
    assert client.get(f"/ballots/{ballot.id}").status_code == vote(client, ballot).status_code == 404


def test_who_runs_a_vote_looks_at_an_open_link_and_does_not_vote_by_it(app: Flask) -> None:
    ballot = make_ballot(level=Level.OPEN)
    desk = coordinator_of(app, ballot.process)
    assert f"/ballots/{ballot.id}</a>" in desk.get(f"/desk/ballots/{ballot.id}/turnout").text
    assert "Vorschau" in desk.get(f"/ballots/{ballot.id}").text
    assert vote(desk, ballot).status_code == 403 and papers(ballot) == 0
    assert vote(coordinator_of(app, make_process()), ballot).status_code == 403
