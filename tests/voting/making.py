"""Ballots for tests."""

from typing import Any

from ideenboard.base.codes import new_token
from ideenboard.base.db import db
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Phase, Workshop
from ideenboard.voting.actions_cards import Sheet, print_cards
from ideenboard.voting.models import Ballot, Level, Method, Option
from tests.factories import NOW, make_contributions, make_workshop


def voting_workshop(**fields: Any) -> Workshop:
    """A workshop in the phase of voting."""
    return make_workshop(**{"phase": Phase.VOTING} | fields)


def make_ballot(workshop: Workshop | None = None, options: int = 4, **fields: Any) -> Ballot:
    """An open ballot of a workshop over contributions of that workshop."""
    workshop = workshop or voting_workshop()
    cards = make_contributions(workshop, options, title="Vorschlag {}")
    ballot = Ballot(
        **{
            "process_id": workshop.process_id,
            "workshop_id": workshop.id,
            "question": "Was sollen wir zuerst umsetzen?",
            "method": Method.POINTS,
            "points": 10,
            "max_per_option": 5,
            "first_k": 2,
            "level": Level.ROOM_CODE,
            "created_at": NOW,
            "opened_at": NOW,
        }
        | fields
    )
    db.session.add(ballot)
    db.session.flush()
    for position, card in enumerate(cards):
        put_on(ballot, card, position)
    db.session.commit()
    return ballot


def put_on(ballot: Ballot, card: Contribution, position: int) -> None:
    """Put a contribution on a ballot."""
    db.session.add(
        Option(
            ballot_id=ballot.id,
            position=position,
            contribution_id=card.id,
            text=card.title,
            source_id=f"contribution:{card.id}",
        )
    )


def option_ids(ballot: Ballot) -> list[int]:
    """The ids of a ballot's options in their order."""
    return list(db.session.scalars(db.select(Option.id).where(Option.ballot_id == ballot.id).order_by(Option.position)))


def card_ballot(count: int = 3, **fields: Any) -> tuple[Ballot, Sheet]:
    """An open ballot with voting cards, and the cards."""
    ballot = make_ballot(level=Level.CARDS, **fields)
    sheet = print_cards(ballot, count, new_token(), by="account:1", at=NOW)
    db.session.commit()
    return ballot, sheet
