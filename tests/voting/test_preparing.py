"""A coordinator prepares a ballot, opens it, and from then on it stays as it is."""

from typing import Any

from flask import Flask

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.contributions import actions, actions_reactions
from ideenboard.contributions.models import Contribution, Status
from ideenboard.processes.models import Process, Workshop
from ideenboard.voting.models import Ballot, Option
from tests.browsing import Client
from tests.factories import (
    NOW,
    coordinator_of,
    joined,
    make_contribution,
    make_contributions,
    make_process,
    make_workshop,
)
from tests.voting.making import make_ballot, voting_workshop

FORM = {
    "question": "Was zuerst?",
    "scope": "process",
    "target": "contributions",
    "method": "points",
    "points": "10",
    "max_per_option": "5",
    "level": "room_code",
    "first_k": "3",
}


def ballots() -> list[Ballot]:
    return list(db.session.scalars(db.select(Ballot).order_by(Ballot.id)))


def options(ballot: Ballot) -> list[Option]:
    return list(db.session.scalars(db.select(Option).where(Option.ballot_id == ballot.id).order_by(Option.position)))


def prepared(app: Flask, cards: int = 3, **fields: Any) -> tuple[Client, Process, Workshop, Ballot]:
    workshop = make_workshop()
    for number in range(cards):
        make_contribution(workshop, title=f"Vorschlag {number}")
    desk = coordinator_of(app, workshop.process)
    answer = desk.post(f"/desk/{workshop.process.slug}/ballots", data=FORM | fields)
    assert answer.status_code == 303, answer.text
    return desk, workshop.process, workshop, ballots()[-1]


def test_a_new_ballot_carries_the_most_supported_and_is_seen_by_nobody(app: Flask) -> None:
    workshop = make_workshop()
    cards = [make_contribution(workshop, title=f"Vorschlag {number}") for number in range(10)]
    actions_reactions.support(cards[7], by=joined(app, workshop).actor)
    db.session.commit()
    desk = coordinator_of(app, workshop.process)
    desk.post(f"/desk/{workshop.process.slug}/ballots", data=FORM | {"scope": f"workshop-{workshop.id}"})
    (ballot,) = ballots()
    assert [option.text for option in options(ballot)][:2] == ["Vorschlag 7", "Vorschlag 0"]
    assert len(options(ballot)) == 8
    assert options(ballot)[0].source_id == f"contribution:{cards[7].id}"
    assert (ballot.workshop_id, ballot.opened_at) == (workshop.id, None)
    assert joined(app, workshop).get(f"/ballots/{ballot.id}").status_code == 404
    page = desk.get(f"/desk/{workshop.process.slug}/ballots").text
    assert "Was zuerst?" in page and "Entwurf" in page


def test_what_is_wrong_is_said_and_what_was_typed_stays(app: Flask) -> None:
    process = make_process()
    desk = coordinator_of(app, process)
    answer = desk.post(f"/desk/{process.slug}/ballots", data=FORM | {"question": "", "first_k": "99", "points": "7"})
    assert answer.status_code == 422
    assert "2 Angaben" in answer.text and 'value="7"' in answer.text
    assert ballots() == []


def test_a_draft_is_changed(app: Flask) -> None:
    desk, process, workshop, ballot = prepared(app)
    kept = [option.source_id for option in options(ballot)][:2]
    data = FORM | {"question": "Und jetzt?", "version": ballot.version, "options": kept, "method": "approval"}
    answer = desk.post(f"/desk/{process.slug}/ballots/{ballot.id}", data=data)
    assert answer.status_code == 303
    assert (ballot.question, ballot.method) == ("Und jetzt?", "approval")
    assert [option.source_id for option in options(ballot)] == kept


def test_a_stale_edit_is_refused_with_both_texts(app: Flask) -> None:
    desk, process, workshop, ballot = prepared(app)
    stale = ballot.version
    keys = [option.source_id for option in options(ballot)]
    url = f"/desk/{process.slug}/ballots/{ballot.id}"
    desk.post(url, data=FORM | {"question": "Die andere", "version": stale, "options": keys})
    answer = desk.post(url, data=FORM | {"question": "Meine", "version": stale, "options": keys})
    assert answer.status_code == 409
    assert "Die andere" in answer.text and "Meine" in answer.text
    assert ballot.question == "Die andere"


def test_opening_freezes_the_texts(app: Flask) -> None:
    desk, process, workshop, ballot = prepared(app)
    card = db.session.get(Contribution, options(ballot)[0].contribution_id)
    card.title = "Vorher geändert"
    db.session.commit()
    assert desk.post(f"/ballots/{ballot.id}/opening").status_code == 303
    assert ballot.opened_at is not None
    card.title = "Nachher geändert"
    db.session.commit()
    assert options(ballot)[0].text == "Vorher geändert"
    assert [entry.action for entry in history_of(ballot.subject)] == ["ballot.prepared", "ballot.opened"]


def test_opening_twice_is_logged_once(app: Flask) -> None:
    desk, process, workshop, ballot = prepared(app)
    for _attempt in range(2):
        desk.post(f"/ballots/{ballot.id}/opening")
    assert [entry.action for entry in history_of(ballot.subject)].count("ballot.opened") == 1


def test_an_open_ballot_is_neither_changed_nor_thrown_away(app: Flask) -> None:
    desk, process, workshop, ballot = prepared(app)
    desk.post(f"/ballots/{ballot.id}/opening")
    url = f"/desk/{process.slug}/ballots/{ballot.id}"
    answer = desk.post(url, data=FORM | {"question": "Anders", "version": ballot.version})
    assert answer.status_code == 409 and "bleiben, wie sie sind" in answer.text
    assert desk.post(f"/ballots/{ballot.id}/removal").status_code == 409
    assert "bleiben, wie sie sind" in desk.get(url, follow_redirects=True).text
    assert ballots() == [ballot] and ballot.question == "Was zuerst?"


def test_what_was_hidden_meanwhile_does_not_come_onto_the_ballot(app: Flask) -> None:
    desk, process, workshop, ballot = prepared(app)
    card = db.session.get(Contribution, options(ballot)[0].contribution_id)
    actions.set_status(card, Status.HIDDEN, by="account:1", at=NOW)
    db.session.commit()
    desk.post(f"/ballots/{ballot.id}/opening")
    assert [option.text for option in options(ballot)] == ["Vorschlag 1", "Vorschlag 2"]


def test_one_option_is_no_choice(app: Flask) -> None:
    desk, process, workshop, ballot = prepared(app, cards=1)
    answer = desk.post(f"/ballots/{ballot.id}/opening")
    assert answer.status_code == 422 and "mindestens zwei Vorschläge" in answer.text
    assert ballot.opened_at is None


def test_a_draft_is_thrown_away(app: Flask) -> None:
    desk, process, workshop, ballot = prepared(app)
    subject = ballot.subject
    assert desk.post(f"/ballots/{ballot.id}/removal").status_code == 303
    assert ballots() == []
    assert [entry.action for entry in history_of(subject)][-1] == "ballot.discarded"


def test_only_coordinators_of_the_process_prepare_ballots(app: Flask, client: Client) -> None:
    desk, process, workshop, ballot = prepared(app)
    stranger, phone = coordinator_of(app, make_process()), joined(app, workshop)
    hidden = make_process(published_at=None)
    for path in ("ballots", "ballots/new", f"ballots/{ballot.id}"):
        assert client.get(f"/desk/{process.slug}/{path}").status_code == 401
        assert phone.get(f"/desk/{process.slug}/{path}").status_code == 401
        assert stranger.get(f"/desk/{process.slug}/{path}").status_code == 403
        assert stranger.get(f"/desk/{hidden.slug}/{path}").status_code == 404
    for act in ("opening", "removal"):
        assert phone.post(f"/ballots/{ballot.id}/{act}").status_code == 401
        assert stranger.post(f"/ballots/{ballot.id}/{act}").status_code == 403
    assert ballot.opened_at is None


def test_a_ballot_of_another_process_is_not_found_here(app: Flask) -> None:
    desk, process, workshop, ballot = prepared(app)
    other = make_process()
    both = coordinator_of(app, process, other)
    assert both.get(f"/desk/{other.slug}/ballots/{ballot.id}").status_code == 404


def test_the_list_costs_the_same_with_many_ballots(app: Flask, queries: Any) -> None:
    workshop = voting_workshop()
    desk, url = coordinator_of(app, workshop.process), f"/desk/{workshop.process.slug}/ballots"

    def cost() -> int:
        with queries() as seen:
            assert desk.get(url).status_code == 200
        return len(seen)

    make_ballot(workshop, options=2)
    one = cost()
    for _number in range(20):
        make_ballot(workshop, options=2)
    assert cost() == one <= 12


def test_the_page_of_a_draft_costs_the_same_with_many_candidates(app: Flask, queries: Any) -> None:
    desk, process, workshop, ballot = prepared(app)
    url = f"/desk/{process.slug}/ballots/{ballot.id}"
    with queries() as few:
        desk.get(url)
    make_contributions(workshop, 40)
    with queries() as many:
        assert "Vorschlag 0" in desk.get(url).text
    assert len(many) == len(few) <= 12
