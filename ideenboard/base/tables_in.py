"""Tables from outside: CSV as other programs write it, XLSX and ODS; text in cells, and a header with known names."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from ideenboard.base.errors import Refusal
from ideenboard.base.text import fold
from ideenboard.base.uploads import MAX_BYTES
from ideenboard.base.workbooks import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Line, read_sheets, read_workbook

# A cell that is too long is refused in its row, not with the whole file.
csv.field_size_limit(MAX_BYTES)
DELIMITERS = ",;\t"
ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Sheet:
    """A table whose header was read: `columns` has the meaning of each column, None for one that nobody knows."""

    header: list[str]
    columns: list[str | None]
    body: Iterable[Line]

    @property
    def unread(self) -> list[str]:
        """The names of the columns that nobody knows."""
        return [cell for cell, column in zip(self.header, self.columns, strict=True) if column is None and cell]

    def lines(self) -> Iterator[Line]:
        """The lines that hold something, with their number in the file. Raises Refusal where the file is broken."""
        return (line for line in self.body if any(cell.strip() for cell in line[1]))

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """One line by the meaning of its cells; of two columns that mean the same, the first counts."""
        values: dict[str, str] = {}
        for column, cell in zip(self.columns, cells, strict=False):
            if column:
                values.setdefault(column, cell)
        return values


def open_sheet(content: bytes, meanings: dict[str, Collection[str]], needed: Sequence[Collection[str]]) -> Sheet:
    """Read the header of a spreadsheet or a CSV file: UTF-8 with or without BOM, parted by `,`, `;` or tab.

    meanings: what a column means, with its names in folded form. needed: of each of these meanings there must be one.
    Raises Refusal where it is no such table.
    """
    is_workbook = content.startswith(ZIP)
    lines = read_workbook(content) if is_workbook else _csv_lines(_decoded(content), meaning_by_name(meanings))
    _number, header = next(lines, (1, []))
    columns = guess_columns(header, meanings)
    for choice in needed:
        if not set(choice) & set(columns):
            said = ", ".join(header)[:200] or "nothing"
            raise Refusal(f"The first line names no column {' or '.join(choice)}. It says: {said}")
    return Sheet(header, columns, lines)


def meaning_by_name(meanings: dict[str, Collection[str]]) -> dict[str, str]:
    """What a column of this name means, by the folded name."""
    return {name: meaning for meaning, names in meanings.items() for name in names}


def guess_columns(header: Sequence[str], meanings: dict[str, Collection[str]]) -> list[str | None]:
    """What the columns mean, as far as their names are known."""
    known = meaning_by_name(meanings)
    return [known.get(_name(cell)) for cell in header]


def _csv_lines(text: str, known: Collection[str]) -> Iterator[Line]:
    first = io.StringIO(text, newline="").readline()
    # csv.Sniffer guesses from the texts and is wrong where they hold many commas.
    delimiter = max(
        DELIMITERS, key=lambda mark: (sum(_name(cell) in known for cell in first.split(mark)), first.count(mark))
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise Refusal(f"Line {reader.line_num} is no CSV: {error}.") from error


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refusal(f"Line {line} is not UTF-8. Please save the table as 'CSV UTF-8'.") from error


def _name(cell: str) -> str:
    return fold(cell.strip().strip('"').strip())


@dataclass(frozen=True)
class Grid:
    """An uploaded table as it stands: the first line that holds something is the header, the others follow."""

    header: list[str]
    lines: list[Line] = field(default_factory=list)
    # An old encoding was taken for what it usually is: somebody should look at the umlauts.
    is_guessed: bool = False


def read_upload(upload: FileStorage, meanings: dict[str, Collection[str]], link: str = "") -> Grid:
    """The table in an uploaded file, whatever kind it is. Raises Refusal where it is none, or beyond all bounds.

    Of several sheets it is the first one that names a known column. With a `link`, the sheets after it that have a
    column of this meaning go on in its lines, with columns of their own.
    """
    content = upload.read(MAX_BYTES + 1)
    upload.close()
    if len(content) > MAX_BYTES:
        raise Refusal(_("The file is larger than %(size)s MB.", size=MAX_BYTES // 1024 // 1024), 413)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(_("This is an old Excel file (.xls) or it has a password. Please save it as .xlsx without one."))
    if content.startswith(ZIP):
        return _grid(_joined([list(lines) for lines in read_sheets(content)], meanings, link), is_guessed=False)
    text, is_guessed = _read_text(content)
    return _grid(_csv_lines(text, meaning_by_name(meanings)), is_guessed=is_guessed)


def _joined(sheets: list[list[Line]], meanings: dict[str, Collection[str]], link: str) -> Iterator[Line]:
    """The lines of the sheet that is meant, the header first, and of those that go on with it."""
    known = [(lines, guess_columns(lines[0][1], meanings)) for lines in sheets if lines]
    place = next((place for place, (_lines, columns) in enumerate(known) if any(columns)), 0)
    more = [lines for lines, columns in known[place + 1 :] if link and link in columns]
    lines = known[place][0] if known else []
    if not more:
        return iter(lines)
    return _beside([lines, *more])


def _beside(sheets: list[list[Line]]) -> Iterator[Line]:
    widths = [max(len(cells) for _number, cells in lines) for lines in sheets]
    # Each header as wide as its lines: the columns of the next sheet begin after them.
    header = [name for lines, width in zip(sheets, widths, strict=True) for name in _padded(lines[0][1], width)]
    yield sheets[0][0][0], header
    for place, lines in enumerate(sheets):
        before = [""] * sum(widths[:place])
        yield from ((number, before + cells) for number, cells in lines[1:])


def _padded(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))


def _read_text(content: bytes) -> tuple[str, bool]:
    """The text of a CSV file, and whether its encoding was guessed."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and b"\0" in content:
        raise Refusal(_("This is no table. Excel (.xlsx), OpenDocument (.ods) and CSV can be read."))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding), encoding == "cp1252"
        except UnicodeDecodeError:
            continue
    raise Refusal(_("The letters of this file cannot be read. Please save it as CSV UTF-8."))


def _grid(lines: Iterator[Line], *, is_guessed: bool) -> Grid:
    filled = ((number, cells) for number, cells in lines if any(cell.strip() for cell in cells))
    _number, header = next(filled, (0, []))
    kept: list[Line] = []
    for number, cells in filled:
        if len(kept) == MAX_ROWS:
            raise Refusal(_("The table has more than %(count)s rows. Please send it in parts.", count=MAX_ROWS))
        kept.append((number, [cell[:MAX_CELL] for cell in cells[:MAX_COLUMNS]]))
    if not kept:
        raise Refusal(_("This table holds nothing but its first line. The first line names the columns."))
    return Grid([cell.strip()[:200] for cell in header[:MAX_COLUMNS]], kept, is_guessed)
