"""Closing a large ballot: 315 options and 74,038 votes of real people, counted, ranked, and cut from their papers.

In a process of its own on fresh databases in the folder given; prints the milliseconds of the processor for closing,
with the commit, and for the page of its result, how many statements that page takes, and how it grows with the votes.
"""

import csv
import gc
import json
import statistics
import sys
import time
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.engine import Engine

from benchmarks.speed.rows import NOW, fill, places
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
FEW, MANY = 100, 100_000
TURNS = 15
# What is promised; a run that misses one ends with an error.
AIMS = {"closing_ms": 2_000, "result_sql": 10, "result_growth": 1.3}


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


def published(app: Flask, ballot: Ballot) -> tuple[FlaskClient, str]:
    """Somebody who reads the result of a ballot that is closed, and where."""
    actions.publish(ballot, by="system", at=ballot.created_at)
    db.session.commit()
    address, client = f"/results/{ballot.id}", app.test_client()
    client.get(address)
    return client, address


def cost(client: FlaskClient, address: str) -> float:
    """The milliseconds of the processor that a page takes of which nothing is kept."""
    client.application.extensions["kept"].clear()
    began = time.process_time()
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}.")
    return (time.process_time() - began) * 1000


def statements(client: FlaskClient, address: str) -> int:
    """How many statements a page sends to the database where nothing of it is kept."""
    client.application.extensions["kept"].clear()
    seen: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
    client.get(address)
    return len(seen)


def growth(folder: Path) -> float:
    """How many times as much a result's page costs after a hundred thousand votes as after a hundred, turn by turn."""
    pages = []
    for votes in FEW, MANY:
        app = made(folder, f"votes-{votes}")
        with app.app_context():
            fill(app, FEW, votes)
            ballot = db.session.get_one(Ballot, 1)
            actions.close(ballot, by="system", at=ballot.created_at)
            db.session.commit()
            pages.append(published(app, ballot))
    few, many = pages
    return statistics.median(cost(*many) / cost(*few) for _turn in range(TURNS))


def made(folder: Path, name: str) -> Flask:
    """An installation with a database of its own."""
    settings = {"DATABASE_URL": f"sqlite:///{folder / name}.db", "SECRET_KEY": SECRET}
    return create_app(from_environment({**settings, "INSTANCE_DIR": str(folder)}))


def missed(found: dict[str, float]) -> list[str]:
    """Which of these figures are more than what is promised, in words."""
    over = {name: aim for name, aim in AIMS.items() if found.get(name, 0) > aim}
    return [f"{name} is {found[name]:.2f} and may be {aim}" for name, aim in over.items()]


def main(folder: Path) -> None:
    """Close it once, cold, as it happens in a room; then look at its page."""
    app = made(folder, "closing")
    with app.app_context():
        ballot = ballot_of(app)
        # As a server does after its start (wsgi.py): what is there by then is never gone through again for garbage.
        gc.freeze()
        began = time.process_time()
        actions.close(ballot, by="system", at=ballot.created_at)
        db.session.commit()
        closed = (time.process_time() - began) * 1000
        page = published(app, ballot)
    found = {"closing_ms": closed, "result_page_ms": cost(*page), "result_sql": statements(*page)}
    sys.stdout.write(json.dumps({**found, "result_growth": growth(folder)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
