"""What an account looks after: whole processes, or only districts of them. One scope for all of the desk."""

from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, null, or_, select, true, union_all

from ideenboard.base.db import db
from ideenboard.people.models import Account, Role
from ideenboard.processes.models import Coordination, District, DistrictCoordination
from ideenboard.processes.rules import Actor


def actor_of(account: Account) -> Actor:
    """What an account may do, whoever asks."""
    actor = Actor(account_id=account.id, account_name=account.name, is_admin=account.role is Role.ADMIN)
    return actor if actor.is_admin else _with_grants(actor)


def _with_grants(actor: Actor) -> Actor:
    # In one question: it is asked with every request of the desk.
    whole = select(Coordination.process_id, null()).where(Coordination.account_id == actor.account_id)
    parts = select(District.process_id, District.id).join(DistrictCoordination)
    both: Any = union_all(whole, parts.where(DistrictCoordination.account_id == actor.account_id))
    grants: dict[int, set[int | None]] = {}
    for process_id, district_id in db.session.execute(both):
        grants.setdefault(process_id, set()).add(district_id)
    coordinates = frozenset(process_id for process_id, mine in grants.items() if None in mine)
    districts = {
        process_id: frozenset(one for one in mine if one)
        for process_id, mine in grants.items()
        if process_id not in coordinates
    }
    return replace(actor, coordinates=coordinates, districts=districts)


class InDistrict(Protocol):
    """A table whose rows belong to a process, and to one of its districts or to none."""

    process_id: Any
    district_id: Any


def looked_after_by(actor: Actor, model: type[InDistrict]) -> ColumnElement[bool]:
    """The one scope of the desk: the rows of a table that this account works on.

    All of the processes that it coordinates; of others what belongs to its districts. What belongs to no district is
    everybody's, and with that the whole process's alone.
    """
    if actor.is_admin:
        return true()
    whole = model.process_id.in_(actor.coordinates)
    return or_(whole, model.district_id.in_(actor.all_districts)) if actor.districts else whole


def on_desk(actor: Actor, process_id: int, model: type[InDistrict]) -> ColumnElement[bool]:
    """The same scope within one process, for lists at its desk."""
    own = and_(model.process_id == process_id, model.district_id.in_(actor.districts_in(process_id)))
    return model.process_id == process_id if actor.may_coordinate(process_id) else own


def own_districts(actor: Actor, process_id: int) -> ColumnElement[bool]:
    """The districts of a process in which this account works."""
    here = District.process_id == process_id
    return here if actor.may_coordinate(process_id) else and_(here, District.id.in_(actor.districts_in(process_id)))
