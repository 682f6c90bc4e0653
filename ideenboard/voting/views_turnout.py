"""The desk beside a ballot: its cards, printed and used."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, url_for
from flask_babel import lazy_gettext as _l

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done
from ideenboard.base.paths import public_url
from ideenboard.base.qr import qr_svg
from ideenboard.processes.queries import current_actor
from ideenboard.voting import actions_cards, queries_cards
from ideenboard.voting.forms_cards import PrintForm, SerialsForm
from ideenboard.voting.models import Ballot
from ideenboard.voting.queries import get_managed_or_404
from ideenboard.voting.rules_cards import show_serials

bp = Blueprint("turnout", __name__)


@bp.get("/desk/ballots/<int:ballot_id>/turnout")
def show(ballot_id: int) -> Response:
    """Show what was printed and used."""
    return _page(get_managed_or_404(ballot_id))


@bp.post("/desk/ballots/<int:ballot_id>/cards")
def print_cards(ballot_id: int) -> Response | str:
    """Make cards and show them, this once: the codes are stored nowhere."""
    ballot, form = get_managed_or_404(ballot_id), PrintForm()
    if not form.validate_on_submit():
        return _page(ballot, 422, print_form=form)
    sheet = actions_cards.print_cards(ballot, form.count.data, form.token.data, by=current_actor().name, at=clock.now())
    db.session.commit()
    # Drawn after the commit: two hundred QR codes take a moment, and nobody should wait for them.
    codes = {
        card.serial: qr_svg(public_url("cards.scanned", ballot_id=ballot.id, key=card.key)) for card in sheet.cards
    }
    address = public_url("cards.enter", ballot_id=ballot.id).partition("://")[2]
    return render_template("voting/print.html", ballot=ballot, sheet=sheet, codes=codes, address=address)


@bp.post("/desk/ballots/<int:ballot_id>/cards/voiding")
def void(ballot_id: int) -> Response:
    """Let cards count no more, by their numbers."""
    return _set_cards(ballot_id, actions_cards.void, _l("Cards that do not count any more: %(numbers)s."), ".reinstate")


@bp.post("/desk/ballots/<int:ballot_id>/cards/voiding/removal")
def reinstate(ballot_id: int) -> Response:
    """Let voided cards count again, by their numbers."""
    return _set_cards(ballot_id, actions_cards.reinstate, _l("Cards that count again: %(numbers)s."), ".void")


def _set_cards(ballot_id: int, verb: Callable[..., list[int]], said: Any, way_back: str) -> Response:
    ballot, form = get_managed_or_404(ballot_id), SerialsForm()
    if not form.validate_on_submit():
        return _page(ballot, 422, void_form=form)
    try:
        serials = show_serials(verb(ballot, form.serials(), by=current_actor().name, at=clock.now()))
    except Refusal as refusal:
        db.session.rollback()
        form.numbers.errors = [refusal.message]
        return _page(get_managed_or_404(ballot_id), refusal.status, void_form=form)
    db.session.commit()
    if serials:
        back = {"action": url_for(way_back, ballot_id=ballot_id), "fields": {"numbers": serials}}
        flash({"text": said % {"numbers": serials}, **back}, "success")  # type: ignore[arg-type]
    return done(url_for(".show", ballot_id=ballot_id))


def _page(ballot: Ballot, status: int = 200, **forms: Any) -> Response:
    context = {"print_form": PrintForm(formdata=None), "void_form": SerialsForm(formdata=None)} | forms
    page = render_template(
        "voting/turnout.html",
        process=ballot.process,
        ballot=ballot,
        cards=queries_cards.card_counts(ballot.id),
        sheets=queries_cards.sheets_of(ballot.id),
        voided=show_serials(queries_cards.voided_serials(ballot.id)),
        **context,
    )
    return make_response(page, status)
