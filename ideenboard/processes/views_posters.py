"""Posters to hang up: one per room, one for the whole event, made for black and white on A4 and A3."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from ideenboard.base.paths import public_url
from ideenboard.base.qr import qr_svg
from ideenboard.processes.forms import place_of
from ideenboard.processes.models import Event, Workshop
from ideenboard.processes.queries import workshops_of
from ideenboard.processes.queries_settings import get_managed_event_or_404, get_tended_workshop_or_404

PAPERS = {"a4": "A4", "a3": "A3"}

bp = Blueprint("posters", __name__)


@dataclass(frozen=True)
class Poster:
    """What stands on one sheet; `event` also lists the rooms behind its code."""

    place: str
    title: str
    question: str
    code: str
    address: str
    qr_code: Markup
    rooms: list[Workshop]


@bp.get("/desk/workshops/<int:workshop_id>/poster")
def workshop(workshop_id: int) -> str:
    """Show the poster of a room."""
    room = get_tended_workshop_or_404(workshop_id)
    back = url_for("workshops.show", workshop_id=room.id)
    return _page(room.event, [_of_room(room)], _("Poster of the room"), back, ".workshop", workshop_id=room.id)


@bp.get("/desk/events/<int:event_id>/posters")
def workshops(event_id: int) -> str:
    """Show the posters of all rooms of an event, to be printed at once."""
    event = get_managed_event_or_404(event_id)
    posters = [_of_room(room) for room in workshops_of(event.id)]
    back = url_for("events.show", event_id=event.id)
    return _page(event, posters, _("Posters of all rooms"), back, ".workshops", event_id=event.id)


@bp.get("/desk/events/<int:event_id>/poster")
def event(event_id: int) -> str:
    """Show the poster whose code leads to all rooms of an event."""
    event = get_managed_event_or_404(event_id)
    back = url_for("events.show", event_id=event.id)
    return _page(event, [_of_event(event)], _("Poster for the entrance"), back, ".event", event_id=event.id)


def _page(event: Event, posters: list[Poster], title: str, back: str, endpoint: str, **of: Any) -> str:
    paper = next((size for size in PAPERS if size == request.args.get("paper")), "a4")
    return render_template(
        "processes/posters.html",
        process=event.process,
        event=event,
        posters=posters,
        heading=title,
        back=back,
        papers=[(name, url_for(endpoint, paper=size, **of), size == paper) for size, name in PAPERS.items()],
        paper=paper,
    )


def _of_room(room: Workshop) -> Poster:
    address = public_url("processes.join_form", code=room.code)
    return Poster(place_of(room), room.title, room.description, room.code, address, qr_svg(address), [])


def _of_event(event: Event) -> Poster:
    address = public_url("processes.rooms", code=event.code)
    rooms = list(workshops_of(event.id))
    return Poster(event.place, event.title, "", event.code, address, qr_svg(address), rooms)
