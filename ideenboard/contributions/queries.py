"""Finding contributions: one scope for everybody, and lists that cost the same whatever their length."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select, true, tuple_
from sqlalchemy.orm import joinedload

from ideenboard.base.db import db, hold
from ideenboard.base.errors import Refusal
from ideenboard.base.ids import read_id
from ideenboard.base.text import fold
from ideenboard.comments.models import Thread
from ideenboard.contributions.models import Contribution, Kind, Status, Support
from ideenboard.contributions.rules import Facets, Filter, Order
from ideenboard.processes.models import District, Process, Theme, Workshop
from ideenboard.processes.queries import current_actor
from ideenboard.processes.rules import Act, Actor, may

PAGE = 25


@dataclass(frozen=True)
class Page:
    """A stretch of a list: its cards, and the mark where the next stretch begins."""

    cards: Sequence[Row[Any]]
    next: str | None


def public() -> ColumnElement[bool]:
    """Contributions that everybody may read: published, of a published process, their room's collection released."""
    open_workshops = select(Workshop.id).where(Workshop.published_at.is_not(None))
    open_processes = select(Process.id).where(Process.published_at.is_not(None))
    return and_(
        Contribution.status == Status.PUBLISHED,
        Contribution.process_id.in_(open_processes),
        or_(Contribution.workshop_id.is_(None), Contribution.workshop_id.in_(open_workshops)),
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one scope of every list, fragment, export, search and picture: what this actor may read."""
    if actor.is_admin:
        return true()
    own = Contribution.participant_id == actor.participant_id if actor.participant_id else false()
    room = and_(Contribution.workshop_id.in_(actor.joined), Contribution.status == Status.PUBLISHED)
    return or_(public(), own, room, Contribution.process_id.in_(actor.coordinates))


def get_visible_or_404(contribution_id: int) -> Contribution:
    """A contribution that this request may read."""
    query = select(Contribution).where(Contribution.id == contribution_id, visible_to(current_actor()))
    return db.session.scalar(query) or abort(404)


def get_own_or_404(contribution_id: int) -> Contribution:
    """A contribution of this device: 404 where it may not be read, 403 where it is somebody else's."""
    contribution = get_visible_or_404(contribution_id)
    actor = current_actor()
    return contribution if actor.participant_id and contribution.participant_id == actor.participant_id else abort(403)


def get_in_room_or_404(contribution_id: int) -> Contribution:
    """A card of a room this device sits in, which keeps its phase until the commit.

    404 where the card may not be read, 403 from outside of the room.
    """
    contribution = get_visible_or_404(contribution_id)
    workshop = contribution.workshop
    if workshop is None or not current_actor().has_joined(workshop.id):
        abort(403)
    hold(workshop)
    return contribution


def get_open_or_404(contribution_id: int, act: Act) -> Contribution:
    """The same, for an act that may be done now. Raises Refusal where it is not open."""
    contribution = get_in_room_or_404(contribution_id)
    if not is_open(contribution, act):
        raise Refusal(_("This is not open any more. Your text is still here."), 409)
    return contribution


def is_open(contribution: Contribution, act: Act) -> bool:
    """Whether the room of a card may do this with it now."""
    workshop = contribution.workshop
    return workshop is not None and may(act, workshop.phase) and contribution.status is Status.PUBLISHED


def is_supported(contribution_id: int, actor: Actor) -> bool:
    """Whether this participant stands behind a contribution."""
    return (
        actor.participant_id is not None
        and db.session.get(Support, (contribution_id, actor.participant_id)) is not None
    )


def by_receipt(code: str) -> Contribution | None:
    """The contribution of a receipt. Whoever holds the receipt may see its fate."""
    query = select(Contribution).where(Contribution.receipt_code == code)
    return db.session.scalar(query.options(joinedload(Contribution.workshop), joinedload(Contribution.district)))


def by_receipts(codes: Collection[str]) -> Sequence[Contribution]:
    """The contributions of several receipts, the newest first."""
    query = select(Contribution).where(Contribution.receipt_code.in_(codes)).options(joinedload(Contribution.workshop))
    return db.session.scalars(query.order_by(Contribution.id.desc())).all()


def cards(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Select just the columns that a card shows, and what this participant has to do with it."""
    supported = (
        select(Support.contribution_id)
        .where(Support.contribution_id == Contribution.id, Support.participant_id == actor.participant_id)
        .exists()
    )
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
            Theme.name.label("theme"),
            Thread.comment_count,
            (supported if actor.participant_id else false()).label("is_supported"),
            (Contribution.participant_id == actor.participant_id if actor.participant_id else false()).label("is_own"),
        )
        .join(Thread, Thread.id == Contribution.thread_id)
        .outerjoin(District, District.id == Contribution.district_id)
        .outerjoin(Theme, Theme.id == Contribution.theme_id)
    )


def board_page(workshop_id: int, actor: Actor, wanted: Filter, after: str | None) -> Page:
    """One stretch of a workshop's published cards."""
    scope = and_(Contribution.workshop_id == workshop_id, Contribution.status == Status.PUBLISHED)
    return _page(cards(actor).where(scope), wanted, after)


def public_page(process_id: int, actor: Actor, wanted: Filter, after: str | None) -> Page:
    """One stretch of what a process shows to everybody."""
    return _page(cards(actor).where(Contribution.process_id == process_id, public()), wanted, after)


def own_cards(actor: Actor) -> Sequence[Row[Any]]:
    """Everything this device has brought in, over all workshops, newest first, each with its workshop's title."""
    query = cards(actor).add_columns(Workshop.title.label("workshop"))
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


def published_count(workshop_id: int) -> int:
    """How many cards a workshop shows."""
    shown = select(func.count()).where(Contribution.workshop_id == workshop_id, Contribution.status == Status.PUBLISHED)
    return db.session.scalar(shown) or 0


def _page(query: Select[Any], wanted: Filter, after: str | None) -> Page:
    query = query.where(*_narrowed(wanted))
    by_support = wanted.order is Order.SUPPORTED
    key = tuple_(Contribution.support_count, Contribution.id) if by_support else tuple_(Contribution.id)
    if after:
        query = query.where(key < tuple_(*_read_mark(after, len(key.clauses))))
    rows = db.session.execute(query.order_by(*(column.desc() for column in key.clauses)).limit(PAGE + 1)).all()
    if len(rows) <= PAGE:
        return Page(rows, None)
    last = rows[PAGE - 1]
    return Page(rows[:PAGE], f"{last.support_count}.{last.id}" if by_support else str(last.id))


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


def _read_mark(mark: str, parts: int) -> list[int]:
    numbers = [number for number in map(read_id, mark.split(".")) if number is not None]
    return numbers if len(numbers) == parts == mark.count(".") + 1 else abort(404)
