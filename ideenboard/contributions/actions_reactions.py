"""What people in a room say to a contribution: that they stand behind it, and a comment."""

from datetime import datetime

from sqlalchemy import delete, update

from ideenboard.audit.actions import raise_revision
from ideenboard.base.db import db, upsert
from ideenboard.comments.actions import add_comment
from ideenboard.contributions.models import Contribution, Support, SupportSaid
from ideenboard.processes.rules import Actor


def support(contribution: Contribution, *, by: Actor, seq: int | None = None) -> None:
    """Set that this participant stands behind a contribution, unless they said something later under a higher `seq`."""
    if not _is_latest(contribution, by, seq):
        return
    insert = upsert(Support).values(contribution_id=contribution.id, participant_id=by.participant_id)
    if db.session.execute(insert.on_conflict_do_nothing().returning(Support.participant_id)).first():
        _count_support(contribution, +1)


def end_support(contribution: Contribution, *, by: Actor, seq: int | None = None) -> None:
    """Set that this participant does not stand behind a contribution any more, unless they said something later."""
    if not _is_latest(contribution, by, seq):
        return
    gone = delete(Support).where(
        Support.contribution_id == contribution.id, Support.participant_id == by.participant_id
    )
    if db.session.execute(gone.returning(Support.participant_id)).first():
        _count_support(contribution, -1)


def _is_latest(contribution: Contribution, by: Actor, seq: int | None) -> bool:
    """Whether nothing has been said under this number or a higher one; noted for what comes late.

    A form without script has no number: what its button says was seen is what is meant now.
    """
    if seq is None:
        return True
    said = upsert(SupportSaid).values(contribution_id=contribution.id, participant_id=by.participant_id, seq=seq)
    said = said.on_conflict_do_update(
        index_elements=[SupportSaid.contribution_id, SupportSaid.participant_id],
        set_={"seq": said.excluded.seq},
        where=said.excluded.seq > SupportSaid.seq,
    )
    return db.session.scalar(said.returning(SupportSaid.seq)) is not None


def _count_support(contribution: Contribution, by: int) -> None:
    # Added up in the database: two phones at once must both count. The row's version is for editors, not for this.
    db.session.execute(
        update(Contribution)
        .where(Contribution.id == contribution.id)
        .values(support_count=Contribution.support_count + by)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(contribution, ["support_count"])
    _tell_reaction(contribution)


def comment(contribution: Contribution, text: str, token: str, *, by: Actor, at: datetime, is_open: bool) -> bool:
    """Say something under a card, once per token; False where it had been said before.

    Raises Conflict for another text under a used token, Refusal where nothing new is taken, TooMany for a flood.
    """
    assert by.participant_id is not None  # noqa: S101 - who sits in a room is a participant
    _comment, is_new = add_comment(
        contribution.thread,
        text,
        token,
        participant_id=by.participant_id,
        group_id=by.joined.get(contribution.workshop_id or 0),
        at=at,
        is_open=is_open,
    )
    if is_new:
        _tell_reaction(contribution)
    return is_new


def _tell_reaction(contribution: Contribution) -> None:
    # Nothing that phones would announce, so not the number they ask for; pages that show the counts ask for this one.
    raise_revision(f"reactions:{contribution.workshop_id}")
