"""Papers beyond the headcount are shown, set aside and let in again, by their order and before the result is known."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from ideenboard.audit.models import AuditEntry
from ideenboard.base.db import db
from ideenboard.base.digest import digest
from ideenboard.results import actions as results
from ideenboard.voting.models import Ballot, BallotPaper, Level, VotingCard
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, joined
from tests.results.making import voted
from tests.voting.making import card_ballot, make_ballot, option_ids


def send(desk: Client, ballot: Ballot, what: str, **data: Any) -> Any:
    return desk.post(f"/desk/ballots/{ballot.id}/{what}", data=data)


def count(desk: Client, ballot: Ballot, people: Any) -> Any:
    return send(desk, ballot, "headcount", headcount=people, version=ballot.version)


def turnout(desk: Client, ballot: Ballot) -> str:
    return desk.get(f"/desk/ballots/{ballot.id}/turnout").text


def aside(ballot: Ballot) -> list[bool]:
    query = db.select(BallotPaper.is_quarantined).where(BallotPaper.ballot_id == ballot.id)
    return list(db.session.scalars(query.order_by(BallotPaper.id)))


def logged(ballot: Ballot) -> list[tuple[str, Any]]:
    entries = db.session.scalars(
        db.select(AuditEntry).where(AuditEntry.subject == ballot.subject).order_by(AuditEntry.id)
    )
    return [(entry.action, entry.data) for entry in entries]


def six_votes(**fields: Any) -> Ballot:
    return voted(
        [(None, [5, 0]), (None, [4, 0]), (None, [3, 0]), (None, [0, 5]), (None, [0, 5]), (None, [0, 5])], **fields
    )


def cards_used(app: Flask, count: int = 3) -> Ballot:
    ballot, sheet = card_ballot(count)
    for card in sheet.cards[:2]:
        phone = joined(app, ballot.workshop)
        phone.post(f"/c/{ballot.id}", data={"code": card.code})
        phone.post(f"/ballots/{ballot.id}/votes", data={"seq": 1, f"option-{option_ids(ballot)[0]}": 1})
    return ballot


# the headcount


def test_the_headcount_is_typed_in_and_stands_beside_the_papers(app: Flask) -> None:
    ballot = six_votes()
    desk = coordinator_of(app, ballot.process)
    assert "Stimmzettel mehr" not in turnout(desk, ballot)
    assert count(desk, ballot, 4).status_code == 303
    assert "2 Stimmzettel mehr als Personen im Raum" in turnout(desk, ballot)
    assert "Mehr Stimmzettel als Personen im Raum" in desk.get(f"/desk/{ballot.process.slug}/ballots").text
    count(desk, ballot, 6)
    assert "Stimmzettel mehr" not in turnout(desk, ballot)
    assert logged(ballot) == [
        ("ballot.headcount_set", {"before": None, "after": 4}),
        ("ballot.headcount_set", {"before": 4, "after": 6}),
    ]


def test_more_devices_than_people_are_pointed_out_from_a_tenth_on(app: Flask) -> None:
    ballot = make_ballot()
    for _ in range(11):
        joined(app, ballot.workshop)
    desk, devices = coordinator_of(app, ballot.process), 12  # one brought in what is voted on
    count(desk, ballot, 11)
    assert "deutlich mehr" not in turnout(desk, ballot)
    count(desk, ballot, 10)
    assert f"{devices} Geräte sind beigetreten, deutlich mehr als Personen im Raum" in turnout(desk, ballot)


def test_of_two_who_count_the_second_learns_of_the_first(app: Flask) -> None:
    ballot = make_ballot()
    desk, version = coordinator_of(app, ballot.process), ballot.version
    send(desk, ballot, "headcount", headcount=40, version=version)
    answer = send(desk, ballot, "headcount", headcount=45, version=version)
    assert answer.status_code == 409 and 'value="45"' in answer.text and ">40<" in answer.text
    assert ballot.headcount == 40


@pytest.mark.parametrize("people", ["-1", "viele", "100001"])
def test_a_number_of_people_that_nobody_can_mean_is_refused(app: Flask, people: str) -> None:
    ballot = make_ballot()
    answer = count(coordinator_of(app, ballot.process), ballot, people)
    assert answer.status_code == 422 and f'value="{people}"' in answer.text
    assert ballot.headcount is None


def test_the_database_takes_no_negative_headcount(app: Flask) -> None:
    ballot = make_ballot()
    ballot.headcount = -1
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.flush()


# the quarantine


def test_what_came_after_the_headcount_is_set_aside_and_let_in_again(app: Flask) -> None:
    ballot = six_votes()
    desk = coordinator_of(app, ballot.process)
    count(desk, ballot, 4)
    before = digest()
    assert send(desk, ballot, "quarantine").status_code == 303
    assert aside(ballot) == [False] * 4 + [True] * 2 and digest() != before
    page = turnout(desk, ballot)
    assert "2 Stimmzettel in Quarantäne" in page and "Stimmzettel mehr" not in page
    send(desk, ballot, "quarantine/removal")
    assert aside(ballot) == [False] * 6 and digest() == before
    assert [entry for entry in logged(ballot) if entry[0].startswith("papers.")] == [
        ("papers.quarantined", {"papers": 2, "rule": "after_headcount", "headcount": 4}),
        ("papers.released", {"papers": 2, "rule": "all"}),
    ]


def test_nothing_happens_twice_and_what_changes_nothing_is_not_logged(app: Flask) -> None:
    ballot = six_votes()
    desk = coordinator_of(app, ballot.process)
    count(desk, ballot, 4)
    send(desk, ballot, "quarantine/removal")
    for _ in range(2):
        send(desk, ballot, "quarantine")
    assert sum(aside(ballot)) == 2
    assert [action for action, _data in logged(ballot)] == ["ballot.headcount_set", "papers.quarantined"]


def test_without_a_headcount_nothing_is_set_aside(app: Flask) -> None:
    ballot = six_votes()
    answer = send(coordinator_of(app, ballot.process), ballot, "quarantine")
    assert answer.status_code == 422 and "wie viele Personen im Raum" in answer.text
    assert not any(aside(ballot))


def test_a_voter_in_quarantine_votes_on_and_counts_again_when_let_in(app: Flask) -> None:
    ballot = six_votes()
    phone, option = joined(app, ballot.workshop), option_ids(ballot)[0]
    phone.post(f"/ballots/{ballot.id}/votes", data={"seq": 1, f"option-{option}": 1})
    desk = coordinator_of(app, ballot.process)
    count(desk, ballot, 6)
    send(desk, ballot, "quarantine")
    assert phone.post(f"/ballots/{ballot.id}/votes", data={"seq": 2, f"option-{option}": 2}).status_code == 303
    assert aside(ballot) == [False] * 6 + [True]


def test_the_paper_of_a_card_is_set_aside_by_the_number_on_the_card(app: Flask) -> None:
    ballot = cards_used(app)
    desk, before = coordinator_of(app, ballot.process), digest()
    assert send(desk, ballot, "cards/quarantine", numbers="2").status_code == 303
    assert aside(ballot) == [False, True] and "Karten 2" in turnout(desk, ballot)
    send(desk, ballot, "cards/quarantine/removal", numbers="1-2")
    assert aside(ballot) == [False, False] and digest() == before
    assert [entry for entry in logged(ballot) if entry[0].startswith("papers.")] == [
        ("papers.quarantined", {"papers": 1, "rule": "cards", "cards": "2"}),
        ("papers.released", {"papers": 1, "rule": "cards", "cards": "2"}),
    ]


def test_a_card_that_nobody_used_has_no_paper_to_set_aside(app: Flask) -> None:
    ballot = cards_used(app)
    answer = send(coordinator_of(app, ballot.process), ballot, "cards/quarantine", numbers="1-3")
    assert answer.status_code == 422 and "keinen Stimmzettel: 3." in answer.text and 'value="1-3"' in answer.text
    assert not any(aside(ballot))


def test_after_closing_nothing_of_it_changes_any_more(app: Flask) -> None:
    ballot = cards_used(app)
    desk = coordinator_of(app, ballot.process)
    count(desk, ballot, 1)
    results.close(ballot, by="account:1", at=NOW)
    db.session.commit()
    before = digest()
    for what in (
        "quarantine",
        "quarantine/removal",
        "cards/quarantine",
        "cards/quarantine/removal",
        "headcount",
        "cards/voiding",
    ):
        assert send(desk, ballot, what, numbers="1", headcount="9", version=ballot.version).status_code == 409, what
    assert digest() == before and ballot.headcount == 1
    page = turnout(desk, ballot)
    assert "1 Person war im Raum" in page and "Quarantäne stellen" not in page and "Karten sperren</span>" not in page


def test_closing_asks_for_the_headcount_first(app: Flask) -> None:
    ballot = six_votes()
    desk = coordinator_of(app, ballot.process)
    assert "wie viele Personen im Raum sind" in desk.get(f"/ballots/{ballot.id}/closing").text
    count(desk, ballot, 4)
    assert "2 Stimmzettel mehr als Personen im Raum" in desk.get(f"/ballots/{ballot.id}/closing").text


def test_a_card_is_lost_to_nobody_when_its_paper_is_in_quarantine(app: Flask) -> None:
    ballot = cards_used(app)
    desk = coordinator_of(app, ballot.process)
    send(desk, ballot, "cards/quarantine", numbers="1")
    assert send(desk, ballot, "cards/voiding", numbers="1").status_code == 409
    assert db.session.scalar(db.select(db.func.count(VotingCard.voided_at))) == 0
    assert ballot.level is Level.CARDS
