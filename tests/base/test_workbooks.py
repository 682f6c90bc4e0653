"""Spreadsheets from outside give the text of their first sheet, or one sentence; never more than fits."""

import io
import zipfile
from datetime import date, datetime

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from xlsxwriter import Workbook

from ideenboard.base import workbooks
from ideenboard.base.errors import Refusal
from ideenboard.base.tables import table, write
from ideenboard.base.tables_in import Grid, read_upload
from ideenboard.base.workbooks import read_workbook

MEANINGS = {"title": ("titel",), "text": ("text",)}
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    "<table:table>{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
)


def xlsx(*rows: list[object]) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(line, column, value)
    return out.getvalue()


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def uploaded(content: bytes, name: str = "tabelle.csv") -> Grid:
    return read_upload(FileStorage(io.BytesIO(content), name), MEANINGS)


def test_text_numbers_and_dates_of_an_excel_sheet_arrive_as_one_reads_them(app: Flask) -> None:
    moment = datetime(2027, 1, 21, 10, 40)
    rows = list(read_workbook(xlsx(["Nr", "Titel"], [], [7, "Straße <b> & =1+1", date(2027, 1, 21)], [0.5, moment])))
    assert rows == [
        (1, ["Nr", "Titel"]),
        (3, ["7", "Straße <b> & =1+1", "2027-01-21"]),
        (4, ["0.5", "2027-01-21 10:40:00"]),
    ]


def test_of_a_formula_counts_what_it_gave(app: Flask) -> None:
    out = io.BytesIO()
    with Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, '=HYPERLINK("https://example.org")', value="Linktext")
        sheet.write_formula(1, 0, "=1/0", value="#DIV/0!")
        sheet.write(2, 0, "Text")
    assert [cells for _line, cells in read_workbook(out.getvalue())] == [["Linktext"], ["Text"]]


def test_an_open_document_sheet_arrives_with_its_lines_and_spaces(app: Flask) -> None:
    rows = [["Räume  öffnen", "eins\nzwei", date(2027, 1, 21), None], ["=1+1", None, None, 7]]
    content = write([table("karten", "", dict.fromkeys("abcd", ""), rows)], "ods", {})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        second = archive.read("content.xml").decode().split("</table:table>", 1)[1]
    found = list(read_workbook(packed(**{"content.xml": ODS.split("<table:table>")[0] + second})))
    assert [cells for _line, cells in found] == [
        ["a", "b", "c", "d"],
        ["Räume  öffnen", "eins\nzwei", "2027-01-21"],
        ["=1+1", "", "", "7"],
    ]


def test_cells_that_are_said_to_be_repeated_without_end_are_not(app: Flask) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    with pytest.raises(Refusal):
        list(read_workbook(packed(**{"content.xml": ODS.format(rows=rows)})))
    empty = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    one = "<table:table-row><table:table-cell><text:p>unten</text:p></table:table-cell></table:table-row>"
    assert list(read_workbook(packed(**{"content.xml": ODS.format(rows=empty + one)}))) == [(1048576, ["unten"])]


def test_a_cell_far_away_costs_nothing(app: Flask) -> None:
    cells = '<c r="A1048576" t="inlineStr"><is><t>da</t></is></c><c r="XFD1048576"><v>1</v></c>'
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}"><sheet xmlns:r="{LINKS}" r:id="r1"/></workbook>',
        "xl/_rels/workbook.xml.rels": f'<a xmlns="{PACKAGE}"><Relationship Id="r1" Target="sheet1.xml"/></a>',
        "xl/sheet1.xml": f'<worksheet xmlns="{SHEET}"><row r="1048576">{cells}</row></worksheet>',
    }
    assert list(read_workbook(packed(**parts))) == [(1048576, ["da"])]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 broken",
        packed(readme="no sheet"),
        packed(**{"content.xml": "<unfinished"}),
        packed(**{"content.xml": '<!DOCTYPE a [<!ENTITY b "bbb">]><a>&b;</a>'}),
        packed(**{"content.xml": " " * 64 + "\0"}),
        b"\xd0\xcf\x11\xe0 old excel",
        b"%PDF-1.4\0",
        b"titel\n",
        b"",
        b"titel\n\x81",
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(app: Flask, content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        uploaded(content)
    assert refused.value.message.endswith(".")


def test_a_file_that_unpacks_to_far_more_is_not_unpacked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 10_000)
    with pytest.raises(Refusal, match="entpackt"):
        uploaded(packed(**{"content.xml": "<a>" + "x" * 20_000 + "</a>"}))


def test_more_rows_than_anybody_looks_at_are_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ideenboard.base.tables_in.MAX_ROWS", 2)
    with pytest.raises(Refusal, match="2 Zeilen"):
        uploaded(b"titel\n1\n2\n3\n")


@pytest.mark.parametrize(
    ("encoding", "is_guessed"), [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("cp1252", True)]
)
def test_old_and_new_encodings_are_read(app: Flask, encoding: str, is_guessed: bool) -> None:
    grid = uploaded("Titel;Text\nStraße „öffnen“;5 €\n".encode(encoding))
    assert grid.header == ["Titel", "Text"]
    assert (grid.lines, grid.is_guessed) == ([(2, ["Straße „öffnen“", "5 €"])], is_guessed)


def test_a_huge_cell_is_cut_and_not_the_end_of_the_file(app: Flask) -> None:
    grid = uploaded(b"titel,text\nA," + b"x" * 300_000 + b"\nB,b\n")
    assert [len(cells[1]) for _line, cells in grid.lines] == [workbooks.MAX_CELL, 1]
