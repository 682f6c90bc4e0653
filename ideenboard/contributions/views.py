"""Lists of contributions, and what their authors and readers can do with one."""

from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.acks import acknowledge
from ideenboard.base.db import db
from ideenboard.base.forms import Form
from ideenboard.base.htmx import done, render
from ideenboard.base.ids import asked_id
from ideenboard.base.paths import local_path
from ideenboard.comments.queries import comments_of
from ideenboard.contributions import actions, actions_reactions, forms, queries, queries_lists
from ideenboard.contributions.models import Contribution
from ideenboard.contributions.rules import may_edit, may_withdraw
from ideenboard.processes.queries import current_actor, districts_of, get_process_or_404, themes_of, workshop_of
from ideenboard.processes.rules import Act

bp = Blueprint("contributions", __name__)
bp.add_app_template_global(forms.STATUSES.__getitem__, "status_label")
bp.add_app_template_global(forms.KIND_HELPS.__getitem__, "kind_help")


@bp.get("/processes/<slug>/contributions")
def index(slug: str) -> Response:
    """List what a process shows to everybody."""
    process = get_process_or_404(slug)
    workshop = workshop_of(process.id, asked_id("workshop"))
    facets = queries_lists.public_facets(process.id, workshop)
    form = forms.FilterForm(request.args)
    form.offer(facets)
    wanted, after = form.wanted(workshop), request.args.get("after")
    stretch = queries_lists.public_page(process.id, wanted, after)
    return render(
        "contributions/index.html",
        "contributions/_list.html",
        process=process,
        workshop=workshop,
        facets=facets,
        form=form,
        wanted=wanted,
        stretch=stretch,
        gaps=queries_lists.gaps(process.id, wanted, stretch, after),
    )


@bp.get("/contributions/<int:contribution_id>/edit")
def edit_form(contribution_id: int) -> str:
    """Show the form to change a contribution."""
    contribution = queries.get_own_or_404(contribution_id)
    if not may_edit(contribution.status, contribution.created_at, clock.now()):
        return render_template("contributions/edit_over.html", contribution=contribution)
    form = _edit_form(contribution)
    form.show(contribution)
    return render_template("contributions/edit.html", form=form, contribution=contribution)


@bp.post("/contributions/<int:contribution_id>/edit")
def edit(contribution_id: int) -> AnyResponse:
    """Change a contribution."""
    contribution = queries.get_own_or_404(contribution_id)
    form = _edit_form(contribution)
    if not form.validate_on_submit():
        return render("contributions/edit.html", "contributions/_edit_form.html", 422, **_about(contribution, form))
    actions.edit(contribution, form.draft(), by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("Your change is saved."), "success")
    return done(url_for("home.contribution", contribution_id=contribution.id))


def _edit_form(contribution: Contribution) -> forms.ContributionForm:
    form = forms.ContributionForm()
    form.offer(districts_of(contribution.process_id), themes_of(contribution.process_id))
    return form


def _about(contribution: Contribution, form: Form) -> dict[str, Any]:
    return {"contribution": contribution, "form": form}


@bp.get("/contributions/<int:contribution_id>/withdrawal")
def withdrawal(contribution_id: int) -> str:
    """Say what withdrawing means, before it is done: it has no way back."""
    contribution = queries.get_own_or_404(contribution_id)
    if not may_withdraw(contribution.status):
        abort(404)
    return render_template("contributions/withdrawal.html", contribution=contribution)


@bp.post("/contributions/<int:contribution_id>/withdrawal")
def withdraw(contribution_id: int) -> AnyResponse:
    """Take a contribution back."""
    contribution = queries.get_own_or_404(contribution_id)
    actions.withdraw(contribution, by=current_actor(), at=clock.now())
    db.session.commit()
    flash(_("Your contribution is withdrawn. Only the coordination still sees it."), "success")
    return done(_home_of(contribution))


def _home_of(contribution: Contribution) -> str:
    if contribution.workshop and current_actor().has_joined(contribution.workshop.id):
        return url_for("phone.mine", code=contribution.workshop.code)
    return url_for("home.contribution", contribution_id=contribution.id)


@bp.post("/contributions/<int:contribution_id>/support")
def support(contribution_id: int) -> AnyResponse:
    """Stand behind a contribution."""
    contribution = queries.get_open_or_404(contribution_id, Act.SUPPORT)
    actions_reactions.support(contribution, by=current_actor(), seq=forms.sent_seq())
    db.session.commit()
    return _supported(contribution)


@bp.post("/contributions/<int:contribution_id>/support/removal")
def end_support(contribution_id: int) -> AnyResponse:
    """Stand behind a contribution no longer."""
    contribution = queries.get_open_or_404(contribution_id, Act.SUPPORT)
    actions_reactions.end_support(contribution, by=current_actor(), seq=forms.sent_seq())
    db.session.commit()
    return _supported(contribution)


def _supported(contribution: Contribution) -> AnyResponse:
    back = local_path(request.form.get("next")) or url_for("home.contribution", contribution_id=contribution.id)
    to = f"{back}#c{contribution.id}"
    page, is_supported = "contributions/_support.html", queries.is_supported(contribution.id, current_actor())
    return acknowledge(done(to, page, contribution=contribution, is_supported=is_supported))


@bp.post("/contributions/<int:contribution_id>/comments")
def comment(contribution_id: int) -> AnyResponse:
    """Say something about a contribution, once, however often it arrives."""
    contribution = queries.get_in_room_or_404(contribution_id)
    form = forms.CommentForm()
    if not form.validate_on_submit():
        page = "contributions/comment_again.html"
        context = _about(contribution, form) | thread_of(contribution)
        return render(page, "contributions/_comment_form.html", 422, **context)
    words, is_open = (form.text.data, form.token.data), queries.is_open(contribution, Act.COMMENT)
    is_new = actions_reactions.comment(contribution, *words, by=current_actor(), at=clock.now(), is_open=is_open)
    db.session.commit()
    return acknowledge(_said(contribution, form.token.data, is_new))


def _said(contribution: Contribution, token: str, is_new: bool) -> Response:
    to = url_for("home.contribution", contribution_id=contribution.id, _anchor="comments")
    context = _about(contribution, forms.CommentForm(formdata=None)) | {"ack": token, "may_comment": True}
    page = "contributions/_comments.html"
    return done(to, page, 201 if is_new else 200, **context, **thread_of(contribution))


def thread_of(contribution: Contribution) -> dict[str, Any]:
    """What was said about a contribution, and where more is said."""
    return {
        "comments": comments_of(contribution.thread_id),
        "comment_url": url_for("contributions.comment", contribution_id=contribution.id),
        "comment_draft": f"comment-{contribution.id}",
    }
