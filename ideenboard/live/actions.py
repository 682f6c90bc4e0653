"""Steering a room: its wall, marks on its cards, a message to it; and how people say that they are here and ready."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import delete

from ideenboard.audit.actions import record
from ideenboard.base.db import assign, db, upsert
from ideenboard.contributions.models import Contribution
from ideenboard.live.models import CardMark, Grouping, LiveRoom, Presence, Ready, WallMode
from ideenboard.live.queries import fresh_room, step_of
from ideenboard.live.rules import KEPT_FOR
from ideenboard.processes.actions_phases import set_veil
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries_phases import last_change


class WallSetting(TypedDict, total=False):
    """What the wall shows and how; what is not named stays."""

    mode: WallMode
    grouping: Grouping
    is_veiled: bool
    only_picked: bool


def set_wall(workshop: Workshop, *, by: str, at: datetime, **setting: Unpack[WallSetting]) -> None:
    """Let the wall show something else, or show it otherwise. Whatever is chosen to be shown, no card is large then.

    Cards that are turned over on the wall are so on the phones.
    """
    is_veiled = setting.pop("is_veiled", None)
    values: dict[str, Any] = {**setting, "focus_id": None} if "mode" in setting else {**setting}
    _set(workshop, "wall.set", by, at, **values)
    # After the room is held: two who steer it at the same moment wait in one order.
    if is_veiled is not None:
        set_veil(workshop, is_veiled, by=by, at=at)


def show_large(workshop: Workshop, card: Contribution, *, by: str, at: datetime) -> None:
    """Put one card in front of the others on the wall, until the wall is set to show something."""
    _set(workshop, "wall.set", by, at, focus_id=card.id, mode=WallMode.CARDS)


def send_message(workshops: Iterable[Workshop], text: str, *, by: str, at: datetime) -> None:
    """Call a short text out to rooms; it stands until it is withdrawn or another one comes."""
    for workshop in workshops:
        _set(workshop, "message.sent", by, at, message=text)


def withdraw_message(workshops: Iterable[Workshop], *, by: str, at: datetime) -> None:
    """Take the message to these rooms away."""
    for workshop in workshops:
        _set(workshop, "message.withdrawn", by, at, message="")


def ask_for_help(workshop: Workshop, *, by: str, at: datetime) -> None:
    """Tell the coordination that somebody should come to this room."""
    if _held_room(workshop).help_asked_at is None:
        _set(workshop, "help.asked", by, at, help_asked_at=at)


def end_help(workshop: Workshop, *, by: str, at: datetime) -> None:
    """Say that help has come, or is not needed any more."""
    _set(workshop, "help.ended", by, at, help_asked_at=None)


def _set(workshop: Workshop, action: str, by: str, at: datetime, **values: Any) -> None:
    if changed := assign(_held_room(workshop), **values):
        told = {name: values[name] for name in changed if name != "help_asked_at"}
        where = {"process_id": workshop.process_id, "workshop_id": workshop.id}
        record(action, f"workshop:{workshop.id}", by=by, at=at, **where, **told)
        db.session.flush()


def _held_room(workshop: Workshop) -> LiveRoom:
    """The steered state of a room, made when it is first needed and held until the commit."""
    fresh = fresh_room(workshop.id)
    values = {column.key: getattr(fresh, column.key) for column in LiveRoom.__table__.columns}
    db.session.execute(upsert(LiveRoom).values(**values).on_conflict_do_nothing())
    return db.session.get_one(LiveRoom, workshop.id, with_for_update=True, populate_existing=True)


def put_on_wall(card: Contribution, on_wall: bool, *, by: str, at: datetime) -> None:
    """Put a card onto the wall, or take it off."""
    _mark(card, "card.put_on_wall" if on_wall else "card.taken_off_wall", by, at, on_wall=on_wall)


def remember(card: Contribution, *, by: str, at: datetime) -> None:
    """Note a card for later; on the second time its first place stays."""
    if _held_mark(card).remembered_at is None:
        _mark(card, "card.remembered", by, at, remembered_at=at)


def forget(card: Contribution, *, by: str, at: datetime) -> None:
    """Take a card off the list for later."""
    _mark(card, "card.forgotten", by, at, remembered_at=None)


def _mark(card: Contribution, action: str, by: str, at: datetime, **values: Any) -> None:
    if assign(_held_mark(card), **values):
        where = {"process_id": card.process_id, "workshop_id": card.workshop_id}
        # It happens to the room and its wall; the history of the card tells what was said and decided.
        record(action, f"workshop:{card.workshop_id}", by=by, at=at, **where, card=card.id)
        db.session.flush()


def _held_mark(card: Contribution) -> CardMark:
    db.session.execute(upsert(CardMark).values(contribution_id=card.id).on_conflict_do_nothing())
    return db.session.get_one(CardMark, card.id, with_for_update=True, populate_existing=True)


def note_presence(workshop: Workshop, participant_id: int, *, at: datetime) -> None:
    """Note that a device shows a page of this workshop. Nobody answers for it, so it is not in the log."""
    # Before the own row is written, so that two devices cannot wait for each other in a circle.
    db.session.execute(delete(Presence).where(Presence.seen_at < at - KEPT_FOR))
    insert = upsert(Presence).values(workshop_id=workshop.id, participant_id=participant_id, seen_at=at)
    db.session.execute(
        insert.on_conflict_do_update(
            index_elements=[Presence.workshop_id, Presence.participant_id], set_={"seen_at": at}
        )
    )


def set_ready(workshop: Workshop, participant_id: int, is_ready: bool) -> None:
    """Say that one is ready for what comes next, or not yet."""
    values = {
        "workshop_id": workshop.id,
        "step": step_of(last_change(workshop.id)),
        "participant_id": participant_id,
    }
    if is_ready:
        db.session.execute(upsert(Ready).values(**values).on_conflict_do_nothing())
    else:
        db.session.execute(delete(Ready).filter_by(**values))
