"""The ballot on the phone."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ideenboard.base import clock
from ideenboard.base.acks import acknowledge
from ideenboard.base.db import db
from ideenboard.base.htmx import done, wants_fragment
from ideenboard.people.actions import device_key, this_participant
from ideenboard.processes.queries import current_actor
from ideenboard.processes.rules import Actor
from ideenboard.voting import actions, forms, queries, rules
from ideenboard.voting.forms_cards import CardForm
from ideenboard.voting.methods import METHODS
from ideenboard.voting.methods.counting import Limits
from ideenboard.voting.models import Ballot, Level
from ideenboard.voting.queries_cards import held_card
from ideenboard.voting.queries_options import barred_options, choices_for
from ideenboard.voting.rules import Outcome, takes_votes

bp = Blueprint("voting", __name__)
bp.add_app_template_global(forms.METHOD_NAMES.__getitem__, "method_name")
bp.add_app_template_global(lambda method: METHODS[method], "voting_method")
bp.add_app_template_global(forms.LEVEL_NAMES.__getitem__, "level_name")
bp.add_app_template_global(forms.LEVEL_SENTENCES.__getitem__, "level_sentence")


@bp.get("/ballots/<int:ballot_id>")
def ballot(ballot_id: int) -> str:
    """Show a ballot and what this participant's paper says."""
    ballot = queries.get_visible_or_404(ballot_id)
    actor = current_actor()
    seat, card = queries.seat_of(ballot, actor), held_card(ballot.id, actor)
    is_on = takes_votes(ballot.is_open, ballot.workshop.phase if ballot.workshop else None)
    needs_card = ballot.level is Level.CARDS and card is None
    return render_template(
        "voting/ballot.html",
        ballot=ballot,
        choices=choices_for(ballot, actor, seed=device_key()),
        seat=seat,
        card=card,
        is_on=is_on,
        card_form=CardForm(formdata=None) if needs_card and is_on else None,
        takes_votes=is_on and seat is not None and not seat.is_late and not needs_card,
        **_paper(ballot, actor),
    )


@bp.post("/ballots/<int:ballot_id>/votes")
def vote(ballot_id: int) -> Response:
    """Set votes: all of a paper, or only some options of it."""
    ballot = queries.get_visible_or_404(ballot_id, alone=wants_fragment())
    values, seq = _sent()
    voter = _voter(ballot)
    outcome = actions.set_votes(ballot, values, seq, by=voter)
    db.session.commit()
    # Also what came too late is done with: something newer stands.
    return acknowledge(_set(ballot, outcome, voter))


def _set(ballot: Ballot, outcome: Outcome, voter: Actor) -> Response:
    here = url_for(".ballot", ballot_id=ballot.id)
    if outcome.is_stale:
        flash(_("Your vote was changed in another window. This is how it stands now."), "warning")
        return done(here)
    paper = _paper(ballot, voter)
    if not wants_fragment() or "hand_in" in request.form:
        flash(_("Your vote is saved. You can change it until the vote is closed."), "success")
        if words := _missing_words(paper):
            flash(words, "warning")
    return done(here, "voting/_state.html", ballot=ballot, **paper)


def _missing_words(paper: dict[str, Any]) -> str:
    missing = paper["missing"]
    if not missing:
        return ""
    if paper["left"] is not None:
        return ngettext("You still have %(num)s point to give.", "You still have %(num)s points to give.", missing)
    return ngettext("%(num)s proposal still has no answer.", "%(num)s proposals still have no answer.", missing)


def _voter(ballot: Ballot) -> Actor:
    # Where the link is enough, a device that has joined nothing becomes a participant with its first vote.
    actor = current_actor()
    if ballot.level is Level.OPEN and actor.participant_id is None and actor.account_id is None:
        return replace(actor, participant_id=this_participant(at=clock.now()).id)
    return actor


def _sent() -> tuple[dict[int, int], int]:
    try:
        return forms.read_votes(request.form), forms.read_number(request.form.get("seq", ""))
    except ValueError:
        abort(422)


def _paper(ballot: Ballot, by: Actor) -> dict[str, Any]:
    standing = queries.standing_votes(ballot.id, by)
    values = {option: said.value for option, said in standing.items()}
    limits, barred = Limits(ballot.points, ballot.max_per_option), barred_options(ballot, by)
    options = len(queries.option_ids(ballot.id) - barred)
    return {
        "values": values,
        "options": options,
        "given": rules.given(ballot.method, values.values()),
        "left": rules.points_left(ballot.method, limits, values.values()),
        "missing": rules.missing(ballot.method, limits, options, values.values()),
        "seq": 1 + max((said.seq for said in standing.values()), default=0),
    }
