"""Who asks, and which processes, events and workshops there are for them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import abort, g, has_request_context, session
from sqlalchemy import ColumnElement, Row, bindparam, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from ideenboard.base.codes import digest
from ideenboard.base.db import ask, db
from ideenboard.base.errors import Refusal
from ideenboard.people.models import Participant
from ideenboard.people.queries import owes_factor, participant_key, signed_in
from ideenboard.processes.models import (
    District,
    Event,
    FacilitatorLink,
    HidingReason,
    Material,
    Participation,
    Process,
    StakeholderGroup,
    Theme,
    Workshop,
)
from ideenboard.processes.queries_care import actor_of, own_districts
from ideenboard.processes.rules import NOBODY, Actor

# Where the cookie holds the keys of opened facilitator links.
KEYS = "facilitator"


def current_actor() -> Actor:
    """Whoever sent this request; found once per request."""
    if not has_request_context():
        return NOBODY
    if "actor" not in g:
        g.actor = _find_actor()
    return g.actor


def _find_actor() -> Actor:
    login = signed_in()
    key = participant_key()
    participant_id, joined = _participations(key) if key else (None, {})
    steers = _steered()
    # Without the second factor that is asked for, the password opens nothing outside of the desk either.
    if login is None or owes_factor(login):
        return Actor(participant_id=participant_id, joined=joined, steers=steers)
    return replace(actor_of(login.account), participant_id=participant_id, joined=joined, steers=steers)


def facilitator_keys() -> dict[str, str]:
    """The keys of the facilitator links that this browser has opened, by workshop, whether or not they still hold."""
    keys: dict[str, str] = session.get(KEYS, {})
    return keys


def _steered() -> frozenset[int]:
    keys = facilitator_keys().values()
    # Asked in the database each time: a link that is revoked is dead at the next request.
    held = select(FacilitatorLink.workshop_id).where(FacilitatorLink.key_hash.in_([digest(key) for key in keys]))
    return frozenset(db.session.scalars(held)) if keys else frozenset()


SEATS = (
    select(Participant.id, Participation.workshop_id, Participation.group_id)
    .outerjoin(Participation, Participation.participant_id == Participant.id)
    .where(Participant.key_hash == bindparam("key"))
)


def _participations(key: str) -> tuple[int | None, dict[int, int | None]]:
    rows = ask(SEATS, key=digest(key)).all()
    if not rows:
        return None, {}
    return rows[0].id, {row.workshop_id: row.group_id for row in rows if row.workshop_id is not None}


def visible_processes(actor: Actor) -> ColumnElement[bool]:
    """Which processes this actor may know of: published ones, and those they work on."""
    if actor.is_admin:
        return true()
    return or_(Process.published_at.is_not(None), Process.id.in_(actor.coordinates | actor.districts.keys()))


def get_process_or_404(slug: str) -> Process:
    """The process of an address, if this request may know of it."""
    process = db.session.scalar(select(Process).where(Process.slug == slug, visible_processes(current_actor())))
    return on_stage(process or abort(404))


def on_stage(process: Process) -> Process:
    """Note the process that this request is about, for the frame around the page (navigation, title)."""
    g.process = process
    return process


def get_coordinated_or_404(slug: str) -> Process:
    """The process of a desk address: 401 when not signed in, 404 for one unknown to this account, 403 without right.

    Whoever looks after districts of it has no right here: the address may show or change all of the process.
    """
    process = _get_known_or_404(slug)
    return on_stage(process) if require_account().may_coordinate(process.id) else abort(403)


def get_worked_on_or_404(slug: str) -> Process:
    """The same, open to those who look after districts: what the address shows or changes is `on_desk` of them."""
    process = _get_known_or_404(slug)
    return on_stage(process) if require_account().works_in(process.id) else abort(403)


def require_care(process_id: int, district_id: int | None) -> None:
    """403 for whoever does not look after this district of the process, or after what belongs to none."""
    if not require_account().looks_after(process_id, district_id):
        abort(403)


def _get_known_or_404(slug: str) -> Process:
    actor = require_account()
    return db.session.scalar(select(Process).where(Process.slug == slug, visible_processes(actor))) or abort(404)


def require_account() -> Actor:
    """The signed-in actor, or 401."""
    actor = current_actor()
    return actor if actor.account_id is not None else abort(401)


def coordinated_processes(actor: Actor) -> Sequence[Process]:
    """The processes this actor works on, as a whole or in districts, the latest first."""
    scope = true() if actor.is_admin else Process.id.in_(actor.coordinates | actor.districts.keys())
    return db.session.scalars(
        select(Process).where(scope, is_real()).order_by(Process.starts_on.desc(), Process.id)
    ).all()


def is_real() -> ColumnElement[bool]:
    """Which processes lists and numbers may know of: all but the copies in which a workshop is rehearsed."""
    return Process.is_rehearsal.is_(False)


def published_processes() -> Sequence[Process]:
    """The processes that everybody sees, the latest first."""
    public = select(Process).where(Process.published_at.is_not(None), is_real())
    return db.session.scalars(public.order_by(Process.starts_on.desc(), Process.id)).all()


def all_processes() -> Sequence[Process]:
    """Every process, published or not, the latest first. For the console, which nobody has to sign in to."""
    return db.session.scalars(select(Process).where(is_real()).order_by(Process.starts_on.desc(), Process.id)).all()


def process_named(slug: str) -> Process:
    """The process that somebody named at the console. Raises Refusal where there is none, with those there are."""
    if process := db.session.scalar(select(Process).where(Process.slug == slug, is_real())):
        return process
    known = ", ".join(process.slug for process in all_processes()) or "none yet"
    raise Refusal(f"There is no process {slug!r}; there are: {known}.")


def workshops_in(process_id: int) -> Sequence[Workshop]:
    """The workshops of all events of a process in the order of time."""
    query = select(Workshop).join(Workshop.event).where(Workshop.process_id == process_id)
    return db.session.scalars(query.order_by(Event.starts_at, Workshop.number, Workshop.id)).all()


def workshop_by_code(code: str) -> Workshop | None:
    """The workshop behind a join code."""
    return db.session.scalar(select(Workshop).where(Workshop.code == code))


def event_by_code(code: str) -> Event | None:
    """The event behind a code that leads to all its rooms."""
    return db.session.scalar(select(Event).where(Event.code == code))


def get_event_or_404(event_id: int) -> Event:
    """An event of a process that this request may know of."""
    query = select(Event).join(Event.process).where(Event.id == event_id, visible_processes(current_actor()))
    return db.session.scalar(query) or abort(404)


def get_material_or_404(material_id: int) -> Material:
    """A stored file of a process that this request may know of."""
    query = (
        select(Material)
        .join(Material.event)
        .join(Event.process)
        .where(Material.id == material_id, Material.stored_name != "", visible_processes(current_actor()))
    )
    return db.session.scalar(query) or abort(404)


def events_of(process_id: int) -> Sequence[Event]:
    """The events of a process in the order of time."""
    return db.session.scalars(
        select(Event).where(Event.process_id == process_id).order_by(Event.starts_at, Event.id)
    ).all()


def workshops_of(event_id: int) -> Sequence[Workshop]:
    """The workshops of an event in the order of their numbers, with district and theme."""
    query = select(Workshop).where(Workshop.event_id == event_id)
    query = query.options(joinedload(Workshop.district), joinedload(Workshop.theme))
    return db.session.scalars(query.order_by(Workshop.number, Workshop.id)).all()


def workshop_of(process_id: int, workshop_id: int | None) -> Workshop | None:
    """A workshop of a process by its id; None for one of another process."""
    if workshop_id is None:
        return None
    return db.session.scalar(select(Workshop).where(Workshop.id == workshop_id, Workshop.process_id == process_id))


def materials_of(event_id: int) -> Sequence[Material]:
    """The programme and the materials of an event, in their order."""
    query = select(Material).where(Material.event_id == event_id)
    return db.session.scalars(query.order_by(Material.kind.desc(), Material.position, Material.id)).all()


def materials_of_process(process_id: int) -> Sequence[Material]:
    """All programmes and materials of a process, the latest event's first."""
    query = (
        select(Material)
        .join(Material.event)
        .options(contains_eager(Material.event))
        .where(Event.process_id == process_id)
    )
    return db.session.scalars(query.order_by(Event.starts_at.desc(), Material.position, Material.id)).all()


def districts_of(process_id: int) -> Sequence[District]:
    """The districts of a process in their order."""
    query = select(District).where(District.process_id == process_id)
    return db.session.scalars(query.order_by(District.position, District.id)).all()


def tended_names(actor: Actor) -> dict[int, list[str]]:
    """The names of the districts that an account looks after, by process; none where it coordinates the whole."""
    if not actor.districts:
        return {}
    query = select(District.process_id, District.name).where(District.id.in_(actor.all_districts))
    names: dict[int, list[str]] = {}
    for process_id, name in db.session.execute(query.order_by(District.position, District.id)):
        names.setdefault(process_id, []).append(name)
    return names


def districts_worked_in(process_id: int) -> Sequence[District]:
    """The districts of a process in which this account works, in their order."""
    query = select(District).where(own_districts(current_actor(), process_id))
    return db.session.scalars(query.order_by(District.position, District.id)).all()


def themes_of(process_id: int) -> Sequence[Theme]:
    """The themes of a process in their order."""
    query = select(Theme).where(Theme.process_id == process_id)
    return db.session.scalars(query.order_by(Theme.position, Theme.id)).all()


DISTRICT_NAMES, THEME_NAMES = (
    select(model.id, model.name).where(model.process_id == bindparam("process")).order_by(model.position, model.id)
    for model in (District, Theme)
)


def places_to_choose(process_id: int) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
    """The districts and the themes of a process as a form offers them: number and name."""
    return ask(DISTRICT_NAMES, process=process_id).all(), ask(THEME_NAMES, process=process_id).all()


def groups_of(process_id: int) -> Sequence[StakeholderGroup]:
    """The groups of a process in their order."""
    query = select(StakeholderGroup).where(StakeholderGroup.process_id == process_id)
    return db.session.scalars(query.order_by(StakeholderGroup.position, StakeholderGroup.id)).all()


def reasons_of(process_id: int) -> Sequence[HidingReason]:
    """The reasons for which contributions of a process may be hidden, in their order."""
    query = select(HidingReason).where(HidingReason.process_id == process_id)
    return db.session.scalars(query.order_by(HidingReason.position, HidingReason.id)).all()


def chosen_group(participant_id: int, process_id: int) -> int | None:
    """As what a participant said to be here, in whichever workshop of the process they were asked first."""
    return db.session.scalar(
        select(Participation.group_id)
        .join(Workshop, Workshop.id == Participation.workshop_id)
        .where(
            Participation.participant_id == participant_id,
            Workshop.process_id == process_id,
            Participation.group_id.is_not(None),
        )
        .order_by(Participation.joined_at, Participation.workshop_id)
        .limit(1)
    )
