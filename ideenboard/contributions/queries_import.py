"""Uploaded tables: which there are, what stands in them, and what would become of each row."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Protocol

from flask import abort
from sqlalchemy import select

from ideenboard.base import uploads
from ideenboard.base.db import db
from ideenboard.base.said import N_, Said
from ideenboard.base.tables_in import Sheet
from ideenboard.base.text import fold
from ideenboard.contributions.models import Brings, Contribution, TableImport
from ideenboard.contributions.rules_import import Row, Unusable, read_rows, short_name
from ideenboard.processes.queries import districts_of, themes_of

ALL = slice(None)
EVERYWHERE = {
    *("stadtweit", "gesamte stadt", "ganze stadt", "city-wide", "whole city"),
    *("das ganze verfahren", "the whole process"),
}


class Alike(StrEnum):
    """How much two contributions say the same."""

    SAME = auto()
    NEARLY = auto()
    SIMILAR = auto()


@dataclass(frozen=True)
class Twin:
    """What says the same already, or something similar: a contribution that is here, or an earlier row of the table."""

    alike: Alike
    contribution_id: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class Assessed:
    """A row of a table, and what says the same already."""

    row: Row | Unusable
    twin: Twin | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_unusable(self) -> bool:
        """Whether it cannot become a contribution."""
        return isinstance(self.row, Unusable)

    @property
    def has_notes(self) -> bool:
        """Whether somebody should look at it."""
        return self.is_unusable or self.twin is not None or bool(self.notes)


class Named(Protocol):
    """A district or a theme."""

    id: int
    name: str


class Placed(Protocol):
    """A row that names a district and a theme as they stand in the table, or leaves them empty."""

    @property
    def district(self) -> str:
        """The name of the district."""

    @property
    def theme(self) -> str:
        """The name of the theme."""


class Names:
    """Districts and themes by the names and short names that tables use."""

    def __init__(self, districts: Sequence[Named], themes: Sequence[Named] = ()) -> None:
        self.districts, self.themes = ({short_name(row.name): row.id for row in rows} for rows in (districts, themes))

    @classmethod
    def of(cls, process_id: int) -> "Names":
        """Those of a process."""
        return cls(districts_of(process_id), themes_of(process_id))

    def district_id(self, row: Placed, otherwise: int | None) -> int | None:
        """The district of a row; `otherwise` where it names none that is known."""
        return None if fold(row.district) in EVERYWHERE else self.districts.get(short_name(row.district), otherwise)

    def theme_id(self, row: Placed, otherwise: int | None) -> int | None:
        """The theme of a row; `otherwise` where it names none that is known."""
        return self.themes.get(short_name(row.theme), otherwise)

    def unknown(self, row: Placed) -> Iterator[Said]:
        """What a row names that the process does not have."""
        district, theme = short_name(row.district), short_name(row.theme)
        if district and district not in self.districts and fold(row.district) not in EVERYWHERE:
            yield N_("the district %(name)r is unknown", name=row.district[:40])
        if theme and theme not in self.themes:
            yield N_("the theme %(name)r is unknown", name=row.theme[:40])


def imports_of(process_id: int, brings: Brings = Brings.CONTRIBUTIONS) -> Sequence[TableImport]:
    """The uploaded tables of a process, the latest first."""
    query = select(TableImport).where(TableImport.process_id == process_id, TableImport.brings == brings)
    return db.session.scalars(query.order_by(TableImport.id.desc())).all()


def get_import_or_404(
    process_id: int, import_id: int, brings: Brings = Brings.CONTRIBUTIONS, *, to_change: bool = False
) -> TableImport:
    """An uploaded table of a process, held until the commit where it is to be changed."""
    own = TableImport.process_id == process_id, TableImport.brings == brings
    query = select(TableImport).where(TableImport.id == import_id, *own)
    return db.session.scalar(query.with_for_update() if to_change else query) or abort(404)


def sheet_of(table: TableImport, stretch: slice = ALL) -> Sheet:
    """What stands in an uploaded table, or in a stretch of its lines; 404 where it has been imported or discarded."""
    path = uploads.folder() / table.stored_name
    if not table.stored_name or not path.is_file():
        abort(404)
    content = json.loads(path.read_text())
    columns = [column or None for column in table.settings["columns"]]
    return Sheet(content["header"], columns, [(number, cells) for number, cells in content["lines"][stretch]])


def assess(table: TableImport, stretch: slice = ALL) -> list[Assessed]:
    """Every row of a table, or of a stretch of it, with what speaks against it; twins as they were when it was set."""
    twins, names = table.settings.get("twin_of", {}), Names.of(table.process_id)
    assessed = []
    for row in read_rows(sheet_of(table, stretch)):
        if isinstance(row, Unusable):
            assessed.append(Assessed(row))
        else:
            found = twins.get(str(row.line))
            twin = Twin(Alike(found[0]), *found[1:]) if found else None
            assessed.append(Assessed(row, twin, (*row.notes, *names.unknown(row))))
    return assessed


def titles_of_twins(shown: Sequence[Assessed], rows: Sequence[Assessed]) -> dict[Twin, str]:
    """What the twins of the rows that are shown are called. `rows`: all of the table."""
    twins = {one.twin for one in shown if one.twin}
    cards = select(Contribution.id, Contribution.title).where(Contribution.id.in_({t.contribution_id for t in twins}))
    titles: dict[tuple[int | None, int | None], str] = {(row.id, None): row.title for row in db.session.execute(cards)}
    titles |= {(None, one.row.line): one.row.title for one in rows if isinstance(one.row, Row)}
    return {twin: titles.get((twin.contribution_id, twin.line), "") for twin in twins}
