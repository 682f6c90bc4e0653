"""Typing cards in, with the keyboard alone: number, kind, words, Enter, and the next one."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, photos, uploads
from ideenboard.base.db import db, release
from ideenboard.base.errors import Conflict
from ideenboard.base.htmx import done
from ideenboard.contributions import actions as contributions
from ideenboard.contributions.actions_photos import stored
from ideenboard.contributions.models import Contribution
from ideenboard.paper import actions, queries
from ideenboard.paper.forms import CorrectionForm, EntryForm
from ideenboard.paper.models import PaperCard
from ideenboard.paper.rules import read_mark, words_of
from ideenboard.processes.models import Event
from ideenboard.processes.queries import current_actor
from ideenboard.processes.queries_settings import get_managed_event_or_404

bp = Blueprint("entries", __name__)
bp.add_app_template_global(words_of, "words_of")


@bp.get("/desk/events/<int:event_id>/cards/entry")
def form(event_id: int) -> Response:
    """Show the form for the next card, and what was entered last."""
    return _page(get_managed_event_or_404(event_id), EntryForm(formdata=None))


@bp.post("/desk/events/<int:event_id>/cards/entry")
@uploads.takes_files(photos.MAX_BYTES)
def enter(event_id: int) -> AnyResponse:
    """Enter one card; the same number again shows what is there and changes nothing."""
    event = get_managed_event_or_404(event_id)
    form, by, at = EntryForm(), current_actor(), clock.now()
    photo = None
    if form.photo.data:
        release()
    if is_filled := form.validate_on_submit():
        photo = form.photo.content and stored(form.photo.content, form.description.data or "", at=at)
    card = _named(event, form)
    if not is_filled or card is None or not form.check_room(card.workshop):
        return _page(event, form, form.refused_with, card)
    try:
        is_new = actions.enter(card, form.draft(card.workshop), photo, by=by, at=at)
    except Conflict:
        # The number stands above, with what is there; whoever meant another one types it at once.
        form.card.data = ""
        return _page(event, form, 409, card)
    db.session.commit()
    words = _("Card %(number)s is entered.") if is_new else _("Card %(number)s was entered before, with these words.")
    undo = url_for(".take_back", card_id=card.id)
    flash({"text": words % {"number": card.number}, "action": undo}, "done")  # type: ignore[arg-type]
    return done(url_for(".form", event_id=event.id))


def _named(event: Event, form: EntryForm) -> PaperCard | None:
    """The card that the first field means; where there is none the field says so."""
    mark = read_mark(form.card.data or "")
    card = queries.card_of(event.id, mark) if mark else None
    if mark and card is None:
        form.card.errors = [_("No card of this event has this number or receipt.")]
    return card


def _page(event: Event, form: EntryForm, status: int = 200, card: PaperCard | None = None) -> Response:
    there = card.contribution if card else None
    # Whoever replaces what is there says which version of it this page has shown.
    form.version.raw_data, form.version.data = None, there.version if there else None
    wrong = next((name for name in ("card", "kind", "words", "photo") if form[name].errors), "card")
    account_id = current_actor().account_id or abort(401)
    page = render_template(
        "paper/entry.html",
        process=event.process,
        event=event,
        form=form,
        card=card,
        there=there,
        focus=wrong,
        entered=queries.entered_count(event.id),
        printed=queries.last_number(event.id),
        recent=queries.entered_by(event.id, account_id),
    )
    return make_response(page, status)


@bp.get("/desk/cards/<int:card_id>/edit")
def correction_form(card_id: int) -> Response:
    """Show an entry, to be put right."""
    card, contribution = _entered(card_id)
    return _correction_page(card, CorrectionForm.filled(contribution))


@bp.post("/desk/cards/<int:card_id>")
def correct(card_id: int) -> AnyResponse:
    """Put an entry right."""
    card, contribution = _entered(card_id)
    form = CorrectionForm()
    if form.is_stale(CorrectionForm.filled(contribution)):
        return _correction_page(card, form, 409)
    if not form.validate_on_submit():
        return _correction_page(card, form, 422)
    contributions.correct(contribution, form.draft(contribution), by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("Card %(number)s is corrected.", number=card.number), "success")
    return done(url_for(".form", event_id=card.event_id))


def _entered(card_id: int) -> tuple[PaperCard, Contribution]:
    card = queries.get_managed_card_or_404(card_id)
    return card, card.contribution or abort(404)


def _correction_page(card: PaperCard, form: CorrectionForm, status: int = 200) -> Response:
    page = render_template("paper/correction.html", process=card.event.process, event=card.event, card=card, form=form)
    return make_response(page, status)


@bp.post("/desk/cards/<int:card_id>/entry/removal")
def take_back(card_id: int) -> AnyResponse:
    """Undo that a card was entered."""
    card = queries.get_managed_card_or_404(card_id)
    actions.take_back(card, by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("The entry is taken back. Card %(number)s can be entered again.", number=card.number), "success")
    return done(url_for(".form", event_id=card.event_id))
