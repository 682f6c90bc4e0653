"""Any text may come into any field: it is stored and shown as it is, or refused with what was typed still there."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import html5lib
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.doors import DOORS, Door, one_per_change, somebody
from tests.doors_forms import FORMS, Sought, Typed
from tests.words import BYTES, HARMLESS, NEVER_IN_A_PAGE, REFUSED
from tests.world import World

# Lists on which a text is seen that the page after saving does not show.
SHOWN = {
    "ballots.change": ["ballots.index"],
    "cockpit.send_message": ["cockpit.show", "wall.show"],
    "clusters.create": ["clusters.desk"],
    "clusters.describe": ["clusters.desk", "clusters.show"],
    "entries.correct": ["entries.correction_form"],
    "entries.enter": ["photo_desk.index"],
    "events.create": ["settings.events"],
    "events.edit": ["events.edit_form", "event.show"],
    "meetings.add_item": ["meetings.show event=meeting"],
    "minutes.correct": ["minutes.show meeting=public"],
    "moderation.hide": ["moderation.show contribution"],
    "moderation.hide_many": ["moderation.show contribution=public"],
    "phone.contribute": ["phone.board", "phone.mine", "wall.show"],
    "photos.put_sent": ["home.contribution"],
    "photo_desk.approve": ["home.contribution contribution=other"],
    "planning.edit_measure": ["planning.measure", "plans.measure"],
    "planning.edit_plan": ["planning.plan", "plans.show"],
    "room.note_attendance": ["room.attendance"],
    "room.save": ["room.item"],
    "leads.move": ["plans.measure"],
    "promises.decline": ["leads.show"],
    "promises.move": ["plans.measure"],
    "steering.hide": ["moderation.show contribution"],
    "workshops.edit": ["workshops.edit_form", "event.show"],
}
MADE = re.compile(r'href="(/desk/events/\d+/edit|/desk/workshops/\d+|/desk/[\w-]+/measures/\d+)"')
CHANGES = [door for door in one_per_change(DOORS) if door.endpoint in FORMS]
TEXTS = [door for door in CHANGES if any(isinstance(value, Typed) for value in FORMS[door.endpoint].values())]
# A script reads the answer, and the phone still holds what it has sent.
UNSEEN = {"photos.put_sent"}


def fields(door: Door, world: World, kinds: tuple[type, ...]) -> list[str]:
    """The names of the fields of a form that take text."""
    form = FORMS[door.endpoint]
    return [name.format_map(world.ids) for name, value in form.items() if isinstance(value, kinds)]


def send(door: Door, world: World, app: Flask, texts: dict[str, str]) -> TestResponse:
    """The valid request, with other texts in it."""
    return door.knock(world, somebody(door), app, check=False, data=door.data(world.ids) | texts)


def pages_after(door: Door, world: World, app: Flask, answer: TestResponse) -> Iterator[str]:
    """The answer itself or the page it leads to, and the lists on which its text stands."""
    browser = world.browsers[somebody(door)]
    page = browser.get(answer.location, check=False).text if answer.location else answer.text
    yield page
    # What was just made is not in the small world: it is found on the page that follows.
    for address in set(MADE.findall(page)):
        yield browser.get(address, check=False).text
    for shown in SHOWN.get(door.endpoint, []):
        endpoint, *words = shown.split()
        args = dict(door.args) | dict(word.partition("=")[::2] for word in words if "=" in word)
        page = Door("GET", endpoint, tuple(args.items()))
        yield page.knock(world, somebody(door), app, check=False).text


@pytest.mark.once
@pytest.mark.parametrize("door", TEXTS, ids=str)
def test_harmless_text_is_shown_as_it_was_typed(house: World, session_app: Flask, connection: Any, door: Door) -> None:
    """All of it in all fields at once where it fits, each field with a number of its own."""
    names = fields(door, house, (Typed,))
    for pair in (("script", "template", "formula"), ("attribute", "emoji", "arabic")):
        words = " ".join(HARMLESS[name] for name in pair)
        with house.undone(connection):
            texts = {name: f"{words} {number}." for number, name in enumerate(names)}
            answer = send(door, house, session_app, texts)
            assert answer.status_code < 400, answer.text[-3000:]
            pages = list(pages_after(door, house, session_app, answer))
        assert [word for word in NEVER_IN_A_PAGE for page in pages if word in page] == []
        seen = [name for name, text in texts.items() if any(text in unescape(page) for page in pages)]
        assert sorted(seen) == sorted(names)


@pytest.mark.once
@pytest.mark.parametrize("door", [door for door in TEXTS if door.endpoint not in UNSEEN], ids=str)
def test_what_cannot_be_kept_comes_back_with_a_sentence(
    house: World, session_app: Flask, connection: Any, door: Door
) -> None:
    names = fields(door, house, (Typed,))
    for kind, text in REFUSED.items():
        with house.undone(connection):
            answer = send(door, house, session_app, dict.fromkeys(names, text))
        assert answer.status_code == 422, kind
        assert unescape(answer.text).count(text.replace("\0", "")) >= len(names), kind


@pytest.mark.once
@pytest.mark.parametrize("door", TEXTS, ids=str)
def test_half_a_character_breaks_nothing(house: World, session_app: Flask, connection: Any, door: Door) -> None:
    """Bytes that are no UTF-8, as no browser sends them."""
    data = {name: value for name, value in door.data(house.ids).items() if isinstance(value, str)}
    body = urlencode(data | dict.fromkeys(fields(door, house, (Typed, Sought)), "HALF")).encode()
    with house.undone(connection):
        answer = house.browsers[somebody(door)].post(
            door.path(session_app, house.ids),
            data=body.replace(b"HALF", BYTES),
            content_type="application/x-www-form-urlencoded",
            check=False,
        )
    assert answer.status_code < 500


READS = list({door.endpoint: door for door in DOORS if door.method == "GET" and min(door.expected) < 400}.values())


@pytest.mark.parametrize("rule", ["/w/{}", "/w/{}/board", "/beleg/{}", "/beleg/{}/qr.svg", "/processes/{}", "/desk/{}"])
def test_no_code_breaks_the_server(world: World, rule: str) -> None:
    for word in (*HARMLESS.values(), "a\0b", "x" * 3_000, "²", "..", "%2e%2e"):
        answer = world.browsers["coordinator"].get(rule.format(quote(word)), check=False)
        assert answer.status_code < 500, word[:40]
        assert not [bad for bad in NEVER_IN_A_PAGE if bad in answer.text]


# The text belongs to the other button of the same form.
SHARED = {("moderation.publish_many", "bulk-explanation")}
TYPED = ("text", "search", "email", "url", "password")


def forms_on(html: str) -> Iterator[tuple[str, list[str]]]:
    """The forms of a page: where they send, and their text fields."""
    for form in html5lib.parse(html, namespaceHTMLElements=False).iter("form"):
        if form.get("method", "get").lower() == "post":
            typed = [
                e for e in form.iter("input") if e.get("type", "text") in ("text", "search", "email", "url", "password")
            ]
            yield form.get("action", ""), [e.get("name", "") for e in (*typed, *form.iter("textarea"))]


def general(name: str) -> str:
    """The name of a field whatever row it belongs to."""
    return re.sub(r"^(districts|themes|groups|reasons)-", "LIST-", re.sub(r"\d+", "N", name))


@pytest.mark.once
def test_every_text_field_on_any_page_is_tried(house: World, session_app: Flask) -> None:
    """A form that comes new must say in doors_forms.py what is valid in it."""
    known = {(door.endpoint, general(name)) for door in CHANGES for name in fields(door, house, (Typed, Sought))}
    match = session_app.url_map.bind("localhost").match
    found = set()
    for door in READS:
        page = door.knock(house, somebody(door), session_app, check=False)
        for action, names in forms_on(page.text) if page.mimetype == "text/html" else ():
            if not names:
                continue
            target = urlsplit(action).path or page.request.path
            endpoint = match(target, method="POST")[0]
            found |= {(endpoint, general(name)) for name in names}
    assert len(found) > 30
    assert found - known == SHARED
