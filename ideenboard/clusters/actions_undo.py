"""Any step can be undone as long as the process lives: exactly, or what later steps left of it, and never by force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.clusters import actions_moves as moves
from ideenboard.clusters.models import Cluster, Membership, Step, Verb
from ideenboard.clusters.queries import cards_of
from ideenboard.clusters.queries_steps import hold_clusters, moves_of
from ideenboard.clusters.rules import Move, WayBack, way_back
from ideenboard.processes.rules import Actor


@dataclass(frozen=True)
class Undoing:
    """A step that is about to be undone: all that it concerns, held until the commit."""

    step: Step
    clusters: dict[int, Cluster]
    now_in: dict[int, Membership]
    way: WayBack
    # Clusters that began with the step and hold other cards by now, and words that changed once more.
    grown: Sequence[Cluster] = ()
    reworded: Cluster | None = None

    @property
    def is_exact(self) -> bool:
        """Whether everything would be as it was before the step."""
        return not (self.way.stuck or self.grown or self.reworded)


def prepare(step: Step) -> Undoing:
    """Look what undoing a step would do, and hold all that it concerns."""
    moved = moves_of(step)
    concerned = {key for move in moved for key in (move.before, move.after) if key is not None}
    concerned |= {*step.data.get("fell", ()), *step.data.get("rose", ()), *step.data.get("into", {}).values()}
    if step.cluster_id is not None:
        concerned.add(step.cluster_id)
    clusters = hold_clusters(concerned)
    now_in = moves.hold_memberships([move.card_id for move in moved])
    standing = {key for key, cluster in clusters.items() if cluster.dissolved_at is None}
    standing = (standing | set(step.data.get("fell", ()))) - set(step.data.get("rose", ()))
    homes = {card_id: membership.cluster_id for card_id, membership in now_in.items()}
    way = way_back(moved, homes, standing)
    return Undoing(step, clusters, now_in, way, _grown(step, clusters, way), _reworded(step, clusters))


def undo(undoing: Undoing, *, by: Actor, at: datetime, partly: bool = False) -> Step | None:
    """Undo a step, as a step of its own that can be undone as well; None where nothing is left to undo.

    Raises Conflict where later steps stand in the way; `partly` then undoes the rest of it.
    """
    step = undoing.step
    if step.is_undone:
        return None
    if not (undoing.is_exact or partly):
        raise Conflict(_("Later steps stand in the way. Nothing was changed."))
    cluster = undoing.clusters.get(step.cluster_id or 0)
    undone = moves.begin(Verb.UNDONE, step.process_id, cluster, by=by, at=at, undoes=step)
    for key in step.data.get("fell", ()):
        if undoing.clusters[key].dissolved_at is not None:
            moves.rise(undone, undoing.clusters[key])
    _move_back(undone, undoing)
    for key in step.data.get("rose", ()):
        cluster = undoing.clusters[key]
        if cluster not in undoing.grown and cluster.dissolved_at is None:
            moves.fall(undone, cluster, undoing.clusters.get(step.data.get("into", {}).get(str(key), 0)))
    if cluster is not None and not undoing.reworded:
        moves.reword(undone, cluster, {name: pair[0] for name, pair in step.data.get("words", {}).items()})
    _mark(step, undone)
    db.session.flush()
    return undone


def _mark(step: Step, undone: Step) -> None:
    step.is_undone = True
    if step.undoes is not None:
        # Who undoes an undoing does the first step again.
        step.undoes.is_undone = False


def _move_back(undone: Step, undoing: Undoing) -> None:
    back = {move.card_id: move for move in undoing.way.back}
    cards = cards_of(undone.process_id, back)
    leaving = [card for card in cards if card.id in undoing.now_in]
    moves.leave(undone, undoing.now_in.values(), leaving)
    homes: dict[int, list[Move]] = {}
    for move in back.values():
        if move.before is not None:
            homes.setdefault(move.before, []).append(move)
    for key in sorted(homes):
        ids = {move.card_id for move in homes[key]}
        moves.enter(undone, undoing.clusters[key], [card for card in cards if card.id in ids])


def _grown(step: Step, clusters: dict[int, Cluster], way: WayBack) -> list[Cluster]:
    leaving = {move.card_id for move in way.back}
    rose = [clusters[key] for key in step.data.get("rose", ())]
    return [
        cluster
        for cluster in rose
        if cluster.dissolved_at is None and not moves.hold_members(cluster).keys() <= leaving
    ]


def _reworded(step: Step, clusters: dict[int, Cluster]) -> Cluster | None:
    cluster = clusters.get(step.cluster_id or 0)
    pairs = step.data.get("words", {}).items()
    differs = any(getattr(cluster, name) not in pair for name, pair in pairs)
    return cluster if differs else None
