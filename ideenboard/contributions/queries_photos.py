"""Which photo of a contribution somebody may see, who may set it, and which ones wait for a look."""

from collections.abc import Sequence

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.contributions.models import Contribution, Photo, Status
from ideenboard.contributions.queries import get_visible_or_404
from ideenboard.contributions.queries_lists import PAGE
from ideenboard.processes.queries import current_actor
from ideenboard.processes.queries_care import on_desk
from ideenboard.processes.rules import Act, Actor, may, takes_photos


def photo_of(contribution: Contribution, actor: Actor) -> Photo | None:
    """The photo of a contribution that this actor may read, as far as they may see that too.

    Until it is approved only its author and the coordinators do; in a room that takes no photos only the latter.
    """
    photo = db.session.get(Photo, contribution.id)
    if photo is None or actor.looks_after(contribution.process_id, contribution.district_id):
        return photo
    is_shown = photo.approved_at is not None or is_author(contribution, actor)
    return photo if is_shown and takes_photos(contribution.workshop) else None


def is_author(contribution: Contribution, actor: Actor) -> bool:
    """Whether this device has brought a contribution in."""
    return actor.participant_id is not None and contribution.participant_id == actor.participant_id


def get_photo_or_404(contribution_id: int) -> Photo:
    """The photo of a contribution, for whoever may see both."""
    return photo_of(get_visible_or_404(contribution_id), current_actor()) or abort(404)


def may_set_photo(contribution: Contribution, actor: Actor) -> bool:
    """Whether this actor may set or remove the photo now: its author while the room is open, or a coordinator."""
    if contribution.status is Status.WITHDRAWN or not takes_photos(contribution.workshop):
        return False
    if actor.looks_after(contribution.process_id, contribution.district_id):
        return True
    room = contribution.workshop
    is_open = room is not None and may(Act.ILLUSTRATE, room.phase) and contribution.status is not Status.HIDDEN
    return is_open and is_author(contribution, actor)


def get_illustrated_or_404(contribution_id: int) -> Contribution:
    """A contribution whose photo this request may set: 404 unknown, 403 somebody else's.

    Raises Refusal where it is over, or where the room takes no photos.
    """
    contribution, actor = get_visible_or_404(contribution_id), current_actor()
    if not (is_author(contribution, actor) or actor.looks_after(contribution.process_id, contribution.district_id)):
        abort(403)
    if not may_set_photo(contribution, actor):
        raise Refusal(_("No photo can be added here any more."), 409)
    return contribution


def sent_under(token: str) -> int:
    """The contribution that this device has sent under a token; 404 where it has not."""
    mine = Contribution.participant_id == current_actor().participant_id, Contribution.token == token
    # A token is one of its workshop; the last one is meant where a device has used it in two.
    found = select(Contribution.id).where(*mine).order_by(Contribution.id.desc()).limit(1)
    return db.session.scalar(found) or abort(404)


def photo_waits() -> ColumnElement[bool]:
    """Photos that a coordinator has to look at: not approved yet, of a contribution that is shown or may be."""
    shown = Contribution.status.in_((Status.PENDING, Status.PUBLISHED))
    return and_(Photo.approved_at.is_(None), Photo.contribution_id == Contribution.id, shown)


def waiting_photos(process_id: int, by: Actor) -> Sequence[Photo]:
    """The photos at this desk that wait, those that have waited longest first."""
    query = select(Photo).join(Contribution, photo_waits()).where(on_desk(by, process_id, Contribution))
    query = query.options(joinedload(Photo.contribution).joinedload(Contribution.workshop))
    return db.session.scalars(query.order_by(Photo.created_at, Photo.contribution_id).limit(PAGE)).all()


def waiting_count(process_id: int, by: Actor) -> int:
    """How many photos at this desk wait."""
    query = select(func.count()).select_from(Photo).join(Contribution, photo_waits())
    return db.session.scalar(query.where(on_desk(by, process_id, Contribution))) or 0
