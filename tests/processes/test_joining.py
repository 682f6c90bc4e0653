"""Joining a workshop: by code or QR, without a name, once per device."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.people.models import Participant
from ideenboard.processes import actions as processes
from ideenboard.processes.models import Participation, Phase, StakeholderGroup
from tests.browsing import Client
from tests.factories import joined, make_event, make_workshop


def seats() -> int:
    return db.session.scalar(select(func.count()).select_from(Participation)) or 0


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Participant)) or 0


def test_looking_is_not_joining(app: Flask, client: Client) -> None:
    workshop = make_workshop(make_event(title="Auftakt"), title="Zusammenarbeit", number=4, room="Raum 2.07")
    page = client.get(f"/w/{workshop.code}").text
    for text in (
        f"{workshop.code[:3]} {workshop.code[3:]}",
        "Workshop 4, Raum 2.07",
        "Zusammenarbeit",
        "Donnerstag, 21. Januar 2027",
        "Ich bin hier als",
        "Fachkraft",
        "weder Namen noch Konto",
        "Zufallskennzeichen",
        "/datenschutz",
        "Mitmachen",
    ):
        assert text in page
    assert "checked" not in page
    assert (seats(), people()) == (0, 0)


def test_joining_makes_a_participant_and_leads_to_the_form(app: Flask, client: Client) -> None:
    workshop = make_workshop()
    group = db.session.scalars(
        select(StakeholderGroup).where(StakeholderGroup.process_id == workshop.process_id)
    ).first()
    answer = client.post(f"/w/{workshop.code}", data={"group": group.id})
    assert (answer.status_code, answer.location) == (303, f"/w/{workshop.code}/contribute")
    assert db.session.scalars(select(Participation.group_id)).all() == [group.id]
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert client.get(f"/w/{workshop.code}").location == f"/w/{workshop.code}/contribute"


OURS = {"Sec-Fetch-Site": "same-origin"}


def key_in(page: str) -> str:
    found = re.search(r'name="key"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def test_nothing_lies_on_the_device_before_it_joins(app: Flask, client: Client) -> None:
    workshop = make_workshop()
    for path in (f"/e/{workshop.event.code}", f"/w/{workshop.code}"):
        answer = client.get(path)
        assert answer.status_code == 200 and "Set-Cookie" not in answer.headers, path
    answer = client.post(f"/w/{workshop.code}", csrf=False, headers=OURS, data={"key": key_in(answer.text)})
    assert (answer.status_code, people()) == (303, 1) and "Set-Cookie" in answer.headers


def test_two_clicks_are_one_participant(app: Flask) -> None:
    """The second one goes out before the answer to the first has arrived."""
    workshop = make_workshop()
    key = key_in(Client(app).get(f"/w/{workshop.code}").text)
    for _click in range(2):
        answer = Client(app).post(f"/w/{workshop.code}", csrf=False, headers=OURS, data={"key": key})
        assert answer.status_code == 303
    assert (seats(), people()) == (1, 1)


def test_a_key_that_we_did_not_seal_is_nobodys(app: Flask) -> None:
    workshop = make_workshop()
    for _device in range(2):
        Client(app).post(f"/w/{workshop.code}", csrf=False, headers=OURS, data={"key": "mine"})
    assert people() == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {},
    ],
    ids=str,
)
def test_who_cannot_say_that_our_page_sent_the_form_needs_a_token(
    app: Flask, client: Client, headers: dict[str, str]
) -> None:
    workshop = make_workshop()
    answer = client.post(f"/w/{workshop.code}", csrf=False, headers=headers)
    assert (answer.status_code, people()) == (403, 0)


def test_an_old_browser_gets_in_with_the_token_of_its_second_page(app: Flask, client: Client) -> None:
    workshop = make_workshop()
    assert client.post(f"/w/{workshop.code}", csrf=False).status_code == 403
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(f"/w/{workshop.code}").text)
    assert token
    assert client.post(f"/w/{workshop.code}", csrf=False, data={"csrf_token": token[1]}).status_code == 303
    assert people() == 1


def test_a_browser_without_https_says_where_the_form_was_sent_from(app: Flask, client: Client) -> None:
    workshop = make_workshop()
    headers = {"Origin": "http://localhost"}
    assert client.post(f"/w/{workshop.code}", csrf=False, headers=headers).status_code == 303


def test_the_same_device_is_the_same_participant(app: Flask, client: Client) -> None:
    workshop = make_workshop()
    for _ in range(3):
        assert client.post(f"/w/{workshop.code}").status_code == 303
    assert (seats(), people()) == (1, 1)


@pytest.mark.parametrize("group", ["", "999999", "zzz", "9" * 30])
def test_the_question_may_be_skipped(app: Flask, client: Client, group: str) -> None:
    workshop = make_workshop()
    assert client.post(f"/w/{workshop.code}", data={"group": group}).status_code == 303
    assert db.session.scalars(select(Participation.group_id)).all() == [None]


def test_a_group_of_another_process_is_not_taken(app: Flask, client: Client) -> None:
    workshop, other = make_workshop(), make_workshop()
    foreign = db.session.scalars(
        select(StakeholderGroup).where(StakeholderGroup.process_id == other.process_id)
    ).first()
    client.post(f"/w/{workshop.code}", data={"group": foreign.id})
    assert db.session.scalars(select(Participation.group_id)).all() == [None]


def test_who_has_answered_is_not_asked_again(app: Flask, client: Client) -> None:
    event = make_event()
    first, second = make_workshop(event), make_workshop(event)
    group = db.session.scalars(select(StakeholderGroup).where(StakeholderGroup.process_id == first.process_id)).first()
    client.post(f"/w/{first.code}", data={"group": group.id})
    assert "Ich bin hier als" not in client.get(f"/w/{second.code}").text
    client.post(f"/w/{second.code}")
    assert db.session.scalars(select(Participation.group_id)).all() == [group.id, group.id]
    assert people() == 1


@pytest.mark.parametrize(
    ("phase", "page"),
    [
        (Phase.PREPARED, "board"),
        (Phase.COLLECTING, "contribute"),
        (Phase.DISCUSSING, "board"),
        (Phase.VOTING, "vote"),
    ],
)
def test_one_arrives_where_the_room_is(app: Flask, client: Client, phase: Phase, page: str) -> None:
    workshop = make_workshop(phase=phase)
    assert client.post(f"/w/{workshop.code}").location == f"/w/{workshop.code}/{page}"


def test_a_workshop_that_is_over_says_so(app: Flask, client: Client) -> None:
    workshop = make_workshop(phase=Phase.CLOSED)
    page = client.get(f"/w/{workshop.code}").text
    assert "Dieser Workshop ist vorbei" in page and "Zu den Ergebnissen" in page and "Mitmachen" not in page
    assert client.post(f"/w/{workshop.code}").status_code == 409
    assert (seats(), people()) == (0, 0)


def test_those_who_were_there_come_back_after_the_end(app: Flask) -> None:
    workshop = make_workshop()
    phone = joined(app, workshop)
    workshop.phase = Phase.CLOSED
    db.session.commit()
    assert phone.get(f"/w/{workshop.code}").location == f"/w/{workshop.code}/board"
    assert phone.get(f"/w/{workshop.code}/board").status_code == 200


@pytest.mark.parametrize("typed", ["{a} {b}", "{a}-{b}", " {a}{b} ", "{lower}"])
def test_a_typed_code_finds_its_workshop(app: Flask, client: Client, typed: str) -> None:
    code = make_workshop().code
    query = typed.format(a=code[:3], b=code[3:], lower=code.lower())
    answer = client.get("/w", query_string={"code": query})
    assert (answer.status_code, answer.location) == (303, f"/w/{code}")


@pytest.mark.parametrize("typed", ["AAAAAA", "", "<script>", "%", "x" * 500, "\0", "../login"])
def test_a_wrong_code_leads_back_to_the_code_form(app: Flask, client: Client, typed: str) -> None:
    answer = client.get("/w", query_string={"code": typed}, follow_redirects=True)
    assert answer.status_code == 404
    said = "Kein Workshop mit diesem Code" if any(sign.isalnum() for sign in typed) else "Code eingeben"
    assert said in answer.text and 'name="code"' in answer.text


def test_trying_codes_is_slowed_down_at_every_door(app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "WRONG_CODES", 5)
    doors = ["/w/AAAAAA", "/w/AAAAAA/qr.svg", "/w/AAAAAA/board", "/w/AAAAAA/changes", "/e/AAAAAA"]
    assert [client.get(door).status_code for door in doors] == [404] * 5
    assert [client.get(door).status_code for door in doors] == [429] * 5
    # Whoever has the right one comes in all the same: the hall sits behind the same address.
    assert client.get(f"/w/{make_workshop().code}").status_code == 200


def test_the_page_costs_few_statements(app: Flask, client: Client, queries: Any) -> None:
    workshop = make_workshop()
    with queries() as seen:
        client.get(f"/w/{workshop.code}")
    assert len(seen) <= 6, seen
