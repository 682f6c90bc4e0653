"""What a CSV table may look like and still be understood."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from ideenboard.base.errors import Refusal
from ideenboard.contributions.models import Kind
from ideenboard.contributions.rules_import import Row, Unusable, read_table, shorten


def only(content: str) -> Row | Unusable:
    (row,) = read_table(content.encode()).rows
    return row


@pytest.mark.parametrize(
    "content",
    [
        'id,title,text,kind\n7,Räume,"Zwei, drei; vier",idea\n',
        'kind;text;title;id\r\nIdee;"Zwei, drei; vier";Räume;7\r\n',
        "\ufeffNr;Titel;Beschreibung;Art\nNr 7;;;\n".replace("Nr 7;;;", '7;Räume;"Zwei, drei; vier";Idee'),
        'ID\tÜberschrift\tText\tTyp\n7\tRäume\t"Zwei, drei; vier"\tIDEE\n',
        'id, Title ,text,TYPE\r7,Räume,"Zwei, drei; vier",Vorschlag\r',
    ],
)
def test_columns_stand_in_any_order_language_and_dialect(app: Flask, content: str) -> None:
    row = only(content)
    assert isinstance(row, Row)
    assert (row.source_id, row.title, row.text, row.kind) == ("7", "Räume", "Zwei, drei; vier", Kind.IDEA)


def test_line_breaks_inside_quotes_stay_and_lines_are_counted_as_an_editor_counts(app: Flask) -> None:
    table = read_table(b'title,text\nA,"eins\nzwei"\n\nB,drei\n')
    assert [(row.line, row.text) for row in table.rows if isinstance(row, Row)] == [(3, "eins\nzwei"), (5, "drei")]


def test_a_missing_title_is_the_first_sentence_and_the_text_stays_whole(app: Flask) -> None:
    row = only("id,text\n1,Mehr Bänke! Und Schatten im Sommer.\n")
    assert isinstance(row, Row)
    assert (row.title, row.text, row.long_title) == ("Mehr Bänke!", "Mehr Bänke! Und Schatten im Sommer.", "")


def test_a_long_title_is_cut_after_a_word_and_kept_whole(app: Flask) -> None:
    title = "Wort " * 30 + "Ende"
    row = only(f"title,text\n{title},Text\n")
    assert isinstance(row, Row)
    assert len(row.title) <= 120 and row.title.endswith("Wort…") and row.long_title == title
    assert row.notes == ("the title was shortened; the whole one is kept in the history",)


@given(st.text(min_size=1, max_size=400).filter(str.strip))
def test_a_shortened_title_always_fits(title: str) -> None:
    assert 1 <= len(shorten(title)) <= 120


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2027-01-21", datetime(2027, 1, 20, 23, tzinfo=UTC)),
        ("2027-01-21T10:40:00Z", datetime(2027, 1, 21, 10, 40, tzinfo=UTC)),
        ("21.01.2027", datetime(2027, 1, 20, 23, tzinfo=UTC)),
        ("21.01.2027 10:40 Uhr", datetime(2027, 1, 21, 9, 40, tzinfo=UTC)),
        ("", None),
    ],
)
def test_dates_are_read_as_they_are_written_here(app: Flask, cell: str, moment: datetime | None) -> None:
    row = only(f"titel;datum\nA;{cell}\n")
    assert isinstance(row, Row) and row.created_at == moment and row.notes == ()


def test_what_is_not_understood_is_said_and_replaced_by_the_default(app: Flask) -> None:
    row = only("title,kind,url,created\nA,Wunsch,javascript:alert(1),gestern\n")
    assert isinstance(row, Row)
    assert (row.kind, row.url, row.created_at) == (None, "", None)
    assert [note.split("'")[1] for note in row.notes] == ["Wunsch", "javascript:alert(1)", "gestern"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,,", "neither a title nor a text"),
        ("1,A,B,C", "more cells"),
        ("1,A,a\0b", "NUL"),
        (f"1,A,{'x' * 20_001}", "20001 characters"),
    ],
)
def test_a_line_that_cannot_be_kept_says_why(app: Flask, line: str, reason: str) -> None:
    row = only(f"id,title,text\n{line}\n")
    assert isinstance(row, Unusable) and row.line == 2 and reason.lower() in row.reason.lower()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing"),
        (b"a,b\n1,2\n", "a, b"),
        ("title\nGr\u00fcn\n".encode("latin-1"), "Line 2 is not UTF-8"),
        (b'title,text\nA,"open\n', "Line 2 is no CSV"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(app: Flask, content: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_table(content)


def test_columns_that_nobody_reads_are_named(app: Flask) -> None:
    assert read_table(b"title,labels,category\nA,b,c\n").unread == ["labels", "category"]
