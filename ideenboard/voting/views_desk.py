"""Preparing and opening ballots."""

from dataclasses import replace
from typing import TypeVar

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.base.htmx import done
from ideenboard.people.guards import asks_again
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, districts_of, get_coordinated_or_404
from ideenboard.voting import actions_desk, queries, queries_desk
from ideenboard.voting.forms import BallotForm, NewBallotForm
from ideenboard.voting.models import Ballot
from ideenboard.voting.queries_desk import Candidate
from ideenboard.voting.rules import PRESELECTED

Offered = TypeVar("Offered", bound=BallotForm)

bp = Blueprint("ballots", __name__)


@bp.get("/desk/<slug>/ballots")
def index(slug: str) -> str:
    """List the ballots of a process."""
    process = get_coordinated_or_404(slug)
    return render_template("voting/index.html", process=process, ballots=queries.ballots_of(process.id))


@bp.get("/desk/<slug>/ballots/new")
def new(slug: str) -> str:
    """Show the form for a new ballot."""
    process = get_coordinated_or_404(slug)
    return render_template("voting/new.html", process=process, form=_offered(NewBallotForm(), process))


@bp.post("/desk/<slug>/ballots")
def create(slug: str) -> Response | tuple[str, int]:
    """Prepare a ballot with the most supported options already on it."""
    process = get_coordinated_or_404(slug)
    form = _offered(NewBallotForm(), process)
    if not form.validate_on_submit():
        return render_template("voting/new.html", process=process, form=form), 422
    options = queries_desk.candidates(process.id, form.place(), form.target.data)[:PRESELECTED]
    ballot = actions_desk.prepare(process.id, form.setting(), options, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The vote is prepared. Nobody sees it before you open it."), "success")
    return done(url_for(".edit", slug=slug, ballot_id=ballot.id))


@bp.get("/desk/<slug>/ballots/<int:ballot_id>")
def edit(slug: str, ballot_id: int) -> Response | str:
    """Show a draft with what stands on it and what else could."""
    process = get_coordinated_or_404(slug)
    ballot = _get_ballot_or_404(process, ballot_id)
    if ballot.opened_at is not None:
        # No conflict page: loading again would not help, and the list says how far it is.
        flash(_("This vote has been opened. Its question, rules and proposals stay as they are."))
        return done(url_for(".index", slug=slug))
    form = _offered(_filled(ballot), process)
    return _edit_page(process, ballot, form, actions_desk.chosen_for(ballot))


@bp.post("/desk/<slug>/ballots/<int:ballot_id>")
def change(slug: str, ballot_id: int) -> Response | tuple[str, int]:
    """Change a draft."""
    process = get_coordinated_or_404(slug)
    ballot = queries.locked(_get_draft_or_404(process, ballot_id), to_close=True)
    form = _offered(BallotForm(), process)
    options = queries_desk.candidates_by_key(process.id, request.form.getlist("options"))
    if form.is_stale(_offered(_filled(ballot), process)):
        return _edit_page(process, ballot, form, options), 409
    if not form.validate_on_submit():
        return _edit_page(process, ballot, form, options), 422
    options = [replace(option, cost=form.costs.get(option.key)) for option in options]
    actions_desk.change(ballot, form.setting(), options, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("Saved. People can vote as soon as you open it."), "success")
    return done(url_for(".index", slug=slug))


@bp.post("/ballots/<int:ballot_id>/opening")
def open_ballot(ballot_id: int) -> Response:
    """Let people vote."""
    ballot = queries.get_managed_or_404(ballot_id)
    if actions_desk.open_ballot(ballot, by=current_actor().name, at=clock.now()):
        flash(_("The vote is open. Its question, rules and proposals stay as they are now."), "success")
    db.session.commit()
    return done(url_for(".index", slug=ballot.process.slug))


@bp.post("/ballots/<int:ballot_id>/second-round")
def again(ballot_id: int) -> Response:
    """Prepare a second round on the same options."""
    ballot = queries.get_managed_or_404(ballot_id)
    draft = actions_desk.prepare_again(ballot, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The second round is prepared. Nobody sees it before you open it."), "success")
    return done(url_for(".edit", slug=ballot.process.slug, ballot_id=draft.id))


@bp.post("/ballots/<int:ballot_id>/removal")
@asks_again("desk.index")
def discard(ballot_id: int) -> Response:
    """Throw a draft away."""
    ballot = queries.get_managed_or_404(ballot_id)
    slug = ballot.process.slug
    actions_desk.discard(ballot, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("The draft is gone."), "success")
    return done(url_for(".index", slug=slug))


def _get_ballot_or_404(process: Process, ballot_id: int) -> Ballot:
    ballot = queries.get_managed_or_404(ballot_id)
    return ballot if ballot.process_id == process.id else abort(404)


def _get_draft_or_404(process: Process, ballot_id: int) -> Ballot:
    ballot = _get_ballot_or_404(process, ballot_id)
    if ballot.opened_at is not None:
        raise Conflict(_("This vote has been opened. Its question, rules and proposals stay as they are."))
    return ballot


def _filled(ballot: Ballot) -> BallotForm:
    # Not from what was sent: this is how the ballot stands.
    return BallotForm(None, obj=ballot, scope=BallotForm.scope_of(ballot))


def _offered(form: Offered, process: Process) -> Offered:
    form.offer(districts_of(process.id), queries_desk.workshops_in(process.id))
    return form


def _edit_page(process: Process, ballot: Ballot, form: BallotForm, chosen: list[Candidate]) -> str:
    target = request.args.get("target") or _target_of(chosen)
    found = queries_desk.candidates(process.id, form.place(), target)
    on_it = {candidate.key for candidate in chosen}
    others = [candidate for candidate in found if candidate.key not in on_it]
    context = {"process": process, "ballot": ballot, "form": form, "chosen": chosen, "others": others, "target": target}
    return render_template("voting/edit.html", **context)


def _target_of(chosen: list[Candidate]) -> str:
    return "contributions" if any(candidate.contribution_id for candidate in chosen) else "clusters"
