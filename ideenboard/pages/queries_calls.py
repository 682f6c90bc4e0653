"""The notes that call for somebody by name, with the card each stands at."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from ideenboard.base.db import db
from ideenboard.comments.models import Mention, Note
from ideenboard.contributions.models import Contribution
from ideenboard.processes.models import Process
from ideenboard.processes.queries_care import looked_after_by
from ideenboard.processes.rules import Actor


@dataclass(frozen=True)
class Call:
    """A note that waits for somebody, its card and their process."""

    mention: Mention
    contribution: Contribution
    process: Process


def calls_for(actor: Actor) -> Sequence[Call]:
    """What waits to be seen to, the latest first, in the processes that this account works on."""
    query = _calls(actor).where(Mention.seen_at.is_(None)).order_by(Mention.note_id.desc())
    return [Call(mention, card, process) for mention, card, process in db.session.execute(query)]


def get_call_or_404(actor: Actor, note_id: int) -> Call:
    """A call for this account by the number of its note."""
    row = db.session.execute(_calls(actor).where(Mention.note_id == note_id)).first()
    if row is None:
        abort(404)
    mention, card, process = row
    return Call(mention, card, process)


def _calls(actor: Actor) -> Select[Mention, Contribution, Process]:
    query = (
        select(Mention, Contribution, Process)
        .join(Mention.note)
        .join(Contribution, Contribution.thread_id == Note.thread_id)
        .join(Process, Process.id == Contribution.process_id)
        .where(Mention.account_id == actor.account_id)
        .options(contains_eager(Mention.note).options(joinedload(Note.account)))
    )
    return query.where(looked_after_by(actor, Contribution))
