"""Whatever somebody types is shown as it was typed or refused with a sentence; nothing breaks and nothing runs."""

from html import escape

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.comments.models import Comment
from ideenboard.contributions.models import TEXT_MAX, TITLE_MAX, Contribution
from tests.browsing import Client, draft_token
from tests.factories import joined, make_contribution, make_workshop

STORED = {
    "script": "<script>alert(1)</script>",
    "attribute": "\" onmouseover='x' autofocus",
    "template": "{{7*7}} {% include 'x' %} ${7*7}",
    "formula": "=1+1",
    "percent": "100 % von %s und %(num)s",
    "emoji": "Kita 👩‍👩‍👧‍👦 und 𝒮𝒸𝒽𝓊𝓁ℯ 🏳️‍🌈",
    "right to left": "שלום עולם مرحبا",
    "entities": "&lt;b&gt; &amp;amp;",
    "quotes": "‚einfach‘ „doppelt“ \\' \\\" --; DROP TABLE contribution",
}
REFUSED = {
    "NUL": "Null\0zeichen",
    "too long": "x" * 100_000,
    "heaps of marks": "a" + "\u0301" * 300,
    "empty": "",
    "only spaces": " \t\u3000\r\n ",
    "only what is cut out": "\u202e\u0007",
}


def send(phone: Client, code: str, **fields: object):
    return phone.post(
        f"/w/{code}/contributions", data={"kind": "idea", "title": "Titel", "token": draft_token()} | fields
    )


@pytest.mark.parametrize("text", STORED.values(), ids=STORED.keys())
def test_hostile_text_is_shown_as_it_was_typed(app: Flask, text: str) -> None:
    workshop = make_workshop()
    phone = joined(app, workshop)
    to = send(phone, workshop.code, title=text, text=f"{text}\n\n{text}").location
    contribution = db.session.scalars(select(Contribution)).one()
    assert (contribution.title, contribution.text) == (text, f"{text}\n\n{text}")
    assert (
        phone.post(
            f"/contributions/{contribution.id}/comments", data={"text": text, "token": draft_token()}
        ).status_code
        == 303
    )
    shown = escape(text, quote=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    for page in (
        to,
        f"/w/{workshop.code}/board",
        f"/w/{workshop.code}/mine",
        f"/contributions/{contribution.id}",
        f"/contributions/{contribution.id}/edit",
        f"/contributions/{contribution.id}/withdrawal",
    ):
        assert shown in phone.get(page).text, page


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("htmx", [False, True])
def test_what_no_screen_can_carry_is_refused_with_a_sentence(app: Flask, text: str, htmx: bool) -> None:
    workshop = make_workshop()
    phone = joined(app, workshop)
    answer = phone.post(
        f"/w/{workshop.code}/contributions",
        data={"kind": "idea", "title": text, "token": draft_token()},
        htmx=htmx,
    )
    assert answer.status_code == 422 and 'class="ib-error"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 0


@pytest.mark.parametrize("text", ["Null\0zeichen", "x" * 100_000, "a" + "\u0301" * 300, "", "   "])
def test_a_comment_is_guarded_like_a_contribution(app: Flask, text: str) -> None:
    contribution = make_contribution()
    phone = joined(app, contribution.workshop)
    answer = phone.post(f"/contributions/{contribution.id}/comments", data={"text": text, "token": draft_token()})
    assert answer.status_code == 422 and 'class="ib-error"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0


@pytest.mark.parametrize("field", ["kind", "district", "theme", "token", "title", "text"])
@pytest.mark.parametrize("value", ["\0", "9" * 40, "-1", "idea\0", "𝟙", "a" * 5000])
def test_no_value_in_any_field_breaks_the_page(app: Flask, field: str, value: str) -> None:
    workshop = make_workshop()
    answer = send(joined(app, workshop), workshop.code, **{field: value})
    assert answer.status_code in (303, 422)


def test_the_longest_allowed_texts_are_kept_whole(app: Flask) -> None:
    workshop = make_workshop()
    title, text = "ä" * TITLE_MAX, "😀" * TEXT_MAX
    assert send(joined(app, workshop), workshop.code, title=title, text=text).status_code == 303
    contribution = db.session.scalars(select(Contribution)).one()
    assert (contribution.title, contribution.text) == (title, text)
