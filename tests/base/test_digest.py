"""One number for all content: it sees every change, and nothing else."""

import hashlib
import json
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import insert, update

from ideenboard.audit.actions import record
from ideenboard.base.db import db
from ideenboard.base.digest import digest, digests
from ideenboard.people.models import Participant
from ideenboard.processes.models import Process
from tests.console import Console
from tests.factories import NOW, admin, make_contribution, make_event, make_process, make_workshop


def test_the_same_rows_give_the_same_on_every_database(app: Flask) -> None:
    """What is hashed stands here letter by letter; both databases must come to it."""
    moment = datetime(2027, 1, 21, 10, 30, 0, 123456, tzinfo=ZoneInfo("Europe/Berlin"))
    rows = [{"id": number, "key_hash": f"ä👩‍👩‍👧{number}", "created_at": moment} for number in (900_010, 900_009)]
    db.session.execute(insert(Participant), rows)
    lines = [
        '["created_at", "id", "key_hash"]',
        f'["2027-01-21T09:30:00.123456+00:00", 900009, {json.dumps(rows[1]["key_hash"])}]',
        f'["2027-01-21T09:30:00.123456+00:00", 900010, {json.dumps(rows[0]["key_hash"])}]',
    ]
    assert digests()["participant"] == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_every_change_is_seen_and_undone(app: Flask) -> None:
    process = make_process()
    before = digest()
    db.session.execute(update(Process).where(Process.id == process.id).values(summary="anders"))
    assert digest() != before
    db.session.execute(update(Process).where(Process.id == process.id).values(summary=""))
    assert digest() == before


def test_the_log_is_no_content(app: Flask) -> None:
    before = digest()
    record("nothing.happened", "process:1", by="system", at=NOW, process_id=1)
    db.session.flush()
    assert digest() == before


def test_reading_pages_changes_nothing(app: Flask) -> None:
    card = make_contribution(make_workshop(make_event()))
    browser = admin(app)
    before = digest()
    for path in ("/", "/login", f"/contributions/{card.id}", f"/processes/{card.process.slug}", "/nowhere"):
        browser.get(path)
    assert digest() == before


def test_the_console_prints_it_whole_or_by_table(app: Flask, console: Console) -> None:
    make_process()
    assert console("digest").out == f"{digest()}\n"
    lines = dict(reversed(line.split("  ")) for line in console("digest", "--tables").out.splitlines())
    assert lines == digests() and {"audit_entry", "throttle", "revision"}.isdisjoint(lines)
