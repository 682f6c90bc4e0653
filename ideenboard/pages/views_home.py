"""Start page, process page, and the page of a single contribution."""

from collections.abc import Hashable
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, session, url_for
from flask_babel import gettext as _

from ideenboard.base import clock, fragments
from ideenboard.base.clock import to_local
from ideenboard.base.i18n import day
from ideenboard.base.lane import Visit, open_lane
from ideenboard.clusters.queries import clusters_holding
from ideenboard.comments.queries import own_token, responses_of
from ideenboard.contributions.forms import CommentForm, new_token
from ideenboard.contributions.models import Contribution
from ideenboard.contributions.queries import gap_or_404, get_visible_or_404, is_open, is_supported, visible
from ideenboard.contributions.queries_photos import is_author, may_set_photo, photo_of
from ideenboard.contributions.rules import may_edit, may_withdraw
from ideenboard.contributions.views import thread_of
from ideenboard.meetings.models import Meeting
from ideenboard.meetings.queries_minutes import events_with_minutes
from ideenboard.pages.queries import Reader, Seat, phone_frame, reader_of, take_seat
from ideenboard.pages.queries_numbers import numbers_of
from ideenboard.pages.queries_outcome import outcome_of, places_in
from ideenboard.plans.queries import measures_of_contribution
from ideenboard.plans.queries_fates import account_of
from ideenboard.processes.models import Event, EventKind, MaterialKind, Process
from ideenboard.processes.queries import (
    current_actor,
    get_process_or_404,
    materials_of_process,
    on_stage,
    published_processes,
    themes_of,
)
from ideenboard.processes.rules import Act, may, next_of

PAGE = "pages/contribution.html"

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> str:
    """Show the running processes and the way into a workshop; a single one is shown at once."""
    processes = published_processes()
    if len(processes) == 1:
        return _process_page(on_stage(processes[0]))
    return render_template("pages/home.html", processes=processes)


@bp.get("/processes/<slug>")
def process(slug: str) -> str:
    """Show where a process stands."""
    return _process_page(get_process_or_404(slug))


def _process_page(process: Process) -> str:
    at = clock.now()
    dated = events_with_minutes(process.id)
    events = [event for event, _meeting in dated]
    materials = materials_of_process(process.id)
    return render_template(
        "pages/process.html",
        process=process,
        events=events,
        stations_shown=[_station(event, next_of(events, at), meeting) for event, meeting in dated],
        has_minutes=any(meeting for _event, meeting in dated),
        districts=places_in(process.id),
        themes=themes_of(process.id),
        numbers=numbers_of(process.id),
        account=account_of(process.id),
        outcome=outcome_of(process.id),
        programmes=[material for material in materials if material.kind is MaterialKind.PROGRAMME],
        materials=[material for material in materials if material.kind is MaterialKind.MATERIAL],
    )


def _station(event: Event, upcoming: Event | None, minutes: Meeting | None) -> dict[str, Any]:
    """An event as a station of the timeline: what it was once it is over, where it will be before."""
    is_over = upcoming is None or event.starts_at < upcoming.starts_at
    return {
        "when": day(event.starts_at),
        "datetime": to_local(event.starts_at).date().isoformat(),
        "title": event.title,
        "url": url_for("event.show", event_id=event.id),
        "text": event.outcome if is_over else event.place,
        "links": _ways_on(event, event is upcoming, minutes),
        "state": "past" if is_over else "now" if event is upcoming else "",
    }


def _ways_on(event: Event, is_next: bool, minutes: Meeting | None) -> list[tuple[str, str]]:
    if minutes:
        return [(_("Minutes"), url_for("minutes.show", meeting_id=minutes.id))]
    if is_next and event.kind is EventKind.FOLLOW_UP:
        return [(_("The next meeting"), url_for("event.show", event_id=event.id))]
    return []


@open_lane(bp, r"/contributions/(\d{1,9})", "/contributions/<int:contribution_id>")
def contribution_again(visit: Visit, contribution_id: str) -> str | None:
    """The page of a card for somebody who reads it in its room, where it is kept."""
    is_plain = visit.wants_page and not visit.query
    reader = reader_of(visit.app, visit.cookie, int(contribution_id)) if is_plain else None
    if reader is None or reader.is_author:
        return None
    at = clock.now()
    return visit.sheet(PAGE, depends_on=_sheet_of(int(contribution_id), reader, at), **_own_words(reader, at))


@bp.get("/contributions/<int:contribution_id>")
def contribution(contribution_id: int) -> Response:
    """Show a contribution, what was said about it and what became of it; or why it stands there no longer."""
    reader, at = reader_of(current_app, session, contribution_id), clock.now()
    if reader is not None and not reader.is_author:
        depends_on, own = _sheet_of(contribution_id, reader, at), _own_words(reader, at)
        context = partial(_page_of, contribution_id, reader.seat)
        return make_response(fragments.sheet(PAGE, context, depends_on=depends_on, **own))
    if visible(contribution_id) is None:
        gap = gap_or_404(contribution_id)
        process = on_stage(gap.process)
        return make_response(render_template("pages/contribution_gone.html", contribution=gap, process=process), 410)
    return make_response(render_template(PAGE, **_page_of(contribution_id)))


def _sheet_of(contribution_id: int, reader: Reader, at: datetime) -> Hashable:
    seat = reader.seat
    return contribution_id, seat.state, seat.reactions, seat.differs(at), reader.is_supporter


def _own_words(reader: Reader, at: datetime) -> dict[str, str]:
    """What of the page in the room is filled in for each answer."""
    form_token = new_token() if may(Act.COMMENT, reader.seat.phase) else ""
    return {"ack": reader.said or "", "form_token": form_token, "phone_now": at.isoformat()}


def _page_of(contribution_id: int, seat: Seat | None = None) -> dict[str, Any]:
    contribution = get_visible_or_404(contribution_id)
    thread = thread_of(contribution)
    return {
        "contribution": contribution,
        **thread,
        **_own_part(contribution),
        **_reader_part(contribution, seat),
        **_fate_part(contribution),
        "ack": own_token(thread["comments"], current_actor().participant_id),
    }


def _fate_part(contribution: Contribution) -> dict[str, Any]:
    """Where it went since: its cluster, and the measures that came of either."""
    holding = clusters_holding(contribution.id)
    return {
        "cluster": next((cluster for one, cluster in holding if one.removed_at is None), None),
        "responses": responses_of(contribution.thread_id, *(cluster.thread_id for _one, cluster in holding)),
        "measures": measures_of_contribution([contribution.id], [cluster.id for _one, cluster in holding]),
    }


def _own_part(contribution: Contribution) -> dict[str, Any]:
    actor, at = current_actor(), clock.now()
    is_own = is_author(contribution, actor)
    return {
        "is_own": is_own,
        "may_edit": is_own and may_edit(contribution.status, contribution.created_at, at),
        "may_withdraw": is_own and may_withdraw(contribution.status),
        "may_set_photo": is_own and may_set_photo(contribution, actor),
        "photo": photo_of(contribution, actor),
    }


def _reader_part(contribution: Contribution, seat: Seat | None) -> dict[str, Any]:
    """The room's people read it in their workshop and may act on it; everybody else reads the public page."""
    actor, workshop = current_actor(), contribution.workshop
    in_room = workshop is not None and actor.has_joined(workshop.id)
    frame = {"layout": "_ui/layout_public.html", "nav_current": "contributions"}
    if workshop is not None and in_room:
        frame = {"layout": "_ui/layout_phone.html", **phone_frame(seat or take_seat(workshop.code), "board")}
    else:
        on_stage(contribution.process)
    may_comment = in_room and is_open(contribution, Act.COMMENT)
    return frame | {
        "may_support": in_room and is_open(contribution, Act.SUPPORT),
        "may_comment": may_comment,
        # A form begins a session: who only reads gets no cookie.
        "form": CommentForm() if may_comment else None,
        "is_supported": in_room and is_supported(contribution.id, actor),
    }
