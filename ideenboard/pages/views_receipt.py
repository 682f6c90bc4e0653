"""Back to the person: what became of a contribution. Whoever holds the code may see it."""

from datetime import timedelta

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, throttle
from ideenboard.base.codes import read_code
from ideenboard.base.qr import qr_file, qr_svg
from ideenboard.contributions.models import Contribution
from ideenboard.contributions.queries import by_receipt, by_receipts
from ideenboard.pages.queries_trail import trail_of
from ideenboard.paper.queries import card_by_receipt
from ideenboard.processes.queries import current_actor

WRONG_CODES_PER_MINUTE = 60
# Receipts in one link: more than a device can bring into a workshop.
MOST = 50

bp = Blueprint("receipt", __name__)


@bp.get("/beleg")
def find() -> AnyResponse | str:
    """Take a typed receipt code to its page, or ask for it."""
    code = read_code(request.args.get("code", ""))
    return redirect(url_for(".show", code=code), 303) if code else render_template("pages/receipt_find.html", typed="")


@bp.get("/belege/<codes>")
def several(codes: str) -> Response:
    """Show several receipts at once: the link that somebody sends to themselves."""
    wanted = {read_code(code) for code in codes.split("-")[:MOST]}
    contributions = by_receipts(wanted)
    # As with a single one: whoever guesses finds out about one code at a time.
    if len(contributions) < len(wanted):
        _count_wrong_code()
        return make_response(render_template("pages/receipt_find.html", typed=""), 404)
    address = url_for(".several", codes="-".join(c.receipt_code for c in contributions), _external=True)
    page = render_template("pages/receipts.html", contributions=contributions, address=address, qr_code=qr_svg(address))
    return make_response(page)


@bp.get("/beleg/<code>")
def show(code: str) -> Response:
    """Show the whole trail of a contribution."""
    contribution = by_receipt(read_code(code))
    if contribution is None:
        return _no_contribution(code)
    page = render_template(
        "pages/receipt.html",
        trail=trail_of(contribution),
        contribution=contribution,
        today=clock.to_local(clock.now()).date(),
        **_room(contribution),
    )
    return make_response(page)


def _no_contribution(code: str) -> Response:
    """Say of a code that no contribution has whether a printed card waits to be typed in, or that it is wrong."""
    if card := card_by_receipt(read_code(code)):
        return make_response(render_template("pages/receipt_waiting.html", card=card))
    _count_wrong_code()
    return make_response(render_template("pages/receipt_find.html", typed=code), 404)


def _found_or_404(code: str) -> Contribution:
    contribution = by_receipt(read_code(code))
    if contribution is None:
        _count_wrong_code()
    return contribution or abort(404)


def _count_wrong_code() -> None:
    at = clock.now()
    key = f"receipt:{throttle.address_key(at)}"
    throttle.hit(key, limit=WRONG_CODES_PER_MINUTE, per=timedelta(minutes=1), at=at)


def _room(contribution: Contribution) -> dict[str, object]:
    """The four doors of the workshop, for somebody who sits in it."""
    workshop = contribution.workshop
    if workshop is None or not current_actor().has_joined(workshop.id):
        return {}
    doors = {"write": "phone.contribute_form", "board": "phone.board", "vote": "phone.vote", "mine": "phone.mine"}
    return {"tab_urls": {key: url_for(door, code=workshop.code) for key, door in doors.items()}, "tab_current": "mine"}


@bp.get("/beleg/<code>/card")
def card(code: str) -> str:
    """Show a receipt so that one picture of the screen is enough to find it again."""
    contribution = _found_or_404(code)
    return render_template("pages/receipt_card.html", contribution=contribution, qr_code=qr_svg(_address(contribution)))


@bp.get("/beleg/<code>/qr.svg")
def qr(code: str) -> Response:
    """Give the QR code of a receipt as a file."""
    contribution = _found_or_404(code)
    return Response(qr_file(_address(contribution)), mimetype="image/svg+xml")


def _address(contribution: Contribution) -> str:
    return url_for(".show", code=contribution.receipt_code, _external=True)
