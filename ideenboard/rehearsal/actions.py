"""A workshop is copied to be rehearsed, its copy goes through its phases, and everything of it is wiped."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar, cast

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from ideenboard.audit.actions import forget, record
from ideenboard.base.db import db, lock
from ideenboard.base.errors import Refusal
from ideenboard.base.i18n import DEFAULT
from ideenboard.processes.actions import unused_code
from ideenboard.processes.actions_phases import set_phase
from ideenboard.processes.models import (
    Coordination,
    District,
    Event,
    HidingReason,
    Participation,
    Phase,
    Process,
    StakeholderGroup,
    Theme,
    Workshop,
)
from ideenboard.processes.queries_settings import Entry, free_slug
from ideenboard.rehearsal.actions_wiping import delete_process
from ideenboard.rehearsal.models import Rehearsal
from ideenboard.rehearsal.queries import rehearsal_of
from ideenboard.voting.actions_desk import Setting, open_ballot, prepare
from ideenboard.voting.models import Level, Method
from ideenboard.voting.queries_desk import Place, candidates
from ideenboard.voting.rules import MIN_OPTIONS

ON_BALLOT = 8
Row = TypeVar("Row", bound=Process | Event | Workshop | Entry)


def begin(workshop: Workshop, *, by: str, at: datetime) -> tuple[Rehearsal, bool]:
    """Copy a workshop with its lists and its coordinators into a process that nobody else sees.

    Where it is being rehearsed already, that rehearsal goes on, and False says so. Raises Refusal for the copy itself.
    """
    lock(workshop)
    if workshop.process.is_rehearsal:
        raise Refusal(_("This is a rehearsal already."))
    if found := rehearsal_of(workshop.id):
        return found, False
    copy = _copied(workshop, at)
    rehearsal = Rehearsal(workshop_id=workshop.id, copy_id=copy.id, begun_at=at)
    db.session.add(rehearsal)
    _note(workshop, "begun", by, at)
    set_phase(copy, Phase.COLLECTING, by=by, at=at)
    db.session.flush()
    return rehearsal, True


def _copied(workshop: Workshop, at: datetime) -> Workshop:
    # The mark stands in the titles: so it is on every phone, wall and page, also on those that are yet to be built.
    with force_locale(DEFAULT):
        title = _("Rehearsal: %(title)s", title=workshop.title)
    real, event = workshop.process, workshop.event
    address = {"slug": free_slug(f"rehearsal-{workshop.id}"), "title": title, "is_rehearsal": True}
    process = _like(real, created_at=at, published_at=None, **address)
    copied_event = _like(event, process_id=process.id, code=unused_code(), attendance=None, outcome="")
    place = {
        "district_id": _copy_list(District, real, process).get(workshop.district_id),
        "theme_id": _copy_list(Theme, real, process).get(workshop.theme_id),
        "event_id": copied_event.id,
    }
    _copy_list(StakeholderGroup, real, process)
    _copy_list(HidingReason, real, process)
    for account_id in db.session.scalars(select(Coordination.account_id).where(Coordination.process_id == real.id)):
        db.session.add(Coordination(process_id=process.id, account_id=account_id))
    fresh = {"phase": Phase.PREPARED, "timer_ends_at": None, "timer_locks": False, "published_at": None}
    return _like(workshop, process_id=process.id, title=title, code=unused_code(), **place, **fresh)


def _copy_list(model: type[Entry], real: Process, process: Process) -> dict[int | None, int]:
    entries = db.session.scalars(select(model).where(model.process_id == real.id)).all()
    # The type checker takes three models for any model.
    return {entry.id: _like(entry, process_id=process.id).id for entry in cast(Sequence[Entry], entries)}


def _like(row: Row, **changed: object) -> Row:
    """A new row that says what this one says, but for its key and what is changed."""
    columns = {column.key for column in row.__table__.columns} - {"id", "version"}
    values = {name: getattr(row, name) for name in columns}
    new = type(row)(**values | changed)
    db.session.add(new)
    db.session.flush()
    return new


def go_on(copy: Workshop, phase: Phase, *, at: datetime) -> None:
    """Take a copy into its next phase; when it votes, on what its attendees supported most."""
    set_phase(copy, phase, by="system", at=at)
    if phase is not Phase.VOTING:
        return
    options = candidates(copy.process_id, Place(workshop_id=copy.id), "contributions")[:ON_BALLOT]
    if len(options) < MIN_OPTIONS:
        return
    with force_locale(DEFAULT):
        question = _("Rehearsal: What comes first?")
    rules = {"method": Method.SUPPORT, "points": 1, "max_per_option": 1, "first_k": 3, "level": Level.ROOM_CODE}
    setting = Setting(question=question, workshop_id=copy.id, district_id=None, **rules)  # type: ignore[arg-type]
    open_ballot(prepare(copy.process_id, setting, options, by="system", at=at), by="system", at=at)


def wipe(workshop: Workshop, *, by: str, at: datetime) -> None:
    """Delete the rehearsal of a workshop with all that came into it.

    Where none is on, nothing happens.
    """
    lock(workshop)
    rehearsal = rehearsal_of(workshop.id)
    if rehearsal is None:
        return
    process_id, copy_id = rehearsal.copy.process_id, rehearsal.copy_id
    people = list(db.session.scalars(select(Participation.participant_id).where(Participation.workshop_id == copy_id)))
    delete_process(process_id, people)
    # Its rows are gone, and their numbers may be given away again: nothing may be told of others under them.
    forget(process_id, by=by, at=at)
    _note(workshop, "wiped", by, at)
    db.session.flush()


def _note(workshop: Workshop, verb: str, by: str, at: datetime) -> None:
    subject, process_id = f"workshop:{workshop.id}", workshop.process_id
    record(f"rehearsal.{verb}", subject, by=by, at=at, process_id=process_id, workshop_id=workshop.id)
