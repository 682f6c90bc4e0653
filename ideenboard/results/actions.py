"""Closing a ballot computes its result in the same breath; publishing only turns the key."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from ideenboard.audit.queries import chain_head
from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.results import rules
from ideenboard.results.models import ResultSnapshot
from ideenboard.results.queries import BallotVotes, ballot_votes, snapshot_of
from ideenboard.results.queries_bundle import ballots_of, may_be_recounted
from ideenboard.results.rules_bundle import checksum
from ideenboard.results.rules_groups import GroupLens, group_lens
from ideenboard.results.rules_stability import stability
from ideenboard.results.rules_words import sentence
from ideenboard.voting import actions as voting
from ideenboard.voting.actions_cut import cut
from ideenboard.voting.methods.counting import Limits, Terms
from ideenboard.voting.models import Ballot
from ideenboard.voting.queries_turnout import turnout_of


def close(ballot: Ballot, *, by: str, at: datetime) -> ResultSnapshot:
    """End a vote for ever and keep its result as it is now; closing twice gives the first result.

    Raises Conflict for a vote that was never opened.
    """
    if not voting.close(ballot, by=by, at=at):
        found = snapshot_of(ballot.id)
        if found is not None:
            return found
    snapshot = ResultSnapshot(ballot_id=ballot.id, data=compute(ballot, at=at), computed_at=at, ballot=ballot)
    db.session.add(snapshot)
    db.session.flush()
    cut(ballot)
    return snapshot


def publish(ballot: Ballot, *, by: str, at: datetime) -> None:
    """Let everybody see a result. Raises Conflict while the vote is not closed."""
    snapshot = _computed(ballot)
    if snapshot.published_at is None:
        snapshot.published_at = at
        snapshot.checksum = checksum(ballots_of(snapshot)) if may_be_recounted(snapshot) else None
        snapshot.audit_head = chain_head()[1]
        voting.log("result.published", ballot, by=by, at=at, ballots=snapshot.checksum)
        db.session.flush()


def withdraw(ballot: Ballot, *, by: str, at: datetime) -> None:
    """Take a published result back; its numbers stay as they are."""
    snapshot = _computed(ballot)
    if snapshot.published_at is not None:
        snapshot.published_at = None
        voting.log("result.withdrawn", ballot, by=by, at=at)
        db.session.flush()


def _computed(ballot: Ballot) -> ResultSnapshot:
    snapshot = snapshot_of(ballot.id)
    if snapshot is None:
        raise Conflict(_("This vote is not closed yet. A result can only be published after closing."))
    return snapshot


def compute(ballot: Ballot, *, at: datetime) -> dict[str, Any]:
    """Count a ballot: all that its page and its data show, with nothing in it about fewer than five people."""
    cast = ballot_votes(ballot.id)
    ranking = rules.rank(ballot.method, cast.options, cast.votes, cast.groups, k=ballot.first_k)
    order = [option.id for option in ranking.options]
    lens = _lens_maker(ballot.method, order, cast)
    stable = stability(ranking, Limits(ballot.points, ballot.max_per_option), cast.votes)
    detail = rules.detail(ballot.method, cast.sources, cast.votes, order, Terms(cast.costs, ballot.total or 0))
    data = {
        "method": ranking.method,
        "level": ballot.level,
        "bars_own": ballot.bars_own,
        "voters": ranking.voters,
        "k": ranking.k,
        "points": ballot.points,
        "max_per_option": ballot.max_per_option,
        "computed_at": at.isoformat(),
        "sentence": asdict(sentence(ranking, detail)),
        "stability": stable and asdict(stable),
        "detail": detail,
        "options": [asdict(option) | asdict(cast.sources[int(option.id)]) for option in ranking.options],
        "groups": lens(cast.groups),
        "districts": lens(cast.districts),
    } | count_papers(ballot, cast)
    # As the database will give it back: a count compared with a stored one must be equal, not only alike.
    return json.loads(json.dumps(data))


def count_papers(ballot: Ballot, cast: BallotVotes) -> dict[str, Any]:
    """How many took part beside how many could, and the tally as it would be with the papers that are set aside."""
    raw = rules.with_aside(ballot.method, cast.options, cast.votes, cast.aside)
    counts = raw and {str(option): asdict(count) for option, count in raw.counts.items()}
    return {"turnout": asdict(turnout_of(ballot)), "raw": raw and {"voters": raw.voters, "options": counts}}


def _lens_maker(method: str, order: list[Any], cast: BallotVotes) -> Callable[[dict[int, str]], dict[str, Any]]:
    voters = {voter for voter, _option, _value in cast.votes}

    def lens(sorting: dict[int, str]) -> dict[str, Any]:
        of_voters = {voter: name for voter, name in sorting.items() if voter in voters}
        return _as_data(group_lens(method, order, cast.votes, of_voters), cast.order)

    return lens


def _as_data(lens: GroupLens, order: tuple[str, ...]) -> dict[str, Any]:
    views = sorted(lens.groups, key=lambda view: order.index(view.name))
    return {"views": [asdict(view) for view in views], "hidden": list(lens.hidden), "rest": lens.rest}
