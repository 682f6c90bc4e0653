"""The desk beside a ballot: cards printed and used, people counted, papers set aside."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done
from ideenboard.base.paths import public_url
from ideenboard.base.qr import qr_svg
from ideenboard.processes.queries import current_actor
from ideenboard.voting import actions_cards, actions_turnout, queries_cards
from ideenboard.voting.forms_cards import AsideForm, HeadcountForm, PrintForm, SerialsForm, VoidForm
from ideenboard.voting.models import Ballot
from ideenboard.voting.queries import get_managed_or_404, locked
from ideenboard.voting.queries_turnout import turnout_of
from ideenboard.voting.rules_cards import show_serials

bp = Blueprint("turnout", __name__)


@bp.get("/desk/ballots/<int:ballot_id>/turnout")
def show(ballot_id: int) -> Response:
    """Show how many could vote, how many have, and what was printed for it."""
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
    said = _l("Cards that do not count any more: %(numbers)s.")
    return _set_cards(ballot_id, VoidForm(), actions_cards.void, said, ".reinstate")


@bp.post("/desk/ballots/<int:ballot_id>/cards/voiding/removal")
def reinstate(ballot_id: int) -> Response:
    """Let voided cards count again, by their numbers."""
    return _set_cards(
        ballot_id, VoidForm(), actions_cards.reinstate, _l("Cards that count again: %(numbers)s."), ".void"
    )


@bp.post("/desk/ballots/<int:ballot_id>/cards/quarantine")
def quarantine_cards(ballot_id: int) -> Response:
    """Set the papers of some cards aside, by their numbers."""
    said = _l("Set aside are the papers of these cards: %(numbers)s.")
    return _set_cards(ballot_id, AsideForm(), actions_turnout.quarantine_cards, said, ".release_cards")


@bp.post("/desk/ballots/<int:ballot_id>/cards/quarantine/removal")
def release_cards(ballot_id: int) -> Response:
    """Let the papers of some cards count again."""
    said = _l("The papers of these cards count again: %(numbers)s.")
    return _set_cards(ballot_id, AsideForm(), actions_turnout.release_cards, said, ".quarantine_cards")


def _set_cards(ballot_id: int, form: SerialsForm, verb: Callable[..., list[int]], said: Any, back: str) -> Response:
    ballot, name = get_managed_or_404(ballot_id), "void_form" if isinstance(form, VoidForm) else "aside_form"
    if not form.validate_on_submit():
        return _page(ballot, 422, **{name: form})
    try:
        serials = show_serials(verb(ballot, form.serials(), by=current_actor().name, at=clock.now()))
    except Refusal as refusal:
        db.session.rollback()
        form.numbers.errors = [refusal.message]
        return _page(get_managed_or_404(ballot_id), refusal.status, **{name: form})
    db.session.commit()
    if serials:
        undo = {"action": url_for(back, ballot_id=ballot_id), "fields": {"numbers": serials}}
        flash({"text": said % {"numbers": serials}, **undo}, "success")  # type: ignore[arg-type]
    return done(url_for(".show", ballot_id=ballot_id))


@bp.post("/desk/ballots/<int:ballot_id>/headcount")
def set_headcount(ballot_id: int) -> Response:
    """Write down how many people are in the room."""
    ballot, form = locked(get_managed_or_404(ballot_id), to_close=True), HeadcountForm()
    if form.is_stale(HeadcountForm(None, obj=ballot)):
        return _page(ballot, 409, headcount_form=form)
    if not form.validate_on_submit():
        return _page(ballot, 422, headcount_form=form)
    actions_turnout.set_headcount(ballot, form.headcount.data, by=current_actor().name, at=clock.now())
    db.session.commit()
    return done(url_for(".show", ballot_id=ballot_id))


@bp.post("/desk/ballots/<int:ballot_id>/quarantine")
def quarantine(ballot_id: int) -> Response:
    """Set aside the papers that came after as many as there are people."""
    ballot = get_managed_or_404(ballot_id)
    count = actions_turnout.quarantine_excess(ballot, by=current_actor().name, at=clock.now())
    db.session.commit()
    text = ngettext("%(num)s paper is set aside.", "%(num)s papers are set aside.", count)
    flash({"text": text, "action": url_for(".release", ballot_id=ballot_id)}, "success")  # type: ignore[arg-type]
    return done(url_for(".show", ballot_id=ballot_id))


@bp.post("/desk/ballots/<int:ballot_id>/quarantine/removal")
def release(ballot_id: int) -> Response:
    """Let all papers count again."""
    ballot = get_managed_or_404(ballot_id)
    count = actions_turnout.release_all(ballot, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(ngettext("%(num)s paper counts again.", "%(num)s papers count again.", count), "success")
    return done(url_for(".show", ballot_id=ballot_id))


def _page(ballot: Ballot, status: int = 200, **forms: Any) -> Response:
    fresh = {
        "print_form": PrintForm(formdata=None),
        "void_form": VoidForm(formdata=None),
        "aside_form": AsideForm(formdata=None),
        "headcount_form": HeadcountForm(None, obj=ballot),
    }
    page = render_template(
        "voting/turnout.html",
        process=ballot.process,
        ballot=ballot,
        turnout=turnout_of(ballot),
        sheets=queries_cards.sheets_of(ballot.id),
        voided=show_serials(queries_cards.voided_serials(ballot.id)),
        aside=show_serials(queries_cards.quarantined_serials(ballot.id)),
        **fresh | forms,
    )
    return make_response(page, status)
