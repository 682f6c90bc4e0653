"""Saying what would lower one's resistance, until the vote is closed."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import delete, select

from ideenboard.base.db import db, upsert
from ideenboard.base.errors import Refusal
from ideenboard.processes.rules import Actor
from ideenboard.voting.actions import hold_open
from ideenboard.voting.models import Ballot, BallotPaper, Wish
from ideenboard.voting.queries import is_of, standing_votes


def set_wishes(ballot: Ballot, texts: Mapping[int, str], *, by: Actor) -> None:
    """Set what a voter writes (option id to text); an empty text takes it back.

    Raises Refusal (403) for whoever has not voted, Conflict (409) where no votes are taken; leaves out what is no
    option that they have voted on.
    """
    hold_open(ballot)
    mine = select(BallotPaper.id).where(BallotPaper.ballot_id == ballot.id, is_of(by))
    paper_id = db.session.scalar(mine.with_for_update())
    if paper_id is None:
        raise Refusal(_("Please vote first, then say what would lower your resistance."), 403)
    for option_id in standing_votes(ballot.id, by).keys() & texts.keys():
        _set(paper_id, option_id, texts[option_id])


def _set(paper_id: int, option_id: int, text: str) -> None:
    if not text:
        db.session.execute(delete(Wish).where(Wish.paper_id == paper_id, Wish.option_id == option_id))
        return
    insert = upsert(Wish).values(paper_id=paper_id, option_id=option_id, text=text)
    db.session.execute(
        insert.on_conflict_do_update(
            index_elements=[Wish.paper_id, Wish.option_id], set_={"text": insert.excluded.text}
        )
    )
