"""The files about a process: every table there is, described and in order."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask_babel import gettext as _

from ideenboard.base.clock import to_local
from ideenboard.base.tables import Table, write
from ideenboard.pages.queries_export_meetings import resolutions
from ideenboard.pages.queries_export_plans import places, plans
from ideenboard.pages.queries_export_voices import clusters, voices
from ideenboard.pages.queries_export_votes import votes
from ideenboard.pages.queries_scope import Scope

# Which part of the export writes a table: who asks for one does not read all.
TABLES: Mapping[str, Callable[[Scope], list[Table]]] = {
    **dict.fromkeys(("contributions", "photos", "comments", "responses"), voices),
    **dict.fromkeys(("clusters", "memberships"), clusters),
    **dict.fromkeys(("ballots", "options", "votes"), votes),
    **dict.fromkeys(("measures", "origins", "milestones"), plans),
    "resolutions": lambda scope: [resolutions(scope)],
    **dict.fromkeys(("districts", "themes", "events", "workshops"), places),
}


def table_of(scope: Scope, name: str) -> Table | None:
    """One table of a process by its name; None where there is no such table."""
    part = TABLES.get(name)
    return next(table for table in part(scope) if table.name == name) if part else None


def tables_of(scope: Scope) -> list[Table]:
    """Every table of a process, without persons, codes and receipts, and with no time finer than a day."""
    return [table for part in dict.fromkeys(TABLES.values()) for table in part(scope)]


def export(scope: Scope, form: str, *, at: datetime) -> bytes:
    """The file of a process in one of FORMATS."""
    day = to_local(at).date().isoformat()
    about = {
        "title": scope.process.title,
        "exported": day,
        "scope": _("Everything") if scope.everything else _("What is public"),
    }
    return write(tables_of(scope), form, about)


def file_name(scope: Scope, form: str, *, at: datetime) -> str:
    """What the file is called where it is saved."""
    return f"{scope.process.slug}-{to_local(at).date().isoformat()}.{form}"
