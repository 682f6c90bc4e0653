"""What every check begins with: a process with two rooms, two ballots, a card to talk about, and two coordinators."""

from dataclasses import dataclass

from flask_migrate import upgrade
from sqlalchemy import select

from config import from_environment
from ideenboard import create_app
from ideenboard.base.codes import new_token
from ideenboard.base.db import db
from ideenboard.people.models import Role
from ideenboard.processes.models import Phase, Workshop
from ideenboard.voting.actions_cards import print_cards
from ideenboard.voting.models import Ballot, Level, Method, Option
from tests.browsing import PASSWORD
from tests.factories import NOW, make_account, make_contribution, make_event, make_process, make_workshop
from tests.plans.measures import make_cluster, make_measure, make_plan
from tests.voting.making import make_ballot

OPTIONS = 30
POINTS = 5
CARDS = 50


@dataclass(frozen=True)
class Ids:
    """The keys of what stands in the hall, as addresses and forms need them."""

    slug: str
    collecting: int
    collecting_code: str
    voting: int
    voting_code: str
    card: int
    cluster: int
    measure: int
    # Points, in the room that votes; support, in the whole process.
    ballot: int
    options: list[int]
    open_ballot: int
    open_options: list[int]
    # Voting cards, in the same room: code and key of each.
    card_ballot: int
    cards: list[tuple[str, str]]
    coordinators: list[str]
    password: str = PASSWORD


def seed(env: dict[str, str]) -> Ids:
    """Make the database and fill it with the product's own verbs."""
    app = create_app(from_environment(env))
    with app.app_context():
        upgrade(directory=str(app.config["MIGRATIONS"]))
        ids = _fill()
        db.session.remove()
        db.engine.dispose()
    return ids


def _fill() -> Ids:
    process = make_process(slug="stress")
    event = make_event(process)
    collecting, voting = make_workshop(event), make_workshop(event, phase=Phase.VOTING)
    ballot = make_ballot(voting, OPTIONS, points=POINTS, max_per_option=POINTS)
    open_ballot = _ballot_of_everybody(collecting)
    card_ballot = make_ballot(voting, 2, method=Method.SUPPORT, level=Level.CARDS)
    sheet = print_cards(card_ballot, CARDS, new_token(), by="system", at=NOW)
    db.session.commit()
    return Ids(
        slug=process.slug,
        collecting=collecting.id,
        collecting_code=collecting.code,
        voting=voting.id,
        voting_code=voting.code,
        card=make_contribution(collecting).id,
        cluster=make_cluster(make_contribution(collecting)).id,
        measure=make_measure(make_plan(process)).id,
        ballot=ballot.id,
        options=_options(ballot),
        open_ballot=open_ballot.id,
        open_options=_options(open_ballot),
        card_ballot=card_ballot.id,
        cards=[(card.code, card.key) for card in sheet.cards],
        coordinators=[make_account(Role.COORDINATOR, process).email for _ in range(2)],
    )


def _ballot_of_everybody(room: Workshop) -> Ballot:
    ballot = make_ballot(room, OPTIONS, method=Method.SUPPORT)
    ballot.workshop_id = None
    db.session.commit()
    return ballot


def _options(ballot: Ballot) -> list[int]:
    return list(db.session.scalars(select(Option.id).where(Option.ballot_id == ballot.id).order_by(Option.position)))
