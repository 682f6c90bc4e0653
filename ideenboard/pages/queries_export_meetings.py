"""What follow-up meetings have resolved, as a table for a file."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, select, true

from ideenboard.base.clock import to_local
from ideenboard.base.db import db
from ideenboard.base.tables import Table, table
from ideenboard.meetings.models import AgendaItem, Meeting, Resolution
from ideenboard.meetings.queries import public
from ideenboard.pages.queries_scope import Scope
from ideenboard.processes.models import Process


def _in_scope(scope: Scope) -> Any:
    return and_(Process.id == scope.process.id, true() if scope.everything else public())


def resolutions(scope: Scope) -> Table:
    """Each resolution, of all meetings or of those with public minutes."""
    columns = {
        "number": _l("Its number as people write it: year, meeting, resolution."),
        "event": _l("Number of the event at which it was resolved."),
        "title": _l("What it is about."),
        "measure": _l("Number of the measure it is about."),
        "cluster": _l("Number of the cluster it is about."),
        "verdict": _l("as_planned, change, postpone or end."),
        "wording": _l("What was resolved."),
        "reason": _l("Why."),
        "who": _l("Who does it."),
        "due": _l("Until when."),
        "for": _l("Votes for it."),
        "against": _l("Votes against it."),
        "abstained": _l("Abstentions."),
        "decided": _l("Day on which it was resolved."),
    }
    said = (Resolution.verdict, Resolution.wording, Resolution.reason, Resolution.who, Resolution.due_on)
    votes = (Resolution.votes_for, Resolution.votes_against, Resolution.abstained)
    query = (
        select(Meeting.year, Meeting.number, Resolution.number, Meeting.event_id)
        .add_columns(AgendaItem.title, AgendaItem.measure_id, AgendaItem.cluster_id, *said, *votes)
        .add_columns(Resolution.decided_at)
        .join(Meeting, Meeting.id == Resolution.meeting_id)
        .join(Resolution.item)
        .join(Meeting.process)
        .where(_in_scope(scope))
        .order_by(Resolution.id)
    )
    rows: list[Sequence[Any]] = [
        (f"{year}-{meeting}-{number}", *rest, to_local(at).date())
        for year, meeting, number, *rest, at in db.session.execute(query)
    ]
    return table("resolutions", _l("One row for each resolution of a follow-up meeting."), columns, rows)
