"""Lists of cards: what each card shows, a stretch at a time, and what a list can be narrowed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import abort
from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    cast,
    func,
    select,
    true,
    tuple_,
)

from ideenboard.base.db import db
from ideenboard.base.ids import read_id
from ideenboard.base.text import fold
from ideenboard.comments.models import Thread
from ideenboard.contributions.models import Contribution, Kind, Photo, Status, Support
from ideenboard.contributions.queries import left_a_gap, photo_shown, public, was_shown
from ideenboard.contributions.rules import Facets, Filter, Order
from ideenboard.processes.models import District, Process, Theme, Workshop
from ideenboard.processes.rules import Actor

PAGE = 25
# A card shows the beginning of the details; the last characters tell only that there is more.
EXCERPT = 150
# What a list shows of a photo that others may see.
_PHOTO = (
    Photo.small_width.label("photo_width"),
    Photo.small_height.label("photo_height"),
    Photo.description.label("photo_description"),
)


@dataclass(frozen=True)
class Page:
    """A stretch of a list: its cards, and the mark where the next stretch begins."""

    cards: Sequence[Row[*tuple[Any, ...]]]
    next: str | None


def board_page(workshop_id: int, wanted: Filter, after: str | None) -> Page:
    """One stretch of a workshop's published cards."""
    return _page(_board(wanted.order), wanted, after, workshop=workshop_id)


def public_page(process_id: int, wanted: Filter, after: str | None) -> Page:
    """One stretch of what a process shows to everybody."""
    return _page(_public(wanted.order), wanted, after, process=process_id)


@cache
def _board(order: Order) -> Select[*tuple[Any, ...]]:
    scope = and_(Contribution.workshop_id == bindparam("workshop"), Contribution.status == Status.PUBLISHED)
    return _in_order(_listed().where(scope), order)


@cache
def _public(order: Order) -> Select[*tuple[Any, ...]]:
    return _in_order(_listed().where(Contribution.process_id == bindparam("process"), public()), order)


def _listed() -> Select[*tuple[Any, ...]]:
    """Just the columns that a card shows in a list."""
    return (
        select(
            Contribution.id,
            Contribution.kind,
            Contribution.title,
            func.substr(Contribution.text, 1, EXCERPT).label("text"),
            Contribution.created_at,
            District.name.label("district"),
            Contribution.support_count,
            Thread.comment_count,
            *_PHOTO,
        )
        .join(Thread, Thread.id == Contribution.thread_id)
        .outerjoin(District, District.id == Contribution.district_id)
        .outerjoin(Photo, photo_shown())
    )


def stands_behind(contribution_id: SQLColumnExpression[int], participant_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a participant stands behind a contribution, as a column of a statement that finds both."""
    return (
        select(Support.contribution_id)
        .where(Support.contribution_id == contribution_id, Support.participant_id == participant_id)
        .exists()
    )


def supported_by(participant_id: ColumnElement[int]) -> ColumnElement[str | None]:
    """The contributions that a participant stands behind, as one column of a statement that finds the participant."""
    numbers = func.aggregate_strings(cast(Support.contribution_id, String), ",")
    return select(numbers).where(Support.participant_id == participant_id).scalar_subquery()


def _key(order: Order) -> tuple[Any, ...]:
    return (Contribution.support_count, Contribution.id) if order is Order.SUPPORTED else (Contribution.id,)


def _in_order(query: Select[*tuple[Any, ...]], order: Order) -> Select[*tuple[Any, ...]]:
    return query.order_by(*(column.desc() for column in _key(order))).limit(PAGE + 1)


def _page(query: Select[*tuple[Any, ...]], wanted: Filter, after: str | None, **values: int | None) -> Page:
    key = _key(wanted.order)
    conditions = _narrowed(wanted)
    if after:
        conditions.append(tuple_(*key) < tuple_(*_read_mark(after, len(key))))
    if conditions:
        query = query.where(*conditions)
    rows = db.session.execute(query, values).all()
    if len(rows) <= PAGE:
        return Page(rows, None)
    last = rows[PAGE - 1]
    return Page(rows[:PAGE], ".".join(str(getattr(last, column.key)) for column in key))


def _narrowed(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind:
        conditions.append(Contribution.kind == wanted.kind)
    if wanted.theme_id:
        conditions.append(Contribution.theme_id == wanted.theme_id)
    if wanted.district_id:
        conditions.append(Contribution.district_id == wanted.district_id)
    if wanted.workshop_id:
        conditions.append(Contribution.workshop_id == wanted.workshop_id)
    conditions += [Contribution.folded.contains(fold(word), autoescape=True) for word in wanted.words.split()[:8]]
    return conditions


def gaps(process_id: int, wanted: Filter, stretch: Page, after: str | None) -> Sequence[Row[*tuple[Any, ...]]]:
    """What was hidden within a stretch of the public list."""
    return _gaps(and_(Contribution.process_id == process_id, left_a_gap()), wanted, stretch, after)


def board_gaps(workshop_id: int, wanted: Filter, stretch: Page, after: str | None) -> Sequence[Row[*tuple[Any, ...]]]:
    """What was hidden within a stretch of a workshop's cards, with the process whose charter says why."""
    return _gaps(and_(Contribution.workshop_id == workshop_id, was_shown()), wanted, stretch, after)


def _gaps(
    scope: ColumnElement[bool], wanted: Filter, stretch: Page, after: str | None
) -> Sequence[Row[*tuple[Any, ...]]]:
    # Only in the order of time: how much support it had is nobody's business now, and neither are its words.
    if wanted.words or wanted.order is not Order.NEWEST:
        return []
    query = select(Contribution.id, Contribution.placeholder, Process.slug).join(Process)
    query = query.where(scope, *_narrowed(wanted))
    if after:
        query = query.where(Contribution.id < _read_mark(after, 1)[0])
    if stretch.next:
        query = query.where(Contribution.id > stretch.cards[-1].id)
    return db.session.execute(query.order_by(Contribution.id.desc()).limit(PAGE)).all()


def _read_mark(mark: str, parts: int) -> list[int]:
    numbers = [number for number in map(read_id, mark.split(".")) if number is not None]
    return numbers if len(numbers) == parts == mark.count(".") + 1 else abort(404)


def cards() -> Select[*tuple[Any, ...]]:
    """Select the columns that an author sees of a card."""
    return (
        select(
            Contribution.id,
            Contribution.kind,
            Contribution.title,
            Contribution.text,
            Contribution.status,
            Contribution.support_count,
            Contribution.created_at,
            Contribution.receipt_code,
            Contribution.workshop_id,
            District.name.label("district"),
            Thread.comment_count,
            *_PHOTO,
        )
        .join(Thread, Thread.id == Contribution.thread_id)
        .outerjoin(District, District.id == Contribution.district_id)
        .outerjoin(Photo, photo_shown())
    )


def own_cards(actor: Actor) -> Sequence[Row[*tuple[Any, ...]]]:
    """Everything this device has brought in, over all workshops, newest first, each with its workshop's title."""
    query = cards().add_columns(Workshop.title.label("workshop"))
    query = query.outerjoin(Workshop, Workshop.id == Contribution.workshop_id)
    query = query.where(Contribution.participant_id == actor.participant_id)
    return db.session.execute(query.order_by(Contribution.id.desc())).all()


def facets(workshop_id: int) -> Facets:
    """How many cards of each kind and theme a workshop shows, in one query."""
    return _facets(Contribution.workshop_id == workshop_id, Contribution.status == Status.PUBLISHED)


def public_facets(process_id: int, workshop: Workshop | None) -> Facets:
    """How many cards of each kind, theme and district a process, or one room of it, shows to everybody."""
    room = Contribution.workshop_id == workshop.id if workshop else true()
    return _facets(Contribution.process_id == process_id, public(), room)


def _facets(*scope: ColumnElement[bool]) -> Facets:
    theme, district = Theme.name.label("theme"), District.name.label("district")
    keys = (Contribution.kind, Contribution.theme_id, theme, Contribution.district_id, district)
    rows = db.session.execute(
        select(*keys, func.count().label("count"))
        .outerjoin(Theme, Theme.id == Contribution.theme_id)
        .outerjoin(District, District.id == Contribution.district_id)
        .where(*scope)
        .group_by(*keys, Theme.position, District.position)
        .order_by(Theme.position, District.position, Contribution.theme_id, Contribution.district_id)
    ).all()
    return Facets(
        kinds={kind: sum(row[-1] for row in rows if row.kind is kind) for kind in Kind},
        themes={row.theme_id: row.theme for row in rows if row.theme_id is not None},
        districts={row.district_id: row.district for row in rows if row.district_id is not None},
    )
