"""The updates about measures, and who may speak for one."""

from collections.abc import Sequence

from flask import abort, session
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ideenboard.base.codes import digest
from ideenboard.base.db import db
from ideenboard.plans.models import LeadLink, Measure, MeasureUpdate, Milestone, Plan, UpdateAuthor
from ideenboard.plans.queries import get_measure_or_404
from ideenboard.plans.queries_promises import get_milestone_of
from ideenboard.processes.queries import current_actor, require_care
from ideenboard.processes.queries_care import on_desk
from ideenboard.processes.rules import Actor

# Where the cookie holds the keys of the opened links, by measure.
KEYS = "lead"


def updates_of(measure_id: int, *, all_of_them: bool = False) -> Sequence[MeasureUpdate]:
    """What was told about a measure, the latest first; unless all are wanted only what everybody reads."""
    query = select(MeasureUpdate).where(MeasureUpdate.measure_id == measure_id)
    shown = query if all_of_them else query.where(MeasureUpdate.shown_at.is_not(None))
    return db.session.scalars(shown.order_by(MeasureUpdate.id.desc())).all()


def waiting_updates(process_id: int, *, by: Actor) -> Sequence[MeasureUpdate]:
    """The updates at this desk that wait for approval, the oldest first."""
    query = select(MeasureUpdate).join(MeasureUpdate.measure).join(Measure.plan)
    undecided = MeasureUpdate.shown_at.is_(None), MeasureUpdate.declined_because.is_(None)
    waits = query.where(on_desk(by, process_id, Plan), *undecided)
    return db.session.scalars(waits.options(joinedload(MeasureUpdate.measure)).order_by(MeasureUpdate.id)).all()


def get_update_of(process_id: int, update_id: int) -> MeasureUpdate:
    """An update of this process, else 404; 403 for whoever does not look after its plan."""
    query = select(MeasureUpdate).join(MeasureUpdate.measure).join(Measure.plan)
    found = query.where(MeasureUpdate.id == update_id, Plan.process_id == process_id)
    update = db.session.scalar(found) or abort(404)
    require_care(process_id, update.measure.plan.district_id)
    return update


def get_picture_or_404(measure_id: int, update_id: int) -> str:
    """The file of an update's photo, for whoever may read the update."""
    measure, update = get_measure_or_404(measure_id), db.session.get(MeasureUpdate, update_id)
    if update is None or update.measure_id != measure_id or update.large_name is None:
        abort(404)
    if update.shown_at is None and not current_actor().looks_after(measure.plan.process_id, measure.plan.district_id):
        abort(404)
    return update.large_name


def lead_keys() -> dict[str, str]:
    """The keys of the links that this browser has opened, by measure, whether or not they still hold."""
    keys: dict[str, str] = session.get(KEYS, {})
    return keys


def led_by(key: str) -> Measure | None:
    """The measure that a link opens."""
    query = select(Measure).join(LeadLink, LeadLink.measure_id == Measure.id)
    return db.session.scalar(query.where(LeadLink.key_hash == digest(key)))


def link_of(measure_id: int) -> LeadLink | None:
    """The link of a measure's lead, where there is one."""
    return db.session.get(LeadLink, measure_id)


def get_led_or_404(measure_id: int) -> tuple[Measure, UpdateAuthor]:
    """A measure that this request may speak for, and as what: 404 unknown, 403 without right or with a dead link."""
    # Asked in the database each time: a link that is revoked is dead at the next request.
    key = lead_keys().get(str(measure_id))
    if key and (measure := led_by(key)) and measure.id == measure_id:
        return measure, UpdateAuthor.LEAD
    measure = get_measure_or_404(measure_id)
    if current_actor().looks_after(measure.plan.process_id, measure.plan.district_id):
        return measure, UpdateAuthor.COORDINATION
    if key:
        abort(403, _("This link does not hold any more. The coordination can give you a new one."))
    return abort(403)


def get_led_milestone_or_404(measure: Measure, milestone_id: int) -> Milestone:
    """A milestone of this measure, to change both; else 404."""
    milestone = get_milestone_of(measure.plan.process_id, milestone_id)
    return milestone if milestone.measure_id == measure.id else abort(404)
