"""Whatever happens to clusters, supports and states in whatever order, the database says what a plain model says."""

from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.clusters import actions
from ideenboard.clusters.models import Cluster
from ideenboard.clusters.queries import EVERYWHERE, clusters_of, current_cluster_of, unsorted_page
from ideenboard.clusters.rules import Pick
from ideenboard.contributions.actions import end_support, set_status, support
from ideenboard.contributions.models import Contribution, Status
from ideenboard.processes.rules import Actor
from tests.factories import NOW, make_contribution, make_participant, make_workshop

BY = Actor(account_name="Koordination")
CARDS, PEOPLE = 4, 3
card = st.integers(0, CARDS - 1)
cards = st.sets(card, min_size=1)
person = st.integers(0, PEOPLE - 1)
which = st.integers(0, 2)


class Clustering(RuleBasedStateMachine):
    """The model: where each card sits, who stands behind it, whether it is shown, which clusters stand."""

    @initialize()
    def begin(self) -> None:
        workshop = make_workshop()
        self.process, self.minute = workshop.process, 0
        self.people = [make_participant(workshop) for _ in range(PEOPLE)]
        self.cards: list[Contribution] = [make_contribution(workshop) for _ in range(CARDS)]
        self.clusters: list[Cluster] = []
        self.home: dict[int, int | None] = dict.fromkeys(range(CARDS))
        self.behind: dict[int, set[int]] = {n: set() for n in range(CARDS)}
        self.hidden: set[int] = set()
        self.fallen: dict[int, set[int]] = {}

    def at(self) -> Any:
        self.minute += 1
        return NOW.replace(second=self.minute % 60, microsecond=self.minute)

    def picks(self, chosen: set[int]) -> list[Pick]:
        """The cards as somebody sees them who has just loaded the board."""
        homes = {n: self.home[n] for n in chosen}
        return [Pick(self.cards[n].id, None if h is None else self.clusters[h].id) for n, h in homes.items()]

    @rule(chosen=cards)
    def create(self, chosen: set[int]) -> None:
        if len(self.clusters) < 3:
            self.clusters.append(
                actions.create(self.process, "Bündel", self.picks(chosen), district_id=None, by=BY, at=self.at())
            )
            self.home |= dict.fromkeys(chosen, len(self.clusters) - 1)

    @rule(number=which, chosen=cards)
    def put(self, number: int, chosen: set[int]) -> None:
        if number >= len(self.clusters):
            return
        try:
            actions.put(self.clusters[number], self.picks(chosen), by=BY, at=self.at())
        except Conflict:
            assert number in self.fallen
        else:
            assert number not in self.fallen
            self.home |= dict.fromkeys(chosen, number)

    @rule(number=which, chosen=cards)
    def take_out(self, number: int, chosen: set[int]) -> None:
        if number < len(self.clusters):
            actions.take_out(self.clusters[number], [self.cards[n].id for n in chosen], by=BY, at=self.at())
            self.home |= {n: None for n in chosen if self.home[n] == number}

    @rule(number=which)
    def dissolve(self, number: int) -> None:
        if number < len(self.clusters) and actions.dissolve(self.clusters[number], by=BY, at=self.at()):
            self.fallen[number] = {n for n, home in self.home.items() if home == number}
            self.home |= dict.fromkeys(self.fallen[number])

    @rule(number=which)
    def restore(self, number: int) -> None:
        if number not in self.fallen:
            return
        try:
            actions.restore(self.clusters[number], by=BY, at=self.at())
        except Conflict:
            assert any(self.home[n] is not None for n in self.fallen[number])
        else:
            assert all(self.home[n] is None for n in self.fallen[number])
            self.home |= dict.fromkeys(self.fallen.pop(number), number)

    @rule(n=card, who=person, stands=st.booleans())
    def stand_behind(self, n: int, who: int, stands: bool) -> None:
        (support if stands else end_support)(self.cards[n], by=self.people[who])
        (self.behind[n].add if stands else self.behind[n].discard)(who)

    @rule(n=card, hide=st.booleans())
    def decide(self, n: int, hide: bool) -> None:
        set_status(self.cards[n], Status.HIDDEN if hide else Status.PUBLISHED, by="account:1", at=self.at())
        (self.hidden.add if hide else self.hidden.discard)(n)

    @invariant()
    def says_the_same(self) -> None:
        db.session.flush()
        shown = {number: {n for n in range(CARDS) if self.home[n] == number} - self.hidden for number in range(3)}
        wanted = {
            cluster.id: (len(shown[number]), len(set().union(*(self.behind[n] for n in shown[number]))))
            for number, cluster in enumerate(self.clusters)
            if number not in self.fallen
        }
        assert {b.id: (b.size, b.supporters) for b in clusters_of(self.process.id)} == wanted
        ids = [c.id for c in self.cards]
        homes = {self.cards[n].id: self.clusters[home].id for n, home in self.home.items() if home is not None}
        assert {card_id: cluster.id for card_id, cluster in current_cluster_of(ids).items()} == homes
        rows, _ = unsorted_page(self.process.id, EVERYWHERE, "", None)
        assert {row.id for row in rows} == {ids[n] for n in range(CARDS) if self.home[n] is None} - {
            ids[n] for n in self.hidden
        }
        assert [c.support_count for c in self.cards] == [len(self.behind[n]) for n in range(CARDS)]


def test_clusters_follow_the_model(app: Flask) -> None:
    few = settings(max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Clustering, settings=few)
