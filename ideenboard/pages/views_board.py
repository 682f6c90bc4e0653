"""The workshop's cards on the phone, and what changed in it: the two addresses that a hall asks for all the time."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from flask import Response, make_response, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock, fragments
from ideenboard.base.htmx import render, wants_fragment
from ideenboard.base.lane import Visit, open_lane
from ideenboard.contributions.forms import filter_form
from ideenboard.contributions.queries_lists import board_gaps, board_page
from ideenboard.contributions.rules import Filter
from ideenboard.pages.queries import Seat, facets_of, glance, phone_frame, seat_again, take_seat
from ideenboard.pages.views_phone import bp
from ideenboard.people.queries import is_own_device
from ideenboard.processes.rules import Act, may

__all__ = ["bp"]

# The first one counts, as it does for Flask.
SINCE = re.compile(r"(?<![^&])since=(\d+)(?![^&])")
PAGE = "pages/phone_board.html"
# The number of a card, and its HTML for those who do not stand behind it and for those who do.
Piece: TypeAlias = tuple[int, Markup, Markup]


@open_lane(bp, r"/w/(\w+)/board", "/w/<code>/board")
def board_again(visit: Visit, code: str) -> str | None:
    """The whole board for somebody who sits in the room, where all of it is kept."""
    seat = seat_again(visit, code, for_page=True) if visit.wants_page and not visit.query else None
    if seat is None or seat.is_veiled:
        return None
    stretch: Stretch | None = visit.kept(_stretch_key(seat, Filter(), None))
    if stretch is None:
        return None
    at = clock.now()
    own = _own(stretch, seat, at)
    return visit.sheet(PAGE, depends_on=(seat.state, seat.differs(at), True), **own)


@bp.get("/w/<code>/board")
def board(code: str) -> Response:
    """Show the cards of the workshop."""
    seat = take_seat(code)
    if seat.is_veiled:
        return _veiled(seat)
    wanted = filter_form(request.args, facets_of(seat)).wanted() if request.args else Filter()
    may_support = may(Act.SUPPORT, seat.phase)
    stretch = _stretch(seat, wanted, request.args.get("after"), may_support)
    if wants_fragment():
        return make_response(stretch.for_somebody(seat))

    own_device, at = is_own_device(), clock.now()

    def around() -> dict[str, Any]:
        facets = facets_of(seat)
        frame = phone_frame(seat, "board", shown=facets.total)
        page = {"form": filter_form(request.args, facets), "wanted": wanted, "facets": facets}
        return {**page, "may_support": may_support, "own_device": own_device, **frame}

    depends_on = (seat.state, seat.differs(at), own_device)
    return make_response(fragments.sheet(PAGE, around, depends_on=depends_on, **_own(stretch, seat, at)))


def _own(stretch: "Stretch", seat: Seat, at: datetime) -> dict[str, str]:
    """What of a board is filled in for each answer."""
    return {"cards": stretch.for_somebody(seat), "phone_now": at.isoformat()}


def _veiled(seat: Seat) -> Response:
    """How many cards lie face down. The page has shown none of them: revealed, all of them are new to it."""
    frame = phone_frame(seat, "board", shown=0)
    return render("pages/phone_veiled.html", "pages/_veiled.html", total=facets_of(seat).total, **frame)


@dataclass(frozen=True)
class Stretch:
    """Some cards as HTML, each as it looks to those who stand behind it and to those who do not; then the way on."""

    cards: list[Piece]
    more: Markup

    def for_somebody(self, seat: Seat) -> Markup:
        """The cards for a person, by what they support."""
        supported = frozenset(map(int, seat.supported.split(","))) if seat.supported else frozenset[int]()
        own = [pressed if number in supported else plain for number, plain, pressed in self.cards]
        return Markup("".join([*own, self.more]))  # noqa: S704 - made of markup


def _stretch(seat: Seat, wanted: Filter, after: str | None, may_support: bool) -> Stretch:
    def make() -> Stretch:
        page = board_page(seat.id, wanted, after)
        template = "contributions/_card_in_list.html"
        plain = fragments.pieces(template, page.cards, may_support=may_support, is_supported=False)
        pressed = fragments.pieces(template, page.cards, may_support=may_support, is_supported=may_support)
        more = fragments.pieces("pages/_more.html", [(seat.code, wanted, page.next)] if page.next else [])
        cards = list(zip((card.id for card in page.cards), plain, pressed, strict=True))
        return Stretch(_with_gaps(cards, board_gaps(seat.id, wanted, page, after)), Markup("").join(more))

    return fragments.kept(_stretch_key(seat, wanted, after), make, size=30_000)


def _with_gaps(cards: list[Piece], gaps: Sequence[Any]) -> list[Piece]:
    """The cards with what stands in the place of those that were hidden, the latest first."""
    said = fragments.pieces("contributions/_gap_in_list.html", gaps)
    hidden = [(gap.id, words, words) for gap, words in zip(gaps, said, strict=True)]
    return sorted([*cards, *hidden], key=lambda piece: -piece[0]) if hidden else cards


def _stretch_key(seat: Seat, wanted: Filter, after: str | None) -> Hashable:
    return "stretch", seat.state, seat.reactions, wanted, after


@open_lane(bp, r"/w/(\w+)/changes", "/w/<code>/changes")
def nothing_new(visit: Visit, code: str) -> str | None:
    """Nothing, for somebody who sits in the room and knows its last change."""
    since = SINCE.search(visit.query)
    seat = seat_again(visit, code, for_page=False) if since else None
    return "" if since and seat and since[1] == str(seat.revision) else None


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
