"""A ballot of 315 statements and 74,038 real votes is loaded and ranked within two seconds."""

import csv
import os
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from ideenboard.base.db import db
from ideenboard.processes.queries import groups_of
from ideenboard.results import rules
from ideenboard.results.queries import ballot_votes
from ideenboard.voting.models import Ballot, BallotPaper, Level, Method, Option, Vote
from tests.factories import NOW, make_process

DATA = Path(os.environ.get("SHARED_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "data"))


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"polis_de_wohnen_{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def large_ballot() -> Ballot:
    process = make_process()
    groups = dict(zip("AB", groups_of(process.id), strict=False))
    fields = {"points": 1, "max_per_option": 1, "first_k": 10, "level": Level.OPEN, "created_at": NOW, "opened_at": NOW}
    ballot = Ballot(process_id=process.id, question="Wohnen", method=Method.APPROVAL, **fields)
    db.session.add(ballot)
    db.session.flush()
    statements = rows("statements")
    options = [
        {"ballot_id": ballot.id, "position": n, "text": row["text"], "source_id": row["statement"]}
        for n, row in enumerate(statements)
    ]
    db.session.execute(db.insert(Option), options)
    votes, people = rows("votes"), {row["participant"]: row["group"] for row in rows("participants")}
    voters = list(dict.fromkeys(row["participant"] for row in votes))
    papers: list[dict[str, Any]] = []
    for voter in voters:
        group = groups.get(people.get(voter, ""))
        papers.append({"ballot_id": ballot.id, "group_id": group.id if group else None})
    db.session.execute(db.insert(BallotPaper), papers)
    paper_ids = db.session.scalars(
        db.select(BallotPaper.id).where(BallotPaper.ballot_id == ballot.id).order_by(BallotPaper.id)
    )
    paper_of = dict(zip(voters, paper_ids, strict=True))
    option_ids = db.session.execute(db.select(Option.source_id, Option.id).where(Option.ballot_id == ballot.id))
    option_of = {source: number for source, number in option_ids}
    last = {(row["participant"], row["statement"]): int(row["vote"]) for row in votes}
    said = [
        {"paper_id": paper_of[voter], "option_id": option_of[statement], "value": value, "seq": 1}
        for (voter, statement), value in last.items()
    ]
    db.session.execute(db.insert(Vote), said)
    db.session.commit()
    return ballot


@pytest.mark.slow
@pytest.mark.skipif(not DATA.exists(), reason="the real votes lie beside the repository")
def test_a_large_ballot_is_counted_within_two_seconds(app: Flask, queries: Any) -> None:
    ballot_id = large_ballot().id
    rules.rank("approval", [rules.Option(1, "1", "")], [(1, 1, 1)], k=1)  # the libraries load once per server
    with queries() as seen:
        start = time.process_time()
        cast = ballot_votes(ballot_id)
        loaded = time.process_time()
        ranking = rules.rank("approval", cast.options, cast.votes, cast.groups, k=10)
        ranked = time.process_time()
    assert len(seen) <= 3
    assert (len(ranking.options), len(cast.votes)) == (315, 74_038)
    assert ranked - start < 2, f"loading {loaded - start:.2f} s, ranking {ranked - loaded:.2f} s"
