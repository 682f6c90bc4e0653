"""Every published contribution ends in a state with a reason, and the process counts openly those that do not yet."""

from collections import Counter
from typing import Any

import pytest
from flask import Flask

from ideenboard.base.db import db
from ideenboard.comments.models import OfficialResponse
from ideenboard.contributions.models import Contribution, Status
from ideenboard.plans.models import MeasureState
from ideenboard.plans.queries_fates import account_of
from ideenboard.plans.rules_fates import Account, Facts, Fate, fate
from tests.browsing import Client
from tests.factories import NOW, make_account, make_contribution, make_contributions, make_workshop
from tests.plans.measures import make_cluster, make_measure, make_plan

PLANNED, RUNNING, DONE, DELAYED, DROPPED = MeasureState


@pytest.mark.once
@pytest.mark.parametrize(
    ("states", "is_answered", "expected"),
    [
        ((), False, Fate.OPEN),
        ((), True, Fate.ANSWERED),
        ((PLANNED,), False, Fate.IN_PLAN),
        ((RUNNING,), True, Fate.IN_PLAN),
        ((DELAYED,), False, Fate.IN_PLAN),
        ((DONE,), False, Fate.DONE),
        ((DONE, DROPPED, RUNNING), True, Fate.DONE),
        ((DROPPED,), False, Fate.DECLINED),
        ((DROPPED,), True, Fate.DECLINED),
        ((DROPPED, PLANNED), False, Fate.IN_PLAN),
    ],
)
def test_what_became_of_a_contribution_in_one_word(
    states: tuple[MeasureState, ...], is_answered: bool, expected: Fate
) -> None:
    assert fate(Facts(frozenset(states), is_answered)) is expected


@pytest.mark.once
def test_facts_are_counted_by_their_fate() -> None:
    account = Account.of([(Facts(), 3), (Facts(is_answered=True), 2), (Facts({DONE}), 4), (Facts({DONE, DROPPED}), 1)])
    assert account.counts == Counter({Fate.DONE: 5, Fate.OPEN: 3, Fate.ANSWERED: 2})
    assert (account.total, account.settled, account.unanswered) == (10, 7, 3)


def _answer(contribution: Contribution, **fields: Any) -> None:
    account = make_account()
    said = {"thread_id": contribution.thread_id, "account_id": account.id, "text": "Das prüfen wir.", "created_at": NOW}
    db.session.add(OfficialResponse(**said | fields))
    db.session.commit()


def test_a_process_counts_what_became_of_its_contributions(app: Flask, client: Client) -> None:
    workshop = make_workshop(published_at=NOW)
    done, planned, declined, answered, drafted, hidden, _open = [make_contribution(workshop) for _ in range(7)]
    plan = make_plan(workshop.process)
    make_measure(plan, (make_cluster(done),), state=DONE)
    make_measure(plan, (planned, done))
    make_measure(plan, (declined,), state=DROPPED)
    _answer(answered)
    _answer(drafted, is_draft=True)
    hidden.status = Status.HIDDEN
    db.session.commit()
    account = account_of(workshop.process_id)
    assert account.counts == Counter({Fate.DONE: 1, Fate.IN_PLAN: 1, Fate.DECLINED: 1, Fate.ANSWERED: 1, Fate.OPEN: 2})
    page = client.get(f"/processes/{workshop.process.slug}").text
    assert "4 von 6 veröffentlichten Beiträgen haben eine Antwort mit Begründung:" in page
    assert "2 sind noch ohne Antwort." in page


def test_a_measure_that_is_not_public_answers_nobody(app: Flask) -> None:
    workshop = make_workshop(published_at=NOW)
    card = make_contribution(workshop)
    make_measure(make_plan(workshop.process, public=False), (card,))
    assert account_of(workshop.process_id).unanswered == 1


def test_counting_is_one_query_however_many_there_are(app: Flask, queries: Any) -> None:
    workshop = make_workshop(published_at=NOW)
    make_contributions(workshop, 30)
    with queries() as seen:
        assert account_of(workshop.process_id).unanswered == 30
    assert len(seen) == 1
