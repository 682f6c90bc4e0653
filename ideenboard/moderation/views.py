"""The queue of what waits, and decisions about one card or several."""

from collections.abc import Collection
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done, render, wants_fragment
from ideenboard.base.ids import asked_id, read_id
from ideenboard.contributions.models import Contribution, Kind, Status
from ideenboard.moderation import actions, forms, queries
from ideenboard.moderation.models import Verdict
from ideenboard.moderation.queries import Wanted
from ideenboard.moderation.rules import PILES
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_coordinated_or_404, on_stage

# An undo lists its cards in an address that waits in the cookie; a cookie has 4 kB.
MAX_UNDO = 100

bp = Blueprint("moderation", __name__)
bp.add_app_template_global(forms.PILES.__getitem__, "pile_label")
bp.add_app_template_global(forms.REASONS.__getitem__, "reason_label")
bp.add_app_template_global(forms.VERDICTS.__getitem__, "verdict_label")
bp.add_app_template_global(forms.happened, "happened")


@bp.get("/desk/<slug>/queue")
def queue(slug: str) -> Response:
    """Show what waits for a decision, and one card in full."""
    process = get_coordinated_or_404(slug)
    wanted = _wanted()
    if wants_fragment() and "card" in request.args:
        return render("moderation/queue.html", "moderation/_panel.html", **_panel(process, wanted, asked_id("card")))
    return render("moderation/queue.html", "moderation/_rows.html", **_queue(process, wanted, asked_id("card")))


@bp.post("/contributions/<int:contribution_id>/publication")
def publish(contribution_id: int) -> Response:
    """Approve a contribution, or bring a hidden one back."""
    contribution = queries.get_reviewable_or_404(contribution_id)
    before = contribution.status
    changed = actions.decide(contribution, Verdict.PUBLISHED, by=current_actor(), at=clock.now())
    db.session.commit()
    return _decided(contribution.process, [contribution] if changed else [], Verdict.PUBLISHED, {before})


@bp.post("/contributions/<int:contribution_id>/hiding")
def hide(contribution_id: int) -> Response:
    """Hide a contribution, with a reason that its author reads."""
    contribution = queries.get_reviewable_or_404(contribution_id)
    process, before, form = on_stage(contribution.process), contribution.status, forms.HideForm()
    if not form.validate():
        page = _queue(process, _wanted(), contribution_id, form=form)
        return render("moderation/queue.html", "moderation/_panel.html", 422, **page)
    changed = actions.decide(
        contribution, Verdict.HIDDEN, form.reason.data, form.explanation.data, by=current_actor(), at=clock.now()
    )
    db.session.commit()
    return _decided(process, [contribution] if changed else [], Verdict.HIDDEN, {before})


@bp.post("/desk/<slug>/queue/publications")
def publish_many(slug: str) -> Response:
    """Approve the selected contributions."""
    process = get_coordinated_or_404(slug)
    cards = queries.reviewable(process.id, _selected())
    before = {card.status for card in cards}
    changed = actions.decide_all(cards, Verdict.PUBLISHED, by=current_actor(), at=clock.now())
    db.session.commit()
    return _decided(process, changed, Verdict.PUBLISHED, before)


@bp.post("/desk/<slug>/queue/hidings")
def hide_many(slug: str) -> Response:
    """Hide the selected contributions for one reason."""
    process = get_coordinated_or_404(slug)
    cards, form = queries.reviewable(process.id, _selected()), forms.HideForm(prefix="bulk-")
    before = {card.status for card in cards}
    if not form.validate():
        page = _queue(process, _wanted(), checked=[card.id for card in cards], bulk=form)
        return render("moderation/queue.html", "moderation/_bulk.html", 422, **page)
    changed = actions.decide_all(
        cards, Verdict.HIDDEN, form.reason.data, form.explanation.data, by=current_actor(), at=clock.now()
    )
    db.session.commit()
    return _decided(process, changed, Verdict.HIDDEN, before)


@bp.post("/desk/<slug>/queue/reopenings")
def reopen_many(slug: str) -> Response:
    """Put the selected contributions back into the queue."""
    process = get_coordinated_or_404(slug)
    cards, at = queries.reviewable(process.id, _selected()), clock.now()
    reopened = [card for card in cards if actions.reopen(card, by=current_actor(), at=at)]
    db.session.commit()
    flash(ngettext("%(num)s contribution waits again.", "%(num)s contributions wait again.", len(reopened)), "done")
    return done(url_for(".queue", slug=slug, **_wanted().args))


def _wanted() -> Wanted:
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    return Wanted(
        status=next((pile for pile in PILES if pile == state), Status.PENDING),
        kind=Kind(kind) if kind in list(Kind) else None,
        workshop_id=asked_id("workshop"),
    )


def _selected() -> list[int]:
    values = request.values.getlist("cards")
    if not values:
        raise Refusal(_("Please select at least one contribution."))
    return [read_id(value) or abort(404) for value in values]


def _queue(
    process: Process,
    wanted: Wanted,
    card_id: int | None = None,
    *,
    form: forms.HideForm | None = None,
    bulk: forms.HideForm | None = None,
    checked: Collection[int] = (),
) -> dict[str, Any]:
    rows, mark = queries.queue_page(process.id, wanted, asked_id("after"))
    shown = card_id or (rows[0].id if rows else None)
    return {
        "rows": rows,
        "mark": mark,
        "counts": queries.counts(process.id, wanted),
        "workshops": queries.workshops_in(process.id),
        "bulk": bulk or forms.HideForm(None, prefix="bulk-"),
        "checked": checked,
        **_panel(process, wanted, shown, form),
    }


def _panel(process: Process, wanted: Wanted, card_id: int | None, form: forms.HideForm | None = None) -> dict[str, Any]:
    return {
        "process": process,
        "wanted": wanted,
        "card": queries.card(process.id, card_id) if card_id else None,
        "decision": queries.last_decision(card_id) if card_id else None,
        "form": form or forms.HideForm(None),
    }


def _decided(process: Process, changed: list[Contribution], verdict: Verdict, before: set[Status]) -> Response:
    """Say what was done and offer the way back; go on with the next card, or back to the card's own page."""
    ids = [contribution.id for contribution in changed]
    flash(_done_message(process, ids, verdict, before), "done")  # type: ignore[arg-type] # a mapping with its way back
    if request.args.get("back") == "card" and ids:
        return done(url_for(".show", slug=process.slug, contribution_id=ids[0]))
    wanted = _wanted()
    following = queries.next_card(process.id, wanted, min(ids)) if ids else None
    return done(
        url_for(".queue", slug=process.slug, card=following, **wanted.args),
        "moderation/_decided.html",
        gone=ids,
        counts=queries.counts(process.id, wanted),
        workshops=queries.workshops_in(process.id),
        **_panel(process, wanted, following),
    )


def _done_message(process: Process, ids: list[int], verdict: Verdict, before: set[Status]) -> dict[str, str] | str:
    if not ids:
        return _("Nothing had to be changed.")
    published = verdict is Verdict.PUBLISHED
    text = (
        ngettext("%(num)s contribution published.", "%(num)s contributions published.", len(ids))
        if published
        else ngettext("%(num)s contribution hidden.", "%(num)s contributions hidden.", len(ids))
    )
    # The way back leads to where they all came from; from a mixed selection there is none.
    undo = {frozenset({Status.PENDING}): ".reopen_many", frozenset({Status.PUBLISHED}): ".publish_many"}
    endpoint = undo.get(frozenset(before))
    if endpoint is None or len(ids) > MAX_UNDO:
        return text
    return {"text": text, "action": url_for(endpoint, slug=process.slug, cards=ids, **_wanted().args)}
