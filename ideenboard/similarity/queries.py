"""The contributions that are nearest to some words, as far as somebody may read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, false, select

from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution, Kind, Status, Support
from ideenboard.contributions.queries import visible_to
from ideenboard.processes.models import District, Phase, Workshop
from ideenboard.processes.queries_care import looked_after_by
from ideenboard.processes.rules import Act, Actor, may
from ideenboard.similarity.queries_index import fresh_index, ready_index
from ideenboard.similarity.rules import AT_THE_DESK, NEARLY_SAME, WHILE_TYPING, Near

AnyRow: TypeAlias = Row[*tuple[Any, ...]]

# So many of the nearest are looked up; somebody may read only some of them.
LOOKED_AT = 200
# A title of so many letters says what a contribution is about.
TELLING = 40


@dataclass(frozen=True)
class Similar:
    """A contribution that is near to others' words, as somebody sees it."""

    id: int
    kind: Kind
    title: str
    text: str
    status: Status
    district: str | None
    workshop_id: int | None
    workshop: int | None
    phase: Phase | None
    support_count: int
    is_in_room: bool
    is_supported: bool
    score: float

    @property
    def is_nearly_same(self) -> bool:
        """Whether it may be called so."""
        return self.score >= NEARLY_SAME

    @property
    def may_support(self) -> bool:
        """Whether who asks can stand behind it now."""
        return self.is_in_room and self.phase is not None and may(Act.SUPPORT, self.phase)


def similar_to_typed(process_id: int, text: str, actor: Actor, most: int = 3) -> list[Similar]:
    """The published contributions of others nearest to what somebody types, at once; none until they can be found."""
    index = ready_index(process_id)
    if index is None:
        return []
    near = index.nearest(text, floor=WHILE_TYPING, most=LOOKED_AT)
    others = Contribution.participant_id.is_distinct_from(actor.participant_id)
    return _looked_up(near, actor, visible_to(actor), Contribution.status == Status.PUBLISHED, others)[:most]


def similar_to(contribution: Contribution, actor: Actor, most: int = 5) -> list[Similar]:
    """The contributions of the same process nearest to one, hidden and withdrawn ones left out: for the desk."""
    index = fresh_index(contribution.process_id)
    near = index.nearest(_said(contribution), floor=AT_THE_DESK, most=LOOKED_AT)
    others = Contribution.id != contribution.id
    shown = Contribution.status.in_((Status.PUBLISHED, Status.PENDING))
    return _looked_up(near, actor, looked_after_by(actor, Contribution), others, shown)[:most]


def _said(contribution: Contribution) -> str:
    """By what a contribution is compared with others: its title, unless that says little."""
    short = len(contribution.title) < TELLING
    return f"{contribution.title} {contribution.text}" if short else contribution.title


def _looked_up(near: Sequence[Near], actor: Actor, *scope: ColumnElement[bool]) -> list[Similar]:
    """What the database says now about the texts that were found, in the order of their nearness."""
    rows = {row.id: row for row in _rows([text.id for text in near], actor, *scope)}
    return [Similar(**rows[text.id]._mapping, score=text.score) for text in near if text.id in rows]


def _rows(ids: Collection[int], actor: Actor, *scope: ColumnElement[bool]) -> Sequence[AnyRow]:
    supports = select(Support.contribution_id).where(Support.participant_id == actor.participant_id)
    own = Contribution.id.in_(supports) if actor.participant_id else false()
    query = (
        select(
            *(Contribution.id, Contribution.kind, Contribution.title, Contribution.text, Contribution.status),
            *(Contribution.workshop_id, Contribution.support_count),
            District.name.label("district"),
            Workshop.number.label("workshop"),
            Workshop.phase,
            Contribution.workshop_id.in_(actor.joined).label("is_in_room"),
            own.label("is_supported"),
        )
        .outerjoin(District, District.id == Contribution.district_id)
        .outerjoin(Workshop, Workshop.id == Contribution.workshop_id)
        .where(Contribution.id.in_(ids), *scope)
    )
    return db.session.execute(query).all()
