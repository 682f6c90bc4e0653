"""Count again from the rows alone, and compare with what is stored as counted."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, distinct, func, select, true

from ideenboard.audit.queries import history_of
from ideenboard.base.db import db
from ideenboard.comments.models import Comment, Thread
from ideenboard.contributions.models import Contribution, Support
from ideenboard.processes.models import Process
from ideenboard.processes.queries import is_real
from ideenboard.results.models import ResultSnapshot
from ideenboard.results.rules_groups import MINIMUM
from ideenboard.voting.methods import METHODS
from ideenboard.voting.methods.counting import count
from ideenboard.voting.models import Ballot, BallotPaper, Option, Vote

IMPORTED = "ballot.imported"
COUNTS = ("A", "D", "N", "total")


def recount() -> dict[str, Any]:
    """Supports, comments and closed ballots as counted now, with every place where something else is stored."""
    return {"supports": _supports(), "comments": _comments(), "ballots": [_ballot(ballot) for ballot in _ballots()]}


def _real() -> Any:
    return select(Process.id).where(is_real())


def mistakes(counted: dict[str, Any]) -> int:
    """How many stored numbers are not what the rows say."""
    parts = [counted["supports"], counted["comments"], *counted["ballots"]]
    return sum(len(part["wrong"]) for part in parts)


def was_imported(ballot: Ballot) -> bool:
    """Whether its votes were cast elsewhere, as the log says."""
    return any(entry.action == IMPORTED for entry in history_of(ballot.subject))


def _supports() -> dict[str, Any]:
    counted = select(Support.contribution_id, func.count().label("n")).group_by(Support.contribution_id).subquery()
    number = func.coalesce(counted.c.n, 0)
    query = select(Contribution.id, Contribution.support_count, number).outerjoin(
        counted, counted.c.contribution_id == Contribution.id
    )
    query = query.where(Contribution.process_id.in_(_real()))
    return _compared(query, "contribution")


def _comments() -> dict[str, Any]:
    shown = select(Comment.thread_id, func.count().label("n")).where(Comment.hidden_at.is_(None))
    counted = shown.group_by(Comment.thread_id).subquery()
    number = func.coalesce(counted.c.n, 0)
    query = select(Thread.id, Thread.comment_count, number).outerjoin(counted, counted.c.thread_id == Thread.id)
    query = query.where(Thread.process_id.in_(_real()))
    return _compared(query, "thread")


def _compared(query: Any, name: str) -> dict[str, Any]:
    rows = db.session.execute(query.order_by(query.selected_columns[0])).all()
    wrong = [{name: key, "stored": stored, "counted": counted} for key, stored, counted in rows if stored != counted]
    return {"stored": sum(row[1] for row in rows), "counted": sum(row[2] for row in rows), "wrong": wrong}


def _ballots() -> Any:
    # Of an open ballot nobody learns anything, not even at the console.
    closed = select(Ballot).where(Ballot.closed_at.is_not(None), Ballot.process_id.in_(_real()))
    return db.session.scalars(closed.order_by(Ballot.id)).all()


def _ballot(ballot: Ballot) -> dict[str, Any]:
    counted, papers = _counted(ballot, BallotPaper.is_quarantined.is_(False)), _papers(ballot)
    raw = _counted(ballot, true()) if papers["quarantined_voters"] >= MINIMUM else None
    stored = db.session.scalar(select(ResultSnapshot.data).where(ResultSnapshot.ballot_id == ballot.id))
    wrong: list[dict[str, Any]] = []
    if stored is None:
        wrong.append({"stored": None, "counted": "a closed ballot without its result"})
    else:
        # Results from before there was a quarantine say nothing of it.
        kept = {"turnout": {"quarantined": 0}, "raw": None} | stored
        wrong += _differing({option["id"]: option for option in stored["options"]}, counted)
        wrong += _differing(
            {int(key): figures for key, figures in (kept["raw"] or {"options": {}})["options"].items()}, raw
        )
        if kept["turnout"]["quarantined"] != papers["quarantined"]:
            wrong.append({"stored": kept["turnout"], "counted": papers})
    told = [{"option": key, **figures} for key, figures in counted.items()]
    aside = raw and [{"option": key, **figures} for key, figures in raw.items()]
    return {"ballot": ballot.id, **papers, "options": told, "raw": aside, "wrong": wrong}


def _differing(stored: dict[int, Any], counted: dict[int, Any] | None) -> list[dict[str, Any]]:
    kept = {key: {name: figures[name] for name in COUNTS} for key, figures in stored.items()}
    found = counted or {}
    return [
        {"option": key, "stored": kept.get(key), "counted": found.get(key)}
        for key in sorted(kept.keys() | found.keys())
        if kept.get(key) != found.get(key)
    ]


def _papers(ballot: Ballot) -> dict[str, int]:
    """Papers, those set aside, and how many people have said something on the ones and on the others."""
    said = select(Vote.id).where(Vote.paper_id == BallotPaper.id).exists()
    aside = BallotPaper.is_quarantined
    columns = {
        "voters": func.count().filter(said, ~aside),
        "papers": func.count(),
        "quarantined": func.count().filter(aside),
        "quarantined_voters": func.count().filter(said, aside),
    }
    row = db.session.execute(select(*columns.values()).where(BallotPaper.ballot_id == ballot.id)).one()
    return dict(zip(columns, row, strict=True))


def _counted(ballot: Ballot, which: ColumnElement[bool]) -> dict[int, dict[str, int]]:
    """What each option got: how often each value, counted in SQL, apart from the ranking's own reading of papers."""
    votes = select(Vote).join(BallotPaper, BallotPaper.id == Vote.paper_id)
    vote = votes.where(BallotPaper.ballot_id == ballot.id, which).subquery().c
    query = select(vote.option_id, vote.value, func.count()).group_by(vote.option_id, vote.value)
    given: dict[int, dict[int, int]] = {option: {} for option in _option_ids(ballot)}
    for option, value, people in db.session.execute(query):
        given[option][value] = people
    voters = db.session.scalar(select(func.count(distinct(vote.paper_id)))) or 0
    return {option: asdict(count(METHODS[ballot.method], said, voters)) for option, said in given.items()}


def _option_ids(ballot: Ballot) -> Any:
    return db.session.scalars(select(Option.id).where(Option.ballot_id == ballot.id).order_by(Option.id))
