"""Answering for the city: a cluster, and many cards and clusters in one go. A cluster's answer is one for each card."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ideenboard.audit.actions import record
from ideenboard.base.db import assign, db
from ideenboard.clusters.models import Cluster, Membership
from ideenboard.clusters.queries import cards_of
from ideenboard.clusters.queries_answers import Answered
from ideenboard.comments import actions as comments
from ideenboard.comments.models import OfficialResponse, TextBlock
from ideenboard.moderation import actions as moderation
from ideenboard.processes.models import Process
from ideenboard.processes.rules import Actor


def respond(cluster: Cluster, text: str, *, by: Actor, at: datetime, is_draft: bool = False) -> OfficialResponse:
    """Answer a cluster for the city, or prepare to. Everybody whose card is in it reads it under their receipt."""
    assert by.account_id is not None  # noqa: S101 - the views' guards let only accounts through
    response = comments.respond(cluster.thread, text, account_id=by.account_id, at=at, is_draft=is_draft)
    _log("cluster.answer_drafted" if is_draft else "cluster.answered", cluster, by, at, response=response.id)
    if not is_draft:
        _tell_cards("contribution.answered", cluster, response, by, at)
    return response


def withdraw_response(cluster: Cluster, response: OfficialResponse, *, by: Actor, at: datetime) -> None:
    """Take an answer to a cluster back."""
    if comments.withdraw_response(response, at=at):
        _log("cluster.answer_withdrawn", cluster, by, at, response=response.id)
        _tell_cards("contribution.answer_withdrawn", cluster, response, by, at)


def publish_all(drafts: Iterable[Answered], *, by: Actor, at: datetime) -> int:
    """Let everybody read these drafts at the same moment, and give their number."""
    return sum(_publish(draft, by, at) for draft in drafts)


def _publish(draft: Answered, by: Actor, at: datetime) -> bool:
    if draft.contribution is not None:
        return moderation.publish_response(draft.contribution, draft.response, by=by, at=at)
    if draft.cluster is None or not comments.publish_response(draft.response, at=at):
        return False
    _log("cluster.answered", draft.cluster, by, at, response=draft.response.id)
    _tell_cards("contribution.answered", draft.cluster, draft.response, by, at)
    return True


def edit_draft(draft: Answered, text: str, *, by: Actor, at: datetime) -> None:
    """Give a draft other words."""
    if assign(draft.response, text=text):
        draft.response.created_at = at
        _log_draft("answer_drafted", draft, by, at)


def drop_draft(draft: Answered, *, by: Actor, at: datetime) -> None:
    """Let a draft never become public; its text stays for the record."""
    if comments.withdraw_response(draft.response, at=at):
        _log_draft("answer_withdrawn", draft, by, at)


def _log_draft(verb: str, draft: Answered, by: Actor, at: datetime) -> None:
    about = draft.cluster or draft.contribution
    if about is not None:
        kind, process_id = about.subject.partition(":")[0], about.process_id
        record(f"{kind}.{verb}", about.subject, by=by.name, at=at, process_id=process_id, response=draft.response.id)


def _tell_cards(action: str, cluster: Cluster, response: OfficialResponse, by: Actor, at: datetime) -> None:
    """Write down at each card that it was answered: its author shall hear of it, and its kept page is made anew."""
    inside = select(Membership.contribution_id).where(
        Membership.cluster_id == cluster.id, Membership.removed_at.is_(None)
    )
    for card in cards_of(cluster.process_id, db.session.scalars(inside)):
        words: dict[str, Any] = {"process_id": card.process_id, "workshop_id": card.workshop_id}
        record(action, card.subject, by=by.name, at=at, response=response.id, **words)


def _log(action: str, cluster: Cluster, by: Actor, at: datetime, **data: Any) -> None:
    record(action, cluster.subject, by=by.name, at=at, process_id=cluster.process_id, **data)


def add_block(process: Process, name: str, text: str, *, by: Actor, at: datetime) -> None:
    """Keep an answer that is given often."""
    block = TextBlock(process_id=process.id, name=name, text=text)
    db.session.add(block)
    db.session.flush()
    record("text_block.added", f"text_block:{block.id}", by=by.name, at=at, process_id=process.id, name=name)


def remove_block(block: TextBlock, *, by: Actor, at: datetime) -> None:
    """Let go of an answer that is not given any more."""
    subject, where = f"text_block:{block.id}", block.process_id
    record("text_block.removed", subject, by=by.name, at=at, process_id=where, name=block.name)
    db.session.delete(block)
    db.session.flush()
