"""The steps of the board: what each moved, who did it, and what stands in the way of undoing one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort
from sqlalchemy import func, or_, select, union_all
from sqlalchemy.orm import joinedload

from ideenboard.base.db import db
from ideenboard.clusters.models import Cluster, Membership, Step, Verb
from ideenboard.clusters.queries import AnyRow, current_cluster_of
from ideenboard.clusters.rules import Move, Pick
from ideenboard.contributions.models import Contribution
from ideenboard.people.models import Account
from ideenboard.processes.models import Process
from ideenboard.processes.queries import require_account, visible_processes
from ideenboard.processes.queries_care import on_desk
from ideenboard.processes.rules import Actor

STEPS = 30
# How many titles a step names before it only counts.
NAMED = 3


@dataclass(frozen=True)
class Told:
    """A step as the list of steps tells it: who did it, with which cards (the first of them by title)."""

    step: Step
    by: str
    count: int
    titles: Sequence[str]
    # The cluster that went into another one.
    source: str = ""


def get_step_or_404(step_id: int) -> Step:
    """A step this account may undo, held until the commit: 401 without sign-in, 404 unknown, 403 not theirs."""
    actor = require_account()
    known = select(Process.id).where(visible_processes(actor))
    query = select(Step).where(Step.id == step_id, Step.process_id.in_(known))
    step = db.session.scalar(query.with_for_update()) or abort(404)
    if not (actor.may_coordinate(step.process_id) or _is_on_desk(step, actor)):
        abort(403)
    return step


def _is_on_desk(step: Step, by: Actor) -> bool:
    """Whether all clusters that a step touched belong to districts that an account looks after."""
    touched = select(Membership.cluster_id).where(
        or_(Membership.added_by_id == step.id, Membership.removed_by_id == step.id)
    )
    ids = {step.cluster_id, *db.session.scalars(touched)} - {None}
    mine = select(Cluster.id).where(on_desk(by, step.process_id, Cluster), Cluster.id.in_(ids))
    return bool(ids) and ids == set(db.session.scalars(mine))


def moves_of(step: Step) -> list[Move]:
    """What a step did with each card, in the order of the cards."""
    query = select(Membership.contribution_id, Membership.cluster_id, Membership.added_by_id == step.id)
    here = or_(Membership.added_by_id == step.id, Membership.removed_by_id == step.id)
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    for card_id, cluster_id, came in db.session.execute(query.where(here)):
        (after if came else before)[card_id] = cluster_id
    return [Move(card, before.get(card), after.get(card)) for card in sorted(before.keys() | after.keys())]


def hold_clusters(cluster_ids: Collection[int]) -> dict[int, Cluster]:
    """Several clusters, held until the commit; always in the same order, so that two never wait for each other."""
    query = select(Cluster).where(Cluster.id.in_(cluster_ids)).order_by(Cluster.id)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return {cluster.id: cluster for cluster in db.session.scalars(fresh)}


def last_step_of(process_id: int, actor: str) -> Step | None:
    """The last step of this coordinator that stands: what "undo" means to them. What they undid is none."""
    query = select(Step).where(Step.process_id == process_id, Step.actor == actor, Step.is_undone.is_(False))
    return db.session.scalar(query.where(Step.undoes_id.is_(None)).order_by(Step.id.desc()).limit(1))


def steps_of(
    process_id: int, cluster_id: int | None, after: int | None, *, by: Actor
) -> tuple[Sequence[Told], int | None]:
    """One stretch of the steps at this desk, or of one cluster, newest first, and where the next one begins."""
    query = select(Step).where(Step.process_id == process_id)
    if not by.may_coordinate(process_id):
        query = query.where(Step.cluster_id.in_(select(Cluster.id).where(on_desk(by, process_id, Cluster))))
    if cluster_id is not None:
        touched = union_all(
            select(Membership.added_by_id).where(Membership.cluster_id == cluster_id),
            select(Membership.removed_by_id).where(Membership.cluster_id == cluster_id),
        )
        query = query.where(or_(Step.cluster_id == cluster_id, Step.id.in_(touched)))
    if after is not None:
        query = query.where(Step.id < after)
    query = query.options(joinedload(Step.cluster), joinedload(Step.undoes).joinedload(Step.cluster))
    steps = db.session.scalars(query.order_by(Step.id.desc()).limit(STEPS + 1)).all()
    page = steps[:STEPS]
    return _told(page), page[-1].id if len(steps) > STEPS else None


def last_mover_of(contribution_ids: Collection[int]) -> dict[int, tuple[str, Step]]:
    """Who moved each of these cards last, and with which step; those that nobody moved are missing."""
    moved = union_all(
        *(
            select(Membership.contribution_id, column.label("step_id")).where(
                Membership.contribution_id.in_(contribution_ids), column.is_not(None)
            )
            for column in (Membership.added_by_id, Membership.removed_by_id)
        )
    ).subquery()
    last = select(moved.c.contribution_id, func.max(moved.c.step_id)).group_by(moved.c.contribution_id)
    pairs = {card: step_id for card, step_id in db.session.execute(last)}
    steps = {step.id: step for step in db.session.scalars(select(Step).where(Step.id.in_(pairs.values())))}
    names = _names(step.actor for step in steps.values())
    return {card: (names.get(steps[key].actor, ""), steps[key]) for card, key in pairs.items()}


@dataclass(frozen=True)
class Stray:
    """A card that is not where somebody saw it: its title, both places, and who moved it when."""

    card_id: int
    title: str
    seen: int | None
    now: int | None
    clusters: Mapping[int, Cluster]
    by: str
    at: datetime | None

    @property
    def seen_in(self) -> Cluster | None:
        """The cluster in which it was seen."""
        return self.clusters.get(self.seen or 0)

    @property
    def now_in(self) -> Cluster | None:
        """The cluster in which it is."""
        return self.clusters.get(self.now or 0)


def strays(process_id: int, picks: Sequence[Pick], *fine: int | None) -> list[Stray]:
    """The picked cards that sit neither where they were seen nor in one of the places that are fine as well.

    Holds the cards until the commit: what is told now is true until then.
    """
    cards = select(Contribution.id, Contribution.title).where(
        Contribution.process_id == process_id, Contribution.id.in_([pick.card_id for pick in picks])
    )
    titles = {row.id: row.title for row in db.session.execute(cards.order_by(Contribution.id).with_for_update())}
    homes = {card_id: cluster.id for card_id, cluster in current_cluster_of(titles).items()}
    lost = [pick for pick in picks if pick.card_id in titles and homes.get(pick.card_id) not in (pick.seen_in, *fine)]
    movers = last_mover_of([pick.card_id for pick in lost]) if lost else {}
    places = {pick.seen_in for pick in lost} | {homes.get(pick.card_id) for pick in lost}
    found = {one.id: one for one in db.session.scalars(select(Cluster).where(Cluster.id.in_(places - {None})))}
    return [
        _stray(pick, titles[pick.card_id], homes.get(pick.card_id), found, movers.get(pick.card_id)) for pick in lost
    ]


def _stray(
    pick: Pick, title: str, now: int | None, clusters: Mapping[int, Cluster], mover: tuple[str, Step] | None
) -> Stray:
    name, at = (mover[0], mover[1].at) if mover else ("", None)
    return Stray(pick.card_id, title, pick.seen_in, now, clusters, name, at)


def _told(steps: Sequence[Step]) -> list[Told]:
    moved = _moved_in([step.id for step in steps])
    names = _names(step.actor for step in steps)
    merged = {step.id: step.data["fell"][0] for step in steps if step.verb is Verb.MERGED}
    query = select(Cluster.id, Cluster.title).where(Cluster.id.in_(merged.values()))
    sources = {key: title for key, title in db.session.execute(query)}
    told = []
    for step in steps:
        cards = moved.get(step.id, [])
        titles = [card.title for card in cards]
        count, source = cards[0].number if cards else 0, sources.get(merged.get(step.id, 0), "")
        told.append(Told(step, names.get(step.actor, ""), count, titles, source))
    return told


def _moved_in(step_ids: Collection[int]) -> dict[int, list[AnyRow]]:
    # A card that went from one cluster to another stands in two memberships, and is one card.
    pairs = [
        select(column.label("step_id"), Membership.contribution_id).where(column.in_(step_ids))
        for column in (Membership.added_by_id, Membership.removed_by_id)
    ]
    moved = pairs[0].union(pairs[1]).subquery()
    count = func.count().over(partition_by=moved.c.step_id).label("number")
    place = func.row_number().over(partition_by=moved.c.step_id, order_by=Contribution.id).label("place")
    numbered = (
        select(moved.c.step_id, Contribution.title, count, place)
        .join(Contribution, Contribution.id == moved.c.contribution_id)
        .subquery()
    )
    found: dict[int, list[AnyRow]] = {}
    for row in db.session.execute(select(numbered).where(numbered.c.place <= NAMED).order_by(numbered.c.place)):
        found.setdefault(row.step_id, []).append(row)
    return found


def _names(actors: Iterable[str]) -> dict[str, str]:
    ids = {int(actor.removeprefix("account:")) for actor in actors if actor.startswith("account:")}
    query = select(Account.id, Account.name).where(Account.id.in_(ids))
    return {f"account:{account_id}": name for account_id, name in db.session.execute(query)}
