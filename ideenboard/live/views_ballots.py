"""The votes of a room from where it is steered: opened and closed after one more question, and people counted."""

from flask import Response, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.live.queries_desk import get_ballot_here_or_404
from ideenboard.live.views import acting, bp
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries_phases import get_steered_or_404
from ideenboard.results import actions as results
from ideenboard.voting import actions_desk, actions_turnout
from ideenboard.voting.forms_cards import HeadcountForm
from ideenboard.voting.models import Ballot
from ideenboard.voting.queries import locked, options_of
from ideenboard.voting.queries_turnout import turnout_of


def _room_and_ballot(workshop_id: int, ballot_id: int) -> tuple[Workshop, Ballot]:
    workshop = get_steered_or_404(workshop_id)
    return workshop, get_ballot_here_or_404(workshop, ballot_id)


@bp.get("/steering/<int:workshop_id>/ballots/<int:ballot_id>/opening")
def confirm_opening(workshop_id: int, ballot_id: int) -> Response | str:
    """Ask before people can vote."""
    workshop, ballot = _room_and_ballot(workshop_id, ballot_id)
    if ballot.opened_at is not None:
        return _back(workshop, _("This vote has been opened meanwhile."))
    options = options_of(ballot.id)
    return render_template("live/ballot_opening.html", workshop=workshop, ballot=ballot, options=options)


@bp.post("/steering/<int:workshop_id>/ballots/<int:ballot_id>/opening")
def open_ballot(workshop_id: int, ballot_id: int) -> Response:
    """Let the room vote."""
    workshop, ballot = _room_and_ballot(workshop_id, ballot_id)
    actions_desk.open_ballot(ballot, by=acting().name, at=clock.now())
    db.session.commit()
    return _back(workshop, _("The vote is open. Its question, rules and proposals stay as they are now."))


@bp.get("/steering/<int:workshop_id>/ballots/<int:ballot_id>/closing")
def confirm_closing(workshop_id: int, ballot_id: int) -> Response | str:
    """Ask before a vote ends for ever."""
    workshop, ballot = _room_and_ballot(workshop_id, ballot_id)
    if not ballot.is_open:
        return _back(workshop, _("This vote is not open."))
    return render_template("live/ballot_closing.html", workshop=workshop, ballot=ballot, turnout=turnout_of(ballot))


@bp.post("/steering/<int:workshop_id>/ballots/<int:ballot_id>/closing")
def close_ballot(workshop_id: int, ballot_id: int) -> Response:
    """End the vote and count it."""
    workshop, ballot = _room_and_ballot(workshop_id, ballot_id)
    results.close(ballot, by=acting().name, at=clock.now())
    db.session.commit()
    return _back(workshop, _("The vote is closed and counted. The wall shows the result where it shows the vote."))


@bp.get("/steering/<int:workshop_id>/ballots/<int:ballot_id>/headcount")
def headcount(workshop_id: int, ballot_id: int) -> Response:
    """Ask how many people are in the room."""
    workshop, ballot = _room_and_ballot(workshop_id, ballot_id)
    return _headcount_page(workshop, ballot, HeadcountForm(None, obj=ballot))


@bp.post("/steering/<int:workshop_id>/ballots/<int:ballot_id>/headcount")
def set_headcount(workshop_id: int, ballot_id: int) -> Response:
    """Write down how many people are in the room."""
    workshop, ballot = _room_and_ballot(workshop_id, ballot_id)
    ballot, form = locked(ballot, to_close=True), HeadcountForm()
    if form.is_stale(HeadcountForm(None, obj=ballot)):
        return _headcount_page(workshop, ballot, form, 409)
    if not form.validate_on_submit():
        return _headcount_page(workshop, ballot, form, 422)
    actions_turnout.set_headcount(ballot, form.headcount.data, by=acting().name, at=clock.now())
    db.session.commit()
    return _back(workshop, _("The headcount is saved."))


def _headcount_page(workshop: Workshop, ballot: Ballot, form: HeadcountForm, status: int = 200) -> Response:
    page = render_template("live/headcount.html", workshop=workshop, ballot=ballot, form=form)
    return make_response(page, status)


def _back(workshop: Workshop, said: str) -> Response:
    flash(said, "success")
    return done(url_for(".show", workshop_id=workshop.id))
