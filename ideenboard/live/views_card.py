"""What is done with one card in the room: onto the wall, large, remembered, hidden."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext as _

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done, render
from ideenboard.contributions.models import Contribution
from ideenboard.live import actions
from ideenboard.live.queries_desk import get_hidden_card_or_404, get_shown_card_or_404
from ideenboard.live.rules import may_bring_back
from ideenboard.live.views import acting, answer, bp
from ideenboard.moderation.actions import decide
from ideenboard.moderation.forms import HideForm
from ideenboard.moderation.models import Verdict
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries_phases import get_steered_or_404


def _room_and_card(workshop_id: int, contribution_id: int) -> tuple[Workshop, Contribution]:
    workshop = get_steered_or_404(workshop_id)
    return workshop, get_shown_card_or_404(workshop, contribution_id)


@bp.post("/steering/<int:workshop_id>/contributions/<int:contribution_id>/wall")
def put_on_wall(workshop_id: int, contribution_id: int) -> Response:
    """Put a card onto the wall."""
    workshop, card = _room_and_card(workshop_id, contribution_id)
    actions.put_on_wall(card, True, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)


@bp.post("/steering/<int:workshop_id>/contributions/<int:contribution_id>/wall/removal")
def take_off_wall(workshop_id: int, contribution_id: int) -> Response:
    """Take a card off the wall."""
    workshop, card = _room_and_card(workshop_id, contribution_id)
    actions.put_on_wall(card, False, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)


@bp.post("/steering/<int:workshop_id>/contributions/<int:contribution_id>/large")
def show_large(workshop_id: int, contribution_id: int) -> Response:
    """Show one card large on the wall."""
    workshop, card = _room_and_card(workshop_id, contribution_id)
    actions.show_large(workshop, card, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)


@bp.post("/steering/<int:workshop_id>/contributions/<int:contribution_id>/memory")
def remember(workshop_id: int, contribution_id: int) -> Response:
    """Note a card for later."""
    workshop, card = _room_and_card(workshop_id, contribution_id)
    actions.remember(card, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)


@bp.post("/steering/<int:workshop_id>/contributions/<int:contribution_id>/memory/removal")
def forget(workshop_id: int, contribution_id: int) -> Response:
    """Take a card off the list for later."""
    workshop, card = _room_and_card(workshop_id, contribution_id)
    actions.forget(card, by=acting().name, at=clock.now())
    db.session.commit()
    return answer(workshop)


@bp.get("/steering/<int:workshop_id>/contributions/<int:contribution_id>/hiding")
def hide_form(workshop_id: int, contribution_id: int) -> Response:
    """Ask why a card is to be hidden."""
    workshop = get_steered_or_404(workshop_id)
    card = get_shown_card_or_404(workshop, contribution_id, to_change=False)
    form = HideForm.of(workshop.process_id, formdata=None)
    return render("live/hide.html", "live/_hide_form.html", workshop=workshop, card=card, form=form)


@bp.post("/steering/<int:workshop_id>/contributions/<int:contribution_id>/hiding")
def hide(workshop_id: int, contribution_id: int) -> Response:
    """Hide a card, with a reason that its author reads."""
    workshop, card = _room_and_card(workshop_id, contribution_id)
    form = HideForm.of(workshop.process_id)
    if not form.validate_on_submit():
        return render("live/hide.html", "live/_hide_form.html", 422, workshop=workshop, card=card, form=form)
    decide(card, Verdict.HIDDEN, form.chosen, form.explanation.data, by=acting(), at=clock.now())
    db.session.commit()
    way_back = url_for(".bring_back", workshop_id=workshop.id, contribution_id=card.id)
    flash({"text": _("The contribution is hidden."), "action": way_back}, "done")  # type: ignore[arg-type] # with its way back
    return answer(workshop, gone=card.id)


@bp.post("/steering/<int:workshop_id>/contributions/<int:contribution_id>/hiding/removal")
def bring_back(workshop_id: int, contribution_id: int) -> Response:
    """Show a card again that was hidden from here."""
    workshop = get_steered_or_404(workshop_id)
    card, decided_at_desk = get_hidden_card_or_404(workshop, contribution_id)
    if not may_bring_back(decided_at_desk, acting().may_coordinate(workshop.process_id)):
        abort(403)
    decide(card, Verdict.PUBLISHED, by=acting(), at=clock.now())
    db.session.commit()
    return done(url_for(".show", workshop_id=workshop.id))
