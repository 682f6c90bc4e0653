"""The workshop on the phone: contribute, see, vote, mine."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for

from ideenboard.processes.queries import current_actor, get_joined_workshop, on_stage
from ideenboard.voting.queries import open_ballots_for

bp = Blueprint("phone", __name__)


@bp.get("/w/<code>/contribute")
def contribute_form(code: str) -> Any:
    """Show the form for a contribution."""
    abort(404)


@bp.post("/w/<code>/contributions")
def contribute(code: str) -> Any:
    """Bring a contribution in."""
    abort(404)


@bp.get("/w/<code>/sent/<receipt>")
def sent(code: str, receipt: str) -> Any:
    """Show what was just sent, with its receipt."""
    abort(404)


@bp.get("/w/<code>/board")
def board(code: str) -> Any:
    """Show the cards of the workshop."""
    abort(404)


@bp.get("/w/<code>/changes")
def changes(code: str) -> Any:
    """Say what changed since a revision."""
    abort(404)


@bp.get("/w/<code>/vote")
def vote(code: str) -> Any:
    """Show the open ballots of the workshop; a single one at once."""
    workshop = get_joined_workshop(code)
    if workshop is None:
        return redirect(url_for("processes.join_form", code=code), 303)
    on_stage(workshop.process)
    ballots = open_ballots_for(workshop, current_actor())
    if len(ballots) == 1:
        return redirect(url_for("voting.ballot", ballot_id=ballots[0].Ballot.id), 303)
    return render_template("pages/phone_vote.html", workshop=workshop, ballots=ballots)


@bp.get("/w/<code>/mine")
def mine(code: str) -> Any:
    """Show what this device brought in."""
    abort(404)
