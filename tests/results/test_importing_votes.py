"""Votes from elsewhere become a closed ballot whose ranking anybody can check."""

import json
import time
from collections import Counter
from csv import DictReader
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Process
from ideenboard.processes.queries import groups_of
from ideenboard.results import rules
from ideenboard.results.queries import ballot_votes
from ideenboard.voting.models import Ballot, BallotPaper, Method, Option, Vote
from tests.console import DATA, Console, Said, needs_data
from tests.factories import make_process

SMALL, LARGE = "polis_en_small", "polis_de_wohnen"


@pytest.fixture
def process(app: Flask) -> Process:
    return make_process()


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    texts = {
        "statements": "statement,text\n1,Mehr Bänke\n2,Mehr Schatten\n10,Mehr Licht\n",
        "votes": "participant,statement,vote\na,1,-1\na,2,1\nb,1,1\nb,2,0\na,1,1\nc,1,1\nc,7,1\nc,2,5\n,1,1\n",
        "participants": "participant,group\na,Nord\nb,Süd\nc,\n",
    }
    paths = {name: tmp_path / f"bank_{name}.csv" for name in texts}
    for name, path in paths.items():
        path.write_text(texts[name], encoding="utf-8")
    return paths


def bring_in(console: Console, process: Process, tables: dict[str, Path]) -> Said:
    options = [part for name, path in tables.items() for part in (f"--{name}", path)]
    said = console("import", "votes", *options, "--process", process.slug)
    assert said.code == 0, said
    db.session.expire_all()
    return said


def real(name: str) -> dict[str, Path]:
    return {kind: DATA / f"{name}_{kind}.csv" for kind in ("statements", "votes", "participants")}


def ranked(console: Console, said: Said) -> dict[str, Any]:
    number = said.out.splitlines()[-1].removeprefix("Ballot ")
    return json.loads(console("ranking", number, "--json").out)


def test_a_closed_ballot_with_its_contributions_and_groups_arises(
    process: Process, console: Console, tables: dict[str, Path]
) -> None:
    said = bring_in(console, process, tables)
    ballot = db.session.scalars(select(Ballot).where(Ballot.process_id == process.id)).one()
    assert said.out.splitlines()[-1] == f"Ballot {ballot.id}"
    assert (ballot.method, ballot.first_k) == (Method.APPROVAL, 3) and ballot.closed_at is not None
    options = db.session.scalars(select(Option).where(Option.ballot_id == ballot.id).order_by(Option.position)).all()
    assert [(o.source_id, o.text) for o in options] == [
        ("1", "Mehr Bänke"),
        ("2", "Mehr Schatten"),
        ("10", "Mehr Licht"),
    ]
    assert [o.contribution.title for o in options if o.contribution] == ["Mehr Bänke", "Mehr Schatten", "Mehr Licht"]
    assert {group.name for group in groups_of(process.id)} >= {"Nord", "Süd"}
    papers = db.session.scalars(select(BallotPaper).where(BallotPaper.ballot_id == ballot.id)).all()
    assert len(papers) == 3 and all(paper.participant_id is None for paper in papers)


def test_the_last_vote_of_a_person_counts(process: Process, console: Console, tables: dict[str, Path]) -> None:
    first, second, third = ranked(console, bring_in(console, process, tables))["options"]
    assert (first["source_id"], first["A"], first["D"], first["N"]) == ("1", 3, 0, 0)
    assert (second["source_id"], second["A"], second["D"], second["N"]) == ("2", 1, 0, 1)
    assert (third["source_id"], third["A"], third["share"]) == ("10", 0, None)


def test_what_cannot_be_counted_is_said(process: Process, console: Console, tables: dict[str, Path]) -> None:
    out = bring_in(console, process, tables).out
    assert "left out 1 times: a vote on a statement that is not in the table" in out
    assert "left out 1 times: a vote that is not 1, 0 or -1" in out
    assert "left out 1 times: a line without participant, statement or vote" in out
    assert "3 statements (3 new), 3 people, 5 votes." in out


def test_the_statements_come_once_however_often_the_vote_comes(
    process: Process, console: Console, tables: dict[str, Path]
) -> None:
    bring_in(console, process, tables)
    assert "(0 new)" in bring_in(console, process, tables).out
    assert db.session.scalar(select(func.count()).where(Contribution.process_id == process.id)) == 3


def test_tables_without_votes_are_refused_and_leave_nothing(
    process: Process, console: Console, tables: dict[str, Path]
) -> None:
    tables["votes"].write_text("participant,statement,vote\na,99,1\n")
    options = [part for name, path in tables.items() for part in (f"--{name}", path)]
    said = console("import", "votes", *options, "--process", process.slug)
    assert (said.code, said.err) == (1, "ideenboard: There are no votes on these statements.")
    assert db.session.scalar(select(func.count()).where(Contribution.process_id == process.id)) == 0


def test_nothing_is_said_of_a_ballot_that_is_open(process: Process, console: Console, tables: dict[str, Path]) -> None:
    bring_in(console, process, tables)
    ballot = db.session.scalars(select(Ballot).where(Ballot.process_id == process.id)).one()
    assert console("ranking", 10**9).err == f"ideenboard: There is no ballot {10**9}."
    other = Ballot(
        process_id=process.id, question="?", method=Method.SUPPORT, level=ballot.level,
        created_at=ballot.created_at, opened_at=ballot.created_at,
    )  # fmt: skip
    db.session.add(other)
    db.session.commit()
    said = console("ranking", other.id, "--json")
    assert said.code == 1 and said.out == "" and "not closed" in said.err


def test_groups_below_five_stay_hidden_where_people_voted_here(
    process: Process, console: Console, tables: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables of an imported vote lie open anyway; what was said in a room does not."""
    said = bring_in(console, process, tables)
    assert ranked(console, said)["options"][0]["min_group"] is not None
    monkeypatch.setattr("ideenboard.results.cli.was_imported", lambda ballot: False)
    assert {option["min_group"] for option in ranked(console, said)["options"]} == {None}


@needs_data("expected/ranking_polis_en_small.json")
def test_a_real_vote_gives_the_figures_that_were_computed_twice(process: Process, console: Console) -> None:
    expected = json.loads((DATA / "expected/ranking_polis_en_small.json").read_text(encoding="utf-8"))
    told = ranked(console, bring_in(console, process, real(SMALL)))
    assert (told["method"], told["voters"], told["k"]) == ("approval", 204, 10)
    options = {option["source_id"]: option for option in told["options"]}
    order = [str(number) for number in expected["orders"]["post_mean"]]
    assert [option["source_id"] for option in told["options"]] == order
    for row in expected["statements"]:
        found = options[str(row["statement"])]
        assert (found["A"], found["D"], found["N"]) == (row["A"], row["D"], row["N"])
        for name in ("share", "wilson_low", "post_mean", "gic", "min_group", "gap"):
            assert found[name] == pytest.approx(row[name], abs=1e-9)
        assert (found["post_lo"], found["post_hi"]) == pytest.approx((row["post_lo"], row["post_hi"]), abs=1e-7)
        assert found["p_top_k"] == pytest.approx(row["p_top_k"], abs=0.01)


# The smaller real vote takes the same way on each database.
@pytest.mark.once
@pytest.mark.slow
@needs_data("polis_de_wohnen_votes.csv")
def test_a_large_real_vote_is_counted_as_its_table_says_and_soon(
    process: Process, console: Console, queries: Any
) -> None:
    # Of the processor: how long the clock goes on depends on what else the machine does.
    begin = time.process_time()
    said = bring_in(console, process, real(LARGE))
    assert (taken := time.process_time() - begin) < 15, taken
    assert "315 statements (315 new), 1491 people, 74038 votes." in said.out
    last: dict[tuple[str, str], str] = {}
    with (DATA / f"{LARGE}_votes.csv").open(encoding="utf-8", newline="") as file:
        for row in DictReader(file):
            last[row["participant"], row["statement"]] = row["vote"]
    counts = Counter((statement, vote) for (_person, statement), vote in last.items())
    options = ranked(console, said)["options"]
    assert [(o["A"], o["D"], o["N"]) for o in options] == [
        tuple(counts[o["source_id"], vote] for vote in ("1", "-1", "0")) for o in options
    ]
    means = [(o["A"] + 1) / (o["A"] + o["D"] + 2) for o in options]
    assert [o["post_mean"] for o in options] == pytest.approx(means, abs=1e-9) and means == sorted(means, reverse=True)
    ballot = int(said.out.rsplit(" ", 1)[1])
    rows = select(func.count()).select_from(Vote).join(BallotPaper).where(BallotPaper.ballot_id == ballot)
    assert db.session.scalar(rows) == len(last)
    assert console("tally").code == 0
    with queries() as seen:
        seconds = seconds_to_count(ballot)
    assert len(seen) <= 3
    # What else the machine does slows it down by half: the quickest of three tells most.
    seconds = min(seconds, seconds_to_count(ballot), seconds_to_count(ballot), key=sum)
    assert sum(seconds) < 2, f"loading {seconds[0]:.2f} s, ranking {seconds[1]:.2f} s"


def seconds_to_count(ballot_id: int) -> tuple[float, float]:
    """What closing waits for: loading the votes and ranking the options, in seconds of processor time."""
    start = time.process_time()
    cast = ballot_votes(ballot_id)
    loaded = time.process_time()
    ranking = rules.rank("approval", cast.options, cast.votes, cast.groups, k=10)
    done = time.process_time()
    assert (len(ranking.options), len(cast.votes)) == (315, 74_038)
    return loaded - start, done - loaded
