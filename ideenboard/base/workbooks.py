"""Spreadsheets from outside, XLSX and ODS: their sheets as plain text, nothing calculated, nothing unbounded."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain, islice
from xml.etree import ElementTree  # noqa: S405 - no document type gets to it, and nothing beyond MAX_UNPACKED

from flask_babel import gettext as _

from ideenboard.base.errors import Refusal

MAX_UNPACKED = 48 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_SHEETS = 30
# More than a contribution can hold; what is longer is cut here and refused in its row.
MAX_CELL = 50_000

Line = tuple[int, list[str]]
_Element = ElementTree.Element
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Excel's own formats of dates and times; others are told by the letters in them.
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)


class Package:
    """A ZIP of XML parts that unpacks to no more than MAX_UNPACKED, whatever it says of itself."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except zipfile.BadZipFile as error:
            raise Refusal(_("This file is broken, or it is no spreadsheet.")) from error
        self._left = MAX_UNPACKED

    def __contains__(self, name: str) -> bool:
        return name in self._zip.namelist()

    def read(self, name: str) -> bytes:
        """One part. Raises Refusal where it is missing, broken, too large, or brings a document type of its own."""
        try:
            with self._zip.open(name) as part:
                content = part.read(self._left + 1)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            raise Refusal(_("This file is broken, or it is no spreadsheet.")) from error
        self._left -= len(content)
        if self._left < 0:
            raise Refusal(_("This file unpacks to far more than a table of contributions can hold."))
        # Office programs write UTF-8 and never a document type; entities would grow beyond all bounds.
        if b"\0" in content[:64] or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise Refusal(_("This file is broken, or it is no spreadsheet."))
        return content

    def elements(self, name: str, *tags: str) -> Iterator[ElementTree.Element]:
        """The elements of a part with one of these tags, each forgotten when the next one comes."""
        try:
            for _event, element in ElementTree.iterparse(io.BytesIO(self.read(name))):  # noqa: S314
                if element.tag in tags:
                    yield element
                    element.clear()
        except ElementTree.ParseError as error:
            raise Refusal(_("This file is broken, or it is no spreadsheet.")) from error


def read_workbook(content: bytes) -> Iterator[Line]:
    """The lines of the first sheet that hold something, with their numbers. Raises Refusal where there is none."""
    return next(read_sheets(content), iter(()))


def read_sheets(content: bytes) -> Iterator[Iterator[Line]]:
    """The sheets that are shown, each with its lines that hold something: to be read one after the other.

    Raises Refusal where there is none.
    """
    package = Package(content)
    if "xl/workbook.xml" in package:
        return map(_bounded, islice(_xlsx(package), MAX_SHEETS))
    if "content.xml" in package:
        return map(_bounded, islice(_ods(package), MAX_SHEETS))
    raise Refusal(_("This file is broken, or it is no spreadsheet."))


def _bounded(lines: Iterator[Line]) -> Iterator[Line]:
    for count, (number, cells) in enumerate(lines, start=1):
        if count > MAX_ROWS:
            raise Refusal(_("The table has more than %(count)s rows. Please send it in parts.", count=MAX_ROWS))
        yield number, cells


def _xlsx(package: Package) -> Iterator[Iterator[Line]]:
    shared = [_xlsx_text(item) for item in _parts(package, "xl/sharedStrings.xml", f"{_MAIN}si")]
    dates = _date_styles(package)
    epoch = (
        _EPOCH_1904
        if any(_is_1904(element) for element in _parts(package, "xl/workbook.xml", f"{_MAIN}workbookPr"))
        else _EPOCH
    )
    for name in _sheet_names(package):
        yield _xlsx_sheet(package.elements(name, f"{_MAIN}row"), shared, dates, epoch)


def _xlsx_sheet(rows: Iterator[_Element], shared: list[str], dates: set[int], epoch: datetime) -> Iterator[Line]:
    for place, row in enumerate(rows, start=1):
        cells: dict[int, str] = {}
        for order, cell in enumerate(row.iter(f"{_MAIN}c")):
            column = _column(cell.get("r", ""), order)
            if column < MAX_COLUMNS and (text := _xlsx_value(cell, shared, dates, epoch)):
                cells[column] = text[:MAX_CELL]
        if cells:
            yield _number(row.get("r"), place), [cells.get(column, "") for column in range(max(cells) + 1)]


def _parts(package: Package, name: str, tag: str) -> Iterator[ElementTree.Element]:
    return package.elements(name, tag) if name in package else iter(())


def _is_1904(properties: ElementTree.Element) -> bool:
    return properties.get("date1904") in ("1", "true")


def _sheet_names(package: Package) -> Iterator[str]:
    shown = [
        sheet.get(_LINK)
        for sheet in _parts(package, "xl/workbook.xml", f"{_MAIN}sheet")
        if sheet.get("state", "visible") == "visible"
    ]
    links = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
    targets = {link.get("Id"): link.get("Target", "") for link in _parts(package, "xl/_rels/workbook.xml.rels", links)}
    for link_id in shown or [None]:
        target = targets.get(link_id, "")
        yield target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _date_styles(package: Package) -> set[int]:
    """The numbers of the cell styles that show a date or a time."""
    own: dict[int, str] = {}
    styles: list[int] = []
    for element in _parts(package, "xl/styles.xml", f"{_MAIN}styleSheet"):
        for form in element.iter(f"{_MAIN}numFmt"):
            own[_number(form.get("numFmtId"), 0)] = _QUOTED.sub("", form.get("formatCode", "")).lower()
        for cell_formats in element.iter(f"{_MAIN}cellXfs"):
            styles = [_number(style.get("numFmtId"), 0) for style in cell_formats.iter(f"{_MAIN}xf")]
    return {
        place
        for place, form in enumerate(styles)
        if (any(c in own[form] for c in "ymdh") if form in own else form in _DATES)
    }


def _xlsx_value(cell: ElementTree.Element, shared: list[str], dates: set[int], epoch: datetime) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v") or ""
    if kind == "inlineStr":
        return "".join(_xlsx_text(part) for part in cell.iter(f"{_MAIN}is"))
    if kind == "s":
        place = _number(value, -1)
        return shared[place] if 0 <= place < len(shared) else ""
    if kind in ("e", "b"):
        return "" if kind == "e" else value
    if kind == "n" and _number(cell.get("s"), -1) in dates:
        return _moment(value, epoch)
    return value.removesuffix(".0") if kind == "n" else value


def _xlsx_text(item: ElementTree.Element) -> str:
    # Phonetic marks (rPh) stand beside the text, not in it.
    runs = [part for part in item if part.tag in (f"{_MAIN}t", f"{_MAIN}r")]
    return "".join(text.text or "" for run in runs for text in run.iter(f"{_MAIN}t"))


def _moment(value: str, epoch: datetime) -> str:
    try:
        moment = epoch + timedelta(days=float(value))
    except (ValueError, OverflowError):
        return value
    moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return moment.date().isoformat() if moment.hour == moment.minute == moment.second == 0 else str(moment)


def _column(reference: str, order: int) -> int:
    letters = re.match(r"[A-Z]{1,3}", reference)
    if not letters:
        return order
    number = 0
    for letter in letters.group():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _ods(package: Package) -> Iterator[Iterator[Line]]:
    for first in (elements := package.elements("content.xml", f"{_TABLE}table-row", f"{_TABLE}table")):
        yield _ods_sheet(chain([first], elements))


def _ods_sheet(elements: Iterator[ElementTree.Element]) -> Iterator[Line]:
    number = 0
    for element in elements:
        # A table ends after its rows.
        if element.tag == f"{_TABLE}table":
            return
        cells = _ods_cells(element)
        repeated = max(1, _number(element.get(f"{_TABLE}number-rows-repeated"), 1))
        for offset in range(min(repeated, MAX_ROWS + 1) if cells else 0):
            yield number + offset + 1, cells
        number += repeated


def _ods_cells(row: ElementTree.Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell") or len(cells) >= MAX_COLUMNS:
            continue
        repeated = max(1, _number(cell.get(f"{_TABLE}number-columns-repeated"), 1))
        cells += [_ods_value(cell)] * min(repeated, MAX_COLUMNS - len(cells))
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _ods_value(cell: ElementTree.Element) -> str:
    if date := cell.get(f"{_OFFICE}date-value"):
        return date.removesuffix("T00:00:00")
    # Only its own paragraphs: a comment on the cell has some as well.
    return "\n".join(_ods_text(part) for part in cell if part.tag == f"{_TEXT}p")[:MAX_CELL]


def _ods_text(part: ElementTree.Element) -> str:
    said = [part.text or ""]
    for child in part:
        if child.tag == f"{_TEXT}s":
            said.append(" " * min(_number(child.get(f"{_TEXT}c"), 1), 100))
        elif child.tag in (f"{_TEXT}line-break", f"{_TEXT}tab"):
            said.append("\n" if child.tag.endswith("break") else " ")
        elif child.tag.startswith(_TEXT):
            said.append(_ods_text(child))
        said.append(child.tail or "")
    return "".join(said)
