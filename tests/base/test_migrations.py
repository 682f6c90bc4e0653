"""A new version finds the data of the old one: tables are rebuilt, and no row is lost with them."""

from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import text

from ideenboard.base.db import db
from tests.conftest import make_app

FIRST = "001"
ROWS = {
    "process": {
        **dict.fromkeys(("slug", "title", "claim", "organiser", "summary", "description"), "x"),
        **{"starts_on": "2027-01-21", "ends_on": "2029-01-18", "created_at": "2027-01-01", "version": 1},
    },
    "event": {
        **dict.fromkeys(("title", "place", "description", "stream_url", "recording_url", "outcome"), "x"),
        **{"process_id": 1, "kind": "kickoff", "starts_at": "2027-01-21", "ends_at": "2027-01-22", "version": 1},
    },
    "workshop": {
        **dict.fromkeys(("title", "room", "description", "code"), "x"),
        **{"process_id": 1, "event_id": 1, "number": 1, "phase": "closed", "moderation": "after", "version": 1},
    },
    "thread": {"process_id": 1, "comment_count": 0},
    "contribution": {
        **dict.fromkeys(("title", "text", "folded", "token", "body_hash", "receipt_code", "source_url"), "x"),
        **{"process_id": 1, "workshop_id": 1, "thread_id": 1, "kind": "idea", "status": "published"},
        **{"support_count": 0, "created_at": "2027-01-21", "version": 1},
    },
}


def test_rows_of_the_first_version_are_there_in_the_last(tmp_path: Path) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'old.db'}", tmp_path, revision=FIRST)
    with app.app_context():
        for table, row in ROWS.items():
            names = ", ".join(row)
            places = ", ".join(f":{name}" for name in row)
            db.session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), row)  # noqa: S608
        db.session.commit()
        upgrade(directory=str(app.config["MIGRATIONS"]))
        counts = {table: db.session.scalar(text(f"SELECT count(*) FROM {table}")) for table in ROWS}  # noqa: S608
        assert counts == dict.fromkeys(ROWS, 1)
        assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
        db.session.remove()
        db.engine.dispose()
