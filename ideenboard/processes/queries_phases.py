"""Who may steer a workshop, and the changes of its phase that stand."""

from collections.abc import Collection

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from ideenboard.base.codes import digest
from ideenboard.base.db import db
from ideenboard.processes.models import FacilitatorLink, Phase, PhaseChange, Workshop
from ideenboard.processes.queries import current_actor, facilitator_keys, on_stage, require_account, visible_processes


def get_steered_or_404(workshop_id: int) -> Workshop:
    """A workshop that this request may steer: 401 for nobody, 404 unknown, 403 without right or with a dead link."""
    actor = current_actor()
    query = select(Workshop).join(Workshop.process).options(contains_eager(Workshop.process))
    workshop = db.session.scalar(query.where(Workshop.id == workshop_id))
    if workshop is not None and actor.may_steer(workshop):
        on_stage(workshop.process)
        return workshop
    if actor.account_id is None and facilitator_keys():
        abort(
            403,
            _("This facilitator link does not hold here, or not any more. The coordination can give you a new one."),
        )
    require_account()
    known = db.session.scalar(query.where(Workshop.id == workshop_id, visible_processes(actor)))
    return abort(403 if known else 404)


def link_of(workshop_id: int) -> FacilitatorLink | None:
    """The facilitator link of a workshop, where there is one."""
    return db.session.get(FacilitatorLink, workshop_id)


def linked_workshop(key: str) -> Workshop | None:
    """The workshop that a facilitator link opens."""
    query = select(Workshop).join(FacilitatorLink, FacilitatorLink.workshop_id == Workshop.id)
    return db.session.scalar(query.where(FacilitatorLink.key_hash == digest(key)))


def last_change(workshop_id: int) -> PhaseChange | None:
    """The last change of a workshop's phase that was not taken back."""
    return last_changes([workshop_id]).get(workshop_id)


def last_changes(workshop_ids: Collection[int]) -> dict[int, PhaseChange]:
    """The last changes that stand, of several workshops by their ids; a workshop as it was made has none."""
    standing = select(func.max(PhaseChange.id)).where(
        PhaseChange.workshop_id.in_(workshop_ids), PhaseChange.taken_back_at.is_(None)
    )
    query = select(PhaseChange).where(PhaseChange.id.in_(standing.group_by(PhaseChange.workshop_id)))
    return {change.workshop_id: change for change in db.session.scalars(query)}


def changes_of(workshop_id: int) -> dict[Phase, PhaseChange]:
    """The changes that stand, by the phase they led to: of several into the same phase the last."""
    query = select(PhaseChange).where(PhaseChange.workshop_id == workshop_id, PhaseChange.taken_back_at.is_(None))
    return {change.after: change for change in db.session.scalars(query.order_by(PhaseChange.id))}
