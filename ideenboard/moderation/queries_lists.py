"""The queue of a process: a stretch at a time, narrowed, with the numbers on its chips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import aliased

from ideenboard.base.db import db
from ideenboard.base.text import fold
from ideenboard.comments.queries import is_answered
from ideenboard.contributions.models import Contribution, Kind, Status
from ideenboard.contributions.queries_photos import waiting_count
from ideenboard.moderation.models import Assignment
from ideenboard.moderation.queries import AnyRow, rows
from ideenboard.moderation.rules import NONE, PILES, Wanted
from ideenboard.people.models import Account
from ideenboard.processes.models import Coordination, District, DistrictCoordination, StakeholderGroup, Theme, Workshop
from ideenboard.processes.queries_care import on_desk, own_districts
from ideenboard.processes.rules import Actor

PAGE = 25
# Everything that a queue can be narrowed to: by the name of the list, its entries as (id, name) in their order.
Choices: TypeAlias = dict[str, list[tuple[int, str]]]


@dataclass(frozen=True)
class Counts:
    """How many cards lie in each pile, and of each kind in the pile at hand."""

    piles: dict[Status, int]
    kinds: dict[Kind, int]
    photos: int

    @property
    def total(self) -> int:
        """How many there are in all piles."""
        return sum(self.piles.values())


def queue_page(
    process_id: int, wanted: Wanted, after: int | None, *, by: Actor, at: datetime
) -> tuple[Sequence[AnyRow], int | None]:
    """One stretch of the queue, newest first, and the mark where the next one begins."""
    found = db.session.execute(stretch(process_id, wanted, after, by=by, at=at)).all()
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def stretch(process_id: int, wanted: Wanted, after: int | None, *, by: Actor, at: datetime) -> Select[*tuple[Any, ...]]:
    """The statement behind one stretch; it comes out of an index in its order."""
    query = rows(by, at).where(*_scope(process_id, wanted, by))
    if after is not None:
        query = query.where(Contribution.id < after)
    return query.order_by(Contribution.id.desc()).limit(PAGE + 1)


def counts(process_id: int, wanted: Wanted, *, by: Actor) -> Counts:
    """The numbers on the chips: those of the cards from one query, and of the photos from another."""
    query = select(Contribution.status, Contribution.kind, func.count()).where(*_narrowed(process_id, wanted, by))
    found = db.session.execute(query.group_by(Contribution.status, Contribution.kind)).all()
    found = [row for row in found if row[0] in PILES]
    shown = PILES if wanted.status is None else (wanted.status,)
    return Counts(
        piles={pile: sum(n for s, kind, n in found if s is pile and wanted.kind in (None, kind)) for pile in PILES},
        kinds={kind: sum(n for s, k, n in found if s in shown and k is kind) for kind in Kind},
        photos=waiting_count(process_id, by),
    )


def next_card(process_id: int, wanted: Wanted, after: int, *, by: Actor) -> int | None:
    """The card to look at after this one: the next older in the pile, else the newest."""
    query = select(Contribution.id).where(*_scope(process_id, wanted, by), Contribution.id != after)
    query = query.order_by(Contribution.id.desc()).limit(1)
    return db.session.scalar(query.where(Contribution.id < after)) or db.session.scalar(query)


def choices(process_id: int, by: Actor) -> Choices:
    """What the queue of a process can be narrowed to, in one query."""
    lists = (
        ("district", District, own_districts(by, process_id)),
        ("theme", Theme, Theme.process_id == process_id),
        ("group", StakeholderGroup, StakeholderGroup.process_id == process_id),
    )
    parts = [
        select(literal("workshop"), Workshop.number, Workshop.id, Workshop.title).where(
            Workshop.process_id == process_id
        ),
        *(select(literal(name), model.position, model.id, model.name).where(scope) for name, model, scope in lists),
        select(literal("assignee"), literal(0), Account.id, Account.name)
        .join(Coordination, Coordination.account_id == Account.id)
        .where(Coordination.process_id == process_id),
        select(literal("assignee"), literal(0), Account.id, Account.name)
        .join(DistrictCoordination, DistrictCoordination.account_id == Account.id)
        .join(DistrictCoordination.district)
        .where(District.process_id == process_id)
        .distinct(),
    ]
    found: Choices = {"workshop": [], "district": [], "theme": [], "group": [], "assignee": []}
    rows = db.session.execute(union_all(*parts)).all()
    for name, number, row_id, label in sorted(rows, key=lambda row: (row[1], row[3], row[2])):
        found[name].append((row_id, f"{number}. {label}" if name == "workshop" else label))
    return found


def colleagues(found: list[tuple[int, str]], by: Actor) -> list[tuple[int, str]]:
    """To whom a card can be given: the coordinators of the process that were found, and oneself."""
    mine = (by.account_id or 0, by.account_name)
    return found if mine in found else [*found, mine]


def _scope(process_id: int, wanted: Wanted, by: Actor) -> list[ColumnElement[bool]]:
    conditions = _narrowed(process_id, wanted, by)
    # Equal to one of the piles, or of no matter in which: both come out of an index in the order of the list.
    status = Contribution.status
    conditions.append(status == wanted.status if wanted.status else status != Status.WITHDRAWN)
    conditions += [Contribution.kind == wanted.kind] if wanted.kind else []
    return conditions


def _narrowed(process_id: int, wanted: Wanted, by: Actor) -> list[ColumnElement[bool]]:
    """All but pile and kind, of which the chips count every one."""
    columns = {
        Contribution.workshop_id: wanted.workshop_id,
        Contribution.district_id: wanted.district_id,
        Contribution.theme_id: wanted.theme_id,
        Contribution.group_id: wanted.group_id,
    }
    conditions: list[ColumnElement[bool]] = [on_desk(by, process_id, Contribution)]
    chosen = {column: value for column, value in columns.items() if value is not None}
    conditions += [column == value if value else column.is_(None) for column, value in chosen.items()]
    conditions += [Contribution.folded.contains(fold(word), autoescape=True) for word in wanted.words.split()[:8]]
    if wanted.assignee_id is not None:
        conditions.append(_is_with(wanted.assignee_id))
    if wanted.is_unanswered:
        conditions.append(~is_answered(Contribution.thread_id))
    return conditions


def _is_with(account_id: int) -> ColumnElement[bool]:
    # Asked card by card, so that the list still comes out of its own index in order.
    given = aliased(Assignment)
    found = select(given.account_id).where(given.contribution_id == Contribution.id)
    return found.where(given.account_id == account_id).exists() if account_id != NONE else ~found.exists()
