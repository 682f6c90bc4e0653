"""While somebody types, what others said is offered under the field; it never gets in the way."""

from flask import Flask

from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, Support
from ideenboard.processes.models import Phase
from tests.browsing import Client, draft_token
from tests.conftest import counting_statements
from tests.factories import NOW, joined, make_contribution, make_event, make_workshop

WORDS = "Räume am Nachmittag für andere öffnen"


def _typed(phone: Client, code: str, title: str) -> str:
    answer = phone.post(f"/w/{code}/similar", data={"title": title}, htmx=True)
    assert answer.status_code == 200
    return answer.text


def test_the_three_nearest_stand_there_with_one_tap_to_support_each(app: Flask) -> None:
    room = make_workshop()
    for number in range(5):
        make_contribution(room, title=f"{WORDS} {number * 'x'}")
    phone = joined(app, room)

    html = _typed(phone, room.code, "raeume am nachmittag öffnen")

    assert html.count("<li ") == 3
    assert html.count("Ich unterstütze diesen") == 3
    assert "Sie können ihn einfach senden" in html


def test_below_twelve_letters_and_where_nobody_said_it_there_is_nothing(app: Flask) -> None:
    room = make_workshop()
    make_contribution(room, title="Räume auf")
    phone = joined(app, room)

    assert _typed(phone, room.code, "Räume auf") == ""
    assert _typed(phone, room.code, "Xyzzy qwrtz plugh") == ""
    assert _typed(phone, room.code, "\0" * 20) == ""


def test_only_the_same_words_are_called_nearly_the_same(app: Flask) -> None:
    room = make_workshop()
    make_contribution(room, title=WORDS)
    phone = joined(app, room)

    assert "fast gleich" in _typed(phone, room.code, WORDS.upper())
    assert "fast gleich" not in _typed(phone, room.code, "Räume am Vormittag schließen")


def test_a_tap_is_a_support_and_what_is_typed_stays(app: Flask) -> None:
    room = make_workshop()
    card = make_contribution(room, title=WORDS)
    phone = joined(app, room)
    form = phone.get(f"/w/{room.code}/contribute").text
    assert form.index("</form>", form.index('id="contribute"')) < form.index(f'hx-post="/w/{room.code}/similar"')

    answer = phone.post(f"/contributions/{card.id}/support", htmx=True)

    assert 'aria-pressed="true"' in answer.text and "contribute" not in answer.text
    assert db.session.query(Support).count() == 1
    assert 'aria-pressed="true"' in _typed(phone, room.code, WORDS)


def test_cards_of_other_rooms_and_of_a_room_that_votes_are_shown_without_the_tap(app: Flask) -> None:
    event = make_event()
    room, other = make_workshop(event), make_workshop(event, published_at=NOW, number=71)
    make_contribution(other, title=WORDS)
    phone = joined(app, room)

    html = _typed(phone, room.code, WORDS)
    assert "aus Workshop 71" in html and "Ich unterstütze diesen" not in html
    voting = make_workshop(event)
    make_contribution(voting, title="Bänke auf dem Marktplatz")
    voting.phase = Phase.VOTING
    db.session.commit()
    assert "Ich unterstütze diesen" not in _typed(joined(app, voting), voting.code, "Bänke auf dem Marktplatz")


def test_where_no_script_runs_it_is_offered_after_sending(app: Flask) -> None:
    room = make_workshop()
    card = make_contribution(room, title=WORDS)
    phone = joined(app, room)
    data = {"kind": "idea", "title": f"{WORDS} dürfen", "text": "", "token": draft_token()}

    sent = phone.post(f"/w/{room.code}/contributions", data=data)
    page = phone.get(sent.location).text

    assert WORDS in page and f'formaction="/contributions/{card.id}/support"' in page
    assert "Ihr eigener Beitrag bleibt" in page
    assert db.session.query(Contribution).count() == 2


def test_to_ask_writes_nothing_and_costs_the_same_among_many(app: Flask, connection) -> None:  # type: ignore[no-untyped-def]
    room = make_workshop()
    phone = joined(app, room)
    make_contribution(room, title=WORDS)
    counts = []
    for _ in range(2):
        _typed(phone, room.code, WORDS)
        with counting_statements(connection) as seen:
            _typed(phone, room.code, WORDS)
        counts.append(len(seen))
        assert not any(statement.startswith(("INSERT", "UPDATE", "DELETE")) for statement in seen)
        for number in range(20):
            make_contribution(room, title=f"{WORDS} {number}")
    assert counts[0] == counts[1] <= 6
