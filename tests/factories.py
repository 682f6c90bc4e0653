"""Believable rows for tests, made by the same verbs as in the product wherever there is one."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert

from ideenboard.audit.actions import raise_revision
from ideenboard.base.codes import JOIN_LENGTH, RECEIPT_LENGTH, digest, new_code, new_token
from ideenboard.base.db import db
from ideenboard.base.text import fold
from ideenboard.comments.models import Thread
from ideenboard.contributions import actions as contributions
from ideenboard.contributions.models import Contribution, Kind, Status
from ideenboard.people import actions as people
from ideenboard.people.models import Account, LoginSession, Participant, Role
from ideenboard.processes import actions_phases as phases
from ideenboard.processes.models import (
    Coordination,
    District,
    DistrictCoordination,
    Event,
    EventKind,
    HidingReason,
    Moderation,
    Participation,
    Phase,
    Process,
    StakeholderGroup,
    Theme,
    Workshop,
)
from ideenboard.processes.queries import reasons_of
from ideenboard.processes.rules import Actor
from tests.browsing import PASSWORD, Client

NOW = datetime(2027, 1, 21, 9, 30, tzinfo=UTC)
# The last one needs words of one's own.
REASONS = (
    ("Nennt eine Person", "Jemand ist zu erkennen."),
    ("Gehört nicht zum Thema", "Es geht um anderes."),
    ("Anderer Grund", ""),
)
_numbers = itertools.count(1)


def make_process(**fields: Any) -> Process:
    """A published process with two districts, two themes, two groups and three reasons for hiding."""
    number = next(_numbers)
    process = Process(
        **{
            "slug": f"verfahren-{number}",
            "title": f"Verfahren {number}",
            "starts_on": date(2027, 1, 21),
            "ends_on": date(2029, 1, 18),
            "published_at": NOW,
            "created_at": NOW,
        }
        | fields
    )
    db.session.add(process)
    db.session.flush()
    lists = {
        District: [{"name": "Groß Klein"}, {"name": "Toitenwinkel"}],
        Theme: [{"name": "Zusammenarbeit"}, {"name": "Planung"}],
        HidingReason: [{"name": name, "description": about} for name, about in REASONS],
        StakeholderGroup: [{"name": "Fachkraft"}, {"name": "Bewohner:in"}],
    }
    for model, rows in lists.items():
        places = [row | {"process_id": process.id, "position": place} for place, row in enumerate(rows)]
        db.session.execute(insert(model), places)
    db.session.commit()
    return process


def reason_in(process: Process, place: int = 0) -> HidingReason:
    """One of the reasons for hiding: 0 names a person, 1 is off topic, 2 needs words."""
    return reasons_of(process.id)[place]


def make_event(process: Process | None = None, **fields: Any) -> Event:
    """A kick-off in the town hall."""
    process = process or make_process()
    event = Event(
        process_id=process.id,
        **{
            "kind": EventKind.KICKOFF,
            "title": "Auftakt im Rathaus",
            "starts_at": NOW,
            "ends_at": NOW + timedelta(hours=6),
            "place": "Rathaus",
            "code": new_code(JOIN_LENGTH),
        }
        | fields,
    )
    db.session.add(event)
    db.session.commit()
    return event


def make_workshop(event: Event | None = None, **fields: Any) -> Workshop:
    """A workshop that collects, its contributions shown at once."""
    event = event or make_event()
    number = next(_numbers)
    workshop = Workshop(
        event_id=event.id,
        process_id=event.process_id,
        **{
            "number": number,
            "title": f"Workshop {number}",
            "code": new_code(JOIN_LENGTH),
            "phase": Phase.COLLECTING,
            "moderation": Moderation.AFTER,
        }
        | fields,
    )
    db.session.add(workshop)
    db.session.commit()
    return workshop


def make_participant(*workshops: Workshop, group_id: int | None = None) -> Actor:
    """A participant who sits in these workshops, as the actor of requests."""
    participant = Participant(key_hash=digest(new_token()), created_at=NOW)
    db.session.add(participant)
    db.session.flush()
    _seat(participant, workshops, group_id)
    return Actor(participant_id=participant.id, joined={workshop.id: group_id for workshop in workshops})


def _seat(participant: Participant, workshops: tuple[Workshop, ...], group_id: int | None) -> None:
    for workshop in workshops:
        seat = {"participant_id": participant.id, "workshop_id": workshop.id, "group_id": group_id, "joined_at": NOW}
        db.session.add(Participation(**seat))
        raise_revision(f"workshop:{workshop.id}")
    db.session.commit()


def make_contribution(
    workshop: Workshop | None = None, by: Actor | None = None, at: datetime = NOW, **fields: Any
) -> Contribution:
    """A contribution, brought in by a participant of the workshop."""
    workshop = workshop or make_workshop()
    by = by or make_participant(workshop)
    draft = contributions.Draft(**{"kind": Kind.IDEA, "title": f"Idee {next(_numbers)}"} | fields)
    contribution, _ = contributions.contribute(workshop, draft, new_token(), by=by, at=at)
    db.session.commit()
    return contribution


def make_contributions(workshop: Workshop, count: int, title: str = "Idee {}") -> list[Contribution]:
    """Many contributions of one participant, written at once instead of one by one through the verb: no log entries."""
    by = make_participant(workshop)
    threads = [Thread(process_id=workshop.process_id) for _number in range(count)]
    db.session.add_all(threads)
    db.session.flush()
    made = [_row(workshop, by, thread.id, title.format(number)) for number, thread in enumerate(threads)]
    db.session.add_all(made)
    db.session.commit()
    return made


def _row(workshop: Workshop, by: Actor, thread_id: int, title: str) -> Contribution:
    draft = contributions.Draft(Kind.IDEA, title)
    return Contribution(
        process_id=workshop.process_id,
        workshop_id=workshop.id,
        group_id=by.joined.get(workshop.id),
        participant_id=by.participant_id,
        thread_id=thread_id,
        kind=draft.kind,
        title=title,
        folded=fold(f"{title} "),
        status=Status.PENDING if workshop.moderation is Moderation.BEFORE else Status.PUBLISHED,
        token=new_token(),
        body_hash=draft.body_hash,
        receipt_code=new_code(RECEIPT_LENGTH),
        created_at=NOW,
    )


def make_account(role: Role = Role.COORDINATOR, *processes_: Process) -> Account:
    """A coordinator of these processes, or an admin."""
    number = next(_numbers)
    account = people.create_account(
        f"k{number}@example.org", f"Koordination {number}", role, PASSWORD, by="system", at=NOW
    )
    for process in processes_:
        db.session.add(Coordination(process_id=process.id, account_id=account.id))
    db.session.commit()
    return account


def tender_of(*districts: District) -> Account:
    """A coordinator of these districts alone."""
    account = make_account()
    db.session.add_all(DistrictCoordination(account_id=account.id, district_id=one.id) for one in districts)
    db.session.commit()
    return account


def signed_in(app: Flask, account: Account) -> Client:
    """A browser in which this account is signed in (without the form, which has its own tests)."""
    client = Client(app)
    token = new_token()
    from ideenboard.base import clock

    db.session.add(LoginSession(token_hash=digest(token), account_id=account.id, created_at=clock.now()))
    db.session.commit()
    with client.session_transaction() as session:
        session["login"] = token
    return client


def coordinator_of(app: Flask, *processes_: Process) -> Client:
    """A browser of a coordinator of these processes."""
    return signed_in(app, make_account(Role.COORDINATOR, *processes_))


def admin(app: Flask) -> Client:
    """A browser of an admin."""
    return signed_in(app, make_account(Role.ADMIN))


def facilitator_of(app: Flask, *workshops: Workshop) -> Client:
    """A laptop on which the facilitator links of these workshops were opened. Their keys stand in `client.keys`."""
    client = Client(app)
    keys = {str(workshop.id): phases.renew_link(workshop, by="system", at=NOW) for workshop in workshops}
    db.session.commit()
    with client.session_transaction() as session:
        session["facilitator"] = keys
    client.keys = keys  # type: ignore[attr-defined]
    return client


def joined(app: Flask, *workshops: Workshop, group_id: int | None = None) -> Client:
    """A phone that sits in these workshops. Its actor stands in `client.actor`."""
    client = Client(app)
    key = new_token()
    participant = Participant(key_hash=digest(key), created_at=NOW)
    db.session.add(participant)
    db.session.flush()
    _seat(participant, workshops, group_id)
    with client.session_transaction() as session:
        session["participant"] = key
    client.actor = Actor(  # type: ignore[attr-defined]
        participant_id=participant.id, joined={workshop.id: group_id for workshop in workshops}
    )
    return client
