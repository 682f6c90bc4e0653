"""What stands on a card becomes a contribution: once, under the receipt on its stub, and it can be put right."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.audit.models import AuditEntry
from ideenboard.base import photos, uploads
from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, ContributionRevision, Kind, Photo, Status
from ideenboard.paper.models import PaperCard
from ideenboard.processes.models import Moderation, Phase
from tests.browsing import Client
from tests.factories import coordinator_of, make_event, make_workshop
from tests.paper.making import make_cards
from tests.pictures import picture, upload


@pytest.fixture
def card(app: Flask) -> PaperCard:
    return make_cards(make_workshop(number=3))[0]


@pytest.fixture
def helper(app: Flask, card: PaperCard) -> Client:
    return coordinator_of(app, card.event.process)


def enter(helper: Client, printed: PaperCard, **fields: Any) -> Any:
    form = {"card": printed.number, "kind": "challenge", "words": "Es fehlen Räume"} | fields
    return helper.post(f"/desk/events/{printed.event_id}/cards/entry", data=form)


def contributions() -> int:
    return db.session.scalar(select(func.count()).select_from(Contribution)) or 0


def test_the_receipt_on_the_stub_becomes_the_receipt_of_the_contribution(
    app: Flask, client: Client, card: PaperCard, helper: Client
) -> None:
    answer = enter(helper, card)
    assert (answer.status_code, answer.location) == (303, f"/desk/events/{card.event_id}/cards/entry")
    said = card.contribution
    assert said and (said.kind, said.title, said.text) == (Kind.CHALLENGE, "Es fehlen Räume", "")
    assert said.receipt_code == card.receipt_code and said.workshop_id == card.workshop_id
    assert said.participant_id is None and said.status is Status.PUBLISHED
    page = helper.get(answer.location).text
    assert "Karte 1 ist eingetragen." in page and "1 von 4 sind eingetragen" in page
    assert "Es fehlen Räume" in client.get(f"/beleg/{card.receipt_code}").text


def test_the_next_card_begins_in_the_first_field(helper: Client, card: PaperCard) -> None:
    page = helper.get(f"/desk/events/{card.event_id}/cards/entry").text
    assert page.count("autofocus") == 1 and "autofocus" in page.split('name="card"')[0].rsplit("<input", 1)[1]


def test_a_typed_receipt_or_its_scanned_address_names_the_card_as_well(helper: Client, card: PaperCard) -> None:
    assert enter(helper, card, card=f"http://127.0.0.1:8000/beleg/{card.receipt_code}").status_code == 303
    assert card.contribution and card.contribution.title == "Es fehlen Räume"


def test_paper_may_come_after_the_room_has_closed(helper: Client, card: PaperCard) -> None:
    card.workshop.phase = Phase.CLOSED
    db.session.commit()
    assert enter(helper, card).status_code == 303 and card.contribution


def test_where_all_is_looked_at_first_a_card_waits_too(helper: Client, card: PaperCard) -> None:
    card.workshop.moderation = Moderation.BEFORE
    db.session.commit()
    enter(helper, card)
    assert card.contribution and card.contribution.status is Status.PENDING


def test_the_same_number_again_shows_what_is_there_and_keeps_what_was_typed(helper: Client, card: PaperCard) -> None:
    enter(helper, card)
    answer = enter(helper, card, words="Etwas anderes")
    assert answer.status_code == 409 and contributions() == 1
    for words in ("Karte 1 ist schon eingetragen.", "Es fehlen Räume", 'value="Etwas anderes"', "Ersetzen, was da ist"):
        assert words in answer.text
    assert card.contribution and card.contribution.title == "Es fehlen Räume"


def test_the_very_same_again_is_no_mistake(helper: Client, card: PaperCard) -> None:
    enter(helper, card)
    answer = enter(helper, card)
    assert answer.status_code == 303 and contributions() == 1
    assert "war schon eingetragen" in helper.get(answer.location).text


def test_the_database_lets_no_card_become_two_contributions(helper: Client, card: PaperCard) -> None:
    enter(helper, card)
    card.contribution_id = None
    db.session.commit()
    assert enter(helper, card, words="Noch einmal").status_code == 409 and contributions() == 1


@pytest.mark.parametrize(
    ("fields", "said", "focus"),
    [
        ({"card": "999"}, "Keine Karte dieser Veranstaltung", "card"),
        ({"card": "Idee"}, "weder die Nummer einer Karte noch ein Beleg", "card"),
        ({"kind": ""}, "Bitte wählen Sie eine Art", "kind"),
        ({"kind": "joke"}, "", "kind"),
        ({"words": "  "}, "Bitte füllen Sie das aus", "words"),
        ({"words": "x" * 2001}, "", "words"),
    ],
)
def test_what_is_missing_is_said_at_its_field_which_has_the_focus(
    helper: Client, card: PaperCard, fields: dict[str, str], said: str, focus: str
) -> None:
    answer = enter(helper, card, **fields)
    assert answer.status_code == 422 and said in answer.text and contributions() == 0
    field = next(tag for tag in answer.text.split("<") if f'name="{focus}"' in tag)
    assert "autofocus" in field and answer.text.count("autofocus") == 1


def test_a_card_of_another_event_is_not_found(app: Flask, helper: Client, card: PaperCard) -> None:
    other = make_cards(make_workshop(make_event(card.event.process)))[0]
    answer = enter(helper, card, card=other.receipt_code)
    assert answer.status_code == 422 and other.contribution is None


def test_an_entry_is_put_right_and_what_stood_there_is_kept(helper: Client, card: PaperCard) -> None:
    enter(helper, card)
    said = card.contribution
    assert said and "Es fehlen Räume" in helper.get(f"/desk/cards/{card.id}/edit").text
    form = {"kind": "idea", "words": "Räume öffnen", "version": said.version}
    assert helper.post(f"/desk/cards/{card.id}", data=form).status_code == 303
    assert (said.kind, said.title, said.receipt_code) == (Kind.IDEA, "Räume öffnen", card.receipt_code)
    before = db.session.scalars(select(ContributionRevision)).one()
    assert (before.kind, before.title) == (Kind.CHALLENGE, "Es fehlen Räume")
    assert "contribution.corrected" in db.session.scalars(select(AuditEntry.action)).all()


def test_a_stale_correction_shows_both_and_changes_nothing(helper: Client, card: PaperCard) -> None:
    enter(helper, card)
    said = card.contribution
    assert said is not None
    form = {"kind": "idea", "words": "Meins", "version": said.version}
    helper.post(f"/desk/cards/{card.id}", data=form | {"words": "Schneller"})
    answer = helper.post(f"/desk/cards/{card.id}", data=form)
    assert answer.status_code == 409 and "Meins" in answer.text and "Schneller" in answer.text
    assert said.title == "Schneller"


def test_undo_frees_the_number_and_the_receipt(client: Client, helper: Client, card: PaperCard) -> None:
    enter(helper, card)
    said = card.contribution
    page = helper.get(f"/desk/events/{card.event_id}/cards/entry").text
    # Once in the message, once beside the last of the list.
    assert said and page.count(f"/desk/cards/{card.id}/entry/removal") == 2
    for _ in range(2):
        assert helper.post(f"/desk/cards/{card.id}/entry/removal").status_code == 303
    assert said.status is Status.WITHDRAWN and card.contribution is None
    assert "noch nicht eingetragen" in client.get(f"/beleg/{card.receipt_code}").text
    assert helper.get(f"/desk/cards/{card.id}/edit").status_code == 404
    assert enter(helper, card, words="Jetzt richtig").status_code == 303
    assert "Jetzt richtig" in client.get(f"/beleg/{card.receipt_code}").text


def test_each_helper_sees_and_undoes_their_own_last(app: Flask, helper: Client, card: PaperCard) -> None:
    other = make_cards(card.workshop)[-1]
    enter(helper, card, words="Von mir")
    enter(coordinator_of(app, card.event.process), other, words="Vom anderen Tisch")
    page = helper.get(f"/desk/events/{card.event_id}/cards/entry").text
    assert "Von mir" in page and "Vom anderen Tisch" not in page and "2 von 8" in page


def test_a_photo_of_the_card_comes_with_it_and_waits(client: Client, helper: Client, card: PaperCard) -> None:
    answer = enter(helper, card, photo=upload(picture()), description="Eine Skizze")
    assert answer.status_code == 303
    photo = db.session.scalars(select(Photo)).one()
    assert photo.contribution_id == card.contribution_id and photo.description == "Eine Skizze"
    assert photo.approved_at is None
    helper.post(f"/desk/cards/{card.id}/entry/removal")
    assert db.session.scalars(select(Photo)).all() == []


def test_a_refused_photo_refuses_the_card_and_keeps_what_was_typed(helper: Client, card: PaperCard) -> None:
    answer = enter(helper, card, photo=upload(b"<svg/>"))
    assert answer.status_code == 422 and "lässt sich nicht lesen" in answer.text
    assert 'value="Es fehlen Räume"' in answer.text and contributions() == 0


def test_a_card_of_children_has_no_photo(helper: Client, card: PaperCard) -> None:
    card.workshop.for_minors = True
    db.session.commit()
    before = len(list(uploads.folder().iterdir()))
    answer = enter(helper, card, photo=upload(picture()))
    assert answer.status_code == 422 and "keine Fotos" in answer.text and contributions() == 0
    assert len(list(uploads.folder().iterdir())) == before
    assert enter(helper, card).status_code == 303


def test_no_transaction_is_open_while_the_photo_of_a_card_is_decoded(
    helper: Client, card: PaperCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, decode = [], photos._decoded

    def look(content: bytes) -> photos.Photo:
        seen.append(db.session().in_transaction())
        return decode(content)

    monkeypatch.setattr(photos, "_decoded", look)
    enter(helper, card, photo=upload(picture()))
    assert seen == [False]
