"""After closing, papers lead to nobody: they are written anew in an order drawn by lot, under other numbers.

What remains of a paper is what it says, with its group and district for the count. Who handed it in, with which card,
and in which order is gone, so nothing joins it to what somebody wrote or to how they voted elsewhere.
"""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CTE, Integer, Row, column, delete, insert, literal, select, text, update

from ideenboard.base.db import ask, count_rows_anew, db
from ideenboard.voting.models import Ballot, BallotPaper, Option, Vote, VotingCard, Wish

BATCH = 2_000
# Below, no plan of the database is slow.
MANY = 200


def cut(ballot: Ballot) -> None:
    """Cut the votes of a closed ballot from its participants. Its counts stay what they were."""
    used = select(BallotPaper.card_id).where(BallotPaper.ballot_id == ballot.id, BallotPaper.card_id.is_not(None))
    _run(update(VotingCard).where(VotingCard.id.in_(used)).values(is_used=True))
    _redraw_wishes(ballot)
    kept = (BallotPaper.id, BallotPaper.group_id, BallotPaper.district_id, BallotPaper.is_quarantined)
    papers = list(db.session.execute(select(*kept).where(BallotPaper.ballot_id == ballot.id)))
    secrets.SystemRandom().shuffle(papers)
    if len(papers) > MANY:
        count_rows_anew(Vote, BallotPaper)
    for start in range(0, len(papers), BATCH):
        _rewrite(ballot, papers[start : start + BATCH])


def _rewrite(ballot: Ballot, papers: Sequence[Row[int, int | None, int | None, bool]]) -> None:
    rows = [
        {"ballot_id": ballot.id, "group_id": group, "district_id": district, "is_quarantined": is_aside}
        for _id, group, district, is_aside in map(tuple, papers)
    ]
    old = [paper.id for paper in papers]
    mine = select(BallotPaper.id).where(BallotPaper.ballot_id == ballot.id, BallotPaper.id > max(old))
    before = set(db.session.scalars(mine))
    # As rows of one table: through objects each that lacks another column would be a statement of its own.
    ask(insert(BallotPaper), *rows)
    # Numbers are given in the order of writing, so the first new one is that of the first paper written.
    fresh = [paper for paper in db.session.scalars(mine.order_by(BallotPaper.id)) if paper not in before]
    # In one statement: a large vote has more rows than one wants to carry through Python while the ballot is locked.
    names = _renamed(old, fresh)
    said = select(names.c.new, Vote.option_id, Vote.value, literal(1)).join(Vote, Vote.paper_id == names.c.old)
    columns = (Vote.paper_id, Vote.option_id, Vote.value, Vote.seq)
    _run(insert(Vote).from_select(columns, said.order_by(names.c.new, Vote.option_id)))
    _run(delete(Vote).where(Vote.paper_id.in_(old)))
    _run(delete(BallotPaper).where(BallotPaper.id.in_(old)))


def _renamed(old: Iterable[int], fresh: Iterable[int]) -> CTE:
    """The old numbers beside the new ones, as a table. Thousands of parameters would take longer than the statement."""
    pairs = ",".join(f"({int(one)},{int(other)})" for one, other in zip(old, fresh, strict=True))
    # Both databases call the columns of VALUES so; in it stands nothing but numbers of ours.
    spelled = text(f"SELECT column1 AS old, column2 AS new FROM (VALUES {pairs}) AS pairs")  # noqa: S608
    return spelled.columns(column("old", Integer), column("new", Integer)).cte("renamed")


def _redraw_wishes(ballot: Ballot) -> None:
    of_ballot = select(Option.id).where(Option.ballot_id == ballot.id)
    rows = db.session.execute(select(Wish.option_id, Wish.text).where(Wish.option_id.in_(of_ballot))).all()
    wishes = [{"option_id": option, "text": words} for option, words in rows]
    secrets.SystemRandom().shuffle(wishes)
    _run(delete(Wish).where(Wish.option_id.in_(of_ballot)))
    if wishes:
        db.session.execute(insert(Wish), wishes)


def _run(statement: Any) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
