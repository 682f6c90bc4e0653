"""The workshop's cards on the phone, and what changed in it: the two addresses that a hall asks for all the time."""

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, fragments
from ideenboard.base.htmx import render, wants_fragment
from ideenboard.contributions.forms import filter_form
from ideenboard.contributions.queries_lists import board_page
from ideenboard.contributions.rules import Filter
from ideenboard.pages.queries import Seat, facets_of, glance, phone_frame, take_seat
from ideenboard.pages.views_phone import bp
from ideenboard.people.queries import is_own_device
from ideenboard.processes.rules import Act, may

__all__ = ["bp"]


@bp.get("/w/<code>/board")
def board(code: str) -> Response:
    """Show the cards of the workshop."""
    seat = take_seat(code)
    if seat.is_veiled:
        return _veiled(seat)
    wanted = filter_form(request.args, facets_of(seat)).wanted() if request.args else Filter()
    may_support = may(Act.SUPPORT, seat.phase)
    mine = frozenset(map(int, (seat.supported or "").split(","))) if seat.supported else frozenset[int]()
    cards = _stretch(seat, wanted, request.args.get("after"), may_support).for_somebody(mine)
    if wants_fragment():
        return make_response(cards)

    own_device, at = is_own_device(), clock.now()

    def around() -> dict[str, Any]:
        facets = facets_of(seat)
        frame = phone_frame(seat, "board", shown=facets.total)
        page = {"form": filter_form(request.args, facets), "wanted": wanted, "facets": facets}
        return {**page, "may_support": may_support, "own_device": own_device, **frame}

    depends_on = (seat.state, seat.differs(at), own_device)
    own = {"cards": cards, "phone_now": at.isoformat()}
    return make_response(fragments.sheet("pages/phone_board.html", around, depends_on=depends_on, **own))


def _veiled(seat: Seat) -> Response:
    """How many cards lie face down. The page has shown none of them: revealed, all of them are new to it."""
    frame = phone_frame(seat, "board", shown=0)
    return render("pages/phone_veiled.html", "pages/_veiled.html", total=facets_of(seat).total, **frame)


@dataclass(frozen=True)
class Stretch:
    """Some cards as HTML, each as it looks to those who stand behind it and to those who do not; then the way on."""

    cards: list[tuple[int, Markup, Markup]]
    more: Markup

    def for_somebody(self, supported: frozenset[int]) -> Markup:
        """The cards for a person, by what they support."""
        own = [pressed if number in supported else plain for number, plain, pressed in self.cards]
        return Markup("".join([*own, self.more]))  # noqa: S704 - made of markup


def _stretch(seat: Seat, wanted: Filter, after: str | None, may_support: bool) -> Stretch:
    def make() -> Stretch:
        page = board_page(seat.id, wanted, after)
        template = "contributions/_card_in_list.html"
        plain = fragments.pieces(template, page.cards, may_support=may_support, is_supported=False)
        pressed = fragments.pieces(template, page.cards, may_support=may_support, is_supported=may_support)
        more = fragments.pieces("pages/_more.html", [(seat.code, wanted, page.next)] if page.next else [])
        ids = [card.id for card in page.cards]
        return Stretch(list(zip(ids, plain, pressed, strict=True)), Markup("").join(more))

    return fragments.kept(("stretch", seat.state, seat.reactions, wanted, after), make, size=30_000)


@bp.get("/w/<code>/changes")
def changes(code: str) -> AnyResponse:
    """Say what changed since a revision: 204 while nothing did."""
    seat = glance(code)
    if request.args.get("since") == str(seat.revision):
        return Response(status=204)
    shown = request.args.get("shown", type=int)
    fresh = 0 if shown is None or seat.is_veiled else max(facets_of(seat).total - shown, 0)
    # The page still stands as it was loaded: it goes on comparing with the phase of that moment.
    phase = request.args.get("phase", seat.phase)
    frame = phone_frame(seat, request.args.get("tab", ""), shown, phase)
    return Response(render_template("pages/_changes.html", fresh=fresh, moved=phase != seat.phase, **frame))
