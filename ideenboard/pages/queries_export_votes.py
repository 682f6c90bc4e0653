"""Ballots, their results and their papers without persons, as tables for a file."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Row, func, select, true

from ideenboard.base.clock import to_local
from ideenboard.base.db import db
from ideenboard.base.tables import Table, table
from ideenboard.pages.queries_scope import Scope
from ideenboard.processes.models import District, Workshop
from ideenboard.results.models import ResultSnapshot
from ideenboard.results.rules_groups import MINIMUM
from ideenboard.voting.forms import LEVEL_SENTENCES
from ideenboard.voting.models import Ballot, BallotPaper, Option, Vote, VotingCard

RAW = ("A", "D", "N", "total")
FIGURES = ("rank", "rank_to", "A", "D", "N", "total", "post_mean", "post_lo", "post_hi", "p_top_k")
RAW_FIGURES = tuple(f"raw_{name}" for name in RAW)


def votes(scope: Scope) -> list[Table]:
    """What was voted on, and how. Votes and figures only where a ballot is closed."""
    ballots = db.session.execute(_ballot_rows(scope)).all()
    closed = [row.id for row in ballots if row.closed_at is not None]
    return [_ballots(ballots), _options(ballots, closed), _papers(closed)]


def _ballot_rows(scope: Scope) -> Any:
    papers = select(func.count()).where(BallotPaper.ballot_id == Ballot.id)
    cards = select(func.count()).where(VotingCard.ballot_id == Ballot.id)
    shown = true() if scope.everything else ResultSnapshot.published_at.is_not(None)
    return (
        select(
            Ballot.id,
            Ballot.question,
            Ballot.method,
            Ballot.level,
            Ballot.points,
            Ballot.max_per_option,
            Ballot.first_k,
            District.name,
            Workshop.title,
            papers.scalar_subquery(),
            papers.where(BallotPaper.is_quarantined).scalar_subquery(),
            Ballot.headcount,
            cards.scalar_subquery(),
            papers.where(BallotPaper.card_id.is_not(None)).scalar_subquery()
            + cards.where(VotingCard.is_used).scalar_subquery(),
            Ballot.opened_at,
            Ballot.closed_at,
            ResultSnapshot.published_at,
        )
        .outerjoin(District, District.id == Ballot.district_id)
        .outerjoin(Workshop, Workshop.id == Ballot.workshop_id)
        .outerjoin(ResultSnapshot, ResultSnapshot.ballot_id == Ballot.id)
        .where(Ballot.process_id == scope.process.id, shown)
        .order_by(Ballot.id)
    )


def _ballots(found: Sequence[Row[Any]]) -> Table:
    columns = {
        "id": _l("Number of the vote."),
        "question": _l("The question that was asked."),
        "method": _l("support (yes or nothing), points, or approval (agree, neutral, disagree)."),
        "level": _l("How it was protected: open (link), room_code, or cards (printed codes)."),
        "protection": _l("Against what this protects, and against what not."),
        "points": _l("With points: how many each person had."),
        "max_per_option": _l("With points: how many of them at most on one proposal."),
        "first_k": _l("How many first places were asked for."),
        "district": _l("The district it is about; empty for the whole city."),
        "workshop": _l("The workshop that voted; empty for a vote of a district or the whole process."),
        "papers": _l("How many people took part."),
        "quarantined": _l("How many of these papers are in quarantine: kept, and not counted."),
        "headcount": _l("How many people were counted in the room; empty where nobody counted."),
        "cards_printed": _l("How many voting cards were printed."),
        "cards_used": _l("How many of them were used."),
        "opened": _l("Day on which it was opened."),
        "closed": _l("Day on which it was closed; empty while it is open."),
        "published": _l("Day on which the result was published."),
    }
    rows = [(*row[:4], str(LEVEL_SENTENCES[row.level]), *row[4:14], *map(_day, row[14:])) for row in found]
    return table("ballots", _l("One row for each vote."), columns, rows)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else to_local(moment).date()


def _options(ballots: Sequence[Row[Any]], closed: Sequence[int]) -> Table:
    columns = {
        "id": _l("Number of the proposal."),
        "ballot": _l("Number of the vote."),
        "source_id": _l("What it was called where it comes from; orders equal results."),
        "text": _l("The proposal as it was on the ballot."),
        "cluster": _l("Number of the cluster it stands for."),
        "contribution": _l("Number of the contribution it stands for."),
        "rank": _l("First place that it takes."),
        "rank_to": _l("Last place that it takes: proposals with equal results share places."),
        "A": _l("How many agreed or gave something."),
        "D": _l("How many disagreed or gave nothing."),
        "N": _l("How many were neutral."),
        "total": _l("Sum of the votes, or of the points."),
        "post_mean": _l("What the order goes by: the estimated share of agreement, or the points per person."),
        "post_lo": _l("Lower end of its 90 % interval."),
        "post_hi": _l("Upper end of its 90 % interval."),
        "p_top_k": _l("Probability of being among the first places that were asked for."),
        **{
            f"raw_{name}": _l(
                "The same as %(name)s if the papers in quarantine counted too; empty below five of them.", name=name
            )
            for name in RAW
        },
    }
    figures = _figures(closed)
    query = select(
        Option.id, Option.ballot_id, Option.source_id, Option.text, Option.cluster_id, Option.contribution_id
    ).where(Option.ballot_id.in_([row.id for row in ballots]))
    rows = [
        (*row, *(figures.get(row.id, {}).get(name) for name in FIGURES + RAW_FIGURES))
        for row in db.session.execute(query.order_by(Option.ballot_id, Option.position))
    ]
    return table("options", _l("One row for each proposal of a vote, with its result."), columns, rows)


def _figures(closed: Sequence[int]) -> dict[int, dict[str, Any]]:
    snapshots = db.session.scalars(select(ResultSnapshot.data).where(ResultSnapshot.ballot_id.in_(closed)))
    return {option["id"]: option | _raw(data, option["id"]) for data in snapshots for option in data["options"]}


def _raw(data: dict[str, Any], option_id: int) -> dict[str, Any]:
    raw = data.get("raw")
    return {f"raw_{name}": raw["options"][str(option_id)][name] for name in RAW} if raw else {}


def _papers(closed: Sequence[int]) -> Table:
    columns = {
        "ballot": _l("Number of the vote."),
        "paper": _l("Number of the paper: drawn by lot for this file, the same for all votes of one paper."),
        "option": _l("Number of the proposal."),
        "value": _l("support: 1. points: how many. approval: 1 agree, 0 neutral, -1 disagree."),
        "quarantined": _l("1 where the paper is in quarantine and does not count, else 0."),
    }
    about = _l("One row for each vote, without persons and times. Votes of fewer than five people are left out.")
    numbers = _drawn_numbers(closed)
    query = (
        select(BallotPaper.ballot_id, Vote.paper_id, Vote.option_id, Vote.value, BallotPaper.is_quarantined)
        .join(BallotPaper, BallotPaper.id == Vote.paper_id)
        .where(BallotPaper.ballot_id.in_(closed))
    )
    rows = [
        (ballot, numbers[paper], option, value, int(is_aside))
        for ballot, paper, option, value, is_aside in db.session.execute(query)
        if paper in numbers
    ]
    return table("votes", about, columns, sorted(rows))


def _drawn_numbers(closed: Sequence[int]) -> dict[int, int]:
    """A number for each paper that says nothing of when it was handed in; none where too few took part.

    Papers in quarantine are a group of their own: from fewer than five of them one could tell who said what.
    """
    said = select(Vote.id).where(Vote.paper_id == BallotPaper.id).exists()
    query = select(BallotPaper.ballot_id, BallotPaper.is_quarantined, BallotPaper.id).where(said)
    groups: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for ballot, is_aside, paper in db.session.execute(query.where(BallotPaper.ballot_id.in_(closed))):
        groups[ballot, is_aside].append(paper)
    numbers: dict[int, int] = {}
    for ballot in closed:
        shown = [group for group in (groups[ballot, False], groups[ballot, True]) if len(group) >= MINIMUM]
        drawn = [paper for group in shown for paper in group]
        secrets.SystemRandom().shuffle(drawn)
        numbers |= {paper: number for number, paper in enumerate(drawn, start=1)}
    return numbers
