"""The photo of a contribution: set, approved, removed. Its files come and go with its row."""

from datetime import datetime

from flask_babel import gettext as _

from ideenboard.audit.actions import record
from ideenboard.base import photos, uploads
from ideenboard.base.db import db, lock
from ideenboard.base.errors import Conflict
from ideenboard.contributions.models import Contribution, Photo
from ideenboard.processes.rules import Actor


def stored(photo: photos.Photo, description: str, *, at: datetime) -> Photo:
    """Write the files of a photo, before a transaction begins: the row for `set_photo`."""
    return Photo(
        large_name=uploads.keep(photo.large.content, ".jpg"),
        small_name=uploads.keep(photo.small.content, ".jpg"),
        width=photo.large.width,
        height=photo.large.height,
        small_width=photo.small.width,
        small_height=photo.small.height,
        description=description,
        created_at=at,
    )


def set_photo(contribution: Contribution, photo: Photo, *, by: Actor, at: datetime) -> None:
    """Set the one photo of a contribution; it waits for a look. Another one, or the same again, takes its place."""
    # Two photos at the same moment come one after the other, and the files of the first go with it.
    lock(contribution)
    _drop(contribution)
    photo.contribution_id = contribution.id
    db.session.add(photo)
    db.session.flush()
    _log("contribution.photo_added", contribution, by, at)


def approve(photo: Photo, seen: str, description: str, *, by: Actor, at: datetime) -> bool:
    """Let everybody who may read a contribution see its photo; False where they do already.

    `seen` is the mark of the photo that was looked at. Raises Conflict where another has taken its place.
    """
    lock(photo)
    if seen != photo.mark:
        raise Conflict(_("The photo was replaced meanwhile. Please look at the new one."))
    photo.description = description
    if photo.approved_at is not None:
        return False
    photo.approved_at = at
    _log("contribution.photo_approved", photo.contribution, by, at)
    return True


def take_approval_back(photo: Photo, *, by: Actor, at: datetime) -> None:
    """Let a photo wait again, as if nobody had looked yet."""
    if photo.approved_at is not None:
        photo.approved_at = None
        _log("contribution.photo_waits", photo.contribution, by, at)


def remove(contribution: Contribution, *, by: Actor, at: datetime) -> None:
    """Remove the photo of a contribution for good; where there is none nothing happens."""
    if _drop(contribution):
        _log("contribution.photo_removed", contribution, by, at)


def _drop(contribution: Contribution) -> bool:
    photo = db.session.get(Photo, contribution.id, populate_existing=True)
    if photo is None:
        return False
    uploads.discard(photo.large_name)
    uploads.discard(photo.small_name)
    db.session.delete(photo)
    db.session.flush()
    return True


def _log(action: str, contribution: Contribution, by: Actor, at: datetime) -> None:
    place = {"process_id": contribution.process_id, "workshop_id": contribution.workshop_id}
    record(action, contribution.subject, by=by.name, at=at, **place)
