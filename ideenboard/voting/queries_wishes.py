"""What would lower people's resistance: to whoever wrote it at any time, to the desk after the end."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Row, func, select

from ideenboard.base.db import db
from ideenboard.processes.rules import Actor
from ideenboard.voting.models import BallotPaper, Option, Wish
from ideenboard.voting.queries import is_of


def own_wishes(ballot_id: int, actor: Actor) -> Mapping[int, str]:
    """What this person wrote, by option."""
    query = select(Wish.option_id, Wish.text).join(BallotPaper, BallotPaper.id == Wish.paper_id)
    rows = db.session.execute(query.where(BallotPaper.ballot_id == ballot_id, is_of(actor)))
    return {row.option_id: row.text for row in rows}


def count_wishes(ballot_id: int) -> int:
    """How many have been written. Of an open ballot nobody learns more."""
    query = select(func.count(Wish.id)).join(Option, Option.id == Wish.option_id)
    return db.session.scalar(query.where(Option.ballot_id == ballot_id)) or 0


def wishes_of(ballot_id: int) -> Sequence[Row[str, str]]:
    """What was written on a closed ballot, as (option, text) in the order of the options; texts by the alphabet."""
    query = select(Option.text, Wish.text).join(Wish, Wish.option_id == Option.id)
    return db.session.execute(query.where(Option.ballot_id == ballot_id).order_by(Option.position, Wish.text)).all()
