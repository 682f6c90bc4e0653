"""Finding contributions: one scope for everybody, and lists that cost the same whatever their length."""

from collections.abc import Collection, Sequence

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import joinedload

from ideenboard.base.db import db, hold
from ideenboard.base.errors import Refusal
from ideenboard.contributions.models import Contribution, Photo, Status, Support
from ideenboard.processes.models import Process, Workshop
from ideenboard.processes.queries import current_actor
from ideenboard.processes.queries_care import looked_after_by
from ideenboard.processes.rules import Act, Actor, may


def public() -> ColumnElement[bool]:
    """Contributions that everybody may read: published, of a published process, their room's collection released."""
    return and_(Contribution.status == Status.PUBLISHED, _released())


def _released() -> ColumnElement[bool]:
    open_workshops = select(Workshop.id).where(Workshop.published_at.is_not(None))
    open_processes = select(Process.id).where(Process.published_at.is_not(None))
    return and_(
        Contribution.process_id.in_(open_processes),
        or_(Contribution.workshop_id.is_(None), Contribution.workshop_id.in_(open_workshops)),
    )


def left_a_gap() -> ColumnElement[bool]:
    """Contributions that everybody could read until they were hidden: in their place stands why."""
    return and_(was_shown(), _released())


def was_shown() -> ColumnElement[bool]:
    """Contributions that were hidden after others could read them, if only in their room."""
    return and_(Contribution.status == Status.HIDDEN, Contribution.placeholder.is_not(None))


def gap_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The same for an actor: what everybody could read, and what lay open in a room they sit in."""
    return or_(left_a_gap(), and_(was_shown(), Contribution.workshop_id.in_(actor.joined)))


def photo_shown() -> ColumnElement[bool]:
    """Of a contribution that is visible, the photo is as well: approved, and of a room that takes photos."""
    of_minors = select(Workshop.id).where(Workshop.for_minors)
    takes_photos = or_(Contribution.workshop_id.is_(None), Contribution.workshop_id.not_in(of_minors))
    return and_(Photo.contribution_id == Contribution.id, Photo.approved_at.is_not(None), takes_photos)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one scope of every list, fragment, export, search and picture: what this actor may read."""
    if actor.is_admin:
        return true()
    own = Contribution.participant_id == actor.participant_id if actor.participant_id else false()
    unveiled = select(Workshop.id).where(Workshop.id.in_(actor.joined), Workshop.is_veiled.is_(False))
    room = and_(Contribution.workshop_id.in_(unveiled), Contribution.status == Status.PUBLISHED)
    return or_(public(), own, room, looked_after_by(actor, Contribution))


def get_visible_or_404(contribution_id: int) -> Contribution:
    """A contribution that this request may read."""
    return visible(contribution_id) or abort(404)


def visible(contribution_id: int) -> Contribution | None:
    """A contribution where this request may read it."""
    query = select(Contribution).where(Contribution.id == contribution_id, visible_to(current_actor()))
    return db.session.scalar(query)


def gap_or_404(contribution_id: int) -> Contribution:
    """A hidden contribution in whose place stands why; 404 where it never was public."""
    query = select(Contribution).where(Contribution.id == contribution_id, gap_seen_by(current_actor()))
    return db.session.scalar(query) or abort(404)


def get_own_or_404(contribution_id: int) -> Contribution:
    """A contribution of this device: 404 where it may not be read, 403 where it is somebody else's."""
    contribution = get_visible_or_404(contribution_id)
    actor = current_actor()
    return contribution if actor.participant_id and contribution.participant_id == actor.participant_id else abort(403)


def get_in_room_or_404(contribution_id: int) -> Contribution:
    """A card of a room this device sits in, which keeps its phase until the commit.

    404 where the card may not be read, 403 from outside of the room.
    """
    contribution = get_visible_or_404(contribution_id)
    workshop = contribution.workshop
    if workshop is None or not current_actor().has_joined(workshop.id):
        abort(403)
    hold(workshop)
    return contribution


def get_open_or_404(contribution_id: int, act: Act) -> Contribution:
    """The same, for an act that may be done now. Raises Refusal where it is not open."""
    contribution = get_in_room_or_404(contribution_id)
    if not is_open(contribution, act):
        raise Refusal(_("This is not open any more. Your text is still here."), 409)
    return contribution


def is_open(contribution: Contribution, act: Act) -> bool:
    """Whether the room of a card may do this with it now."""
    workshop = contribution.workshop
    return workshop is not None and may(act, workshop.phase) and contribution.status is Status.PUBLISHED


def is_supported(contribution_id: int, actor: Actor) -> bool:
    """Whether this participant stands behind a contribution."""
    return (
        actor.participant_id is not None
        and db.session.get(Support, (contribution_id, actor.participant_id)) is not None
    )


def by_receipt(code: str) -> Contribution | None:
    """The contribution of a receipt. Whoever holds the receipt may see its fate."""
    query = select(Contribution).where(Contribution.receipt_code == code)
    return db.session.scalar(query.options(joinedload(Contribution.workshop), joinedload(Contribution.district)))


def by_receipts(codes: Collection[str]) -> Sequence[Contribution]:
    """The contributions of several receipts, the newest first."""
    query = select(Contribution).where(Contribution.receipt_code.in_(codes)).options(joinedload(Contribution.workshop))
    return db.session.scalars(query.order_by(Contribution.id.desc())).all()
