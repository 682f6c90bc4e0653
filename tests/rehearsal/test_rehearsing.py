"""A rehearsal is whole as long as it lasts, counts nowhere, and leaves nothing behind."""

import asyncio
import json
import random
import re
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from ideenboard.audit.models import AuditEntry
from ideenboard.audit.queries import history_of
from ideenboard.base import uploads
from ideenboard.base.db import db
from ideenboard.base.digest import digest
from ideenboard.base.errors import Refusal
from ideenboard.comments.models import Comment
from ideenboard.contributions.models import Contribution, Support
from ideenboard.people.models import Role
from ideenboard.processes.actions_settings import publish_process
from ideenboard.processes.models import Material, MaterialKind, Process, Workshop
from ideenboard.rehearsal import actions, views
from ideenboard.rehearsal.cli import perform
from ideenboard.rehearsal.queries import rehearsal_of
from ideenboard.rehearsal.rules import FLOOD, MARK, hall
from ideenboard.rehearsal.wire import Answer
from ideenboard.voting.models import Vote
from tests.browsing import Client
from tests.console import Console
from tests.factories import NOW, make_account, make_contribution, make_event, make_process, make_workshop, signed_in


class Device:
    """A made-up attendee's browser that asks the test's own application."""

    def __init__(self, app: Flask) -> None:
        self.client = Client(app)

    async def get(self, path: str) -> Answer:
        return self._said(self.client.get(path, check=False))

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._said(self.client.post(path, data=fields, check=False))

    @staticmethod
    def _said(answer: TestResponse) -> Answer:
        return Answer(answer.status_code, {"location": answer.location or ""}, answer.data)


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    """A public room in which somebody has said something."""
    room = make_workshop(make_event(make_process()), published_at=NOW, title="Räume teilen")
    make_contribution(room, title="Echt gesagt")
    return room


def rehearsed(app: Flask, workshop: Workshop, people: int = 5) -> tuple[Workshop, Counter[int]]:
    """The copy of a workshop after made-up people went through it, and the answers they got."""
    actions.begin(workshop, by="system", at=NOW)
    db.session.commit()
    heard = asyncio.run(perform(workshop, people, 0, 7, lambda: Device(app)))
    rehearsal = rehearsal_of(workshop.id)
    assert rehearsal is not None
    return rehearsal.copy, heard


def count(table: type[Any], *where: Any) -> int:
    """How many rows of a table fit."""
    return db.session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def test_a_rehearsal_fills_the_copy_with_all_that_people_do(app: Flask, workshop: Workshop) -> None:
    copy, heard = rehearsed(app, workshop)
    cards = Contribution.process_id == copy.process_id
    titles = set(db.session.scalars(select(Contribution.title).where(cards)))
    assert titles and all(title.startswith(MARK) for title in titles)
    assert min(count(Support), count(Comment), count(Vote)) > 0
    assert not [status for status in heard if status >= 400]


def test_who_floods_presses_twice_and_arrives_once(app: Flask, workshop: Workshop) -> None:
    copy, heard = rehearsed(app, workshop, people=1)
    assert count(Contribution, Contribution.process_id == copy.process_id) == FLOOD
    assert set(heard) <= {200, 303}


def all_that_is_told(stranger: Client, coordinator: Client, console: Console, workshop: Workshop) -> list[Any]:
    """What somebody outside can read about a process, the whole export, and the counts of the console."""
    slug = workshop.process.slug
    paths = ["/", f"/processes/{slug}", f"/processes/{slug}/contributions", f"/processes/{slug}/results"]
    paths += [f"/processes/{slug}/events", f"/events/{workshop.event_id}", f"/e/{workshop.event.code}"]
    told: list[Any] = [stranger.get(path).text for path in paths]
    told += [json.loads(coordinator.get(f"/desk/{slug}/export.json").text)]
    return [*told, console("processes", "--json").out, console("tally", "--json").out]


# What it looks at is the same on each database.
@pytest.mark.once
def test_nothing_of_it_shows_or_counts_anywhere(app: Flask, workshop: Workshop, console: Console) -> None:
    readers = Client(app), signed_in(app, make_account(Role.COORDINATOR, workshop.process))
    before, before_all = all_that_is_told(*readers, console, workshop), digest()
    copy, _heard = rehearsed(app, workshop)
    assert all_that_is_told(*readers, console, workshop) == before
    assert digest() != before_all
    console("rehearse", copy.code, "--wipe")
    assert digest() == before_all


def without_tokens(page: str) -> str:
    """A page without what says in which second it was made."""
    return re.sub(r"I[jm]\w+\.[\w.-]+", "", page)


def test_the_desk_lists_no_rehearsal_but_opens_it(app: Flask, workshop: Workshop) -> None:
    coordinator = signed_in(app, make_account(Role.COORDINATOR, workshop.process))
    before = without_tokens(coordinator.get("/desk").text)
    actions.begin(workshop, by="system", at=NOW)
    db.session.commit()
    rehearsal = rehearsal_of(workshop.id)
    assert rehearsal is not None
    assert without_tokens(coordinator.get("/desk").text) == before
    for path in (f"/steering/{rehearsal.copy_id}", f"/w/{rehearsal.copy.code}/wall"):
        assert "Probe: Räume teilen" in coordinator.get(path).text, path
    assert "Probe: Räume teilen" in Client(app).get(f"/w/{rehearsal.copy.code}").text


# What it looks at is the same on each database.
@pytest.mark.once
def test_a_stranger_without_its_code_finds_nothing(app: Flask, workshop: Workshop) -> None:
    copy, _heard = rehearsed(app, workshop)
    card = db.session.scalar(select(Contribution.id).where(Contribution.process_id == copy.process_id))
    slug = copy.process.slug
    stranger = Client(app)
    for path in (f"/processes/{slug}", f"/processes/{slug}/contributions", f"/events/{copy.event_id}"):
        assert stranger.get(path).status_code == 404, path
    assert stranger.get(f"/contributions/{card}").status_code == 404


def test_a_rehearsal_cannot_be_published_nor_rehearsed(app: Flask, workshop: Workshop) -> None:
    copy = actions.begin(workshop, by="system", at=NOW)[0].copy
    with pytest.raises(Refusal):
        publish_process(copy.process, by="system", at=NOW)
    with pytest.raises(Refusal):
        actions.begin(copy, by="system", at=NOW)


def test_a_second_beginning_goes_on_with_the_first(app: Flask, workshop: Workshop) -> None:
    first, _is_new = actions.begin(workshop, by="system", at=NOW)
    assert actions.begin(workshop, by="system", at=NOW) == (first, False)
    assert count(Process, Process.is_rehearsal) == 1


# What it looks at is the same on each database.
@pytest.mark.once
def test_wiping_takes_the_files_and_leaves_one_line_in_the_log(app: Flask, workshop: Workshop) -> None:
    copy, _heard = rehearsed(app, workshop)
    stored = uploads.store(b"%PDF-1.4 handout", "Handout.pdf", uploads.PDF)
    file = {"stored_name": stored.name, "filename": stored.filename, "media_type": stored.media_type}
    db.session.add(Material(event_id=copy.event_id, kind=MaterialKind.MATERIAL, title="Handout", **file))
    db.session.commit()
    process_id = copy.process_id
    coordinator = signed_in(app, make_account(Role.COORDINATOR, workshop.process))
    coordinator.post(f"/desk/workshops/{workshop.id}/rehearsal/removal")
    assert not (uploads.folder() / stored.name).exists()
    assert count(AuditEntry, AuditEntry.process_id == process_id) == 0
    told = [entry.action for entry in history_of(f"workshop:{workshop.id}")]
    assert told[-2:] == ["rehearsal.begun", "rehearsal.wiped"]


def test_attendees_leave_a_room_that_is_wiped(app: Flask, workshop: Workshop) -> None:
    actions.begin(workshop, by="system", at=NOW)
    db.session.commit()

    class Wiping(Device):
        """The device of somebody at whose third request the desk wipes everything."""

        async def get(self, path: str) -> Answer:
            asked.append(path)
            if len(asked) == 3:
                actions.wipe(workshop, by="system", at=NOW)
                db.session.commit()
            return await super().get(path)

    asked: list[str] = []
    heard = asyncio.run(perform(workshop, 5, 0, 7, lambda: Wiping(app)))
    assert 404 in heard and rehearsal_of(workshop.id) is None


def test_the_button_makes_the_copy_and_sends_attendees(
    app: Flask, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(views, "send_attendees", sent.append)
    coordinator = signed_in(app, make_account(Role.COORDINATOR, workshop.process))
    for _press in range(2):
        coordinator.post(f"/desk/workshops/{workshop.id}/rehearsal")
    page = coordinator.get(f"/desk/events/{workshop.event_id}/rehearsal").text
    assert sent == [workshop.code] and "wird geprobt" in page


def test_the_console_says_in_one_line_what_is_wrong(workshop: Workshop, console: Console) -> None:
    unknown = console("rehearse", "ZZZZZZ")
    assert unknown.code == 1 and "There is no workshop" in unknown.err
    assert console("rehearse", workshop.code, "--wipe").err.endswith("is not being rehearsed.")
    nobody = console("rehearse", workshop.code, "--people", 1, "--minutes", 0, "--url", "http://127.0.0.1:9")
    assert nobody.code == 1 and len(nobody.err.splitlines()) == 1


def test_the_same_seed_gives_the_same_hall() -> None:
    first, again = (hall(100, random.Random(3)) for _ in range(2))  # noqa: S311
    assert first == again and len(first) == 100
