"""Where published rankings put a contribution or a cluster."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from ideenboard.base.db import db
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting.models import Ballot, Level, Option


@dataclass(frozen=True)
class Place:
    """Where a published ranking puts it: the places it takes, and the band by the chance of the first k."""

    ballot_id: int
    question: str
    closed_at: datetime | None
    level: Level
    voters: int
    options: int
    rank: int
    rank_to: int
    band: str


def places_of(contribution_ids: Collection[int], cluster_ids: Collection[int] | Select[Any]) -> list[Place]:
    """The places of these contributions and clusters in all published rankings, the earliest first."""
    query = (
        select(Option, Ballot, ResultSnapshot.data)
        .join(Ballot, Ballot.id == Option.ballot_id)
        .join(ResultSnapshot, ResultSnapshot.ballot_id == Ballot.id)
        .where(
            ResultSnapshot.published_at.is_not(None),
            Ballot.closed_at.is_not(None),
            or_(Option.contribution_id.in_(contribution_ids), Option.cluster_id.in_(cluster_ids)),
        )
    )
    rows = db.session.execute(query.order_by(Ballot.closed_at, Option.id))
    places = [_place(option, ballot, data) for option, ballot, data in rows]
    return [place for place in places if place is not None]


def _place(option: Option, ballot: Ballot, data: dict[str, Any]) -> Place | None:
    ranked = data["options"]
    row = next((row for row in ranked if row["id"] == option.id), None)
    if row is None:
        return None
    return Place(
        ballot_id=option.ballot_id,
        question=ballot.question,
        closed_at=ballot.closed_at,
        level=ballot.level,
        voters=data["voters"],
        options=len(ranked),
        rank=row["rank"],
        rank_to=row["rank_to"],
        band=row["band"],
    )
