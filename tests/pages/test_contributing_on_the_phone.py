"""Sending a contribution from a phone: once, acknowledged, with its receipt."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, Kind
from ideenboard.processes.models import District, Moderation, Phase, Workshop
from tests.browsing import Client, draft_token
from tests.factories import joined, make_workshop


def fields(**other: str) -> dict[str, str]:
    return {"kind": "idea", "title": "Räume am Nachmittag öffnen", "token": draft_token()} | other


def send(phone: Client, workshop: Workshop, htmx: bool = False, **other: str):
    return phone.post(f"/w/{workshop.code}/contributions", data=fields(**other), htmx=htmx)


def count(workshop: Workshop) -> int:
    return db.session.scalar(select(func.count()).where(Contribution.workshop_id == workshop.id)) or 0


def test_the_form_asks_for_kind_sentence_details_and_place(app: Flask) -> None:
    workshop = make_workshop(title="Zusammenarbeit im Stadtteil", room="Raum 2.07")
    page = joined(app, workshop).get(f"/w/{workshop.code}/contribute").text
    for text in (
        "Zusammenarbeit im Stadtteil",
        "Raum 2.07",
        "Stadtweit",
        "Groß Klein",
        'name="token"',
        'maxlength="120"',
    ):
        assert text in page
    assert all(f'value="{kind}"' in page for kind in Kind)


def test_the_district_of_the_workshop_is_chosen_already(app: Flask) -> None:
    workshop = make_workshop()
    district = db.session.scalar(
        select(District).where(District.process_id == workshop.process_id, District.position == 1)
    )
    workshop.district_id = district.id
    db.session.commit()
    page = joined(app, workshop).get(f"/w/{workshop.code}/contribute").text
    assert f'<option selected value="{district.id}">Toitenwinkel' in page


def test_a_contribution_arrives_and_is_acknowledged(app: Flask) -> None:
    workshop = make_workshop()
    phone = joined(app, workshop)
    token = draft_token()
    answer = send(phone, workshop, token=token, kind="practice", text="Läuft seit zwei Jahren.")
    assert answer.status_code == 303 and answer.headers["X-Ack"] == token
    contribution = db.session.scalars(select(Contribution)).one()
    assert (contribution.kind, contribution.title, contribution.text) == (
        Kind.PRACTICE,
        "Räume am Nachmittag öffnen",
        "Läuft seit zwei Jahren.",
    )
    assert answer.location == f"/w/{workshop.code}/sent/{contribution.receipt_code}"
    page = phone.get(answer.location)
    assert page.headers["X-Ack"] == token
    code = contribution.receipt_code
    for text in (
        "Räume am Nachmittag öffnen",
        f"{code[:4]} {code[4:]}",
        "ib-qr",
        f"/beleg/{code}",
        f'data-ack="{token}"',
    ):
        assert text in page.text


def test_htmx_gets_the_sent_part_and_the_new_address(app: Flask) -> None:
    workshop = make_workshop()
    phone, token = joined(app, workshop), draft_token()
    answer = send(phone, workshop, htmx=True, token=token)
    receipt = db.session.scalars(select(Contribution.receipt_code)).one()
    assert (answer.status_code, answer.headers["X-Ack"]) == (201, token)
    assert answer.headers["HX-Push-Url"] == f"/w/{workshop.code}/sent/{receipt}"
    assert "<html" not in answer.text and "Räume am Nachmittag öffnen" in answer.text
    again = send(phone, workshop, htmx=True, token=token)
    assert (again.status_code, again.headers["X-Ack"]) == (200, token)
    assert count(workshop) == 1


def test_another_text_under_a_used_token_is_refused(app: Flask) -> None:
    workshop = make_workshop()
    phone, token = joined(app, workshop), draft_token()
    send(phone, workshop, token=token)
    answer = send(phone, workshop, token=token, title="Etwas anderes")
    assert answer.status_code == 409 and "X-Ack" not in answer.headers
    assert count(workshop) == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_a_refused_form_keeps_what_was_typed(app: Flask, htmx: bool) -> None:
    workshop = make_workshop()
    phone, token = joined(app, workshop), draft_token()
    answer = send(
        phone, workshop, htmx=htmx, token=token, kind="challenge", title="x" * 121, text="Mehr <dazu>", district="zzz"
    )
    assert answer.status_code == 422 and ("<html" in answer.text) is not htmx
    assert "x" * 121 in answer.text and "Mehr &lt;dazu&gt;" in answer.text and token in answer.text
    assert 'checked id="kind-1"' in answer.text
    assert "X-Ack" not in answer.headers and count(workshop) == 0


def test_a_form_without_its_token_is_refused(app: Flask) -> None:
    workshop = make_workshop()
    answer = send(joined(app, workshop), workshop, token="")
    assert answer.status_code == 422 and count(workshop) == 0


@pytest.mark.parametrize(("moderation", "words"), [(Moderation.BEFORE, "Freigabe"), (Moderation.AFTER, "sichtbar")])
def test_the_state_is_said_in_words(app: Flask, moderation: Moderation, words: str) -> None:
    workshop = make_workshop(moderation=moderation)
    phone = joined(app, workshop)
    assert words in phone.get(send(phone, workshop).location).text


@pytest.mark.parametrize("phase", [Phase.PREPARED, Phase.DISCUSSING, Phase.VOTING, Phase.CLOSED])
def test_outside_of_collecting_a_calm_page_says_what_is_on(app: Flask, phase: Phase) -> None:
    workshop = make_workshop(phase=Phase.COLLECTING)
    phone = joined(app, workshop)
    workshop.phase = phase
    db.session.commit()
    page = phone.get(f"/w/{workshop.code}/contribute")
    assert page.status_code == 200 and "<textarea" not in page.text
    assert send(phone, workshop).status_code == 409
    assert count(workshop) == 0


def test_strangers_are_led_to_the_join_page_and_may_not_send(app: Flask) -> None:
    here, elsewhere = make_workshop(), make_workshop()
    for phone in (Client(app), joined(app, elsewhere)):
        for page in ("contribute", "board", "mine"):
            answer = phone.get(f"/w/{here.code}/{page}")
            assert (answer.status_code, answer.location) == (303, f"/w/{here.code}")
        assert send(phone, here).status_code == 403
    assert count(here) == 0


def test_an_unknown_workshop_is_not_found(app: Flask) -> None:
    assert joined(app, make_workshop()).get("/w/AAAAAA/contribute").status_code == 404


def test_nobody_sees_the_sent_page_of_somebody_else(app: Flask) -> None:
    workshop = make_workshop()
    to = send(joined(app, workshop), workshop).location
    assert joined(app, workshop).get(to).status_code == 404
