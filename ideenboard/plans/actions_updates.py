"""How a measure goes: told by the coordination or by its lead, shown at once or when somebody has approved it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ideenboard.audit.actions import record
from ideenboard.base import photos, uploads
from ideenboard.base.clock import to_local
from ideenboard.base.codes import digest, new_token
from ideenboard.base.db import db, lock
from ideenboard.plans.models import LeadLink, Measure, MeasureUpdate, UpdateAuthor


@dataclass(frozen=True)
class UpdateDraft:
    """What a form says: words, and perhaps a photo with what it shows."""

    text: str
    photo: photos.Photo | None = None
    description: str = ""


def tell(
    measure: Measure, draft: UpdateDraft, author: UpdateAuthor, *, waits: bool, by: str, at: datetime
) -> MeasureUpdate:
    """Add an update to a measure. `waits`: nobody reads it until a coordinator approves it."""
    update = MeasureUpdate(measure_id=measure.id, author=author, text=draft.text, written_at=at)
    if draft.photo is not None:
        large = draft.photo.large
        update.large_name = uploads.keep(large.content, ".jpg")
        update.width, update.height, update.description = large.width, large.height, draft.description
    db.session.add(update)
    db.session.flush()
    _log("update_told", measure, by, at, update=update.id)
    if not waits:
        _show(update, measure, at)
    return update


def approve(update: MeasureUpdate, *, by: str, at: datetime) -> bool:
    """Let everybody read an update; False where that is decided already."""
    lock(update)
    if update.is_decided:
        return False
    _show(update, update.measure, at)
    _log("update_approved", update.measure, by, at, update=update.id)
    return True


def decline(update: MeasureUpdate, reason: str, *, by: str, at: datetime) -> bool:
    """Keep an update from its readers, for a reason that its lead reads; False where that is decided already."""
    lock(update)
    if update.is_decided:
        return False
    update.declined_because = reason
    db.session.flush()
    _log("update_declined", update.measure, by, at, update=update.id, reason=reason)
    return True


def _show(update: MeasureUpdate, measure: Measure, at: datetime) -> None:
    update.shown_at = at
    measure.heard_on = to_local(at).date()
    db.session.flush()


def renew_link(measure: Measure, *, by: str, at: datetime) -> str:
    """Make a new link for the lead and give its key, which is kept nowhere; an older one opens nothing any more."""
    key = new_token()
    lock(measure)
    db.session.merge(LeadLink(measure_id=measure.id, key_hash=digest(key), made_at=at))
    _log("lead_link_made", measure, by, at)
    db.session.flush()
    return key


def revoke_link(measure: Measure, *, by: str, at: datetime) -> None:
    """Let the link of the lead open nothing any more, from the next request on."""
    lock(measure)
    if link := db.session.get(LeadLink, measure.id):
        db.session.delete(link)
        _log("lead_link_revoked", measure, by, at)
        db.session.flush()


def _log(verb: str, measure: Measure, by: str, at: datetime, **data: Any) -> None:
    record(f"measure.{verb}", measure.subject, by=by, at=at, process_id=measure.plan.process_id, **data)
