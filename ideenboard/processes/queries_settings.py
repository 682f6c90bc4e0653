"""What the pages read on which a process is set up: rows with the right to change them, and what already has a name."""

from collections.abc import Sequence
from typing import cast

from flask import abort
from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager

from ideenboard.base.db import db
from ideenboard.people.models import Account, Role
from ideenboard.processes.models import (
    Coordination,
    District,
    DistrictCoordination,
    Event,
    HidingReason,
    InvitedCoordination,
    Material,
    Process,
    StakeholderGroup,
    Theme,
    Workshop,
)
from ideenboard.processes.queries import on_stage, require_account, require_care, visible_processes

# The short lists of a process. All have a name, a description and a position.
Entry = District | Theme | StakeholderGroup | HidingReason
LISTS: dict[str, type[Entry]] = {
    "districts": District,
    "themes": Theme,
    "groups": StakeholderGroup,
    "reasons": HidingReason,
}


def get_managed_event_or_404(event_id: int) -> Event:
    """An event of a process that this account coordinates: 401, 404 or 403 for others."""
    query = select(Event).join(Event.process).where(Event.id == event_id, visible_processes(require_account()))
    event = db.session.scalar(query) or abort(404)
    _check(event.process)
    return event


def get_managed_material_or_404(material_id: int) -> Material:
    """A material whose event this account coordinates: 401, 404 or 403 for others."""
    require_account()
    material = db.session.get(Material, material_id) or abort(404)
    get_managed_event_or_404(material.event_id)
    return material


def get_managed_workshop_or_404(workshop_id: int) -> Workshop:
    """A workshop of a process that this account coordinates: 401, 404 or 403 for others."""
    workshop = _get_known_workshop_or_404(workshop_id)
    _check(workshop.process)
    return workshop


def get_tended_workshop_or_404(workshop_id: int) -> Workshop:
    """The same, open to those who look after the workshop's district."""
    workshop = _get_known_workshop_or_404(workshop_id)
    require_care(workshop.process_id, workshop.district_id)
    on_stage(workshop.process)
    return workshop


def _get_known_workshop_or_404(workshop_id: int) -> Workshop:
    query = select(Workshop).join(Workshop.process)
    return db.session.scalar(query.where(Workshop.id == workshop_id, visible_processes(require_account()))) or abort(
        404
    )


def _check(process: Process) -> None:
    if not require_account().may_coordinate(process.id):
        abort(403)
    on_stage(process)


def slug_is_taken(slug: str, besides: int | None) -> bool:
    """Whether another process has this end of its address."""
    return db.session.scalar(select(Process.id).where(Process.slug == slug, Process.id != (besides or 0))) is not None


def free_slug(wanted: str) -> str:
    """The wanted end of an address, with a number where another process has it."""
    number, slug = 1, wanted
    while slug_is_taken(slug, None):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def entries_of(process_id: int, model: type[Entry]) -> Sequence[Entry]:
    """One of the three lists of a process in its order."""
    query = select(model).where(model.process_id == process_id)
    return cast("Sequence[Entry]", db.session.scalars(query.order_by(model.position, model.id)).all())


def get_entry_or_404(process_id: int, model: type[Entry], entry_id: int) -> Entry:
    """An entry of a list of this process."""
    return db.session.scalar(select(model).where(model.process_id == process_id, model.id == entry_id)) or abort(404)


def entry_is_taken(process_id: int, model: type[Entry], name: str, besides: int | None) -> bool:
    """Whether another entry of the list has this name."""
    query = select(model.id).where(model.process_id == process_id, model.name == name, model.id != (besides or 0))
    return db.session.scalar(query) is not None


def coordinators_of(process_id: int) -> Sequence[Account]:
    """The accounts that coordinate a process, by name."""
    query = select(Account).join(Coordination, Coordination.account_id == Account.id)
    return db.session.scalars(
        query.where(Coordination.process_id == process_id).order_by(Account.name, Account.id)
    ).all()


def district_coordinators_of(process_id: int) -> dict[Account, list[District]]:
    """The accounts that look after districts of a process, by name, each with its districts."""
    query = select(DistrictCoordination).join(DistrictCoordination.account).join(DistrictCoordination.district)
    query = query.options(contains_eager(DistrictCoordination.account), contains_eager(DistrictCoordination.district))
    found: dict[Account, list[District]] = {}
    order = Account.name, Account.id, District.position, District.id
    for one in db.session.scalars(query.where(District.process_id == process_id).order_by(*order)):
        found.setdefault(one.account, []).append(one.district)
    return found


def districts_of_coordinator(process_id: int, account_id: int) -> Sequence[District]:
    """The districts of a process that an account looks after, held until the commit."""
    query = select(District).join(DistrictCoordination, DistrictCoordination.district_id == District.id)
    mine = query.where(District.process_id == process_id, DistrictCoordination.account_id == account_id)
    return db.session.scalars(mine.with_for_update(of=DistrictCoordination)).all()


def invited_to(invitation_id: int) -> dict[str, list[str]]:
    """The processes that an invitation lets somebody coordinate, with the districts where it is not all of one."""
    query = select(Process.title, District.name).join(InvitedCoordination, InvitedCoordination.process_id == Process.id)
    query = query.outerjoin(District, District.id == InvitedCoordination.district_id)
    found: dict[str, list[str]] = {}
    rows = db.session.execute(query.where(InvitedCoordination.invitation_id == invitation_id))
    for title, name in rows:
        found.setdefault(title, []).extend([name] if name else [])
    return found


def called_from(process_id: int, district_id: int | None) -> Sequence[Account]:
    """Whom a note in a district of this process, or in none, can call for: who looks after it, and admins."""
    whole = select(Coordination.account_id).where(Coordination.process_id == process_id)
    part = select(DistrictCoordination.account_id).where(DistrictCoordination.district_id == district_id)
    allowed = or_(Account.role == Role.ADMIN, Account.id.in_(whole), Account.id.in_(part))
    query = select(Account).where(Account.disabled_at.is_(None), allowed)
    return db.session.scalars(query.order_by(Account.name, Account.id)).all()


def workshops_by_event(process_id: int) -> dict[int, list[Workshop]]:
    """All workshops of a process in the order of their numbers, by event."""
    query = select(Workshop).where(Workshop.process_id == process_id).order_by(Workshop.number, Workshop.id)
    found: dict[int, list[Workshop]] = {}
    for workshop in db.session.scalars(query):
        found.setdefault(workshop.event_id, []).append(workshop)
    return found


def last_number(event_id: int) -> int:
    """The highest number of a workshop of an event; 0 where there is none."""
    return db.session.scalar(select(func.max(Workshop.number)).where(Workshop.event_id == event_id)) or 0


def last_position(event_id: int) -> int:
    """The highest position of a material of an event; 0 where there is none."""
    return db.session.scalar(select(func.max(Material.position)).where(Material.event_id == event_id)) or 0
