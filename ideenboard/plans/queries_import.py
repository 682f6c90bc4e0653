"""What would become of each measure of an uploaded plan."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.base.said import N_
from ideenboard.base.text import fold
from ideenboard.contributions.models import TableImport
from ideenboard.contributions.queries_import import Names, sheet_of
from ideenboard.contributions.rules_import import Unusable
from ideenboard.plans.models import Measure, Plan
from ideenboard.plans.rules_import import PlanRow, read_plan


@dataclass(frozen=True)
class Planned:
    """A measure of a table: into whose plan it goes, and the measure there that has its title already."""

    row: PlanRow | Unusable
    district_id: int | None = None
    theme_id: int | None = None
    twin_id: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_unusable(self) -> bool:
        """Whether it cannot become a measure."""
        return isinstance(self.row, Unusable)

    @property
    def is_new(self) -> bool:
        """Whether it goes into the plan."""
        return not self.is_unusable and self.twin_id is None

    @property
    def has_notes(self) -> bool:
        """Whether somebody should look at it."""
        return not self.is_new or bool(self.notes)


def assess(table: TableImport) -> list[Planned]:
    """Every measure of a table, with what speaks against it. A measure is known by its title within its plan.

    Of several with one title, which a table tells apart by their numbers, the first is the first one there.
    """
    names, known = Names.of(table.process_id), _titles(table.process_id)
    lines: dict[tuple[int | None, str, str], int] = {}
    assessed = []
    for row in read_plan(sheet_of(table)):
        if isinstance(row, Unusable):
            assessed.append(Planned(row))
            continue
        place = names.district_id(row, table.settings["district"])
        title, notes = fold(row.title), (*row.notes, *names.unknown(row))
        # Two names of one place, or an unknown one, can lead into the same plan.
        if (above := lines.setdefault((place, title, fold(row.number)), row.line)) != row.line:
            assessed.append(Planned(Unusable(row.line, N_("line %(number)s has the same title", number=above))))
        else:
            twins = known[place, title]
            twin_id = twins.pop(0) if twins else None
            assessed.append(Planned(row, place, names.theme_id(row, None), twin_id, notes))
    return assessed


def _titles(process_id: int) -> dict[tuple[int | None, str], list[int]]:
    query = select(Plan.district_id, Measure.title, Measure.id).join(Plan, Plan.id == Measure.plan_id)
    found: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    for district_id, title, measure_id in db.session.execute(
        query.where(Plan.process_id == process_id).order_by(Measure.id)
    ):
        found[district_id, fold(title)].append(measure_id)
    return found


def public_places(process_id: int) -> set[int | None]:
    """The districts whose plan is public, None for the whole process."""
    query = select(Plan.district_id).where(Plan.process_id == process_id, Plan.published_at.is_not(None))
    return set(db.session.scalars(query))
