"""What the public may know of moderation: the reasons, how often each was used, and the log without anybody's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ideenboard.base.clock import to_local
from ideenboard.base.db import db
from ideenboard.base.tables import Table, Value, table
from ideenboard.contributions.models import Contribution, Status
from ideenboard.moderation.models import Decision, Verdict
from ideenboard.processes.models import HidingReason
from ideenboard.processes.queries import reasons_of

COLUMNS = {
    "number": _l("The number of the decision, in the order of time."),
    "day": _l("When it was made."),
    "decision": _l("published or hidden."),
    "reason": _l("Why it was hidden, in the words of the charter; empty where the process had none yet."),
    "was_public": _l("yes where everybody who may see the room had read the contribution before."),
    "taken_back": _l("When the decision was taken back; empty where it stands."),
}


@dataclass(frozen=True)
class Charter:
    """The reasons of a process with what is hidden for each now, and how many contributions are shown."""

    reasons: Sequence[tuple[HidingReason, int]]
    shown: int
    hidden: int


def charter_of(process_id: int) -> Charter:
    """The charter in numbers."""
    states = select(Contribution.status, func.count()).where(Contribution.process_id == process_id)
    piles = {status: n for status, n in db.session.execute(states.group_by(Contribution.status))}
    last = select(func.max(Decision.id)).where(Decision.undone_at.is_(None)).group_by(Decision.contribution_id)
    uses = (
        select(Decision.reason_id, func.count())
        .join(Contribution, Contribution.id == Decision.contribution_id)
        .where(Contribution.process_id == process_id, Contribution.status == Status.HIDDEN, Decision.id.in_(last))
    )
    counts = {reason_id: n for reason_id, n in db.session.execute(uses.group_by(Decision.reason_id))}
    reasons = [(reason, counts.get(reason.id, 0)) for reason in reasons_of(process_id)]
    return Charter(reasons, piles.get(Status.PUBLISHED, 0), piles.get(Status.HIDDEN, 0))


def log_of(process_id: int) -> Table:
    """Every decision of a process: no names, no texts, no words of coordinators, days instead of minutes."""
    query = (
        select(Decision.verdict, Decision.at, Decision.before, Decision.undone_at, HidingReason.name)
        .join(Contribution, Contribution.id == Decision.contribution_id)
        .outerjoin(HidingReason, HidingReason.id == Decision.reason_id)
        .where(Contribution.process_id == process_id)
        .order_by(Decision.id)
    )
    rows: list[list[Value]] = [
        [
            number,
            to_local(row.at).date(),
            Verdict(row.verdict).value,
            row.name or "",
            "yes" if row.before is Status.PUBLISHED else "no",
            to_local(row.undone_at).date() if row.undone_at else None,
        ]
        for number, row in enumerate(db.session.execute(query), start=1)
    ]
    return table("moderation", str(_l("One row per decision of the coordination or of a facilitator.")), COLUMNS, rows)
