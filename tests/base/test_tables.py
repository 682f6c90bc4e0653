"""Files for spreadsheets and programs: nothing calculates, nothing is lost, hostile text kills nothing."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf import opendocument, teletype
from odf import table as ods
from odf.text import P
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from ideenboard.base.tables import FORMATS, Column, Table, csv_text, for_xml, write

COLUMNS = [Column("id", "A number."), Column("text", "What was said."), Column("day", "When.")]
HEADING = {"Title": "=1+1"}
hostile = st.one_of(
    st.text(max_size=40),
    st.builds(lambda start, rest: start + rest, st.sampled_from("=+-@\t\r＝'\"{<\ufffe\x0b"), st.text(max_size=20)),
    st.sampled_from(
        ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "https://example.org", "007", "1e5", "_x0041_", "a  b", " "]
    ),
).filter(lambda text: "\r" not in text)
many = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def table(*texts: str) -> Table:
    return Table("cards", "One row per card.", COLUMNS, [(-1, text, date(2027, 1, 21)) for text in texts])


def from_xlsx(content: bytes) -> list[tuple]:
    book = load_workbook(io.BytesIO(content))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f" or cell.hyperlink]
    return [tuple(cell.value for cell in row) for row in book["cards"].iter_rows()]


def from_ods(content: bytes) -> list[tuple]:
    book = opendocument.load(io.BytesIO(content))
    sheets = {sheet.getAttribute("name"): sheet for sheet in book.getElementsByType(ods.Table)}
    return [
        tuple(
            "\n".join(teletype.extractText(line) for line in cell.getElementsByType(P))
            for cell in row.getElementsByType(ods.TableCell)
        )
        for row in sheets["cards"].getElementsByType(ods.TableRow)
    ]


# What it looks at is the same on each database.
@pytest.mark.once
@given(st.lists(hostile, min_size=1, max_size=4))
@many
def test_a_spreadsheet_holds_text_and_never_a_formula(app: Flask, texts: list[str]) -> None:
    rows = from_xlsx(write([table(*texts)], "xlsx", HEADING))
    assert rows[0] == ("id", "text", "day")
    assert [unescape(row[1] or "") for row in rows[1:]] == [for_xml(text) for text in texts]
    assert rows[1][0] == -1 and rows[1][2].date() == date(2027, 1, 21)


# What it looks at is the same on each database.
@pytest.mark.once
@given(st.lists(hostile, min_size=1, max_size=4))
@many
def test_an_open_document_holds_the_same_text(app: Flask, texts: list[str]) -> None:
    rows = from_ods(write([table(*texts)], "ods", HEADING))
    assert [row[1] for row in rows[1:]] == [for_xml(text) for text in texts]
    assert rows[1][0] == "-1" and rows[1][2] == "2027-01-21"


@given(st.lists(hostile, min_size=1, max_size=4))
@many
def test_csv_comes_back_as_it_was_but_for_the_apostrophe(app: Flask, texts: list[str]) -> None:
    lines = list(csv.reader(io.StringIO(csv_text(table(*texts)), newline=""), strict=True))
    for text, line in zip(texts, lines[1:], strict=True):
        assert line[1].removeprefix("'") == text or line[1] == text
        assert not line[1].startswith(("=", "+", "-", "@", "\t"))
        assert line[0] == "-1"


@given(st.lists(hostile, min_size=1, max_size=4))
@many
def test_json_keeps_every_character(app: Flask, texts: list[str]) -> None:
    content = json.loads(write([table(*texts)], "json", HEADING))
    assert [row["text"] for row in content["cards"]] == texts
    assert content["cards"][0] | {"text": ""} == {"id": -1, "text": "", "day": "2027-01-21"}


@pytest.mark.parametrize("form", FORMATS)
def test_every_file_explains_its_columns(app: Flask, form: str) -> None:
    content = write([table("Räume")], form, {"Title": "Rostock"})
    match form:
        case "xlsx":
            said = [tuple(cell.value for cell in row) for row in load_workbook(io.BytesIO(content))["README"]]
            assert ("cards", "text", "What was said.") in said
        case "ods":
            assert b"What was said." in zipfile.ZipFile(io.BytesIO(content)).read("content.xml")
        case "zip":
            archive = zipfile.ZipFile(io.BytesIO(content))
            assert archive.namelist() == ["README.csv", "cards.csv"]
            assert "cards,text,What was said.\r\n" in archive.read("README.csv").decode()
        case _:
            assert json.loads(content)["columns"]["cards"]["text"] == "What was said."
