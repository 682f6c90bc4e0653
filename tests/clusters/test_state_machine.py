"""Whatever happens to cards, clusters, supports, comments and votes in whatever order: the database says what a plain
model says, and every stored number is what its rows say. No step at the board touches what people said or gave."""

import os
from collections import Counter
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from ideenboard.base.codes import new_token
from ideenboard.base.db import db
from ideenboard.base.errors import Conflict
from ideenboard.clusters import actions, actions_undo
from ideenboard.clusters.models import Cluster, Membership, Step
from ideenboard.clusters.queries import EVERYWHERE, clusters_of, current_cluster_of, unsorted_page
from ideenboard.clusters.rules import Pick
from ideenboard.comments.models import Comment
from ideenboard.contributions.actions import set_status, withdraw
from ideenboard.contributions.actions_reactions import comment, end_support, support
from ideenboard.contributions.models import Contribution, Status
from ideenboard.processes.rules import Actor
from ideenboard.results.queries_recount import mistakes, recount
from ideenboard.voting.actions import set_votes
from ideenboard.voting.models import BallotPaper, Method, Vote
from tests.factories import NOW, make_contribution, make_participant, make_workshop
from tests.voting.making import make_ballot, option_ids

# Runs and steps: few here, as many as stand in the catalogue with `make stress`.
SIZE = os.environ.get("STATE_MACHINE", "5x10")
BY = Actor(account_name="Koordination")
CARDS, MOST, PEOPLE, CLUSTERS = 4, 6, 3, 5
# A step that does nothing shows nothing: a number stands for one of those that are there, counted round.
card = st.integers(0, MOST - 1)
cards = st.sets(card, min_size=1)
person = st.integers(0, PEOPLE - 1)
which = st.integers(0, CLUSTERS - 1)


class Clustering(RuleBasedStateMachine):
    """The model: where each card sits, who stands behind it, how often it was spoken of, whether it is shown, which
    clusters stand, what was voted, and for each step where everything was before and after it."""

    @initialize()
    def begin(self) -> None:
        self.workshop = make_workshop()
        self.process, self.minute = self.workshop.process, 0
        self.ballot = make_ballot(self.workshop, 2, method=Method.SUPPORT)
        self.ballot.workshop_id = None
        self.voting = {row.id for row in db.session.scalars(select(Contribution))}
        self.people = [make_participant(self.workshop) for _ in range(PEOPLE)]
        self.cards: list[Contribution] = []
        self.clusters: list[Cluster] = []
        self.home: dict[int, int | None] = {}
        self.behind: dict[int, set[int]] = {}
        self.said: Counter[int] = Counter()
        self.status: dict[int, Status] = {}
        self.fallen: dict[int, set[int]] = {}
        self.votes: dict[tuple[int, int], int] = {}
        self.steps: list[tuple[int, dict[int, int | None], set[int]]] = []
        for _ in range(CARDS):
            self.add()
        # Somebody stands behind two cards of one cluster from the start, and a second cluster is there to move to.
        for n, who in ((0, 0), (1, 0), (1, 1), (2, 0), (3, 2)):
            self.stand_behind(n, who, True)
        self.create({0, 1})
        self.create({2})

    def at(self) -> Any:
        self.minute += 1
        return NOW.replace(second=self.minute % 60, microsecond=self.minute)

    def known(self, chosen: set[int]) -> set[int]:
        return {n % len(self.cards) for n in chosen}

    def picks(self, chosen: set[int]) -> list[Pick]:
        """The cards as somebody sees them who has just loaded the board."""
        homes = {n: self.home[n] for n in chosen}
        return [Pick(self.cards[n].id, None if h is None else self.clusters[h].id) for n, h in homes.items()]

    def remember(self, before: dict[int, int | None], fallen: set[int]) -> None:
        db.session.flush()
        last = db.session.scalar(select(Step.id).order_by(Step.id.desc()).limit(1))
        if last and (not self.steps or self.steps[-1][0] != last):
            self.steps.append((last, before, fallen))

    @precondition(lambda self: len(self.cards) < MOST)
    @rule()
    def add(self) -> None:
        n = len(self.cards)
        self.cards.append(make_contribution(self.workshop, self.people[0]))
        self.home[n], self.behind[n], self.status[n] = None, set(), Status.PUBLISHED

    @precondition(lambda self: len(self.clusters) < CLUSTERS)
    @rule(chosen=cards)
    def create(self, chosen: set[int]) -> None:
        chosen, before = self.known(chosen), dict(self.home)
        made = actions.create(self.process, "Bündel", self.picks(chosen), district_id=None, by=BY, at=self.at())
        self.clusters.append(made)
        self.home |= dict.fromkeys(chosen, len(self.clusters) - 1)
        self.remember(before, set(self.fallen) | {len(self.clusters) - 1})

    @rule(number=which, chosen=cards)
    def put(self, number: int, chosen: set[int]) -> None:
        number, chosen, before = number % len(self.clusters), self.known(chosen), dict(self.home)
        try:
            actions.put(self.clusters[number], self.picks(chosen), by=BY, at=self.at())
        except Conflict:
            assert number in self.fallen
        else:
            assert number not in self.fallen
            self.home |= dict.fromkeys(chosen, number)
            self.remember(before, set(self.fallen))

    @rule(number=which, chosen=cards)
    def take_out(self, number: int, chosen: set[int]) -> None:
        number, chosen, before = number % len(self.clusters), self.known(chosen), dict(self.home)
        actions.take_out(self.clusters[number], [self.cards[n].id for n in chosen], by=BY, at=self.at())
        self.home |= {n: None for n in chosen if self.home[n] == number}
        self.remember(before, set(self.fallen))

    @rule(number=which)
    def dissolve(self, number: int) -> None:
        number, before, fallen = number % len(self.clusters), dict(self.home), set(self.fallen)
        if actions.dissolve(self.clusters[number], by=BY, at=self.at()):
            self.fallen[number] = {n for n, home in self.home.items() if home == number}
            self.home |= dict.fromkeys(self.fallen[number])
            self.remember(before, fallen)

    @rule(source=which, further=st.integers(1, CLUSTERS - 1))
    def merge(self, source: int, further: int) -> None:
        before, fallen, many = dict(self.home), set(self.fallen), len(self.clusters)
        source, into = source % many, (source + 1 + further % (many - 1)) % many
        try:
            actions.merge(self.clusters[source], self.clusters[into], by=BY, at=self.at())
        except Conflict:
            assert {source, into} & self.fallen.keys()
        else:
            self.fallen[source] = {n for n, home in self.home.items() if home == source}
            self.home |= dict.fromkeys(self.fallen[source], into)
            self.remember(before, fallen)

    @precondition(lambda self: self.fallen)
    @rule(number=which)
    def restore(self, number: int) -> None:
        before, fallen = dict(self.home), set(self.fallen)
        number = sorted(self.fallen)[number % len(self.fallen)]
        waits = self.clusters[number].merged_into_id
        place = next((n for n, cluster in enumerate(self.clusters) if cluster.id == waits), None)
        try:
            actions.restore(self.clusters[number], by=BY, at=self.at())
        except Conflict:
            assert any(self.home[n] != place for n in self.fallen[number])
        else:
            assert all(self.home[n] == place for n in self.fallen[number])
            self.home |= dict.fromkeys(self.fallen.pop(number), number)
            self.remember(before, fallen)

    @rule(back=st.integers(1, 4))
    def undo(self, back: int) -> None:
        """Of the last step it is exact; of an older one it is exact or changes nothing."""
        back = min(back, len(self.steps))
        key, before, fallen = self.steps[-back]
        step = db.session.get(Step, key)
        now, fell = dict(self.home), set(self.fallen)
        try:
            done = actions_undo.undo(actions_undo.prepare(step), by=BY, at=self.at())
        except Conflict:
            assert back > 1
            return
        if done is None:
            return
        moved = actions_undo.moves_of(step)
        ids = {one.id: n for n, one in enumerate(self.cards)}
        self.home |= {ids[move.card_id]: before[ids[move.card_id]] for move in moved}
        if back == 1:
            assert {number for number, one in enumerate(self.clusters) if one.dissolved_at} == fallen
            assert self.home == before | {n: None for n in self.home if n not in before}
        self.follow()
        self.remember(now, fell)

    def follow(self) -> None:
        """After an undoing: which clusters stand now, and what the others held at their end."""
        kept, self.fallen = self.fallen, {}
        for number, cluster in enumerate(self.clusters):
            if cluster.dissolved_at is not None:
                rows = db.session.execute(select(Membership).filter_by(cluster_id=cluster.id)).scalars()
                ended = {row.contribution_id for row in rows if row.removed_at == cluster.dissolved_at}
                self.fallen[number] = kept.get(number, {n for n, c in enumerate(self.cards) if c.id in ended})

    @rule(n=card, who=person, stands=st.booleans())
    def stand_behind(self, n: int, who: int, stands: bool) -> None:
        n %= len(self.cards)
        (support if stands else end_support)(self.cards[n], by=self.people[who])
        (self.behind[n].add if stands else self.behind[n].discard)(who)

    @rule(n=card, who=person)
    def speak(self, n: int, who: int) -> None:
        n %= len(self.cards)
        comment(self.cards[n], f"Dazu {self.minute}", new_token(), by=self.people[who], at=self.at(), is_open=True)
        self.said[n] += 1

    @rule(option=st.integers(0, 1), who=person, value=st.integers(0, 1))
    def vote(self, option: int, who: int, value: int) -> None:
        self.minute += 1
        set_votes(self.ballot, {option_ids(self.ballot)[option]: value}, self.minute, by=self.people[who])
        self.votes[who, option] = value

    @rule(n=card, status=st.sampled_from([Status.HIDDEN, Status.PUBLISHED]))
    def decide(self, n: int, status: Status) -> None:
        n %= len(self.cards)
        if self.status[n] is not Status.WITHDRAWN:
            set_status(self.cards[n], status, by="account:1", at=self.at())
            self.status[n] = status

    @rule(n=card)
    def delete(self, n: int) -> None:
        n %= len(self.cards)
        withdraw(self.cards[n], by=self.people[0], at=self.at())
        self.status[n] = Status.WITHDRAWN

    @invariant()
    def says_the_same(self) -> None:
        db.session.flush()
        shown = {n for n in self.home if self.status[n] is Status.PUBLISHED}
        inside = {k: {n for n in shown if self.home[n] == k} for k in range(len(self.clusters))}
        wanted = {
            cluster.id: (len(inside[k]), len(set().union(*(self.behind[n] for n in inside[k]))))
            for k, cluster in enumerate(self.clusters)
            if k not in self.fallen
        }
        assert {b.id: (b.size, b.supporters) for b in clusters_of(self.process.id, by=Actor(is_admin=True))} == wanted
        ids = [c.id for c in self.cards]
        homes = {self.cards[n].id: self.clusters[home].id for n, home in self.home.items() if home is not None}
        assert {card_id: cluster.id for card_id, cluster in current_cluster_of(ids).items()} == homes
        rows, _ = unsorted_page(self.process.id, EVERYWHERE, "", None, by=Actor(is_admin=True))
        assert {row.id for row in rows} - self.voting == {ids[n] for n in shown if self.home[n] is None}

    @invariant()
    def every_number_is_what_its_rows_say(self) -> None:
        assert [c.support_count for c in self.cards] == [len(self.behind[n]) for n in range(len(self.cards))]
        assert mistakes(recount()) == 0
        threads = [one.thread_id for one in self.cards]
        spoken = Counter(db.session.scalars(select(Comment.thread_id).where(Comment.thread_id.in_(threads))))
        assert spoken == {self.cards[n].thread_id: count for n, count in self.said.items()}
        options = option_ids(self.ballot)
        query = select(BallotPaper.participant_id, Vote.option_id, Vote.value).where(Vote.option_id.in_(options))
        stored = {(who, option): value for who, option, value in db.session.execute(query.join(Vote))}
        people = [one.participant_id for one in self.people]
        assert stored == {(people[who], options[option]): value for (who, option), value in self.votes.items()}


def test_clusters_follow_the_model(app: Flask) -> None:
    runs, steps = (int(number) for number in SIZE.split("x"))
    size = settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Clustering, settings=size)
