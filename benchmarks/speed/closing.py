"""Closing a large ballot: 315 options and 74,038 votes of real people, counted, ranked, and cut from their papers.

In a process of its own on a fresh database in the folder given; prints the milliseconds of closing, with the commit,
and of the page of its result.
"""

import csv
import sys
import time
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from benchmarks.speed.rows import NOW, places
from benchmarks.speed.servers import SECRET
from config import from_environment
from ideenboard import create_app
from ideenboard.base.db import db
from ideenboard.contributions.actions_import import Target
from ideenboard.processes.models import Process
from ideenboard.results import actions
from ideenboard.results.actions_import import import_ballot
from ideenboard.results.rules_import import read_groups, read_votes
from ideenboard.voting.models import Ballot

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
NAME = "polis_de_wohnen"


def ballot_of(app: Flask) -> Ballot:
    """The votes as a ballot that is still open."""
    upgrade(directory=str(app.config["MIGRATIONS"]))
    places()
    process = db.session.get_one(Process, 1)
    with (DATA / f"{NAME}_statements.csv").open(encoding="utf-8", newline="") as file:
        texts = {row["statement"]: row["text"] for row in csv.DictReader(file)}
    cast = read_votes((DATA / f"{NAME}_votes.csv").read_bytes(), texts)
    groups = read_groups((DATA / f"{NAME}_participants.csv").read_bytes())
    ballot = import_ballot(Target(process, NAME), texts, cast, groups, "Wohnen", by="system", at=NOW)
    db.session.commit()
    return ballot


def main(folder: Path) -> None:
    """Close it once, cold, as it happens in a room; then look at its page."""
    settings = {"DATABASE_URL": f"sqlite:///{folder / 'closing.db'}", "SECRET_KEY": SECRET}
    app = create_app(from_environment({**settings, "INSTANCE_DIR": str(folder)}))
    with app.app_context():
        ballot = ballot_of(app)
        began = time.perf_counter()
        actions.close(ballot, by="system", at=ballot.created_at)
        db.session.commit()
        closed = time.perf_counter() - began
        actions.publish(ballot, by="system", at=ballot.created_at)
        db.session.commit()
        address, client = f"/results/{ballot.id}", app.test_client()
    client.get(address)
    began = time.perf_counter()
    status = client.get(address).status_code
    sys.stdout.write(f"{closed * 1000:.0f} {(time.perf_counter() - began) * 1000:.0f} {status}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
