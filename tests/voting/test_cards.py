"""A voting card is printed once, brought in once, and voided by the number that everybody may see."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from ideenboard.audit.models import AuditEntry
from ideenboard.base import clock, throttle
from ideenboard.base.codes import ALPHABET, CARD_LENGTH, keyed_digest, show_code
from ideenboard.base.db import db
from ideenboard.processes.models import Phase
from ideenboard.voting import actions_cards
from ideenboard.voting.models import Ballot, BallotPaper, Level, Vote, VotingCard
from ideenboard.voting.rules_cards import read_serials, show_serials
from tests.browsing import Client, draft_token
from tests.factories import NOW, coordinator_of, joined, make_participant
from tests.voting.making import card_ballot, make_ballot, option_ids


def bring(client: Client, ballot: Ballot, code: str = "", key: str = "", **kwargs: Any) -> Any:
    return client.post(f"/c/{ballot.id}", data={"code": code, "key": key}, **kwargs)


def vote(client: Client, ballot: Ballot, value: int = 2, seq: int = 1) -> Any:
    return client.post(f"/ballots/{ballot.id}/votes", data={"seq": seq, f"option-{option_ids(ballot)[0]}": value})


def papers(ballot: Ballot) -> int:
    return db.session.scalar(
        db.select(db.func.count()).select_from(BallotPaper).where(BallotPaper.ballot_id == ballot.id)
    )


def said(html: str) -> str:
    """What a page says, without its tokens."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", html)


def print_some(desk: Client, ballot: Ballot, count: int = 2, token: str = "") -> Any:
    return desk.post(f"/desk/ballots/{ballot.id}/cards", data={"count": count, "token": token or draft_token()})


# printing


def test_a_print_shows_every_code_once_and_stores_none(app: Flask) -> None:
    ballot = make_ballot(level=Level.CARDS)
    desk = coordinator_of(app, ballot.process)
    page = print_some(desk, ballot, 7)
    codes = re.findall(r'class="ib-code">([A-Z0-9 ]{14})<', page.text)
    assert len(set(codes)) == 7 and page.text.count('class="ib-cardpage"') == 2
    assert "Nr. 7" in page.text and "no-store" in page.headers["Cache-Control"]
    kept = db.session.execute(db.select(VotingCard.code_hash, VotingCard.key_hash)).all()
    assert len(kept) == 7
    assert not any(code.replace(" ", "") in str(row) for code in codes for row in kept)
    again = desk.get(f"/desk/ballots/{ballot.id}/turnout").text
    assert "1–7" in again and not any(code in again for code in codes)


def test_a_code_is_long_enough_and_free_of_look_alikes() -> None:
    assert len(ALPHABET) ** CARD_LENGTH > 2**50
    assert not set("0O1IL") & set(ALPHABET)
    assert show_code("ABCDEFGHJKMN") == "ABCD EFGH JKMN" and show_code("KR7M4P") == "KR7 M4P"


def test_a_form_that_is_sent_twice_prints_once(app: Flask) -> None:
    ballot = make_ballot(level=Level.CARDS)
    desk, token = coordinator_of(app, ballot.process), draft_token()
    assert print_some(desk, ballot, 2, token).status_code == 200
    assert print_some(desk, ballot, 2, token).status_code == 409
    assert print_some(desk, ballot, 3).status_code == 200
    assert db.session.scalars(db.select(VotingCard.serial).order_by(VotingCard.serial)).all() == [1, 2, 3, 4, 5]
    logged = db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "cards.printed")).all()
    assert [entry.data["cards"] for entry in logged] == ["1-2", "3-5"]


def test_cards_can_be_printed_before_the_vote_opens_and_not_after_it_closed(app: Flask) -> None:
    draft = make_ballot(level=Level.CARDS, opened_at=None)
    desk = coordinator_of(app, draft.process)
    assert print_some(desk, draft).status_code == 200
    draft.closed_at = NOW
    db.session.commit()
    assert print_some(desk, draft).status_code == 409
    assert print_some(desk, make_ballot(workshop=draft.workshop)).status_code == 409


@pytest.mark.parametrize("count", ["0", "201", "", "viele", "9" * 30])
def test_a_number_of_cards_that_nobody_can_mean_prints_nothing(app: Flask, count: str) -> None:
    ballot = make_ballot(level=Level.CARDS)
    answer = print_some(coordinator_of(app, ballot.process), ballot, count)  # type: ignore[arg-type]
    assert answer.status_code == 422 and 'id="count-error"' in answer.text
    assert db.session.scalar(db.select(db.func.count()).select_from(VotingCard)) == 0


# bringing in


def test_a_scanned_card_votes_without_having_joined_anything(app: Flask, client: Client) -> None:
    ballot, sheet = card_ballot()
    page = client.get(f"/c/{ballot.id}/{sheet.cards[0].key}").text
    assert "Karte benutzen" in page and ballot.question not in page and papers(ballot) == 0
    answer = bring(client, ballot, key=sheet.cards[0].key)
    assert answer.location.endswith(f"/ballots/{ballot.id}")
    assert "Stimmkarte 1 angenommen" in client.get(answer.location).text
    assert vote(client, ballot, 2).status_code == 303 and vote(client, ballot, 5, seq=2).status_code == 303
    assert db.session.scalars(db.select(Vote.value)).all() == [5]


def test_a_typed_card_keeps_the_group_of_who_has_joined(app: Flask) -> None:
    ballot, sheet = card_ballot()
    phone = joined(app, ballot.workshop)
    page = phone.get(f"/ballots/{ballot.id}").text
    assert 'name="code"' in page and "Stimme abgeben" not in page and page.count('id="option-') == 4
    assert bring(phone, ballot, show_code(sheet.cards[1].code).lower()).status_code == 303
    paper = db.session.scalars(db.select(BallotPaper)).one()
    assert (paper.participant_id, paper.district_id) == (phone.actor.participant_id, ballot.workshop.district_id)
    assert db.session.get(VotingCard, paper.card_id).serial == 2


def test_without_a_card_nobody_votes(app: Flask) -> None:
    ballot, _ = card_ballot()
    answer = vote(joined(app, ballot.workshop), ballot)
    assert answer.status_code == 403 and "Code Ihrer Stimmkarte" in answer.text
    assert papers(ballot) == 0


def test_a_used_card_works_on_its_own_device_alone(app: Flask) -> None:
    ballot, sheet = card_ballot()
    card, first, second = sheet.cards[0], joined(app, ballot.workshop), joined(app, ballot.workshop)
    assert [bring(first, ballot, card.code).status_code for _ in range(2)] == [303, 303]
    for secret in ({"code": card.code}, {"key": card.key}):
        answer = bring(second, ballot, **secret)
        assert answer.status_code == 409 and "auf einem anderen Gerät benutzt" in answer.text
    assert vote(second, ballot).status_code == 403
    assert papers(ballot) == 1


def test_a_device_votes_with_one_card(app: Flask) -> None:
    ballot, sheet = card_ballot()
    phone = joined(app, ballot.workshop)
    bring(phone, ballot, sheet.cards[0].code)
    answer = bring(phone, ballot, sheet.cards[1].code)
    assert answer.status_code == 409 and "schon eine andere Karte" in answer.text
    assert bring(joined(app, ballot.workshop), ballot, sheet.cards[1].code).status_code == 303


def test_every_code_that_opens_nothing_gets_the_same_answer(app: Flask) -> None:
    ballot, _ = card_ballot()
    other, others = card_ballot()
    pages = set()
    for code in ("", "ABC", "ABCDEFGHJKMN", "0" * 12, others.cards[0].code, "<b>" * 30):
        answer = bring(joined(app, ballot.workshop), ballot, code)
        assert answer.status_code == 422
        pages.add(re.sub(r'name="code"[^>]*', "", said(answer.text)))
    answer = bring(joined(app, ballot.workshop), ballot, key=others.cards[0].key)
    pages.add(re.sub(r'name="code"[^>]*', "", said(answer.text)))
    assert answer.status_code == 422 and len(pages) == 1
    assert papers(ballot) == papers(other) == 0


def test_what_was_typed_is_still_there(app: Flask) -> None:
    ballot, _ = card_ballot()
    assert 'value="ABCD EFGH"' in bring(joined(app, ballot.workshop), ballot, "ABCD EFGH").text


def test_a_card_waits_for_the_room_and_ends_with_the_vote(app: Flask) -> None:
    ballot, sheet = card_ballot()
    phone = joined(app, ballot.workshop)
    ballot.workshop.phase = Phase.DISCUSSING
    db.session.commit()
    assert bring(phone, ballot, sheet.cards[0].code).status_code == 409
    ballot.workshop.phase, ballot.closed_at = Phase.VOTING, NOW
    db.session.commit()
    assert bring(phone, ballot, sheet.cards[0].code).status_code == 409
    assert "geschlossen" in phone.get(f"/c/{ballot.id}").text
    assert papers(ballot) == 0


def test_a_ballot_that_has_no_cards_or_is_not_open_yet_has_no_such_page(app: Flask, client: Client) -> None:
    draft, _ = card_ballot(opened_at=None)
    for ballot in (draft, make_ballot()):
        assert client.get(f"/c/{ballot.id}").status_code == bring(client, ballot, "ABC").status_code == 404


# voiding


def void(desk: Client, ballot: Ballot, numbers: str, way: str = "") -> Any:
    return desk.post(f"/desk/ballots/{ballot.id}/cards/voiding{way}", data={"numbers": numbers})


def test_a_voided_card_does_not_count_until_it_is_let_in_again(app: Flask) -> None:
    ballot, sheet = card_ballot()
    desk, phone = coordinator_of(app, ballot.process), joined(app, ballot.workshop)
    assert void(desk, ballot, "2-3").status_code == 303
    assert "Gesperrt: 2-3" in desk.get(f"/desk/ballots/{ballot.id}/turnout").text
    answer = bring(phone, ballot, sheet.cards[1].code)
    assert answer.status_code == 409 and "Diese Karte ist gesperrt" in answer.text and papers(ballot) == 0
    void(desk, ballot, "2-3", "/removal")
    assert bring(phone, ballot, sheet.cards[1].code).status_code == 303
    made = db.select(AuditEntry).where(AuditEntry.action.like("cards.%"))
    logged = db.session.scalars(made.order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.data["cards"]) for entry in logged] == [
        ("cards.printed", "1-3"),
        ("cards.voided", "2-3"),
        ("cards.reinstated", "2-3"),
    ]


def test_a_used_card_cannot_be_voided_and_none_of_the_others_is(app: Flask) -> None:
    ballot, sheet = card_ballot()
    desk = coordinator_of(app, ballot.process)
    bring(joined(app, ballot.workshop), ballot, sheet.cards[1].code)
    answer = void(desk, ballot, "1-3")
    assert answer.status_code == 409 and "nicht mehr sperren: 2." in answer.text and 'value="1-3"' in answer.text
    assert db.session.scalar(db.select(db.func.count(VotingCard.voided_at))) == 0


@pytest.mark.parametrize("numbers", ["4", "1-4", "", "drei", "3-1", "0", "1,,x"])
def test_numbers_that_were_never_printed_change_nothing(app: Flask, numbers: str) -> None:
    ballot, _ = card_ballot()
    assert void(coordinator_of(app, ballot.process), ballot, numbers).status_code == 422
    assert db.session.scalar(db.select(db.func.count(VotingCard.voided_at))) == 0


def test_numbers_are_read_as_people_write_them() -> None:
    assert read_serials("3, 17,41-43; 5 – 6") == {3, 17, 41, 42, 43, 5, 6}
    assert show_serials([43, 3, 41, 42, 5]) == "3, 5, 41-43"
    assert read_serials(show_serials(range(1, 200, 3))) == set(range(1, 200, 3))


# guessing


def test_after_some_wrong_codes_a_device_waits_and_others_do_not(app: Flask, monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    ballot, sheet = card_ballot()
    guesser, neighbour = joined(app, ballot.workshop), joined(app, ballot.workshop)
    answers = [bring(guesser, ballot, "ABCDEFGHJKMN").status_code for _ in range(actions_cards.PER_DEVICE + 2)]
    assert answers == [422] * actions_cards.PER_DEVICE + [429] * 2
    # Not even a right one is looked up, else there would be no limit; what was scanned always works.
    assert bring(guesser, ballot, sheet.cards[0].code).status_code == 429
    assert bring(neighbour, ballot, sheet.cards[0].code).status_code == 303
    assert bring(guesser, ballot, key=sheet.cards[1].key).status_code == 303
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
    assert bring(guesser, ballot, "ABCDEFGHJKMN").status_code == 422


def test_a_flood_of_codes_on_one_ballot_stops_codes_there_and_cards_nowhere(app: Flask, monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(actions_cards, "PER_BALLOT", 12)
    ballot, sheet = card_ballot()
    other, others = card_ballot()
    for _ in range(12):
        assert bring(joined(app, ballot.workshop), ballot, "ABCDEFGHJKMN").status_code == 422
    assert bring(joined(app, ballot.workshop), ballot, "ABCDEFGHJKMN").status_code == 429
    assert bring(joined(app, ballot.workshop), ballot, key=sheet.cards[0].key).status_code == 303
    assert bring(joined(app, other.workshop), other, others.cards[0].code).status_code == 303


def test_a_hall_behind_one_address_types_right_codes_without_limit(app: Flask, monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(actions_cards, "PER_ADDRESS", 3)
    ballot, sheet = card_ballot(8)
    assert [bring(Client(app), ballot, card.code).status_code for card in sheet.cards] == [303] * 8
    answers = [bring(Client(app), ballot, "ABCDEFGHJKMN").status_code for _ in range(5)]
    assert answers == [422] * 3 + [429] * 2


def test_without_the_throttle_the_flood_goes_on(app: Flask, monkeypatch: Any) -> None:
    """The control: it is the throttle that the tests above have seen."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(throttle, "check", lambda *args, **kwargs: None)
    monkeypatch.setattr(throttle, "hit", lambda *args, **kwargs: None)
    ballot, _ = card_ballot()
    guesser = joined(app, ballot.workshop)
    assert {bring(guesser, ballot, "ABCDEFGHJKMN").status_code for _ in range(20)} == {422}


# what the database says


def refused(paper: BallotPaper) -> bool:
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(paper)
        db.session.flush()
    return True


def test_the_database_takes_no_second_paper_for_a_card_and_no_card_of_another_ballot(app: Flask) -> None:
    (ballot, _), (other, _) = card_ballot(), card_ballot()
    first, second = make_participant().participant_id, make_participant().participant_id
    card, strange = (
        db.session.scalars(db.select(VotingCard).filter_by(ballot_id=b.id)).first() for b in (ballot, other)
    )
    db.session.add(BallotPaper(ballot_id=ballot.id, participant_id=first, card_id=card.id))
    db.session.flush()
    assert refused(BallotPaper(ballot_id=ballot.id, participant_id=second, card_id=card.id))
    assert refused(BallotPaper(ballot_id=ballot.id, participant_id=second, card_id=strange.id))


def test_a_stolen_database_knows_no_code(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stored of a code depends on the server's key: with the rows alone nothing can be tried out."""
    before = keyed_digest("ABCDEFGHJKMN")
    monkeypatch.setitem(app.config, "SECRET_KEY", "another" * 8)
    assert keyed_digest("ABCDEFGHJKMN") != before
