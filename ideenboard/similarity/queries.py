"""The contributions that are nearest to some words, as far as somebody may read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, select

from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, Kind, Status
from ideenboard.contributions.queries import visible_to
from ideenboard.processes.models import District, Workshop
from ideenboard.processes.rules import Actor
from ideenboard.similarity.queries_index import fresh_index, ready_index
from ideenboard.similarity.rules import AT_THE_DESK, WHILE_TYPING, Near

AnyRow: TypeAlias = Row[*tuple[Any, ...]]

# So many of the nearest are looked up; somebody may read only some of them.
LOOKED_AT = 200


@dataclass(frozen=True)
class Similar:
    """A contribution that is near to others' words."""

    id: int
    kind: Kind
    title: str
    text: str
    status: Status
    district: str | None
    workshop_id: int | None
    workshop: int | None
    support_count: int
    score: float


def similar_to_typed(process_id: int, text: str, actor: Actor, most: int) -> list[Similar] | None:
    """The published contributions nearest to what somebody types, at once; None where they cannot be found yet."""
    index = ready_index(process_id)
    if index is None:
        return None
    near = index.nearest(text, floor=WHILE_TYPING, most=LOOKED_AT)
    # Nobody is told to support what they wrote themselves.
    others = Contribution.participant_id.is_distinct_from(actor.participant_id)
    return _looked_up(near, visible_to(actor), Contribution.status == Status.PUBLISHED, others)[:most]


def similar_to(contribution: Contribution, most: int) -> list[Similar]:
    """The contributions of the same process nearest to one, hidden and withdrawn ones left out: for the desk."""
    index = fresh_index(contribution.process_id)
    near = index.nearest(said(contribution), floor=AT_THE_DESK, most=LOOKED_AT)
    others = Contribution.id != contribution.id
    return _looked_up(near, others, Contribution.status.in_((Status.PUBLISHED, Status.PENDING)))[:most]


def said(card: Any) -> str:
    """By what a contribution is compared with others: its title, unless that says little."""
    return card.title if len(card.title) >= 40 else f"{card.title} {card.text}"


def _looked_up(near: Sequence[Near], *scope: ColumnElement[bool]) -> list[Similar]:
    """What the database says now about the texts that were found, in the order of their nearness."""
    rows = {row.id: row for row in _rows([text.id for text in near], *scope)}
    return [Similar(**rows[text.id]._mapping, score=text.score) for text in near if text.id in rows]


def _rows(ids: Collection[int], *scope: ColumnElement[bool]) -> Sequence[AnyRow]:
    query = (
        select(
            Contribution.id,
            Contribution.kind,
            Contribution.title,
            Contribution.text,
            Contribution.status,
            District.name.label("district"),
            Contribution.workshop_id,
            Workshop.number.label("workshop"),
            Contribution.support_count,
        )
        .outerjoin(District, District.id == Contribution.district_id)
        .outerjoin(Workshop, Workshop.id == Contribution.workshop_id)
        .where(Contribution.id.in_(ids), *scope)
    )
    return db.session.execute(query).all()
