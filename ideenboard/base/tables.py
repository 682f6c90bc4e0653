"""Tables for people and programs outside: described once, written as XLSX, ODS, CSV in a ZIP, or JSON."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _

Value = str | int | float | date | None

# What XML cannot or should not carry; everything else arrives as it was written.
_NO_XML = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
# A spreadsheet would calculate what begins like this. The last four are what Japanese keyboards type.
_LIKE_A_FORMULA = tuple("=+-@\t\r＝＋－＠")


@dataclass(frozen=True)
class Column:
    """A column and what stands in it, in a sentence for people."""

    name: str
    about: str


@dataclass(frozen=True)
class Table:
    """A table with its columns and rows; `about` says what one row is."""

    name: str
    about: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]] = field(default_factory=list)


def table(name: str, about: str, columns: Mapping[str, str], rows: Sequence[Sequence[Value]]) -> Table:
    """Describe a table with its columns as {name: what stands in it}."""
    return Table(name, about, [Column(*column) for column in columns.items()], rows)


def write(tables: Sequence[Table], form: str, heading: Mapping[str, str]) -> bytes:
    """Return the tables as one file of a format in FORMATS; `heading` is said above the explanations."""
    return FORMATS[form].write(tables, heading)


def readme(tables: Sequence[Table], heading: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The explanations as rows: table, column, what it is."""
    for name, text in heading.items():
        yield name, "", text
    for table in tables:
        yield table.name, "", str(table.about)
        for column in table.columns:
            yield table.name, column.name, str(column.about)


def _xlsx(tables: Sequence[Table], heading: Mapping[str, str]) -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(out, {**options, "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    for table in [_readme_table(tables, heading), *tables]:
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.columns) - 1, 18)
        for number, column in enumerate(table.columns):
            sheet.write_string(0, number, column.name, bold)
        for line, row in enumerate(table.rows, start=1):
            for number, value in enumerate(row):
                _write_cell(sheet, line, number, value)
    book.close()
    return out.getvalue()


def _write_cell(sheet: Any, line: int, number: int, value: Value) -> None:
    if isinstance(value, str):
        sheet.write_string(line, number, for_xml(value))
    elif isinstance(value, date):
        sheet.write_datetime(line, number, value)
    elif value is not None:
        sheet.write_number(line, number, value)


def for_xml(text: str) -> str:
    """The text with a replacement mark for what no XML file can hold."""
    return _NO_XML.sub("\ufffd", text)


def _ods(tables: Sequence[Table], heading: Mapping[str, str]) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table as Sheet
    from odf.table import TableRow

    book = OpenDocumentSpreadsheet()
    for table in [_readme_table(tables, heading), *tables]:
        sheet = Sheet(name=table.name)
        for row in [[column.name for column in table.columns], *table.rows]:
            line = TableRow()
            for value in row:
                line.addElement(_ods_cell(value))
            sheet.addElement(line)
        book.spreadsheet.addElement(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods_cell(value: Value) -> Any:
    from odf.table import TableCell
    from odf.teletype import addTextToElement
    from odf.text import P

    if value is None:
        return TableCell()
    if isinstance(value, str):
        cell = TableCell(valuetype="string")
        # A cell's lines are paragraphs; inside of one, runs of spaces need marks of their own.
        for line in for_xml(value).split("\n"):
            paragraph = P()
            addTextToElement(paragraph, line)
            cell.addElement(paragraph)
        return cell
    if isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    else:
        cell = TableCell(valuetype="float", value=str(value))
    cell.addElement(P(text=_plain(value)))
    return cell


def _zip(tables: Sequence[Table], heading: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in [_readme_table(tables, heading), *tables]:
            archive.writestr(f"{table.name}.csv", csv_text(table).encode("utf-8"))
    return out.getvalue()


def csv_text(table: Table) -> str:
    """The table as RFC 4180 says, with an apostrophe before what a spreadsheet would take for a formula."""
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow([column.name for column in table.columns])
    lines.writerows([_inert(value) for value in row] for row in table.rows)
    return out.getvalue()


def _inert(value: Value) -> str:
    text = _plain(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_LIKE_A_FORMULA) else text


def _json(tables: Sequence[Table], heading: Mapping[str, str]) -> bytes:
    content: dict[str, Any] = {"about": dict(heading)}
    for table in tables:
        names = [column.name for column in table.columns]
        content[table.name] = [dict(zip(names, map(_json_value, row), strict=True)) for row in table.rows]
    content["columns"] = {table.name: {column.name: str(column.about) for column in table.columns} for table in tables}
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _json_value(value: Value) -> str | int | float | None:
    return value.isoformat() if isinstance(value, date) else value


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _readme_table(tables: Sequence[Table], heading: Mapping[str, str]) -> Table:
    columns = [Column("table", ""), Column("column", ""), Column("meaning", "")]
    notes = {
        **heading,
        "CSV": _("Text that begins with = + - @ has an apostrophe before it, so that nothing calculates."),
    }
    return Table("README", "", columns, list(readme(tables, notes)))


@dataclass(frozen=True)
class Format:
    """A kind of file."""

    media_type: str
    write: Callable[[Sequence[Table], Mapping[str, str]], bytes]


FORMATS: Mapping[str, Format] = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "ods": Format("application/vnd.oasis.opendocument.spreadsheet", _ods),
    "zip": Format("application/zip", _zip),
    "json": Format("application/json", _json),
}
