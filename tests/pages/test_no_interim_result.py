"""While a ballot is open nothing tells where it is going, whatever the method: no page, source, order or file."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.voting.models import Ballot, BallotPaper, Level, Method, Vote
from tests.browsing import Client
from tests.factories import NOW, coordinator_of, joined
from tests.results.making import voted
from tests.test_visibility import without_chance

pytestmark = pytest.mark.once
# What each says, and the opposite of it.
METHODS: dict[Method, tuple[list[int], Callable[[int], int]]] = {
    Method.CONSENSUS: ([0, 2, 9], lambda value: 10 - value),
    Method.RANKING: ([1, 2, 3], lambda place: 4 - place),
    Method.BUDGET: ([1, 0, 0], lambda value: 1 - value),
}


def looked_at(ballot: Ballot, browsers: dict[str, Client]) -> dict[str, list[str]]:
    """Every page and file in which a tally could stand, as each of the browsers gets it."""
    home, room = f"/processes/{ballot.process.slug}", f"/w/{ballot.workshop.code}" if ballot.workshop else ""
    public = [home, f"{home}/results", f"{home}/data.json", f"{home}/datapackage.json", f"{home}/feed.atom"]
    public += [f"/api{home}", f"/api{home}/ballots", f"/api{home}/options", f"/api{home}/votes"]
    more = {
        "stranger": public,
        "participant": [f"/ballots/{ballot.id}", f"{room}/vote", f"{room}/board"],
        "coordinator": [
            f"/desk{home.removeprefix('/processes')}/ballots",
            f"/desk{home.removeprefix('/processes')}/publish",
            f"/ballots/{ballot.id}/closing",
            f"/ballots/{ballot.id}/turnout",
            f"/results/{ballot.id}/report",
            f"{home}/data.json",
        ],
    }
    seen = {}
    for who, paths in more.items():
        for path in paths:
            with browsers[who].get(path, check=False) as answer:
                # A page that says that there is nothing carries a number of its own.
                text = f"{answer.headers}\n{answer.text}" if answer.status_code == 200 else ""
                seen[f"{who} {path}"] = [str(answer.status_code), *without_chance(text)]
    return seen


@pytest.mark.parametrize("method", METHODS)
def test_the_opposite_votes_look_the_same(app: Flask, monkeypatch: pytest.MonkeyPatch, method: Method) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    said, opposite = METHODS[method]
    ballot = voted([(n % 2, said) for n in range(6)], method=method, level=Level.OPEN, total=9)
    who = {"stranger": Client(app), "participant": joined(app, ballot.workshop)}  # type: ignore[arg-type]
    who["coordinator"] = coordinator_of(app, ballot.process)
    before = looked_at(ballot, who)
    for vote in db.session.scalars(select(Vote).join(BallotPaper).where(BallotPaper.ballot_id == ballot.id)):
        vote.value = opposite(vote.value)
    db.session.commit()
    after = looked_at(ballot, who)
    assert {page for page in before if before[page] != after[page]} == set()
    assert sum(lines[0] == "200" for lines in before.values()) >= 14
