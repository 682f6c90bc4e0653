"""What would lower your resistance? Asked beside the ballot, answered to the desk."""

from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.text import Unstorable, clean
from ideenboard.people.actions import device_key
from ideenboard.processes.queries import current_actor
from ideenboard.voting import queries, queries_wishes
from ideenboard.voting.actions_wishes import set_wishes
from ideenboard.voting.methods import METHODS
from ideenboard.voting.models import Ballot
from ideenboard.voting.queries_options import choices_for
from ideenboard.voting.rules import takes_votes

bp = Blueprint("wishes", __name__)
LONGEST = 500


@bp.get("/ballots/<int:ballot_id>/wishes")
def ask(ballot_id: int) -> str:
    """Ask for each proposal that somebody resists, the strongest resistance first."""
    ballot = _asking(queries.get_visible_or_404(ballot_id))
    return _page(ballot, queries_wishes.own_wishes(ballot.id, current_actor()), {})


@bp.post("/ballots/<int:ballot_id>/wishes")
def answer(ballot_id: int) -> Response | tuple[str, int]:
    """Take what was written."""
    ballot = _asking(queries.get_visible_or_404(ballot_id))
    typed = {int(name[5:]): text for name, text in request.form.items() if name[:5] == "wish-" and name[5:].isdecimal()}
    errors = {option: error for option, text in typed.items() if (error := _wrong(text))}
    if errors:
        return _page(ballot, typed, errors), 422
    set_wishes(ballot, {option: clean(text) for option, text in typed.items()}, by=current_actor())
    db.session.commit()
    flash(_("Thank you. The coordination reads it, without your name, when the vote is closed."), "success")
    return done(url_for(".ask", ballot_id=ballot.id))


@bp.get("/desk/ballots/<int:ballot_id>/wishes")
def read(ballot_id: int) -> str:
    """Show the desk what people wrote, once the vote is closed."""
    ballot = _asking(queries.get_managed_or_404(ballot_id))
    count = queries_wishes.count_wishes(ballot.id)
    wishes = queries_wishes.wishes_of(ballot.id) if ballot.closed_at else []
    context = {"process": ballot.process, "ballot": ballot, "count": count, "wishes": wishes}
    return render_template("voting/wishes_desk.html", **context)


def _asking(ballot: Ballot) -> Ballot:
    return ballot if METHODS[ballot.method].asks_wishes else abort(404)


def _wrong(text: str) -> str:
    try:
        too_long = len(clean(text)) > LONGEST
    except Unstorable as error:
        return str(error)
    return _("Please use at most %(count)s characters.", count=LONGEST) if too_long else ""


def _page(ballot: Ballot, texts: Any, errors: dict[int, str]) -> str:
    actor = current_actor()
    values = {option: said.value for option, said in queries.standing_votes(ballot.id, actor).items()}
    choices = [c for c in choices_for(ballot, actor, seed=device_key()) if values.get(c.id)]
    choices.sort(key=lambda choice: -values[choice.id])
    is_on = takes_votes(ballot.is_open, ballot.workshop.phase if ballot.workshop else None)
    context = {"ballot": ballot, "choices": choices, "values": values, "texts": texts, "errors": errors, "is_on": is_on}
    return render_template("voting/wishes.html", longest=LONGEST, **context)
