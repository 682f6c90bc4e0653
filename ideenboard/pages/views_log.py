"""The log in plain words: of a process for those who coordinate it, of everything for admins."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ideenboard.audit.models import AuditEntry
from ideenboard.audit.queries import chain_head
from ideenboard.base import clock
from ideenboard.base.htmx import render
from ideenboard.base.ids import asked_id
from ideenboard.pages.forms_log import KINDS, LogForm, told
from ideenboard.pages.queries_log import Wanted, entries, kept_name, names_of, other_of, writers
from ideenboard.people.queries import require_admin
from ideenboard.processes.models import Process
from ideenboard.processes.queries import get_coordinated_or_404

bp = Blueprint("log", __name__)


@bp.get("/desk/<slug>/log")
def process(slug: str) -> Response:
    """Show what happened in a process."""
    process = get_coordinated_or_404(slug)
    return _page(process)


@bp.get("/desk/log")
def everything() -> Response:
    """Show what happened anywhere, accounts included."""
    require_admin()
    return _page(None)


def _page(process: Process | None) -> Response:
    process_id = process.id if process else None
    form = LogForm(request.args, meta={"csrf": False})
    form.by.offer(writers(process_id), _("Everybody"))
    form.validate()
    found, after = entries(_wanted(form, process_id))
    subjects = {name for entry in found for name in (entry.subject, entry.actor, other_of(entry)) if name}
    names = names_of(subjects)
    count, head = chain_head()
    page: dict[str, Any] = {
        "process": process,
        "form": form,
        "lines": [(entry, list(told(entry.action, _words(entry, names)))) for entry in found],
        "more": {**request.view_args, **_asked(), "before": after} if after else None,  # type: ignore[dict-item]
        "narrowed": bool(_asked()),
        "count": count,
        "head": head,
    }
    return render("pages/log.html", "pages/_log_lines.html", **page)


def _asked() -> dict[str, str]:
    return {name: value for name, value in request.args.items() if value and name in ("by", "kind", "since", "until")}


def _wanted(form: LogForm, process_id: int | None) -> Wanted:
    kind = KINDS.get(form.kind.data or "")
    until = form.until.data + timedelta(days=1) if form.until.data and not form.until.errors else None
    return Wanted(
        process_id=process_id,
        by=form.by.data if not form.by.errors else None,
        actions=kind[1] if kind else (),
        since=_midnight(form.since.data if not form.since.errors else None),
        until=_midnight(until),
        before=asked_id("before"),
    )


def _midnight(day: Any) -> datetime | None:
    return clock.from_local(datetime.combine(day, time())) if day else None


def _words(entry: AuditEntry, names: dict[str, str]) -> dict[str, str]:
    gone = _("something that is gone")
    return {
        "who": names.get(entry.actor) or _actor(entry.actor),
        "what": names.get(entry.subject) or kept_name(entry) or gone,
        "other": names.get(other_of(entry)) or gone,
    }


def _actor(name: str) -> str:
    words = {
        "participant": _("A participant"),
        "facilitator": _("The facilitation"),
        "invited": _("Somebody who was invited"),
        "system": _("The program"),
    }
    return words.get(name, _("Somebody"))
