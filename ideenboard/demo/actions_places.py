"""The demo's process: districts, themes, groups, events with their papers, workshops, and those who coordinate."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ideenboard.base import uploads
from ideenboard.base.db import db
from ideenboard.base.uploads import PDF
from ideenboard.demo.rules import Days
from ideenboard.demo.rules_pdf import programme_pdf
from ideenboard.paper.actions import print_cards
from ideenboard.paper.rules import PER_SHEET
from ideenboard.people.actions import create_account
from ideenboard.people.models import Account, Role
from ideenboard.processes.licences import Licence
from ideenboard.processes.models import (
    Coordination,
    District,
    DistrictCoordination,
    Event,
    EventKind,
    HidingReason,
    Material,
    MaterialKind,
    Moderation,
    Phase,
    Process,
    StakeholderGroup,
    Theme,
    Workshop,
)
from ideenboard.processes.rules import Actor

EVENT_KINDS = {"kickoff": EventKind.KICKOFF, "follow_up": EventKind.FOLLOW_UP, "closing": EventKind.CLOSING}


@dataclass(frozen=True)
class Login:
    """An account of the demo with its password."""

    email: str
    name: str
    role: Role
    password: str
    # Where it looks after one district alone, the key of that in the story.
    district: str | None = None


@dataclass
class Stage:
    """The story, and what of it stands already, by the keys of the story."""

    story: dict[str, Any]
    days: Days
    dice: random.Random
    at: datetime
    process: Process
    accounts: list[Account] = field(default_factory=list)
    districts: dict[str, District] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    groups: dict[str, StakeholderGroup] = field(default_factory=dict)
    reasons: dict[str, HidingReason] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    workshops: dict[str, Workshop] = field(default_factory=dict)

    @property
    def coordinator(self) -> Actor:
        """Whoever works with the contributions in this story."""
        account = self.accounts[1]
        return Actor(account_id=account.id, account_name=account.name, coordinates=frozenset({self.process.id}))

    def id_of(self, kind: str, key: str | None) -> int | None:
        """The id of a district, theme or group of the story; None stays None."""
        return None if key is None else getattr(self, kind)[key].id


def set_stage(story: dict[str, Any], days: Days, dice: random.Random, logins: list[Login], at: datetime) -> Stage:
    """Make the process with everything that is there before anybody says a word."""
    about = story["process"]
    begin = days.moment({"day": about["starts_day"] - 21, "time": "09:00"})
    process = Process(
        slug=about["slug"],
        title=about["title"],
        claim=about["claim"],
        organiser=about["owner"],
        licence=Licence.DL_DE_ZERO,
        summary=about["summary"],
        description="\n\n".join(about["description"]),
        starts_on=days.day(about["starts_day"]),
        ends_on=days.day(about["ends_day"]),
        published_at=begin,
        created_at=begin,
    )
    db.session.add(process)
    db.session.flush()
    stage = Stage(story, days, dice, at, process)
    _add_lists(stage)
    _add_accounts(stage, logins)
    for words in story["events"]:
        _add_event(stage, words)
    for words in story["workshops"]:
        _add_workshop(stage, words)
    db.session.flush()
    _lay_out_cards(stage, stage.events["offene-werkstatt"])
    return stage


def _lay_out_cards(stage: Stage, event: Event) -> None:
    """A sheet of cards for each pinboard, for those who would rather write by hand."""
    rooms = [room for room in stage.workshops.values() if room.event_id == event.id]
    print_cards(event, rooms, PER_SHEET, by=stage.coordinator, at=event.starts_at)


def _add_lists(stage: Stage) -> None:
    for position, words in enumerate(stage.story["districts"]):
        stage.districts[words["key"]] = District(
            process_id=stage.process.id, name=words["name"], description=words["description"], position=position
        )
    for position, words in enumerate(stage.story["themes"]):
        stage.themes[words["key"]] = Theme(
            process_id=stage.process.id, name=words["name"], description=words["help"], position=position
        )
    for position, words in enumerate(stage.story["groups"]):
        stage.groups[words["key"]] = StakeholderGroup(
            process_id=stage.process.id, name=words["name"], description=words["help"], position=position
        )
    for position, words in enumerate(stage.story["reasons"]):
        stage.reasons[words["key"]] = HidingReason(
            process_id=stage.process.id, name=words["name"], description=words["description"], position=position
        )
    lists = (stage.districts, stage.themes, stage.groups, stage.reasons)
    db.session.add_all(entry for entries in lists for entry in entries.values())
    db.session.flush()


def _add_accounts(stage: Stage, logins: list[Login]) -> None:
    for login in logins:
        account = create_account(
            login.email, login.name, login.role, login.password, by="system", at=stage.process.created_at
        )
        stage.accounts.append(account)
        if login.district:
            district_id = stage.districts[login.district].id
            db.session.add(DistrictCoordination(account_id=account.id, district_id=district_id))
        elif login.role is Role.COORDINATOR:
            db.session.add(Coordination(process_id=stage.process.id, account_id=account.id))


def _add_event(stage: Stage, words: dict[str, Any]) -> None:
    event = Event(
        process_id=stage.process.id,
        kind=EVENT_KINDS.get(words["kind"], EventKind.OTHER),
        title=words["title"],
        starts_at=stage.days.moment(words["starts"]),
        ends_at=stage.days.moment(words["ends"]),
        place=words["place"],
        description=words["description"],
        attendance=words["attendance"],
        outcome=words["outcome"] or "",
        stream_url=words["stream_url"] or "",
        recording_url=words["recording_url"] or "",
        code=words["code"],
    )
    db.session.add(event)
    db.session.flush()
    stage.events[words["key"]] = event
    if words["programme"]:
        db.session.add(_programme(event, words, stage.days.day(words["starts"]["day"]).strftime("%d.%m.%Y")))  # type: ignore[union-attr]
    for position, link in enumerate(words["materials"]):
        db.session.add(
            Material(
                event_id=event.id, kind=MaterialKind.MATERIAL, title=link["title"], url=link["url"], position=position
            )
        )


def _programme(event: Event, words: dict[str, Any], day: str) -> Material:
    items = [(item["time"], item["item"]) for item in words["programme"]]
    subtitle = f"{day}, {words['starts']['time']} Uhr · {event.place}"
    filename = f"programm-{words['key']}.pdf"
    stored = uploads.store(programme_pdf(event.title, subtitle, items), filename, PDF)
    return Material(
        event_id=event.id,
        kind=MaterialKind.PROGRAMME,
        title="Programm",
        stored_name=stored.name,
        filename=stored.filename,
        media_type=stored.media_type,
        size=stored.size,
    )


def _add_workshop(stage: Stage, words: dict[str, Any]) -> None:
    phase = Phase(words["phase"])
    event = stage.events[words["event"]]
    # What closed rooms collected was released after the event; the open ones are read along as they go.
    released = stage.days.moment(words["ends"], 120) if phase is Phase.CLOSED else event.starts_at
    workshop = Workshop(
        event_id=event.id,
        process_id=stage.process.id,
        number=words["number"] or 1,
        title=words["title"],
        room=words["room"],
        description=words["description"],
        district_id=stage.id_of("districts", words["district"]),
        theme_id=stage.id_of("themes", words["theme"]),
        code=words["code"],
        phase=phase,
        moderation=Moderation(words["moderation"]),
        published_at=released,
    )
    db.session.add(workshop)
    stage.workshops[words["key"]] = workshop
