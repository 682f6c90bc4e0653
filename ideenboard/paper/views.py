"""Cards to print: made for rooms, shown as sheets, and the page where both ways of the paper meet."""

from flask import Blueprint, Response, abort, make_response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done
from ideenboard.base.ids import MAX_ID, asked_id
from ideenboard.base.paths import public_url
from ideenboard.base.qr import qr_svg
from ideenboard.paper import actions, queries
from ideenboard.paper.forms import PrintForm
from ideenboard.paper.rules import on_sheets
from ideenboard.processes.models import Event
from ideenboard.processes.queries import current_actor, workshops_of
from ideenboard.processes.queries_settings import get_managed_event_or_404

bp = Blueprint("paper", __name__)


@bp.get("/desk/events/<int:event_id>/cards")
def desk(event_id: int) -> Response:
    """Show which cards are printed for an event, and how many have come back."""
    event = get_managed_event_or_404(event_id)
    return _desk_page(event, PrintForm(formdata=None, workshop=asked_id("workshop")))


def _desk_page(event: Event, form: PrintForm, status: int = 200) -> Response:
    rooms = workshops_of(event.id)
    page = render_template(
        "paper/desk.html",
        process=event.process,
        event=event,
        rooms=rooms,
        form=form.offer(rooms),
        prints=queries.prints_of(event.id),
    )
    return make_response(page, status)


@bp.post("/desk/events/<int:event_id>/cards")
def create(event_id: int) -> AnyResponse:
    """Make cards for one room or for all of them, each with its receipt."""
    event = get_managed_event_or_404(event_id)
    rooms = workshops_of(event.id)
    form = PrintForm().offer(rooms)
    if not form.validate_on_submit():
        return _desk_page(event, form, 422)
    chosen = [room for room in rooms if form.workshop.data in (None, room.id)]
    try:
        first, last = actions.print_cards(event, chosen, form.count.data, by=current_actor(), at=clock.now())
    except Refusal as refusal:
        form.count.errors = [refusal.message]
        return _desk_page(event, form, refusal.status)
    db.session.commit()
    return done(url_for(".sheets", event_id=event.id, first=first, last=last))


@bp.get("/desk/events/<int:event_id>/cards/sheets")
def sheets(event_id: int) -> str:
    """Show cards as they are printed, four to a sheet."""
    event = get_managed_event_or_404(event_id)
    first, last = asked_id("first"), asked_id("last")
    cards = queries.cards_between(event.id, first or 1, last or MAX_ID) or abort(404)
    address = public_url("receipt.find")
    return render_template(
        "paper/sheets.html",
        process=event.process,
        event=event,
        first=cards[0].number,
        last=cards[-1].number,
        sheets=on_sheets(cards),
        address=address.split("://", 1)[1],
        codes={card.id: qr_svg(f"{address}/{card.receipt_code}") for card in cards},
    )
