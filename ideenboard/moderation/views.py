"""The queue of what waits, and decisions about one card or several."""

from collections.abc import Collection
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _

from ideenboard.base import clock
from ideenboard.base.codes import new_token
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done, render, wants_fragment
from ideenboard.base.ids import asked_id, read_id
from ideenboard.base.text import one_line
from ideenboard.contributions.models import Contribution, Kind, Status
from ideenboard.moderation import actions, forms, queries, queries_lists
from ideenboard.moderation.models import Verdict
from ideenboard.moderation.rules import ALL, PILES, STATUS_OF, Wanted
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_worked_on_or_404, on_stage
from ideenboard.processes.queries_settings import coordinators_of, district_coordinators_of

bp = Blueprint("moderation", __name__)
bp.add_app_template_global(forms.PILES.__getitem__, "pile_label")
bp.add_app_template_global(forms.VERDICTS.__getitem__, "verdict_label")
bp.add_app_template_global(forms.happened, "happened")
bp.add_app_template_global(forms.step_words, "step_words")


@bp.get("/desk/<slug>/queue")
def queue(slug: str) -> Response:
    """Show what waits for a decision, and one card in full."""
    process = get_worked_on_or_404(slug)
    wanted = wanted_cards()
    if wants_fragment() and "card" in request.args:
        context = panel(process, wanted, asked_id("card")) | {"colleagues": colleagues(process.id)}
        return render("moderation/queue.html", "moderation/_panel.html", **context)
    context = _queue(process, wanted, asked_id("card"))
    if "pick" in request.args:
        context["checked"] = [row.id for row in context["rows"]]
    return render("moderation/queue.html", "moderation/_rows.html", **context)


@bp.post("/contributions/<int:contribution_id>/publication")
def publish(contribution_id: int) -> Response:
    """Approve a contribution, or bring a hidden one back."""
    contribution = queries.get_reviewable_or_404(contribution_id)
    step = new_token()
    changed = actions.decide(contribution, Verdict.PUBLISHED, by=current_actor(), at=clock.now(), step=step)
    db.session.commit()
    return _decided(contribution.process, [contribution] if changed else [], Verdict.PUBLISHED, step)


@bp.post("/contributions/<int:contribution_id>/hiding")
def hide(contribution_id: int) -> Response:
    """Hide a contribution, with a reason that its author reads."""
    contribution = queries.get_reviewable_or_404(contribution_id)
    process, step, form = on_stage(contribution.process), new_token(), forms.HideForm.of(contribution.process_id)
    if not form.validate():
        page = _queue(process, wanted_cards(), contribution_id, form=form)
        return render("moderation/queue.html", "moderation/_panel.html", 422, **page)
    why = form.chosen, form.explanation.data
    changed = actions.decide(contribution, Verdict.HIDDEN, *why, by=current_actor(), at=clock.now(), step=step)
    db.session.commit()
    return _decided(process, [contribution] if changed else [], Verdict.HIDDEN, step)


@bp.post("/desk/<slug>/queue/publications")
def publish_many(slug: str) -> Response:
    """Approve the selected contributions."""
    process = get_worked_on_or_404(slug)
    cards, step = queries.reviewable(process.id, selected(), by=current_actor()), new_token()
    changed = actions.decide_all(cards, Verdict.PUBLISHED, by=current_actor(), at=clock.now(), step=step)
    db.session.commit()
    return _decided(process, changed, Verdict.PUBLISHED, step)


@bp.post("/desk/<slug>/queue/hidings")
def hide_many(slug: str) -> Response:
    """Hide the selected contributions for one reason."""
    process = get_worked_on_or_404(slug)
    cards, form, step = (
        queries.reviewable(process.id, selected(), by=current_actor()),
        forms.HideForm.of(process.id, prefix="bulk-"),
        new_token(),
    )
    if not form.validate():
        page = _queue(process, wanted_cards(), checked=[card.id for card in cards], bulk=form)
        return render("moderation/queue.html", "moderation/_bulk.html", 422, **page)
    why = form.chosen, form.explanation.data
    changed = actions.decide_all(cards, Verdict.HIDDEN, *why, by=current_actor(), at=clock.now(), step=step)
    db.session.commit()
    return _decided(process, changed, Verdict.HIDDEN, step)


def wanted_cards() -> Wanted:
    """What the address narrows the queue to; what is wrong in it is left out."""
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    return Wanted(
        status=None if state == ALL else next((pile for pile in PILES if pile == state), Status.PENDING),
        kind=Kind(kind) if kind in list(Kind) else None,
        workshop_id=asked_id("workshop"),
        district_id=asked_id("district"),
        theme_id=asked_id("theme"),
        group_id=asked_id("group"),
        assignee_id=asked_id("assignee"),
        is_unanswered=bool(request.args.get("unanswered")),
        words=one_line(request.args.get("q", "").replace("\0", " "))[:100],
    )


def selected() -> list[int]:
    """The cards that were picked. Raises Refusal where there are none."""
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
    by, at = current_actor(), clock.now()
    rows, mark = queries_lists.queue_page(process.id, wanted, asked_id("after"), by=by, at=at)
    form = form or forms.HideForm.of(process.id, formdata=None)
    return {
        **head(process, wanted),
        "rows": rows,
        "mark": mark,
        "bulk": bulk or forms.HideForm.of(process.id, form.reasons, formdata=None, prefix="bulk-"),
        "checked": checked,
        **panel(process, wanted, card_id or (rows[0].id if rows else None), form),
    }


def colleagues(process_id: int) -> list[tuple[int, str]]:
    """To whom the card of a panel that comes alone can be given."""
    known = [*coordinators_of(process_id), *district_coordinators_of(process_id)]
    found = [(account.id, account.name) for account in sorted(known, key=lambda account: account.name)]
    return queries_lists.colleagues(found, current_actor())


def head(process: Process, wanted: Wanted) -> dict[str, Any]:
    """What stands above the list: numbers, filters, and the step that can be taken back."""
    choices = queries_lists.choices(process.id, current_actor())
    return {
        "counts": queries_lists.counts(process.id, wanted, by=current_actor()),
        "filters": forms.QueueForm.filled(wanted, choices),
        "colleagues": queries_lists.colleagues(choices["assignee"], current_actor()),
        "last_step": queries.last_step(process.id, by=current_actor(), at=clock.now()),
    }


def panel(process: Process, wanted: Wanted, card_id: int | None, form: forms.HideForm | None = None) -> dict[str, Any]:
    """What stands beside the list: one card in full."""
    by, at = current_actor(), clock.now()
    return {
        "process": process,
        "wanted": wanted,
        "card": queries.card(process.id, card_id, by=by, at=at) if card_id else None,
        "decision": queries.last_decision(card_id) if card_id else None,
        "form": form or forms.HideForm.of(process.id, formdata=None),
    }


def _decided(process: Process, changed: list[Contribution], verdict: Verdict, step: str) -> Response:
    """Say what was done and offer the way back; go on with the next card, or back to the card's own page."""
    ids = [contribution.id for contribution in changed]
    flash(_done_message(process, len(ids), verdict, step), "done")  # type: ignore[arg-type] # a mapping with its way back
    if request.args.get("back") == "card" and ids:
        return done(url_for(".show", slug=process.slug, contribution_id=ids[0]))
    wanted = wanted_cards()
    following = queries_lists.next_card(process.id, wanted, min(ids), by=current_actor()) if ids else None
    return done(
        url_for(".queue", slug=process.slug, card=following, **wanted.args),
        "moderation/_decided.html",
        gone=ids,
        now=STATUS_OF[verdict],
        **head(process, wanted),
        **panel(process, wanted, following),
    )


def _done_message(process: Process, count: int, verdict: Verdict, step: str) -> dict[str, str] | str:
    if not count:
        return _("Nothing had to be changed.")
    undo = url_for(".undo", slug=process.slug, step=step, **wanted_cards().args)
    return {"text": forms.done_words(verdict, count), "action": undo}
