"""The options of a ballot as somebody sees them who votes: in an order of their own, and which hold their own words."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from ideenboard.base.db import db
from ideenboard.clusters.models import Membership
from ideenboard.contributions.models import Contribution
from ideenboard.contributions.queries import visible_to as readable_by
from ideenboard.processes.rules import Actor
from ideenboard.voting.models import Ballot, Option
from ideenboard.voting.rules import STATUS_QUO, in_random_order


@dataclass(frozen=True)
class Choice:
    """An option as a ballot shows it: its text, where to read more, and whether one's own words are in it.

    readable: how many of the contributions that it stands for this reader may open. cost: with a budget.
    """

    id: int
    text: str
    cluster_id: int | None
    contribution_id: int | None
    readable: int
    is_own: bool
    cost: int | None = None
    is_status_quo: bool = False


def choices_for(ballot: Ballot, actor: Actor, *, seed: str) -> list[Choice]:
    """The options in an order that is random and stays the same for a seed; that all stays as it is comes last."""
    current = and_(Membership.cluster_id == Option.cluster_id, Membership.removed_at.is_(None))
    card, member = Contribution.id == Option.contribution_id, Contribution.id == Membership.contribution_id
    readable = readable_by(actor)
    members = select(func.count()).select_from(Membership).join(Contribution, member).where(current, readable)
    alone = select(func.count()).select_from(Contribution).where(card, readable)
    rows = db.session.execute(
        select(
            Option,
            (members.scalar_subquery() + alone.scalar_subquery()).label("readable"),
            _is_own(actor).label("is_own"),
        ).where(Option.ballot_id == ballot.id)
    )
    found = {option.id: _choice(option, readable, bool(is_own)) for option, readable, is_own in rows}
    shuffled = [found[option] for option in in_random_order(list(found), f"{seed}:{ballot.id}")]
    return sorted(shuffled, key=lambda choice: choice.is_status_quo)


def _is_own(actor: Actor) -> ColumnElement[bool]:
    """Whether an option is a contribution of this participant, or a cluster that one is in."""
    own = Contribution.participant_id == (actor.participant_id or 0)
    current = and_(Membership.cluster_id == Option.cluster_id, Membership.removed_at.is_(None))
    inside = select(Membership.id).join(Contribution, Contribution.id == Membership.contribution_id).where(current, own)
    return or_(select(Contribution.id).where(Contribution.id == Option.contribution_id, own).exists(), inside.exists())


def barred_options(ballot: Ballot, actor: Actor) -> frozenset[int]:
    """The options on which somebody cannot vote, because their own words are in them and the ballot says so."""
    if not ballot.bars_own:
        return frozenset()
    query = select(Option.id).where(Option.ballot_id == ballot.id, _is_own(actor))
    return frozenset(db.session.scalars(query))


def _choice(option: Option, readable: int, is_own: bool) -> Choice:
    place = (option.cluster_id, option.contribution_id)
    return Choice(option.id, option.text, *place, readable, is_own, option.cost, option.source_id == STATUS_QUO)
