"""The frame around every page: navigation of the process at hand, the account's menu, the legal links."""

from typing import Any

from flask import Blueprint, g, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from ideenboard.people.queries import is_own_device, signed_in
from ideenboard.processes.models import Process
from ideenboard.processes.queries import coordinated_processes, current_actor
from ideenboard.processes.rules import Actor

bp = Blueprint("frame", __name__)
# The rooms of a process at the desk.
PAGES = {
    "overview": "desk.process",
    "review": "moderation.queue",
    "clusters": "clusters.desk",
    "ballots": "ballots.index",
    "plan": "planning.index",
    "publish": "results.desk",
    "settings": "settings.process",
}
# Those in which whoever looks after districts works, too.
OF_DISTRICTS = ("overview", "review", "clusters", "plan")


@bp.app_context_processor
def frame() -> dict[str, Any]:
    """Give every template the addresses that its layout shows."""
    process: Process | None = g.get("process")
    context = {
        "home_url": url_for("home.index"),
        "legal_urls": _legal(),
        "own_device": is_own_device(),
        "app_url": url_for("device.manifest", language=str(get_locale())),
        "login_url": url_for("people.login_form", next=request.full_path.rstrip("?")),
    }
    if _at_desk():
        return context | _desk(process)
    return context | ({"nav_urls": _public(process)} if process else {})


def _at_desk() -> bool:
    # A confirmation, and forms that were refused, are pages of the desk under the address of what they change.
    refused = request.method == "POST" and request.blueprint in ("clusters", "moderation")
    return request.path.startswith("/desk") or request.endpoint == "results.confirm_close" or refused


def _legal() -> dict[str, str]:
    return {
        "imprint": url_for("legal.imprint"),
        "privacy": url_for("legal.privacy"),
        "accessibility": url_for("legal.accessibility"),
        "plain_language": url_for("legal.easy"),
        **({"desk": url_for("desk.index")} if signed_in() else {"login": url_for("people.login_form")}),
    }


def _public(process: Process) -> dict[str, str]:
    return {
        "process": url_for("home.process", slug=process.slug),
        "contributions": url_for("contributions.index", slug=process.slug),
        "results": url_for("results.index", slug=process.slug),
        "plan": url_for("plans.index", slug=process.slug),
        "events": url_for("processes.events", slug=process.slug),
    }


def _account(actor: Actor) -> list[tuple[str, str]]:
    links = [(_("My processes"), url_for("desk.index")), (_("My account"), url_for("accounts.mine"))]
    more = [(_("Accounts"), url_for("accounts.index")), (_("Log"), url_for("log.everything"))]
    return [*links, *more] if actor.is_admin else links


def _desk(process: Process | None) -> dict[str, Any]:
    actor, login = current_actor(), signed_in()
    context: dict[str, Any] = {
        "home_url": url_for("desk.index"),
        # Also of somebody who still has to set the second factor up.
        "account_name": login.account.name if login else "",
        "account_links": _account(actor),
        "logout_url": url_for("people.logout"),
    }
    if process is None or actor.account_id is None:
        return context
    return context | {
        "process_name": process.title,
        "process_links": [(p.title, url_for("desk.process", slug=p.slug)) for p in coordinated_processes(actor)],
        "nav_urls": {
            key: url_for(page, slug=process.slug)
            for key, page in PAGES.items()
            if actor.may_coordinate(process.id) or key in OF_DISTRICTS
        },
    }
