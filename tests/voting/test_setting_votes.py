"""A vote is set to a value, once per paper and option, within the limits, while the ballot is open."""

from typing import Any

import pytest
from flask import Flask

from ideenboard.base.db import db
from ideenboard.processes.models import Phase, StakeholderGroup
from ideenboard.voting.models import Ballot, BallotPaper, Method, Vote
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, joined, make_event, make_process, make_workshop
from tests.voting.making import make_ballot, option_ids, voting_workshop


def said(ballot: Ballot) -> dict[int, int]:
    rows = db.session.execute(
        db.select(Vote.option_id, Vote.value)
        .join(BallotPaper, BallotPaper.id == Vote.paper_id)
        .where(BallotPaper.ballot_id == ballot.id)
    )
    return {row.option_id: row.value for row in rows}


def send(client: Client, ballot: Ballot, values: dict[int, Any], seq: int = 1, **kwargs: Any) -> Any:
    form = {f"option-{option}": value for option, value in values.items()} | {"seq": seq}
    return client.post(f"/ballots/{ballot.id}/votes", data=form, **kwargs)


def test_points_are_saved_and_shown(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop), joined(app, workshop)
    first, second, *_ = option_ids(ballot)
    answer = send(phone, ballot, {first: 3, second: 2})
    assert answer.status_code == 303
    assert said(ballot) == {first: 3, second: 2}
    page = phone.get(f"/ballots/{ballot.id}").text
    assert "Ihre Stimme ist gespeichert" in page
    assert f'name="option-{first}" value="3"' in page
    assert '<span class="ib-purse__n" data-left>5</span>' in page


def test_with_htmx_only_what_stands_on_the_paper_comes_back(app: Flask, rendered: list[str]) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop), joined(app, workshop)
    answer = send(phone, ballot, {option_ids(ballot)[0]: 4}, htmx=True)
    assert answer.status_code == 200
    assert rendered[0] == "voting/_state.html"
    assert "<main" not in answer.text
    assert "Gespeichert" in answer.text and "data-left>6<" in answer.text
    assert 'name="seq" form="paper" value="2"' in answer.text


def test_a_vote_is_changed_until_closing(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop), joined(app, workshop)
    first, *_ = option_ids(ballot)
    send(phone, ballot, {first: 3}, seq=1)
    send(phone, ballot, {first: 1}, seq=2)
    assert said(ballot) == {first: 1}


def test_what_was_said_earlier_never_overwrites_what_was_said_later(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop), joined(app, workshop)
    first, second, *_ = option_ids(ballot)
    send(phone, ballot, {first: 4}, seq=7)
    answer = send(phone, ballot, {first: 1, second: 2}, seq=3)
    assert answer.status_code == 303
    assert said(ballot) == {first: 4, second: 2}
    assert "in einem anderen Fenster geändert" in phone.get(f"/ballots/{ballot.id}").text


def test_the_same_request_twice_changes_nothing(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop), joined(app, workshop)
    first, *_ = option_ids(ballot)
    for _attempt in range(3):
        send(phone, ballot, {first: 4}, seq=1)
    assert said(ballot) == {first: 4}
    assert "anderen Fenster" not in phone.get(f"/ballots/{ballot.id}").text


def test_more_points_than_there_are_change_nothing(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop, points=5), joined(app, workshop)
    first, second, third, _ = option_ids(ballot)
    send(phone, ballot, {first: 3}, seq=1)
    answer = send(phone, ballot, {second: 2, third: 1}, seq=2)
    assert answer.status_code == 409
    assert "Sie haben insgesamt 5 Punkte" in answer.text
    assert said(ballot) == {first: 3}


def test_more_than_allowed_on_one_option_changes_nothing(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop, max_per_option=3), joined(app, workshop)
    first, second, *_ = option_ids(ballot)
    answer = send(phone, ballot, {second: 1, first: 4})
    assert answer.status_code == 422
    assert "zwischen 0 und 3" in answer.text
    assert said(ballot) == {}
    assert db.session.scalar(db.select(db.func.count()).select_from(BallotPaper)) == 0


@pytest.mark.parametrize(
    ("method", "value", "status"),
    [
        (Method.SUPPORT, 1, 303),
        (Method.SUPPORT, 2, 422),
        (Method.SUPPORT, -1, 422),
        (Method.APPROVAL, -1, 303),
        (Method.APPROVAL, 0, 303),
        (Method.APPROVAL, 2, 422),
        (Method.POINTS, -1, 422),
        (Method.POINTS, "eins", 422),
        (Method.POINTS, "9" * 40, 422),
        (Method.POINTS, "", 303),
    ],
)
def test_each_method_takes_its_own_values(app: Flask, method: Method, value: Any, status: int) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop, method=method), joined(app, workshop)
    first, *_ = option_ids(ballot)
    assert send(phone, ballot, {first: value}).status_code == status
    assert bool(said(ballot)) == (status == 303)


def test_an_option_of_another_ballot_is_refused(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, other, phone = make_ballot(workshop), make_ballot(workshop), joined(app, workshop)
    answer = send(phone, ballot, {option_ids(other)[0]: 1})
    assert answer.status_code == 422
    assert said(ballot) == {} and said(other) == {}


def test_an_unticked_box_takes_the_support_back(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop, method=Method.SUPPORT), joined(app, workshop)
    first, second, *_ = option_ids(ballot)
    send(phone, ballot, {first: ["0", "1"], second: ["0"]}, seq=1)
    assert said(ballot) == {first: 1, second: 0}
    send(phone, ballot, {first: ["0"], second: ["0"]}, seq=2)
    assert said(ballot) == {first: 0, second: 0}


def test_the_paper_keeps_group_and_district_of_the_first_vote(app: Flask) -> None:
    process = make_process()
    group = db.session.scalars(db.select(StakeholderGroup).where(StakeholderGroup.process_id == process.id)).first()
    from ideenboard.processes.queries import districts_of

    district = districts_of(process.id)[0]
    workshop = voting_workshop(event=make_event(process), district_id=district.id)
    ballot, phone = make_ballot(workshop), joined(app, workshop, group_id=group.id)
    send(phone, ballot, {option_ids(ballot)[0]: 1})
    workshop.district_id = None
    db.session.commit()
    send(phone, ballot, {option_ids(ballot)[0]: 2}, seq=2)
    paper = db.session.scalars(db.select(BallotPaper)).one()
    assert (paper.group_id, paper.district_id) == (group.id, district.id)
    assert paper.participant_id == phone.actor.participant_id


def test_closed_is_closed_for_ever(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop), joined(app, workshop)
    first, *_ = option_ids(ballot)
    send(phone, ballot, {first: 2}, seq=1)
    ballot.closed_at = NOW
    db.session.commit()
    answer = send(phone, ballot, {first: 5}, seq=2)
    assert answer.status_code == 409
    assert "geschlossen" in answer.text
    assert said(ballot) == {first: 2}
    page = phone.get(f"/ballots/{ballot.id}").text
    assert "Diese Abstimmung ist geschlossen" in page and "Stimme abgeben" not in page


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.VOTING])
def test_a_room_votes_only_in_its_phase(app: Flask, phase: Phase) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop), joined(app, workshop)
    workshop.phase = phase
    db.session.commit()
    answer = send(phone, ballot, {option_ids(ballot)[0]: 1})
    assert answer.status_code == 409
    assert said(ballot) == {}


def test_a_ballot_of_the_process_is_for_everybody_in_it_whatever_the_phase(app: Flask) -> None:
    event = make_event()
    here, there = make_workshop(event), make_workshop(event)
    ballot = make_ballot(here, workshop_id=None)
    phone = joined(app, there)
    assert send(phone, ballot, {option_ids(ballot)[0]: 1}).status_code == 303
    assert len(said(ballot)) == 1


def test_strangers_learn_nothing_of_a_ballot(app: Flask, client: Client) -> None:
    workshop, elsewhere = voting_workshop(), voting_workshop()
    ballot = make_ballot(workshop)
    for stranger in (client, joined(app, elsewhere), joined(app, voting_workshop(event=workshop.event))):
        assert stranger.get(f"/ballots/{ballot.id}").status_code == 404
        assert send(stranger, ballot, {option_ids(ballot)[0]: 1}).status_code == 404
    assert said(ballot) == {}


def test_a_ballot_that_is_not_open_yet_is_seen_by_nobody(app: Flask) -> None:
    workshop = voting_workshop()
    ballot, phone = make_ballot(workshop, opened_at=None), joined(app, workshop)
    assert phone.get(f"/ballots/{ballot.id}").status_code == 404
    assert send(phone, ballot, {option_ids(ballot)[0]: 1}).status_code == 404


def test_a_coordinator_sees_the_ballot_and_cannot_vote(app: Flask) -> None:
    workshop = voting_workshop()
    ballot = make_ballot(workshop)
    desk = coordinator_of(app, workshop.process)
    page = desk.get(f"/ballots/{ballot.id}").text
    assert "Vorschau" in page and "Stimme abgeben" not in page
    assert send(desk, ballot, {option_ids(ballot)[0]: 1}).status_code == 403
    assert said(ballot) == {}
