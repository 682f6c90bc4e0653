"""One contribution at the desk: its words and history, answers of the city, comments, internal notes."""

from functools import partial
from typing import Any, TypeVar

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from ideenboard.audit.queries import history_of
from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done, render
from ideenboard.base.ids import asked_id
from ideenboard.comments.models import Comment, OfficialResponse
from ideenboard.comments.queries import desk_responses_of, notes_of, text_blocks_of
from ideenboard.contributions.models import Contribution, subject_of
from ideenboard.moderation import actions, forms, queries
from ideenboard.moderation.views import bp
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_worked_on_or_404, on_stage

Spoken = TypeVar("Spoken", Comment, OfficialResponse)


@bp.get("/desk/<slug>/contributions/<int:contribution_id>")
def show(slug: str, contribution_id: int) -> Response:
    """Show a contribution to coordinators, with notes and history."""
    process = get_worked_on_or_404(slug)
    return render("moderation/card.html", "moderation/_answers.html", **_context(process, contribution_id))


@bp.post("/contributions/<int:contribution_id>/responses")
def respond(contribution_id: int) -> Response:
    """Answer for the city."""
    contribution = queries.get_reviewable_or_404(contribution_id)
    blocks = text_blocks_of(contribution.process_id)
    form = forms.ResponseForm(prefix="response-").with_block(blocks)
    inserts = "insert" in request.form
    if inserts:
        form.inserted(blocks)
    if inserts or not form.validate():
        page = _context(on_stage(contribution.process), contribution.id, response_form=form)
        return render("moderation/card.html", "moderation/_answers.html", 200 if inserts else 422, **page)
    is_draft = "draft" in request.form
    actions.respond(contribution, form.text.data, by=current_actor(), at=clock.now(), is_draft=is_draft)
    db.session.commit()
    saved = _("The draft is saved. Publish it under “Answers of the city”.")
    flash(saved if is_draft else _("The response is public now."), "done")
    return _back(contribution, "moderation/_answers.html")


@bp.post("/contributions/<int:contribution_id>/responses/<int:response_id>/withdrawal")
def withdraw_response(contribution_id: int, response_id: int) -> Response:
    """Take an answer of the city back."""
    contribution = queries.get_reviewable_or_404(contribution_id)
    response = _of_thread(OfficialResponse, response_id, contribution)
    actions.withdraw_response(contribution, response, by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("The response is not public any more."), "done")
    return _back(contribution, "moderation/_answers.html")


@bp.post("/contributions/<int:contribution_id>/notes")
def note(contribution_id: int) -> Response:
    """Leave an internal note."""
    contribution = queries.get_reviewable_or_404(contribution_id)
    form = forms.NoteForm(prefix="note-")
    if not form.validate():
        page = _context(on_stage(contribution.process), contribution.id, note_form=form)
        return render("moderation/card.html", "moderation/_notes.html", 422, **page)
    actions.write_note(contribution, form.text.data, by=current_actor(), at=clock.now())
    db.session.commit()
    return _back(contribution, "moderation/_notes.html")


@bp.post("/contributions/<int:contribution_id>/comments/<int:comment_id>/hiding")
def hide_comment(contribution_id: int, comment_id: int) -> Response:
    """Take a comment out of the public thread."""
    contribution = queries.get_reviewable_or_404(contribution_id)
    comment = _of_thread(Comment, comment_id, contribution)
    form = forms.HideForm.of(contribution.process_id, prefix="comment-")
    if not form.validate():
        page = _context(on_stage(contribution.process), contribution.id) | forms.hiding(comment.id, form)
        return render("moderation/card.html", "moderation/_comments.html", 422, **page)
    why = form.chosen, form.explanation.data or ""
    actions.hide_comment(contribution, comment, *why, by=current_actor(), at=clock.now())
    db.session.commit()
    return _back(contribution, "moderation/_comments.html", settled=comment.id)


@bp.post("/contributions/<int:contribution_id>/comments/<int:comment_id>/hiding/removal")
def show_comment(contribution_id: int, comment_id: int) -> Response:
    """Bring a hidden comment back."""
    contribution = queries.get_reviewable_or_404(contribution_id)
    comment = _of_thread(Comment, comment_id, contribution)
    actions.show_comment(contribution, comment, by=current_actor(), at=clock.now())
    db.session.commit()
    return _back(contribution, "moderation/_comments.html", settled=comment.id)


def _of_thread(model: type[Spoken], row_id: int, contribution: Contribution) -> Spoken:
    query = select(model).where(model.id == row_id, model.thread_id == contribution.thread_id)
    return db.session.scalar(query) or abort(404)


def _back(contribution: Contribution, fragment: str, **more: Any) -> Response:
    to = url_for(".show", slug=contribution.process.slug, contribution_id=contribution.id)
    return done(to, fragment, **_context(on_stage(contribution.process), contribution.id), **more)


def _context(
    process: Process,
    contribution_id: int,
    response_form: forms.ResponseForm | None = None,
    note_form: forms.NoteForm | None = None,
) -> dict[str, Any]:
    card = queries.card(process.id, contribution_id, by=current_actor(), at=clock.now())
    thread_id, form = card.thread_id, forms.HideForm.of(process.id, formdata=None)
    return {
        "process": process,
        "card": card,
        "decisions": queries.decisions_of(contribution_id),
        "revisions": queries.revisions_of(contribution_id),
        "comments": queries.all_comments_of(thread_id),
        **forms.hiding(asked_id("hide"), forms.HideForm.of(process.id, form.reasons, formdata=None, prefix="comment-")),
        "ask_hide_url": partial(url_for, "moderation.show", slug=process.slug, contribution_id=contribution_id),
        "hide_comment_url": partial(url_for, "moderation.hide_comment", contribution_id=contribution_id),
        "show_comment_url": partial(url_for, "moderation.show_comment", contribution_id=contribution_id),
        "responses": desk_responses_of(thread_id),
        "notes": notes_of(thread_id),
        "history": history_of(subject_of(contribution_id)),
        "form": form,
        "response_form": response_form or forms.ResponseForm(None, prefix="response-"),
        "note_form": note_form or forms.NoteForm(None, prefix="note-"),
    }
