"""Bringing a voting card in: scanned or typed, on any device, joined or not."""

from dataclasses import replace

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.base.htmx import done
from ideenboard.people.actions import device_key, this_participant
from ideenboard.processes.queries import current_actor
from ideenboard.voting import actions_cards
from ideenboard.voting.forms_cards import CardForm
from ideenboard.voting.models import Ballot
from ideenboard.voting.queries_cards import get_card_ballot_or_404

bp = Blueprint("cards", __name__)


@bp.get("/c/<int:ballot_id>")
def enter(ballot_id: int) -> str:
    """Show the form for the code of a card."""
    return _page(get_card_ballot_or_404(ballot_id), CardForm(formdata=None))


@bp.get("/c/<int:ballot_id>/<key>")
def scanned(ballot_id: int, key: str) -> str:
    """Show one button to whoever scanned a card. The card is not looked up: nothing is learned and nothing changed."""
    return _page(get_card_ballot_or_404(ballot_id), CardForm(formdata=None, key=key[:40]))


@bp.post("/c/<int:ballot_id>")
def redeem(ballot_id: int) -> Response | tuple[str, int]:
    """Bring a card in."""
    ballot, form, at = get_card_ballot_or_404(ballot_id), CardForm(), clock.now()
    fits = form.validate_on_submit()
    code, key = (form.code.data or "", form.key.data or "") if fits else ("", "")
    card = actions_cards.find_card(ballot, code, key, by=current_actor(), at=at)
    if card is None:
        form.key.data = ""
        form.code.errors = [_("There is no such card for this vote. Please compare the twelve characters.")]
        return _page(ballot, form), 422
    voter = replace(current_actor(), participant_id=this_participant(at=at).id)
    try:
        actions_cards.redeem(ballot, card, by=voter)
    except Conflict as conflict:
        db.session.rollback()
        return _page(ballot, form, conflict.message), conflict.status
    db.session.commit()
    return done(url_for("voting.ballot", ballot_id=ballot.id))


def _page(ballot: Ballot, form: CardForm, refusal: str = "") -> str:
    device_key()
    return render_template("voting/card.html", ballot=ballot, card_form=form, refusal=refusal)
