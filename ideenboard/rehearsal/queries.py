"""Which workshops are being rehearsed, and how much there is in their copies."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Event, Participation, Workshop
from ideenboard.processes.queries import workshop_by_code
from ideenboard.rehearsal.models import Rehearsal


def rehearsal_of(workshop_id: int) -> Rehearsal | None:
    """The rehearsal of a workshop, where one is on."""
    return db.session.get(Rehearsal, workshop_id)


def rehearsals_in(event: Event) -> Mapping[int, Rehearsal]:
    """The rehearsals of an event's workshops, by workshop."""
    query = select(Rehearsal).join(Workshop, Workshop.id == Rehearsal.workshop_id).options(joinedload(Rehearsal.copy))
    return {one.workshop_id: one for one in db.session.scalars(query.where(Workshop.event_id == event.id))}


def real_workshop(code: str) -> Workshop:
    """The workshop of a code; also by the code of its rehearsal. Raises Refusal where there is none."""
    found = workshop_by_code(code)
    if found is None:
        raise Refusal(f"There is no workshop with the code {code!r}; ideenboard processes --json lists the codes.")
    rehearsal = db.session.scalar(select(Rehearsal).where(Rehearsal.copy_id == found.id))
    return rehearsal.workshop if rehearsal else found


def size_of(copy: Workshop) -> tuple[int, int]:
    """How many people have joined a copy, and how many contributions lie in it."""
    people = select(func.count()).where(Participation.workshop_id == copy.id).scalar_subquery()
    cards = select(func.count()).where(Contribution.workshop_id == copy.id).scalar_subquery()
    found = db.session.execute(select(people, cards)).one()
    return found[0], found[1]
