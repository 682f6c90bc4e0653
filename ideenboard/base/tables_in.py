"""CSV tables as other programs write them: their dialect is told by the header, which has known names."""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ideenboard.base.errors import Refusal
from ideenboard.base.text import fold


@dataclass(frozen=True)
class Sheet:
    """A table whose header was read: `columns` has the meaning of each column, None for one that nobody knows."""

    header: list[str]
    columns: list[str | None]
    reader: Any

    @property
    def unread(self) -> list[str]:
        """The names of the columns that nobody knows."""
        return [cell for cell, column in zip(self.header, self.columns, strict=True) if column is None and cell]

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """The lines that hold something, with their number in the file. Raises Refusal where the file is broken."""
        try:
            for cells in self.reader:
                if any(cell.strip() for cell in cells):
                    yield self.reader.line_num, cells
        except csv.Error as error:
            raise Refusal(f"Line {self.reader.line_num} is no CSV: {error}.") from error

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """One line by the meaning of its cells; of two columns that mean the same, the first counts."""
        values: dict[str, str] = {}
        for column, cell in zip(self.columns, cells, strict=False):
            if column:
                values.setdefault(column, cell)
        return values


def open_sheet(content: bytes, meanings: dict[str, Collection[str]], needed: Sequence[Collection[str]]) -> Sheet:
    """Read the header of a CSV file: UTF-8 with or without BOM, parted by `,`, `;` or tab.

    meanings: what a column means, with its names in folded form. needed: of each of these meanings there must be one.
    Raises Refusal where it is no such table.
    """
    text = _decoded(content)
    meaning_of = {name: meaning for meaning, names in meanings.items() for name in names}
    first = io.StringIO(text, newline="").readline()
    # csv.Sniffer guesses from the texts and is wrong where they hold many commas.
    delimiter = max(",;\t", key=lambda mark: sum(_name(cell) in meaning_of for cell in first.split(mark)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader, [])
    except csv.Error as error:
        raise Refusal(f"Line {reader.line_num} is no CSV: {error}.") from error
    columns = [meaning_of.get(_name(cell)) for cell in header]
    for choice in needed:
        if not set(choice) & set(columns):
            said = ", ".join(header)[:200] or "nothing"
            raise Refusal(f"The first line names no column {' or '.join(choice)}. It says: {said}")
    return Sheet(header, columns, reader)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refusal(f"Line {line} is not UTF-8. Please save the table as 'CSV UTF-8'.") from error


def _name(cell: str) -> str:
    return fold(cell.strip().strip('"').strip())
