"""What a process has published, the latest first: how people without accounts stay informed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from ideenboard.base.db import db
from ideenboard.base.paths import public_url
from ideenboard.clusters.models import Cluster
from ideenboard.comments.models import OfficialResponse
from ideenboard.comments.queries import is_public
from ideenboard.contributions.models import Contribution
from ideenboard.contributions.queries import public
from ideenboard.plans.models import Plan
from ideenboard.processes.models import Process
from ideenboard.results.models import ResultSnapshot
from ideenboard.voting.models import Ballot

MOST = 50


@dataclass(frozen=True)
class Item:
    """One thing that was published. `key` names it for ever."""

    key: str
    title: str
    text: str
    url: str
    at: datetime


def published_in(process: Process) -> Sequence[Item]:
    """The latest things that everybody may read: contributions, answers of the city, results and plans."""
    found = (*_contributions(process), *_answers(process), *_results(process), *_plans(process))
    return sorted(found, key=lambda item: (item.at, item.key), reverse=True)[:MOST]


def _contributions(process: Process) -> list[Item]:
    query = select(Contribution).where(Contribution.process_id == process.id, public())
    rows = db.session.scalars(query.order_by(Contribution.created_at.desc(), Contribution.id.desc()).limit(MOST))
    return [Item(c.subject, c.title, c.text, _page(c), c.edited_at or c.created_at) for c in rows]


def _page(contribution: Contribution) -> str:
    return public_url("home.contribution", contribution_id=contribution.id)


def _answers(process: Process) -> list[Item]:
    to_cards = (
        select(OfficialResponse, Contribution)
        .join(Contribution, Contribution.thread_id == OfficialResponse.thread_id)
        .where(Contribution.process_id == process.id, public(), is_public())
    )
    to_clusters = (
        select(OfficialResponse, Cluster)
        .join(Cluster, Cluster.thread_id == OfficialResponse.thread_id)
        .where(Cluster.process_id == process.id, Cluster.dissolved_at.is_(None), is_public())
    )
    latest = OfficialResponse.created_at.desc(), OfficialResponse.id.desc()
    cards = db.session.execute(to_cards.order_by(*latest).limit(MOST)).all()
    clusters = db.session.execute(to_clusters.order_by(*latest).limit(MOST)).all()
    return [_answer(r, c.title, _page(c)) for r, c in cards] + [
        _answer(r, c.title, public_url("clusters.show", cluster_id=c.id)) for r, c in clusters
    ]


def _answer(response: OfficialResponse, title: str, url: str) -> Item:
    name = _("Response of the city: %(title)s", title=title)
    return Item(f"response:{response.id}", name, response.text, url, response.created_at)


def _results(process: Process) -> list[Item]:
    query = (
        select(Ballot.id, Ballot.question, ResultSnapshot.published_at)
        .join(ResultSnapshot, ResultSnapshot.ballot_id == Ballot.id)
        .where(Ballot.process_id == process.id, ResultSnapshot.published_at.is_not(None))
    )
    return [
        Item(f"result:{ballot_id}", _("Result: %(question)s", question=question), "", _result(ballot_id), at)
        for ballot_id, question, at in db.session.execute(query)
        if at
    ]


def _result(ballot_id: int) -> str:
    return public_url("results.show", ballot_id=ballot_id)


def _plans(process: Process) -> list[Item]:
    query = select(Plan.id, Plan.introduction, Plan.published_at).where(
        Plan.process_id == process.id, Plan.published_at.is_not(None)
    )
    return [
        Item(f"plan:{plan_id}", _("Implementation plan"), text, public_url("plans.show", plan_id=plan_id), at)
        for plan_id, text, at in db.session.execute(query)
        if at
    ]
