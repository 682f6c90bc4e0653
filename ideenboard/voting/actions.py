"""Setting votes: once per paper and option, within the limits, and never after closing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from ideenboard.audit.actions import record
from ideenboard.base.db import db, hold, upsert
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.processes.rules import Actor
from ideenboard.voting.methods.counting import Limits
from ideenboard.voting.models import Ballot, BallotPaper, Level, Option, Vote
from ideenboard.voting.queries import Seat, is_of, locked, seat_of, standing_votes
from ideenboard.voting.rules import Outcome, Said, Wrong, check, merge, takes_votes


def set_votes(ballot: Ballot, values: Mapping[int, int], seq: int, *, by: Actor) -> Outcome:
    """Set what a participant says about some options (option id to value); the others stay as they are.

    `seq` is counted up on the device: what was said under a higher number stands, whatever arrives first.
    Raises Refusal (403) for somebody who does not sit here, Conflict (409) where no votes are taken or the points do
    not suffice, Refusal (422) for what the ballot does not know. Then nothing has changed.
    """
    seat = seat_of(ballot, by)
    if seat is None:
        raise Refusal(_("You may vote here after you have joined the workshop with its code."), 403)
    if seat.is_late:
        raise Refusal(
            _("You came when this vote had begun. It counts who was in the room before; you can read along."), 403
        )
    if ballot.workshop:
        hold(ballot.workshop)
    ballot = locked(ballot, to_close=False)
    check_open(ballot)
    if not values:
        raise Refusal(_("Please choose at least one proposal."))
    paper_id = _locked_paper(ballot, by, seat)
    standing = standing_votes(ballot.id, by)
    outcome = merge(standing, values, seq)
    _check_values(ballot, standing, outcome.write)
    _write(paper_id, outcome.write)
    return outcome


def check_open(ballot: Ballot) -> None:
    """Raise Conflict where no votes are taken now."""
    if ballot.closed_at is not None:
        raise Conflict(_("This vote is closed. What you said before counts; nothing can be changed any more."))
    if not takes_votes(ballot.is_open, ballot.workshop.phase if ballot.workshop else None):
        raise Conflict(_("This vote is not open now. Please wait until the workshop votes."))


def _locked_paper(ballot: Ballot, by: Actor, seat: Seat) -> int:
    """One paper per person and ballot, held until the commit: two requests queue here.

    It is made at the first vote, or where there are voting cards by the card.
    """
    if ballot.level is not Level.CARDS:
        insert = upsert(BallotPaper).values(
            ballot_id=ballot.id, participant_id=by.participant_id, group_id=seat.group_id, district_id=seat.district_id
        )
        db.session.execute(insert.on_conflict_do_nothing())
    mine = select(BallotPaper.id).where(BallotPaper.ballot_id == ballot.id, is_of(by))
    paper_id = db.session.scalar(mine.with_for_update())
    if paper_id is None:
        raise Refusal(_("Please enter the code of your voting card first."), 403)
    return paper_id


def _check_values(ballot: Ballot, standing: Mapping[int, Said], write: Mapping[int, Said]) -> None:
    options = db.session.scalars(select(Option.id).where(Option.ballot_id == ballot.id))
    values = {option: said.value for option, said in {**standing, **write}.items()}
    match check(ballot.method, Limits(ballot.points, ballot.max_per_option), options, values):
        case Wrong.BUDGET:
            text = ngettext(
                "You have %(num)s point in all. Please take points away elsewhere first.",
                "You have %(num)s points in all. Please take points away elsewhere first.",
                ballot.points,
            )
            raise Conflict(text)
        case Wrong.PER_OPTION:
            most = ballot.max_per_option
            raise Refusal(_("A proposal gets between 0 and %(count)s points from one person.", count=most))
        case Wrong():
            raise Refusal(_("This vote does not fit the ballot. Please load the page again."))


def _write(paper_id: int, votes: Mapping[int, Said]) -> None:
    if not votes:
        return
    rows = [{"paper_id": paper_id, "option_id": o, "value": said.value, "seq": said.seq} for o, said in votes.items()]
    insert = upsert(Vote).values(rows)
    db.session.execute(
        insert.on_conflict_do_update(
            index_elements=[Vote.paper_id, Vote.option_id],
            set_={"value": insert.excluded.value, "seq": insert.excluded.seq},
            where=insert.excluded.seq > Vote.seq,
        )
    )


def close(ballot: Ballot, *, by: str, at: datetime) -> bool:
    """End a vote for ever; False where it has ended already. Raises Conflict for one that was never opened.

    The result is computed by the room above, in the same transaction.
    """
    ballot = locked(ballot, to_close=True)
    if ballot.closed_at is not None:
        return False
    if ballot.opened_at is None:
        raise Conflict(_("This vote has not been opened yet."))
    ballot.closed_at = at
    log("ballot.closed", ballot, by=by, at=at)
    db.session.flush()
    return True


def log(action: str, ballot: Ballot, *, by: str, at: datetime, **data: Any) -> None:
    """Write down what happened to a ballot, where its phones and desks watch."""
    process_id, workshop_id = ballot.process_id, ballot.workshop_id
    record(action, ballot.subject, by=by, at=at, process_id=process_id, workshop_id=workshop_id, **data)
