"""Setting votes: once per paper and option, within the limits, and never after closing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Integer, bindparam, select

from ideenboard.audit.actions import record
from ideenboard.base.db import Upsert, ask, db
from ideenboard.base.errors import Conflict, Refusal
from ideenboard.processes.models import Workshop
from ideenboard.processes.rules import Actor
from ideenboard.voting.methods.counting import Limits
from ideenboard.voting.models import Ballot, BallotPaper, Level, Vote
from ideenboard.voting.queries import Seat, locked, option_ids, seat_of, standing_votes
from ideenboard.voting.queries_options import barred_options
from ideenboard.voting.rules import Outcome, Said, Wrong, check, merge, takes_votes

# A hall that votes sends these all the time: made once, with names for what differs.
PHASE = select(Workshop.phase).where(Workshop.id == bindparam("workshop")).with_for_update(read=True)
HELD_BALLOT = (
    select(Ballot.opened_at, Ballot.closed_at)
    .where(Ballot.id == bindparam("ballot"))
    # Voters hold it together, closing holds it alone.
    .with_for_update(read=True)
)
NEW_PAPER = Upsert(BallotPaper, lambda new: new.on_conflict_do_nothing())
HELD_PAPER = (
    select(BallotPaper.id)
    .where(
        BallotPaper.ballot_id == bindparam("ballot"), BallotPaper.participant_id == bindparam("voter", None, Integer)
    )
    .with_for_update()
)
SET_VOTE = Upsert(
    Vote,
    lambda new: new.on_conflict_do_update(
        index_elements=[Vote.paper_id, Vote.option_id],
        set_={"value": new.excluded.value, "seq": new.excluded.seq},
        where=new.excluded.seq > Vote.seq,
    ),
)


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
    hold_open(ballot)
    if not values:
        raise Refusal(_("Please choose at least one proposal."))
    if barred_options(ballot, by) & values.keys():
        raise Refusal(_("On this ballot nobody votes on their own contribution. Please load the page again."))
    paper_id = _locked_paper(ballot, by, seat)
    standing = standing_votes(ballot.id, by)
    outcome = merge(standing, values, seq)
    _check_values(ballot, {**standing, **outcome.write})
    if outcome.write:
        rows = [{"paper_id": paper_id, "option_id": o, **vars(said)} for o, said in outcome.write.items()]
        ask(SET_VOTE, *rows)
    return outcome


def hold_open(ballot: Ballot) -> None:
    """Keep a ballot and its room as they are until the commit. Raises Conflict where no votes are taken now."""
    phase = ask(PHASE, workshop=ballot.workshop_id).scalar_one() if ballot.workshop_id else None
    held = ask(HELD_BALLOT, ballot=ballot.id).one()
    if held.closed_at is not None:
        raise Conflict(_("This vote is closed. What you said before counts; nothing can be changed any more."))
    if not takes_votes(held.opened_at is not None, phase):
        raise Conflict(_("This vote is not open now. Please wait until the workshop votes."))


def _locked_paper(ballot: Ballot, by: Actor, seat: Seat) -> int:
    """One paper per person and ballot, held until the commit: two requests queue here.

    It is made at the first vote, or where there are voting cards by the card.
    """
    mine = {"ballot": ballot.id, "voter": by.participant_id}
    paper_id = ask(HELD_PAPER, **mine).scalar()
    if paper_id is None and ballot.level is not Level.CARDS:
        place = {"group_id": seat.group_id, "district_id": seat.district_id}
        ask(NEW_PAPER, ballot_id=ballot.id, participant_id=by.participant_id, **place)
        paper_id = ask(HELD_PAPER, **mine).scalar()
    if paper_id is None:
        raise Refusal(_("Please enter the code of your voting card first."), 403)
    return int(paper_id)


def _check_values(ballot: Ballot, said: Mapping[int, Said]) -> None:
    values = {option: one.value for option, one in said.items()}
    match check(ballot.method, Limits(ballot.points, ballot.max_per_option), option_ids(ballot.id), values):
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
