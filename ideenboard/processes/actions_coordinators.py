"""Who works on a process: all of it, or only what belongs to some of its districts."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select

from ideenboard.audit.actions import record
from ideenboard.base.db import db, lock
from ideenboard.base.errors import Refusal
from ideenboard.people.actions_invitations import invite
from ideenboard.people.models import Account, Invitation, Role
from ideenboard.processes.models import Coordination, District, DistrictCoordination, InvitedCoordination, Process
from ideenboard.processes.queries_settings import coordinators_of, districts_of_coordinator


def add_coordinator(
    process: Process, account: Account, districts: Collection[District] = (), *, by: str, at: datetime
) -> None:
    """Let an account work on a process, or on these districts of it alone: what it had there before ends.

    Raises Refusal where it is the last one of the whole process.
    """
    lock(process)
    if districts:
        _end_whole(process, account.id, by, at)
    elif db.session.get(Coordination, (process.id, account.id)) is None:
        db.session.add(Coordination(process_id=process.id, account_id=account.id))
        _note("coordinator.added", f"process:{process.id}", process, account.id, by, at)
    _set_districts(process, account.id, {district.id for district in districts}, by, at)


def remove_coordinator(process: Process, account_id: int, *, by: str, at: datetime) -> None:
    """Take the right back. Raises Refusal for the last one: a process is never without coordination."""
    lock(process)
    _end_whole(process, account_id, by, at)
    _set_districts(process, account_id, set(), by, at)


def _end_whole(process: Process, account_id: int, by: str, at: datetime) -> None:
    coordination = db.session.get(Coordination, (process.id, account_id))
    if coordination is None:
        return
    if len(coordinators_of(process.id)) == 1:
        raise Refusal(_("This is the last coordinator of the process. Please add another one first."))
    db.session.delete(coordination)
    _note("coordinator.removed", f"process:{process.id}", process, account_id, by, at)


def _set_districts(process: Process, account_id: int, wanted: set[int], by: str, at: datetime) -> None:
    before = {district.id for district in districts_of_coordinator(process.id, account_id)}
    gone = DistrictCoordination.district_id.in_(before - wanted)
    db.session.execute(delete(DistrictCoordination).where(DistrictCoordination.account_id == account_id, gone))
    for district_id in sorted(before - wanted):
        _note("coordinator.district_removed", f"district:{district_id}", process, account_id, by, at)
    for district_id in sorted(wanted - before):
        db.session.add(DistrictCoordination(account_id=account_id, district_id=district_id))
        _note("coordinator.district_added", f"district:{district_id}", process, account_id, by, at)
    db.session.flush()


def _note(action: str, subject: str, process: Process, account_id: int, by: str, at: datetime) -> None:
    record(action, subject, by=by, at=at, process_id=process.id, account=f"account:{account_id}")


def invite_coordinator(
    process: Process, email: str, name: str, districts: Collection[District], *, by: str, at: datetime
) -> str:
    """Invite somebody to a process, or to these districts of it, and give the key of their link, shown once."""
    token, invitation_id = invite(email, name, Role.COORDINATOR, by=by, at=at)
    ids: list[int | None] = [district.id for district in districts]
    for district_id in ids or [None]:
        line = {"invitation_id": invitation_id, "process_id": process.id, "district_id": district_id}
        db.session.add(InvitedCoordination(**line))
    return token


def grant_invited(invitation: Invitation, account: Account, *, at: datetime) -> None:
    """Give an account what its invitation said."""
    query = select(InvitedCoordination).where(InvitedCoordination.invitation_id == invitation.id)
    lines = db.session.scalars(query.order_by(InvitedCoordination.id)).all()
    for process in dict.fromkeys(line.process for line in lines):
        mine = [line.district_id for line in lines if line.process_id == process.id]
        districts = db.session.scalars(select(District).where(District.id.in_(mine))).all()
        add_coordinator(process, account, districts, by="invited", at=at)
