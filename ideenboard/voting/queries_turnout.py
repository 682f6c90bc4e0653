"""How many took part in a ballot, beside how many could: all that anybody learns of a vote before it is closed."""

from dataclasses import dataclass

from sqlalchemy import distinct, func, select, true

from ideenboard.base.db import db
from ideenboard.processes.models import Participation, Workshop
from ideenboard.voting.models import Ballot, BallotPaper, Level
from ideenboard.voting.queries import began_at
from ideenboard.voting.queries_cards import CardCounts, card_counts

# Above this share of the headcount, phones that joined are more than a few second devices.
MANY_DEVICES = 1.1


@dataclass(frozen=True)
class Turnout:
    """Papers handed in, and how many of them are set aside; people counted in the room; what opened the ballot.

    participants: how many devices had joined in time, where the room code is enough. cards: where there are such.
    """

    papers: int
    quarantined: int
    headcount: int | None
    participants: int | None
    cards: CardCounts | None

    @property
    def excess(self) -> int:
        """How many of the papers that count are more than the people who were counted."""
        return 0 if self.headcount is None else max(self.papers - self.quarantined - self.headcount, 0)

    @property
    def too_many_devices(self) -> bool:
        """Whether clearly more devices have joined than there are people."""
        if self.headcount is None or self.participants is None:
            return False
        return self.participants > MANY_DEVICES * self.headcount


def turnout_of(ballot: Ballot) -> Turnout:
    """Count a ballot's papers, devices and cards, and nothing that is written on a paper."""
    papers, quarantined = db.session.execute(
        select(func.count(), func.count().filter(BallotPaper.is_quarantined)).where(BallotPaper.ballot_id == ballot.id)
    ).one()
    return Turnout(
        papers,
        quarantined,
        ballot.headcount,
        _participants(ballot) if ballot.level is Level.ROOM_CODE else None,
        card_counts(ballot.id) if ballot.level is Level.CARDS else None,
    )


def _participants(ballot: Ballot) -> int:
    joined = select(func.count(distinct(Participation.participant_id))).join(
        Workshop, Workshop.id == Participation.workshop_id
    )
    here = Workshop.id == ballot.workshop_id if ballot.workshop_id else Workshop.process_id == ballot.process_id
    began = began_at(ballot)
    in_time = Participation.joined_at <= began if began else true()
    return db.session.scalar(joined.where(here, in_time)) or 0
