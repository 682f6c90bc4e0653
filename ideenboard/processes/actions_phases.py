"""A workshop goes from phase to phase, and back for a minute; its timer; who may steer it by link."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update

from ideenboard.base.codes import digest, new_token
from ideenboard.base.db import db, lock
from ideenboard.base.errors import Conflict
from ideenboard.processes.actions import note
from ideenboard.processes.models import FacilitatorLink, Phase, PhaseChange, Workshop
from ideenboard.processes.queries_phases import last_change, last_changes, link_of
from ideenboard.processes.rules import may_take_back


def set_phase(workshop: Workshop, phase: Phase, *, by: str, at: datetime, is_common: bool = False) -> None:
    """Move a workshop into another phase; the timer of the old one is over. `is_common`: all rooms do it at once."""
    lock(workshop)
    if workshop.phase is phase:
        return
    change = PhaseChange(workshop_id=workshop.id, before=workshop.phase, after=phase, at=at, is_common=is_common)
    change.timer_ends_at, change.timer_locks = workshop.timer_ends_at, workshop.timer_locks
    db.session.add(change)
    _set(workshop, phase=phase, timer_ends_at=None, timer_locks=False)
    note(workshop, "phase_set", by, at, before=change.before, after=phase)


def set_phases(workshops: Iterable[Workshop], phase: Phase, *, by: str, at: datetime) -> None:
    """Move all rooms of an event into a phase at once."""
    for workshop in workshops:
        set_phase(workshop, phase, by=by, at=at, is_common=True)


def take_back(change: PhaseChange, *, by: str, at: datetime) -> None:
    """Undo a change of phase: phase and timer are as they were. Taking it back twice changes nothing.

    Raises Conflict when its minute is over, or another change followed.
    """
    workshop = change.workshop
    lock(workshop)
    lock(change)
    if change.taken_back_at is not None:
        return
    if last_change(workshop.id) is not change:
        raise Conflict(_("The phase has been changed again meanwhile. Please look at what holds now."))
    if not may_take_back(change.at, at):
        raise Conflict(_("The minute for taking it back is over. You can still choose another phase."))
    change.taken_back_at = at
    _set(workshop, phase=change.before, timer_ends_at=change.timer_ends_at, timer_locks=change.timer_locks)
    note(workshop, "phase_taken_back", by, at, before=change.after, after=change.before)


def take_back_all(workshops: Iterable[Workshop], *, by: str, at: datetime) -> int:
    """Undo the last common change in the rooms where it is the last one and fresh; the number of these rooms."""
    ids = [workshop.id for workshop in workshops]
    fresh = [one for one in last_changes(ids).values() if one.is_common and may_take_back(one.at, at)]
    for change in sorted(fresh, key=lambda one: ids.index(one.workshop_id)):
        take_back(change, by=by, at=at)
    return len(fresh)


def set_timer(workshop: Workshop, minutes: int, locks: bool, *, by: str, at: datetime) -> None:
    """Start the timer anew."""
    lock(workshop)
    _set(workshop, timer_ends_at=at + timedelta(minutes=minutes), timer_locks=locks)
    note(workshop, "timer_set", by, at, minutes=minutes, locks=locks)


def extend_timer(workshop: Workshop, minutes: int, *, by: str, at: datetime) -> None:
    """Give more time: after the end that stands, or from now where it has passed. Nothing where there is no timer."""
    lock(workshop)
    if workshop.timer_ends_at is None:
        return
    _set(workshop, timer_ends_at=max(workshop.timer_ends_at, at) + timedelta(minutes=minutes))
    note(workshop, "timer_extended", by, at, minutes=minutes)


def stop_timer(workshop: Workshop, *, by: str, at: datetime) -> None:
    """Take the timer away; what it locked is open again."""
    lock(workshop)
    if workshop.timer_ends_at is None:
        return
    _set(workshop, timer_ends_at=None, timer_locks=False)
    note(workshop, "timer_stopped", by, at)


def set_veil(workshop: Workshop, is_veiled: bool, *, by: str, at: datetime) -> None:
    """Turn the cards of a room face down for everybody who sits in it, or reveal them."""
    lock(workshop)
    if workshop.is_veiled != is_veiled:
        _set(workshop, is_veiled=is_veiled)
        note(workshop, "veiled" if is_veiled else "revealed", by, at)


def _set(workshop: Workshop, **values: Any) -> None:
    # Not through the row: its version is for those who edit what the workshop says, and the room is steered meanwhile.
    db.session.flush()
    steered = update(Workshop).where(Workshop.id == workshop.id).values(**values)
    db.session.execute(steered.execution_options(synchronize_session=False))
    db.session.refresh(workshop, list(values))


def renew_link(workshop: Workshop, *, by: str, at: datetime) -> str:
    """Make a new facilitator link and give its key, which is kept nowhere; an older link opens nothing any more."""
    key = new_token()
    lock(workshop)
    db.session.merge(FacilitatorLink(workshop_id=workshop.id, key_hash=digest(key), made_at=at))
    note(workshop, "facilitator_link_made", by, at)
    db.session.flush()
    return key


def revoke_link(workshop: Workshop, *, by: str, at: datetime) -> None:
    """Let the facilitator link open nothing any more, from the next request on."""
    lock(workshop)
    link = link_of(workshop.id)
    if link is None:
        return
    db.session.delete(link)
    note(workshop, "facilitator_link_revoked", by, at)
    db.session.flush()
