"""What is kept says the same to everybody: it knows nobody, holds nobody's token, and does not grow without end."""

from typing import Any

import pytest
from flask import Flask, session
from jinja2 import ChoiceLoader, DictLoader
from markupsafe import Markup

from ideenboard.base import fragments
from ideenboard.base.fragments import Kept
from ideenboard.people.queries import signed_in
from ideenboard.processes.queries import current_actor
from tests.factories import admin

PAGES = {
    "curious.html": "{{ who() }}|"
    "{{ session.get('participant') }}|{{ request.cookies|length }}|{{ csrf_token() }}|{{ own }}",
    "letter.html": "<p>{{ words }}</p>{{ own }}<i>{{ csrf_token() }}</i>",
    "word.html": "{{ c[0] }}{{ who() }}",
}


@pytest.fixture
def templates(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([DictLoader(PAGES), app.jinja_env.loader]))
    monkeypatch.setitem(app.jinja_env.globals, "who", lambda: (signed_in(), current_actor().name))
    return app


def request_of(app: Flask, browser: Any, path: str = "/") -> Any:
    """The request that a browser would send."""
    cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    return app.test_request_context(path, headers={"Cookie": f"{cookie.key}={cookie.value}"})


def test_a_sheet_is_rendered_by_nobody(templates: Flask) -> None:
    somebody = admin(templates)
    with templates.app_context(), request_of(templates, somebody):
        session["participant"] = "secret"
        assert current_actor().is_admin
        page = fragments.sheet("curious.html", dict, depends_on=1, own=Markup("<b>mine</b>"))
        who, participant, cookies, token, own = page.split("|")
        assert (who, participant, cookies, own) == ("(None, &#39;anonymous&#39;)", "None", "0", "<b>mine</b>")
        assert token == fragments.form_token() and token


def test_a_piece_is_rendered_by_nobody(templates: Flask) -> None:
    with templates.app_context(), request_of(templates, admin(templates)):
        assert fragments.pieces("word.html", [("A",)]) == ["A(None, &#39;anonymous&#39;)"]


def test_each_gets_their_own_token_and_nobody_elses(templates: Flask) -> None:
    pages = []
    for _person in range(2):
        with templates.app_context(), request_of(templates, admin(templates)):
            pages.append(fragments.sheet("letter.html", lambda: {"words": "x"}, depends_on=1, own=Markup("y")))
            assert f"<i>{fragments.form_token()}</i>" in pages[-1]
    assert len(set(pages)) == 2
    held = repr(list(templates.extensions["kept"]._values.values()))
    assert "<p>x</p>" in held and not any(page.split("<i>")[1][:20] in held for page in pages)


def test_another_number_another_page(templates: Flask) -> None:
    with templates.app_context(), request_of(templates, admin(templates)):
        said = [
            fragments.sheet("letter.html", lambda words=words: {"words": words}, depends_on=number, own=Markup(""))
            for words, number in (("first", 1), ("second", 1), ("third", 2))
        ]
    assert ["first" in said[0], "first" in said[1], "third" in said[2]] == [True, True, True]


def test_words_cannot_pretend_to_be_a_blank(templates: Flask) -> None:
    words = "0123456789abcdef0123456789abcdef-csrf_token; -own; csrf_token"
    with templates.app_context(), request_of(templates, admin(templates)):
        page = fragments.sheet("letter.html", lambda: {"words": words}, depends_on=1, own=Markup("y"))
    assert f"<p>{words}</p>y" in page


def test_what_a_change_sees_before_its_commit_is_not_kept(templates: Flask) -> None:
    with templates.test_request_context("/", method="POST"):
        assert fragments.kept("x", lambda: "half done", size=1) == "half done"
    with templates.test_request_context("/"):
        assert fragments.kept("x", lambda: "as it stands", size=1) == "as it stands"


def test_the_least_used_go_when_there_are_too_many() -> None:
    kept = Kept(most=3)
    for key in "abc":
        kept.put(key, key.upper(), 1)
    assert kept.get("a") == ["A"]
    kept.put("d", "D", 1)
    kept.put("d", "D!", 1)
    assert (kept.get(*"abcd"), kept.size) == (["A", None, "C", "D!"], 3)
    kept.put("e", "more than all", 4)
    assert (kept.get(*"abcde"), kept.size) == ([None] * 5, 0)
