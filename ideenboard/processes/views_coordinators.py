"""Who coordinates a process: in whole or in districts; by the address of an account, or by an invitation."""

from typing import Any

from flask import Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done
from ideenboard.base.paths import public_url
from ideenboard.people.models import Account
from ideenboard.people.queries import require_admin
from ideenboard.processes import actions_coordinators as actions
from ideenboard.processes.forms_coordinators import CoordinatorForm, DistrictsForm, InvitedCoordinatorForm
from ideenboard.processes.models import District, Process
from ideenboard.processes.queries import current_actor, districts_of, get_coordinated_or_404
from ideenboard.processes.queries_settings import coordinators_of, district_coordinators_of
from ideenboard.processes.views_settings import bp


@bp.get("/desk/<slug>/coordinators")
def coordinators(slug: str) -> Response:
    """Show who coordinates a process."""
    return _page(get_coordinated_or_404(slug))


@bp.post("/desk/<slug>/coordinators")
def add_coordinator(slug: str) -> AnyResponse:
    """Let an account work on the process, or on some of its districts."""
    process = get_coordinated_or_404(slug)
    form = CoordinatorForm()
    form.offer(districts_of(process.id))
    if not form.validate_on_submit() or form.account is None:
        return _page(process, 422, form=form)
    return _set(process, form.account, form.chosen())


@bp.post("/desk/<slug>/coordinators/<int:account_id>")
def set_districts(slug: str, account_id: int) -> AnyResponse:
    """Say anew in which districts somebody works who coordinates already; without one, in the whole process."""
    process = get_coordinated_or_404(slug)
    account, form = _coordinator_or_404(process, account_id), _districts_form(process, account_id)
    if not form.validate_on_submit():
        return _page(process, 422, refused={account_id: form})
    return _set(process, account, form.chosen())


def _coordinator_or_404(process: Process, account_id: int) -> Account:
    """Somebody who works on this process: the numbers of others tell nothing and add nobody."""
    known = [*coordinators_of(process.id), *district_coordinators_of(process.id)]
    return next((one for one in known if one.id == account_id), None) or abort(404)


def _set(process: Process, account: Account, districts: list[District]) -> AnyResponse:
    actor = current_actor()
    actions.add_coordinator(process, account, districts, by=actor.name, at=clock.now())
    db.session.commit()
    names = ", ".join(district.name for district in districts)
    in_part = _("%(name)s coordinates this process in: %(districts)s.", name=account.name, districts=names)
    flash(in_part if districts else _("%(name)s coordinates this process now.", name=account.name), "success")
    return done(_after(process, account.id, bool(districts)))


@bp.post("/desk/<slug>/coordinators/<int:account_id>/removal")
def remove_coordinator(slug: str, account_id: int) -> AnyResponse:
    """Take the right to work on the process back."""
    process = get_coordinated_or_404(slug)
    _coordinator_or_404(process, account_id)
    actions.remove_coordinator(process, account_id, by=current_actor().name, at=clock.now())
    db.session.commit()
    flash(_("Removed."), "success")
    return done(_after(process, account_id, True))


def _after(process: Process, account_id: int, has_less: bool) -> str:
    """Where to go on: whoever took their own right back does not see this page any more."""
    actor = current_actor()
    is_own_way_out = has_less and account_id == actor.account_id and not actor.is_admin
    return url_for("desk.index") if is_own_way_out else url_for(".coordinators", slug=process.slug)


@bp.post("/desk/<slug>/coordinators/invitations")
def invite_coordinator(slug: str) -> AnyResponse:
    """Invite somebody to the process or to districts of it, and show their link, once."""
    require_admin()
    process, form = get_coordinated_or_404(slug), InvitedCoordinatorForm(prefix="invite-")
    form.offer(districts_of(process.id))
    if not form.validate_on_submit():
        return _page(process, 422, invite_form=form)
    words = form.email.data, form.name.data, form.chosen()
    token = actions.invite_coordinator(process, *words, by=current_actor().name, at=clock.now())
    db.session.commit()
    # Not a redirect: the link must stand in no session, no address and no log.
    link, back = public_url("invited.show", invitation_key=token), url_for(".coordinators", slug=slug)
    return make_response(render_template("people/invitation_made.html", name=form.name.data, link=link, back=back))


def _districts_form(process: Process, account_id: int, **given: Any) -> DistrictsForm:
    return DistrictsForm(prefix=f"account-{account_id}-", **given).offer(districts_of(process.id))


def _page(
    process: Process, status: int = 200, *, refused: dict[int, DistrictsForm] | None = None, **forms: Any
) -> Response:
    known = districts_of(process.id)
    parts = district_coordinators_of(process.id)
    people: dict[Account, list[District]] = {account: [] for account in coordinators_of(process.id)} | parts
    context: dict[str, Any] = {
        "process": process,
        "people": people,
        "wholes": len(people) - len(parts),
        "forms": {
            account.id: DistrictsForm(
                None, prefix=f"account-{account.id}-", data={"districts": [one.id for one in mine]}
            ).offer(known)
            for account, mine in people.items()
        }
        | (refused or {}),
        "form": CoordinatorForm(None).offer(known),
        "invite_form": InvitedCoordinatorForm(None, prefix="invite-").offer(known),
    }
    return make_response(render_template("processes/coordinators.html", **context | forms), status)
