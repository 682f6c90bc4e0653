"""The photo of a contribution: shown exactly to whom the contribution is, set by its author or a coordinator."""

from datetime import timedelta

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, photos, throttle, uploads
from ideenboard.base.acks import acknowledge
from ideenboard.base.db import db, release
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done
from ideenboard.contributions import actions_photos as actions
from ideenboard.contributions import queries_photos as queries
from ideenboard.contributions.forms import PhotoForm
from ideenboard.contributions.models import Contribution
from ideenboard.processes.queries import current_actor

# Each costs us up to a second.
PHOTOS = {"limit": 30, "per": timedelta(minutes=10)}

bp = Blueprint("photos", __name__)


@bp.get("/contributions/<int:contribution_id>/photo")
def large(contribution_id: int) -> Response:
    """Hand out a photo."""
    return uploads.send_picture(queries.get_photo_or_404(contribution_id).large_name)


@bp.get("/contributions/<int:contribution_id>/photo/small")
def small(contribution_id: int) -> Response:
    """Hand out a photo as lists show it."""
    return uploads.send_picture(queries.get_photo_or_404(contribution_id).small_name)


@bp.get("/contributions/<int:contribution_id>/photo/new")
def form(contribution_id: int) -> Response:
    """Show the form to add a photo, or to put another in its place."""
    return _page(queries.get_illustrated_or_404(contribution_id), PhotoForm(formdata=None))


def _page(contribution: Contribution, form: PhotoForm, status: int = 200) -> Response:
    photo = queries.photo_of(contribution, current_actor())
    page = render_template("contributions/photo.html", contribution=contribution, photo=photo, form=form)
    return make_response(page, status)


@bp.post("/contributions/<int:contribution_id>/photo")
@uploads.takes_files(photos.MAX_BYTES)
def put(contribution_id: int) -> AnyResponse:
    """Set the photo of a contribution, whatever was there before."""
    contribution, form = _take(contribution_id)
    if form.errors:
        return _page(contribution, form, form.refused_with)
    flash(_("The photo is here. Others see it when the coordination has looked at it."), "success")
    return done(_home_of(contribution))


@bp.post("/photos/<token>")
@uploads.takes_files(photos.MAX_BYTES)
def put_sent(token: str) -> AnyResponse:
    """Set the photo of what this device has sent under a token: its outbox sends it once the words are safe."""
    _contribution, form = _take(queries.sent_under(token))
    if form.errors:
        raise Refusal(" ".join(form.photo.errors or form.description.errors), form.refused_with)
    return acknowledge(make_response("", 204))


def _take(contribution_id: int) -> tuple[Contribution, PhotoForm]:
    """Decode the photo of this request and set it; where it was refused the form says why, and nothing has changed."""
    contribution = queries.get_illustrated_or_404(contribution_id)
    actor, at = current_actor(), clock.now()
    throttle.hit(f"photo:{actor.name}:{actor.participant_id}", at=at, **PHOTOS)  # type: ignore[arg-type]
    release()
    form = PhotoForm()
    if form.validate_on_submit():
        photo = actions.stored(form.photo.content, form.description.data or "", at=at)
        # Asked once more: the room may have closed while we decoded.
        contribution = queries.get_illustrated_or_404(contribution_id)
        actions.set_photo(contribution, photo, by=actor, at=at)
        db.session.commit()
    return contribution, form


@bp.get("/contributions/<int:contribution_id>/photo/removal")
def removal(contribution_id: int) -> str:
    """Say what removing means, before it is done: it has no way back."""
    contribution = queries.get_illustrated_or_404(contribution_id)
    photo = queries.photo_of(contribution, current_actor()) or abort(404)
    back = _home_of(contribution)
    return render_template("contributions/photo_removal.html", contribution=contribution, photo=photo, back=back)


@bp.post("/contributions/<int:contribution_id>/photo/removal")
def remove(contribution_id: int) -> AnyResponse:
    """Remove the photo of a contribution, with its files."""
    contribution = queries.get_illustrated_or_404(contribution_id)
    actions.remove(contribution, by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("The photo is removed."), "success")
    return done(_home_of(contribution))


def _home_of(contribution: Contribution) -> str:
    if queries.is_author(contribution, current_actor()):
        return url_for("home.contribution", contribution_id=contribution.id)
    return url_for("moderation.show", slug=contribution.process.slug, contribution_id=contribution.id)
