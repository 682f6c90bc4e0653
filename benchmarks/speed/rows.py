"""A database as a city might have it after two years, written in bulk: believable sizes, dull words."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, update

from config import from_environment
from ideenboard import create_app
from ideenboard.base.codes import digest
from ideenboard.base.db import db
from ideenboard.comments.models import Comment, Thread
from ideenboard.contributions.models import Contribution, Kind, Status, Support
from ideenboard.people.models import Participant
from ideenboard.processes.models import (
    District,
    Event,
    EventKind,
    Participation,
    Phase,
    Process,
    StakeholderGroup,
    Theme,
    Workshop,
)
from ideenboard.voting.models import Ballot, BallotPaper, Level, Method, Option, Vote

CODE, VOTING = "SPEEDA", "SPEEDB"
PHONES = 400
OPTIONS = 20
COMMENTED = 10
# Nobody brings in hundreds: many contributions come from many people.
EACH = 25
NOW = datetime(2027, 1, 21, 9, 30, tzinfo=UTC)
TITLE = "Räume am Nachmittag für andere öffnen, Vorschlag {}"
TEXT = "Schule, Kita und Träger tragen freie Zeiten in eine gemeinsame Liste ein, die alle im Stadtteil sehen. "


def key_of(phone: int) -> str:
    """What the cookie of a phone holds."""
    return f"phone-{phone}"


def fill(app: Flask, contributions: int, votes: int) -> None:
    """Make the tables, one process with two workshops, and so many cards and votes."""
    upgrade(directory=str(app.config["MIGRATIONS"]))
    places()
    people = max(PHONES, votes // OPTIONS, contributions // EACH)
    _people(people)
    _cards(contributions, people)
    _votes(votes // OPTIONS)
    db.session.commit()
    # What ANALYZE would tell the planner it must not need: a fresh installation has none.
    db.session.remove()


def _write(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 5000):
        db.session.execute(insert(model), rows[start : start + 5000])


def places() -> None:
    """One process with its districts, themes and groups, and an event with two rooms."""
    dates = {"starts_on": date(2027, 1, 21), "ends_on": date(2029, 1, 18)}
    stamps = {"published_at": NOW, "created_at": NOW, "version": 1}
    _write(Process, [{"id": 1, "slug": "speed", "title": "Fachkonzept Sozialraumorientierung", **dates, **stamps}])
    for model, names in (
        (District, ("Groß Klein", "Toitenwinkel")),
        (Theme, ("Zusammenarbeit", "Planung", "Finanzierung", "Beteiligung")),
        (StakeholderGroup, ("Fachkraft", "Bewohner:in")),
    ):
        _write(model, [{"process_id": 1, "name": name, "position": place} for place, name in enumerate(names)])
    times = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=6)}
    _write(
        Event,
        [
            {
                "id": 1,
                "process_id": 1,
                "kind": EventKind.KICKOFF,
                "title": "Auftakt",
                "code": "SPEEDE",
                "version": 1,
                **times,
            }
        ],
    )
    room = {"event_id": 1, "process_id": 1, "title": "Räume teilen", "version": 1, "published_at": NOW}
    rooms = ((1, CODE, Phase.COLLECTING), (2, VOTING, Phase.VOTING))
    _write(Workshop, [room | {"id": n, "number": n, "code": code, "phase": phase} for n, code, phase in rooms])


def _people(count: int) -> None:
    _write(Participant, [{"id": n, "key_hash": digest(key_of(n)), "created_at": NOW} for n in range(1, count + 1)])
    seats = [{"participant_id": n, "workshop_id": w, "joined_at": NOW} for n in range(1, count + 1) for w in (1, 2)]
    _write(Participation, seats)


def _cards(count: int, people: int) -> None:
    _write(Thread, [{"id": n, "process_id": 1, "comment_count": 0} for n in range(1, count + 1)])
    _write(Contribution, [_card(n, people) for n in range(1, count + 1)])
    _write(Support, [{"contribution_id": n, "participant_id": 1 + n % people} for n in range(1, count + 1)])
    said = [
        {"thread_id": n, "participant_id": k, "text": TEXT, "token": f"said-{n}-{k}", "created_at": NOW}
        for n in range(1, min(count, 1000) + 1)
        for k in range(1, COMMENTED + 1)
    ]
    _write(Comment, said)
    db.session.execute(update(Thread).where(Thread.id <= 1000).values(comment_count=COMMENTED))


def _card(n: int, people: int) -> dict[str, Any]:
    return {
        "id": n,
        "process_id": 1,
        "workshop_id": 1,
        "district_id": (None, 1, 2)[n % 3],
        "theme_id": (None, 1, 2, 3, 4)[n % 5],
        "participant_id": 1 + n % people,
        "thread_id": n,
        "kind": list(Kind)[n % 4],
        "title": TITLE.format(n),
        "text": TEXT * (n % 3),
        "folded": f"raeume am nachmittag {n}",
        "status": Status.PUBLISHED,
        "support_count": 1,
        "token": f"speed-{n}",
        "body_hash": str(n),
        "receipt_code": f"S{n:07}",
        "created_at": NOW,
        "version": 1,
    }


def _votes(papers: int) -> None:
    stamps = {"level": Level.ROOM_CODE, "created_at": NOW, "opened_at": NOW, "version": 1}
    question = {"question": "Was soll zuerst kommen?", "method": Method.POINTS, "points": 40, "max_per_option": 5}
    _write(Ballot, [{"id": 1, "process_id": 1, "workshop_id": 2, **question, **stamps}])
    option = {"ballot_id": 1, "source_id": ""}
    options = range(1, OPTIONS + 1)
    _write(Option, [option | {"id": n, "position": n, "contribution_id": n, "text": TITLE.format(n)} for n in options])
    _write(BallotPaper, [{"id": n, "ballot_id": 1, "participant_id": n} for n in range(1, papers + 1)])
    votes = [
        {"paper_id": p, "option_id": o, "value": (p + o) % 3, "seq": 1} for p in range(1, papers + 1) for o in options
    ]
    _write(Vote, votes)


if __name__ == "__main__":
    made = create_app(from_environment())
    with made.app_context():
        fill(made, int(sys.argv[1]), int(sys.argv[2]))
