"""What coordinators are told by mail: how much waits where, and who calls for them. No words of participants."""

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select, union

from ideenboard.base.db import db
from ideenboard.base.mail import Letter
from ideenboard.base.paths import public_url
from ideenboard.pages.queries_calls import calls_for
from ideenboard.pages.queries_desk import Waiting, waiting_in
from ideenboard.people.models import Account
from ideenboard.processes.models import Coordination, District, DistrictCoordination, Process
from ideenboard.processes.queries import is_real
from ideenboard.processes.queries_care import actor_of


def letters(today: date) -> list[Letter]:
    """A letter for each coordinator for whom something waits."""
    whole = select(Coordination.account_id, Coordination.process_id)
    parts = select(DistrictCoordination.account_id, District.process_id).join(DistrictCoordination.district)
    works = union(whole, parts).subquery()
    query = select(Account, Process).join(works, works.c.account_id == Account.id)
    query = query.join(Process, Process.id == works.c.process_id).where(Account.disabled_at.is_(None), is_real())
    theirs: dict[Account, list[Process]] = {}
    for account, process in db.session.execute(query.order_by(Account.id, Process.id)):
        theirs.setdefault(account, []).append(process)
    return [letter for account, processes in theirs.items() if (letter := _letter(account, processes, today))]


def _letter(account: Account, processes: Sequence[Process], today: date) -> Letter | None:
    actor = actor_of(account)
    waiting = waiting_in([process.id for process in processes], today, actor)
    parts = [part for process in processes if (part := _part(process, waiting[process.id]))]
    if calls := len(calls_for(actor)):
        parts.append(ngettext("%(num)s note calls for you.", "%(num)s notes call for you.", calls))
    if not parts:
        return None
    end = _("To your desk: %(url)s", url=public_url("desk.index"))
    text = "\n\n".join([_("Good morning, %(name)s,", name=account.name), _("this waits for you:"), *parts, end])
    return Letter(account.email, _("ideenboard: what waits"), text + "\n")


def _part(process: Process, waiting: Waiting) -> str:
    lines = list(_lines(waiting))
    return "\n".join([process.title, *lines]) if lines else ""


def _lines(waiting: Waiting) -> Iterator[str]:
    looks, photos, loose = waiting.review, waiting.photos, waiting.unsorted
    results, silent, passed = waiting.unpublished, waiting.silent, waiting.questions
    lines = (
        (looks, ngettext("- %(num)s contribution to look at", "- %(num)s contributions to look at", looks)),
        (photos, ngettext("- %(num)s photo to look at", "- %(num)s photos to look at", photos)),
        (loose, ngettext("- %(num)s contribution in no cluster", "- %(num)s contributions in no cluster", loose)),
        (results, ngettext("- %(num)s result to publish", "- %(num)s results to publish", results)),
        (silent, ngettext("- %(num)s measure without news", "- %(num)s measures without news", silent)),
        (
            passed,
            ngettext("- %(num)s milestone whose day has passed", "- %(num)s milestones whose days have passed", passed),
        ),
    )
    yield from (line for count, line in lines if count)
