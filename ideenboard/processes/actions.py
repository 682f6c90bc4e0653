"""Joining a workshop, and moving it from phase to phase."""

from datetime import datetime

from flask_babel import gettext as _

from ideenboard.audit.actions import raise_revision, record
from ideenboard.base.codes import JOIN_LENGTH, new_code
from ideenboard.base.db import db, upsert
from ideenboard.base.errors import Refusal
from ideenboard.people.models import Participant
from ideenboard.processes.models import Participation, Phase, Workshop
from ideenboard.processes.queries import chosen_group, workshop_by_code
from ideenboard.processes.rules import Act, may


def join(workshop: Workshop, participant: Participant, group_id: int | None, *, at: datetime) -> None:
    """Seat a participant in a workshop; on the same device a second time changes nothing.

    The group chosen once in a process is not asked again. Raises Refusal where the workshop is over.
    """
    if not may(Act.JOIN, workshop.phase):
        raise Refusal(_("This workshop is over. You can still read its results."), 409)
    group_id = chosen_group(participant.id, workshop.process_id) or group_id
    insert = upsert(Participation).values(
        participant_id=participant.id, workshop_id=workshop.id, group_id=group_id, joined_at=at
    )
    db.session.execute(insert.on_conflict_do_nothing())
    raise_revision(f"workshop:{workshop.id}")


def set_phase(workshop: Workshop, phase: Phase, *, by: str, at: datetime) -> None:
    """Move a workshop into another phase."""
    if workshop.phase is phase:
        return
    before, workshop.phase = workshop.phase, phase
    record(
        "workshop.phase_set",
        f"workshop:{workshop.id}",
        by=by,
        at=at,
        process_id=workshop.process_id,
        workshop_id=workshop.id,
        before=before,
        after=phase,
    )


def unused_code() -> str:
    """Draw a join code that no workshop has."""
    while workshop_by_code(code := new_code(JOIN_LENGTH)):
        pass
    return code
