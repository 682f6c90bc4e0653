"""Workshops: made, joined, their code renewed, their collection released."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypedDict

from flask_babel import gettext as _

from ideenboard.audit.actions import raise_revision, record
from ideenboard.base import throttle
from ideenboard.base.codes import JOIN_LENGTH, new_code
from ideenboard.base.db import assign, db, is_used, lock, upsert
from ideenboard.base.errors import Refusal
from ideenboard.people.models import Participant
from ideenboard.processes.models import Event, Moderation, OldCode, Participation, Workshop
from ideenboard.processes.queries import chosen_group, event_by_code, workshop_by_code
from ideenboard.processes.queries_codes import workshop_of_old_code
from ideenboard.processes.queries_settings import last_number
from ideenboard.processes.rules import Act, may

# What one address may try in a minute.
WRONG_CODES = 60


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
    if db.session.execute(insert.on_conflict_do_nothing().returning(Participation.workshop_id)).first():
        raise_revision(f"workshop:{workshop.id}")


def count_wrong_code(*, at: datetime) -> None:
    """Count that somebody tried a code that opens nothing, whichever door they tried. Raises TooMany.

    A right code is never counted nor refused: a hall of people comes from one address.
    """
    throttle.hit(f"code:{throttle.address_key(at)}", limit=WRONG_CODES, per=timedelta(minutes=1), at=at)


def unused_code() -> str:
    """Draw a join code that no workshop and no event has."""
    while workshop_by_code(code := new_code(JOIN_LENGTH)) or event_by_code(code) or workshop_of_old_code(code):
        pass
    return code


class WorkshopText(TypedDict):
    """What a workshop says about itself."""

    number: int
    title: str
    room: str
    description: str
    district_id: int | None
    theme_id: int | None
    moderation: Moderation
    for_minors: bool


def create_workshop(event: Event, words: WorkshopText, *, by: str, at: datetime) -> Workshop:
    """Open a room of an event, with a join code of its own."""
    words = _careful(words)
    workshop = Workshop(event_id=event.id, process_id=event.process_id, code=unused_code(), **words)
    db.session.add(workshop)
    db.session.flush()
    note(workshop, "created", by, at, number=workshop.number, title=workshop.title)
    return workshop


def create_workshops(event: Event, count: int, moderation: Moderation, *, by: str, at: datetime) -> None:
    """Open several rooms at once, numbered on from the last; their titles come later."""
    first = last_number(event.id) + 1
    for number in range(first, first + count):
        title = _("Workshop %(number)s", number=number)
        words = WorkshopText(
            number=number,
            title=title,
            room="",
            description="",
            district_id=None,
            theme_id=None,
            moderation=moderation,
            for_minors=False,
        )
        create_workshop(event, words, by=by, at=at)


def edit_workshop(workshop: Workshop, words: WorkshopText, *, by: str, at: datetime) -> None:
    """Change what a workshop says."""
    if changed := assign(workshop, **_careful(words)):
        note(workshop, "edited", by, at, fields=changed)


def _careful(words: WorkshopText) -> WorkshopText:
    """Where children and young people meet, everything is read before it appears, whatever else was chosen."""
    return {**words, "moderation": Moderation.BEFORE} if words["for_minors"] else words


def renew_code(workshop: Workshop, *, by: str, at: datetime) -> None:
    """Give a workshop another join code; the old one opens nothing any more, who has joined stays in."""
    lock(workshop)
    db.session.add(OldCode(code=workshop.code, workshop_id=workshop.id, replaced_at=at))
    workshop.code = unused_code()
    note(workshop, "code_renewed", by, at)


def release_collections(workshops: Iterable[Workshop], *, by: str, at: datetime) -> None:
    """Let everybody read what was collected in these workshops."""
    for workshop in workshops:
        if workshop.published_at is None:
            workshop.published_at = at
            note(workshop, "collection_released", by, at)


def withdraw_collections(workshops: Iterable[Workshop], *, by: str, at: datetime) -> None:
    """Show these collections only to the room and the coordinators again."""
    for workshop in workshops:
        if workshop.published_at is not None:
            workshop.published_at = None
            note(workshop, "collection_withdrawn", by, at)


def remove_workshop(workshop: Workshop, *, by: str, at: datetime) -> None:
    """Remove a workshop that nobody has joined. Raises Refusal where somebody has, or something was collected."""
    lock(workshop)
    if is_used(workshop):
        raise Refusal(_("People have already joined this workshop, or cards are printed for it. It stays as it is."))
    note(workshop, "removed", by, at, number=workshop.number, title=workshop.title)
    db.session.delete(workshop)


def note(workshop: Workshop, verb: str, by: str, at: datetime, **data: Any) -> None:
    """Write down what happened to a workshop, where its phones and desks watch."""
    record(
        f"workshop.{verb}",
        f"workshop:{workshop.id}",
        by=by,
        at=at,
        process_id=workshop.process_id,
        workshop_id=workshop.id,
        **data,
    )
