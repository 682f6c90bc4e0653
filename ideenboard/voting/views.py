"""The ballot on the phone."""

from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from ideenboard.base.acks import acknowledge
from ideenboard.base.db import db
from ideenboard.base.htmx import done, wants_fragment
from ideenboard.processes.queries import current_actor
from ideenboard.voting import actions, forms, queries
from ideenboard.voting.models import Ballot
from ideenboard.voting.rules import Limits, Outcome, points_left, takes_votes

bp = Blueprint("voting", __name__)
bp.add_app_template_global(forms.METHOD_NAMES.__getitem__, "method_name")


@bp.get("/ballots/<int:ballot_id>")
def ballot(ballot_id: int) -> str:
    """Show a ballot and what this participant's paper says."""
    ballot = queries.get_visible_or_404(ballot_id)
    actor = current_actor()
    seat = queries.seat_of(ballot, actor)
    workshop = ballot.workshop
    return render_template(
        "voting/ballot.html",
        ballot=ballot,
        choices=queries.choices_for(ballot, actor),
        seat=seat,
        takes_votes=seat is not None and takes_votes(ballot.is_open, workshop.phase if workshop else None),
        **_paper(ballot),
    )


@bp.post("/ballots/<int:ballot_id>/votes")
def vote(ballot_id: int) -> Response:
    """Set votes: all of a paper, or only some options of it."""
    ballot = queries.get_visible_or_404(ballot_id)
    values, seq = _sent()
    outcome = actions.set_votes(ballot, values, seq, by=current_actor())
    db.session.commit()
    # Also what came too late is done with: something newer stands.
    return acknowledge(_set(ballot, outcome))


def _set(ballot: Ballot, outcome: Outcome) -> Response:
    here = url_for(".ballot", ballot_id=ballot.id)
    if outcome.is_stale:
        flash(_("Your vote was changed in another window. This is how it stands now."), "warning")
        return done(here)
    if not wants_fragment() or "hand_in" in request.form:
        flash(_("Your vote is saved. You can change it until the vote is closed."), "success")
    return done(here, "voting/_state.html", ballot=ballot, **_paper(ballot))


def _sent() -> tuple[dict[int, int], int]:
    try:
        return forms.read_votes(request.form), forms.read_number(request.form.get("seq", ""))
    except ValueError:
        abort(422)


def _paper(ballot: Ballot) -> dict[str, Any]:
    standing = queries.standing_votes(ballot.id, current_actor().participant_id)
    values = {option: said.value for option, said in standing.items()}
    limits = Limits(ballot.points, ballot.max_per_option)
    return {
        "values": values,
        "left": points_left(ballot.method, limits, values.values()),
        "seq": 1 + max((said.seq for said in standing.values()), default=0),
    }
