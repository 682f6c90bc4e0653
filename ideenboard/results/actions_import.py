"""Bring in a vote that was held elsewhere: its statements, its papers, and the result they give here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.contributions.actions_import import Target
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Process, StakeholderGroup
from ideenboard.processes.queries import groups_of
from ideenboard.results.queries_recount import IMPORTED
from ideenboard.results.rules_import import Cast
from ideenboard.voting.actions import log
from ideenboard.voting.models import Ballot, BallotPaper, Level, Method, Option, Vote

FIRST_K = 10
BATCH = 5_000


def import_ballot(
    target: Target,
    statements: Mapping[str, str],
    cast: Cast,
    groups: Mapping[str, str],
    question: str,
    *,
    by: str,
    at: datetime,
    watch: Callable[[Sequence[Any]], AbstractContextManager[Iterable[Any]]] = nullcontext,
) -> Ballot:
    """Make a ballot of agreement, still open. People who voted elsewhere are papers and no participants.

    statements: source id to text; their contributions were imported before. watch: goes along with the batches.
    Raises Refusal where there is nothing to count.
    """
    if not statements or not cast.papers:
        raise Refusal("There are no votes on these statements.")
    ballot = _open(target.process, question, min(FIRST_K, len(statements)), at)
    options = _put_on(ballot, target, statements)
    papers = _hand_in(ballot, cast, _group_ids(target.process, groups))
    rows = [
        {"paper_id": papers[person], "option_id": options[statement], "value": value, "seq": 1}
        for person, said in cast.papers.items()
        for statement, value in said.items()
    ]
    with watch([rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]) as batches:
        for batch in batches:
            db.session.execute(insert(Vote), batch)
    log(IMPORTED, ballot, by=by, at=at, options=len(options), papers=len(papers), votes=len(rows))
    return ballot


def _open(process: Process, question: str, first_k: int, at: datetime) -> Ballot:
    ballot = Ballot(
        process_id=process.id,
        question=question,
        method=Method.APPROVAL,
        # How it was protected there, nobody here can say.
        level=Level.OPEN,
        first_k=first_k,
        created_at=at,
        opened_at=at,
    )
    db.session.add(ballot)
    db.session.flush()
    return ballot


def _put_on(ballot: Ballot, target: Target, statements: Mapping[str, str]) -> dict[str, int]:
    imported = select(Contribution.source_id, Contribution.id).where(
        Contribution.process_id == ballot.process_id, Contribution.source_id.is_not(None)
    )
    # The same table under another name has its contributions under the first one.
    same = Contribution.source == target.source
    found = {row.source_id: row.id for row in db.session.execute(imported.order_by(same, Contribution.id))}
    rows = [
        {
            "ballot_id": ballot.id,
            "position": position,
            "contribution_id": found.get(source_id),
            "text": text,
            "source_id": source_id,
        }
        for position, (source_id, text) in enumerate(statements.items())
    ]
    ids = db.session.scalars(insert(Option).returning(Option.id, sort_by_parameter_order=True), rows)
    return dict(zip(statements, ids, strict=True))


def _group_ids(process: Process, groups: Mapping[str, str]) -> dict[str, int]:
    known = {group.name: group.id for group in groups_of(process.id)}
    for name in sorted(set(groups.values()) - known.keys()):
        group = StakeholderGroup(process_id=process.id, name=name, position=len(known))
        db.session.add(group)
        db.session.flush()
        known[name] = group.id
    return {person: known[name] for person, name in groups.items()}


def _hand_in(ballot: Ballot, cast: Cast, group_ids: Mapping[str, int]) -> dict[str, int]:
    rows = [{"ballot_id": ballot.id, "group_id": group_ids.get(person)} for person in cast.papers]
    ids = db.session.scalars(insert(BallotPaper).returning(BallotPaper.id, sort_by_parameter_order=True), rows)
    return dict(zip(cast.papers, ids, strict=True))
