"""What happens to a contribution: brought in, edited, supported, its status set."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.orm import joinedload

from ideenboard.audit.actions import record
from ideenboard.base.codes import RECEIPT_LENGTH, new_code, new_token
from ideenboard.base.db import Upsert, ask, db
from ideenboard.base.errors import Conflict, Refusal, TooMany
from ideenboard.base.text import fold
from ideenboard.comments.models import Thread
from ideenboard.contributions import actions_photos
from ideenboard.contributions.models import Contribution, ContributionRevision, Kind, Status
from ideenboard.contributions.rules import MAX_PER_WORKSHOP, TRANSITIONS, may_edit
from ideenboard.processes.models import Moderation, Participation, Phase, Workshop
from ideenboard.processes.rules import Actor, Place, is_locked, may_contribute


@dataclass(frozen=True)
class Draft:
    """What somebody wrote, cleaned and checked, before it is a contribution."""

    kind: Kind
    title: str
    text: str = ""
    district_id: int | None = None
    theme_id: int | None = None

    @property
    def body_hash(self) -> str:
        """A mark that is equal exactly for the same words about the same place."""
        parts = (self.kind, self.title, self.text, str(self.district_id), str(self.theme_id))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Room(NamedTuple):
    """What decides whether a workshop takes a contribution now."""

    process_id: int
    phase: Phase
    timer_ends_at: datetime | None
    timer_locks: bool
    moderation: Moderation


# A hall sends these sixty times a second.
_here = Contribution.workshop_id == bindparam("workshop")
_mine = Contribution.participant_id == bindparam("participant")
HELD_SEAT = (
    select(Participation.workshop_id)
    .where(Participation.participant_id == bindparam("participant"), Participation.workshop_id == bindparam("workshop"))
    .with_for_update()
)
ROOM = select(
    Workshop.process_id, Workshop.phase, Workshop.timer_ends_at, Workshop.timer_locks, Workshop.moderation
).where(Workshop.id == bindparam("workshop"))
HELD_ROOM = ROOM.with_for_update(read=True)
SENT = select(Contribution.id, Contribution.participant_id, Contribution.body_hash)
SENT_SO = SENT.where(_here, Contribution.token == bindparam("token"))
SAID_SO = SENT.where(
    _here, _mine, Contribution.body_hash == bindparam("body_hash"), Contribution.status != Status.WITHDRAWN
)
MINE_HERE = select(func.count()).select_from(Contribution).where(_here, _mine)
# With its room: the answer says whether a photo may be added.
CARD = select(Contribution).where(Contribution.id == bindparam("card")).options(joinedload(Contribution.workshop))
NEW_THREAD = insert(Thread).returning(Thread.id)
NO_THREAD = delete(Thread).where(Thread.id == bindparam("thread"))
NEW_CARD = Upsert(
    Contribution,
    lambda new: new.on_conflict_do_nothing(index_elements=[Contribution.workshop_id, Contribution.token]).returning(
        Contribution.id
    ),
)


def contribute(place: Place, draft: Draft, token: str, *, by: Actor, at: datetime) -> tuple[Contribution, bool]:
    """Bring a draft into a workshop, once: (the contribution, whether it is new).

    The same token with the same words gives the same contribution for ever, and so do the same words of the same
    device under a new token: a reload or a restored page may have lost the old one. Raises Conflict for another
    text under a used token, Refusal where the workshop does not collect, TooMany for a flood.
    """
    mine = {"workshop": place.id, "participant": by.participant_id}
    # What one device sends into one room at the same moment comes one after the other, until the commit.
    ask(HELD_SEAT, **mine)
    if found := _sent_before(draft, token, mine):
        return found, False
    # Others may contribute meanwhile; who wants to change the room waits.
    room = Room._make(ask(HELD_ROOM, workshop=place.id).one())
    _check_collecting(room, at)
    _check_quota(mine)
    if added := _add(place.id, room, draft, token, new_code(RECEIPT_LENGTH), by, at):
        return added, True
    # The same token arrived twice at the same moment and the other one was faster.
    found = _sent_before(draft, token, mine)
    assert found is not None  # noqa: S101 - a row under this token stood in the way
    return found, False


def _check_collecting(room: Room, at: datetime) -> None:
    if is_locked(room, at):
        raise Refusal(_("The time for collecting is up. Your text is still here."), 409)
    if not may_contribute(room, at):
        raise Refusal(_("This workshop is not collecting contributions now. Your text is still here."), 409)


def _sent_before(draft: Draft, token: str, mine: dict[str, int | None]) -> Contribution | None:
    found = ask(SENT_SO, workshop=mine["workshop"], token=token).first()
    if found and (found.participant_id != mine["participant"] or found.body_hash != draft.body_hash):
        raise Conflict(_("This form was already sent with another text. Please open a new one."))
    found = found or ask(SAID_SO, **mine, body_hash=draft.body_hash).first()
    return db.session.get_one(Contribution, found.id) if found else None


def _check_quota(mine: dict[str, int | None]) -> None:
    if ask(MINE_HERE, **mine).scalar_one() >= MAX_PER_WORKSHOP:
        raise TooMany(_("That were many contributions from one device. Please let the others have a turn."))


def enter(workshop: Workshop, draft: Draft, receipt_code: str, *, by: Actor, at: datetime) -> Contribution:
    """Bring in what somebody wrote on paper, under the receipt that this person already holds.

    It may come after the room has closed. The receipt code is UNIQUE: no card becomes two contributions.
    """
    room = Room._make(ask(ROOM, workshop=workshop.id).one())
    added = _add(workshop.id, room, draft, new_token(), receipt_code, by.as_facilitator(), at)
    assert added is not None  # noqa: S101 - its token was drawn just now
    return added


def _add(
    workshop_id: int, room: Room, draft: Draft, token: str, receipt_code: str, by: Actor, at: datetime
) -> Contribution | None:
    """The new row; None where there is one under this token in the workshop already."""
    thread_id = ask(NEW_THREAD, process_id=room.process_id).scalar_one()
    row = {
        "process_id": room.process_id,
        "workshop_id": workshop_id,
        "group_id": by.joined.get(workshop_id),
        "participant_id": by.participant_id,
        "thread_id": thread_id,
        "folded": fold(f"{draft.title} {draft.text}"),
        "status": Status.PENDING if room.moderation is Moderation.BEFORE else Status.PUBLISHED,
        "token": token,
        "body_hash": draft.body_hash,
        "receipt_code": receipt_code,
        "created_at": at,
        "version": 1,
    }
    added = ask(NEW_CARD, **vars(draft), **row).scalar()
    if added is None:
        ask(NO_THREAD, thread=thread_id)
        return None
    contribution = db.session.scalars(CARD, {"card": added}).one()
    _log("contribution.added", contribution, by=by.name, at=at)
    return contribution


def edit(contribution: Contribution, draft: Draft, *, by: Actor, at: datetime) -> None:
    """Change an author's words within the first minutes; what stood there before is kept.

    Raises Refusal when the time is over.
    """
    if not may_edit(contribution.status, contribution.created_at, at):
        raise Refusal(_("The five minutes for changes are over. You can still withdraw the contribution."), 409)
    if not _revise(contribution, draft, at):
        return
    _log("contribution.edited", contribution, by=by.name, at=at)
    if contribution.workshop and contribution.workshop.moderation is Moderation.BEFORE:
        set_status(contribution, Status.PENDING, by=by.name, at=at)


def correct(contribution: Contribution, draft: Draft, *, by: Actor, at: datetime) -> None:
    """Put right what was copied wrongly from a card; it stays as visible as it was."""
    if _revise(contribution, draft, at):
        _log("contribution.corrected", contribution, by=by.name, at=at)


def _revise(contribution: Contribution, draft: Draft, at: datetime) -> bool:
    if draft.body_hash == contribution.body_hash:
        return False
    db.session.add(
        ContributionRevision(
            contribution_id=contribution.id,
            kind=contribution.kind,
            title=contribution.title,
            text=contribution.text,
            replaced_at=at,
        )
    )
    contribution.kind, contribution.title, contribution.text = draft.kind, draft.title, draft.text
    contribution.district_id, contribution.theme_id = draft.district_id, draft.theme_id
    contribution.folded, contribution.body_hash = fold(f"{draft.title} {draft.text}"), draft.body_hash
    contribution.edited_at = at
    return True


def set_status(contribution: Contribution, status: Status, *, by: str, at: datetime, **data: str) -> bool:
    """The one door through which a status changes; False where it already is so.

    Raises Conflict for a change that the table of transitions does not know.
    """
    if contribution.status is status:
        return False
    if status not in TRANSITIONS[contribution.status]:
        raise Conflict(_("The contribution has been withdrawn meanwhile."))
    was_shown = contribution.status is Status.PUBLISHED
    contribution.placeholder = data.get("reason", "") if status is Status.HIDDEN and was_shown else None
    contribution.status = status
    _log(f"contribution.{status}", contribution, by=by, at=at, **data)
    return True


def withdraw(contribution: Contribution, *, by: Actor, at: datetime) -> None:
    """Take one's own contribution back for good, and its photo with it; a second time changes nothing."""
    set_status(contribution, Status.WITHDRAWN, by=by.name, at=at)
    actions_photos.remove(contribution, by=by, at=at)


def take_entry_back(contribution: Contribution, *, by: Actor, at: datetime) -> None:
    """Undo that a card was entered: withdrawn, and its receipt is free for the card it belongs to."""
    set_status(contribution, Status.WITHDRAWN, by=by.name, at=at, reason="entry")
    actions_photos.remove(contribution, by=by, at=at)
    contribution.receipt_code = new_code(RECEIPT_LENGTH)


def _log(action: str, contribution: Contribution, *, by: str, at: datetime, **data: str) -> None:
    record(
        action,
        contribution.subject,
        by=by,
        at=at,
        process_id=contribution.process_id,
        workshop_id=contribution.workshop_id,
        **data,
    )
