"""Photos that wait: a coordinator looks at each before others see it."""

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.contributions import actions_photos as actions
from ideenboard.contributions import queries_photos as photos
from ideenboard.contributions.models import Photo
from ideenboard.moderation import queries
from ideenboard.moderation.forms import PhotoForm
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_worked_on_or_404, on_stage

bp = Blueprint("photo_desk", __name__)


@bp.get("/desk/<slug>/photos")
def index(slug: str) -> Response:
    """Show the photos that wait for a look."""
    return _page(get_worked_on_or_404(slug))


def _page(process: Process, status: int = 200, **refused: Any) -> Response:
    waiting = photos.waiting_photos(process.id, current_actor())
    forms = {photo.contribution_id: PhotoForm.filled(photo) for photo in waiting} | refused.get("forms", {})
    page = render_template("moderation/photos.html", process=process, photos=waiting, forms=forms)
    return make_response(page, status)


@bp.post("/contributions/<int:contribution_id>/photo/approval")
def approve(contribution_id: int) -> Response:
    """Let everybody who may read the contribution see its photo."""
    photo = _photo(contribution_id)
    form, process = PhotoForm.of(contribution_id), on_stage(photo.contribution.process)
    if not form.validate_on_submit():
        return _page(process, 422, forms={contribution_id: form})
    words = form.description.data or ""
    actions.approve(photo, form.seen.data, words, by=current_actor(), at=clock.now())
    db.session.commit()
    undo = url_for(".take_back", contribution_id=contribution_id)
    flash({"text": _("The photo is approved."), "action": undo}, "done")  # type: ignore[arg-type]
    return done(url_for(".index", slug=process.slug))


@bp.post("/contributions/<int:contribution_id>/photo/approval/removal")
def take_back(contribution_id: int) -> Response:
    """Let a photo wait again."""
    photo = _photo(contribution_id)
    actions.take_approval_back(photo, by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("The photo waits again."), "done")
    return done(url_for(".index", slug=photo.contribution.process.slug))


def _photo(contribution_id: int) -> Photo:
    contribution = queries.get_reviewable_or_404(contribution_id)
    return photos.photo_of(contribution, current_actor()) or abort(404)
