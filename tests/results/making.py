"""Closed ballots for tests."""

from typing import Any

from ideenboard.base.db import db
from ideenboard.processes.models import Workshop
from ideenboard.processes.queries import groups_of
from ideenboard.results import actions
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting import actions as voting
from ideenboard.voting.models import Ballot
from tests.factories import NOW, make_participant
from tests.voting.making import make_ballot, option_ids, voting_workshop


def voted(papers: list[tuple[int | None, list[int]]], workshop: Workshop | None = None, **fields: Any) -> Ballot:
    """An open ballot with these papers: (number of the group in the process, values in the order of the options)."""
    workshop = workshop or voting_workshop()
    ballot = make_ballot(workshop, options=len(papers[0][1]), **fields)
    groups, options = groups_of(workshop.process_id), option_ids(ballot)
    for group, values in papers:
        actor = make_participant(workshop, group_id=None if group is None else groups[group].id)
        said = {option: value for option, value in zip(options, values, strict=True) if value is not None}
        voting.set_votes(ballot, said, 1, by=actor)
    db.session.commit()
    return ballot


def closed(*args: Any, published: bool = True, **fields: Any) -> ResultSnapshot:
    """The same, closed, and published unless told otherwise."""
    ballot = voted(*args, **fields)
    snapshot = actions.close(ballot, by="account:1", at=NOW)
    if published:
        actions.publish(ballot, by="account:1", at=NOW)
    db.session.commit()
    return snapshot


CLEAR = [(0, [5, 3, 2, 0])] * 9 + [(1, [5, 0, 2, 3])] * 7
