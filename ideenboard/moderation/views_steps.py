"""Working on a queue together: the last step back, who takes care of what, and who has which card open."""

from collections.abc import Sequence

from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done
from ideenboard.base.ids import read_id
from ideenboard.contributions.models import Contribution
from ideenboard.moderation import actions, queries
from ideenboard.moderation.views import bp, colleagues, panel, selected, wanted_cards
from ideenboard.people.models import Account
from ideenboard.processes.queries import current_actor, get_worked_on_or_404
from ideenboard.processes.queries_care import actor_of
from ideenboard.processes.queries_settings import coordinators_of, district_coordinators_of


@bp.post("/desk/<slug>/queue/undo")
def undo(slug: str) -> Response:
    """Take one's own last step back: its cards are where they were before."""
    process, by, at = get_worked_on_or_404(slug), current_actor(), clock.now()
    decisions = queries.decisions_of_step(process.id, request.values.get("step", ""), by=by, at=at)
    back = actions.undo(decisions, by=by, at=at)
    db.session.commit()
    kept = len(decisions) - len(back)
    if not decisions:
        flash(_("This step cannot be taken back any more."), "warning")
    elif back:
        flash(ngettext("%(num)s contribution is as before.", "%(num)s contributions are as before.", len(back)), "done")
    if kept:
        flash(
            ngettext(
                "%(num)s contribution stays as it is: somebody has decided anew meanwhile.",
                "%(num)s contributions stay as they are: somebody has decided anew meanwhile.",
                kept,
            ),
            "warning",
        )
    card = back[0].id if len(back) == 1 else None
    return done(url_for(".queue", slug=slug, card=card, **wanted_cards().args))


@bp.post("/desk/<slug>/queue/assignments")
def assign(slug: str) -> Response:
    """Give the selected cards to a coordinator to take care of, or to nobody."""
    process = get_worked_on_or_404(slug)
    cards = queries.reviewable(process.id, selected(), by=current_actor())
    account = _assignee(process.id, cards)
    actions.assign(cards, account, by=current_actor(), at=clock.now())
    db.session.commit()
    nobody = _("Nobody in particular takes care of it now.")
    flash(_("%(name)s takes care of it.", name=account.name) if account else nobody, "done")
    card, wanted = cards[0].id, wanted_cards()
    # One card was given away from its panel: only that changes. Several may have left the list.
    if "panel" not in request.form:
        return done(url_for(".queue", slug=slug, **wanted.args))
    to = url_for(".queue", slug=slug, card=card, **wanted.args)
    return done(to, "moderation/_assigned.html", colleagues=colleagues(process.id), **panel(process, wanted, card))


def _assignee(process_id: int, cards: Sequence[Contribution]) -> Account | None:
    """Who was chosen: a coordinator of the process or of its districts, or oneself; 404 for somebody else.

    Raises Refusal where one of the cards is none of theirs: they would never see it.
    """
    text = request.form.get("account", "")
    account_id = read_id(text) if text else None
    if not account_id:
        return None
    if account_id == current_actor().account_id:
        return db.session.get_one(Account, account_id)
    known = [*coordinators_of(process_id), *district_coordinators_of(process_id)]
    chosen = next((one for one in known if one.id == account_id), None) or abort(404)
    theirs = actor_of(chosen)
    if not all(theirs.looks_after(process_id, card.district_id) for card in cards):
        raise Refusal(_("%(name)s does not look after all of these contributions.", name=chosen.name))
    return chosen


@bp.post("/contributions/<int:contribution_id>/attention")
def attend(contribution_id: int) -> Response:
    """Note that this coordinator has the card open now, and say which ones others have."""
    contribution = queries.get_reviewable_or_404(contribution_id, to_change=False)
    by, at = current_actor(), clock.now()
    actions.open_card(contribution, by=by, at=at)
    elsewhere = queries.open_elsewhere(contribution.process_id, by=by, at=at)
    db.session.commit()
    return make_response(render_template("moderation/_open.html", elsewhere=elsewhere))
