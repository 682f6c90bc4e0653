"""Tables that are uploaded: looked at beside what is there already, corrected, imported in stretches, taken back."""

from collections import Counter
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done, wants_fragment
from ideenboard.base.ids import asked_id
from ideenboard.base.said import Said
from ideenboard.base.uploads import takes_files
from ideenboard.contributions import actions_tables as actions
from ideenboard.contributions import queries_import as queries
from ideenboard.contributions.forms_import import MEANINGS, SettingsForm, TableForm
from ideenboard.contributions.models import TableImport
from ideenboard.contributions.queries_import import Alike
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_coordinated_or_404
from ideenboard.similarity.queries_twins import twins_in

# Rows on one page of the preview.
PAGE = 50

bp = Blueprint("imports", __name__)


@bp.app_template_filter("said")
def said(text: str) -> str:
    """A sentence about a row in the language of the page."""
    return text.translated() if isinstance(text, Said) else text


@bp.get("/desk/<slug>/imports")
def index(slug: str) -> Response:
    """Show which tables were imported, and the form for another one."""
    return _index(get_coordinated_or_404(slug), TableForm(formdata=None))


def _index(process: Process, form: TableForm, status: int = 200) -> Response:
    page = render_template("moderation/imports.html", process=process, form=form, tables=queries.imports_of(process.id))
    return make_response(page, status)


@bp.post("/desk/<slug>/imports")
@takes_files()
def upload(slug: str) -> AnyResponse:
    """Take a table in to be looked at; nothing of it is imported yet."""
    process, form = get_coordinated_or_404(slug), TableForm()
    if not form.validate():
        return _index(process, form, 422)
    table = actions.keep(process, form.table.content, form.filename, by=current_actor(), at=clock.now())
    actions.understand(table, {"twin_of": twins_in(table)})
    db.session.commit()
    return done(url_for(".preview", slug=slug, import_id=table.id))


@bp.get("/desk/<slug>/imports/<int:import_id>")
def preview(slug: str, import_id: int) -> Response:
    """Show what would become of each row, or what became of the table."""
    process = get_coordinated_or_404(slug)
    table = queries.get_import_or_404(process.id, import_id)
    if table.finished_at or table.position:
        return make_response(render_template("moderation/import_done.html", process=process, table=table))
    return _preview(process, table, SettingsForm.of(table, formdata=None, data=table.settings))


def _preview(process: Process, table: TableImport, form: SettingsForm, status: int = 200) -> Response:
    rows = queries.assess(table)
    only = 1 if request.args.get("only") else None
    listed = [one for one in rows if one.has_notes] if only else rows
    after = asked_id("after") or 0
    shown = listed[after : after + PAGE]
    context: dict[str, Any] = {
        "sheet": queries.sheet_of(table),
        "meanings": MEANINGS,
        "is_mapped": bool({"title", "text"} & set(table.settings["columns"])),
        "only": only,
        "shown": shown,
        "titles": queries.titles_of_twins(shown, rows),
        "after": after,
        "next": after + PAGE if len(listed) > after + PAGE else None,
        "counts": _counts(rows),
        "many": sum(actions.is_taken(one, table) for one in rows),
    }
    page = render_template("moderation/import.html", process=process, table=table, form=form, **context)
    return make_response(page, status)


def _counts(rows: list[queries.Assessed]) -> dict[str, int]:
    twins = Counter(one.twin.alike for one in rows if one.twin)
    known = {"same": twins[Alike.SAME], "nearly": twins[Alike.NEARLY], "unusable": sum(one.is_unusable for one in rows)}
    return known | {"fresh": len(rows) - sum(known.values()), "similar": twins[Alike.SIMILAR]}


@bp.post("/desk/<slug>/imports/<int:import_id>/settings")
def understand(slug: str, import_id: int) -> AnyResponse:
    """Set what the columns mean and where the rows go, and look again."""
    process = get_coordinated_or_404(slug)
    table = queries.get_import_or_404(process.id, import_id, to_change=True)
    form = SettingsForm.of(table)
    if not form.validate():
        return _preview(process, table, form, 422)
    actions.understand(table, form.settings(request.form, len(queries.sheet_of(table).columns)))
    actions.understand(table, {"twin_of": twins_in(table)})
    db.session.commit()
    return done(url_for(".preview", slug=slug, import_id=table.id, _anchor="rows"))


@bp.post("/desk/<slug>/imports/<int:import_id>/steps")
def go_on(slug: str, import_id: int) -> AnyResponse:
    """Import the next stretch and say how far it is; without script all of it at once."""
    process = get_coordinated_or_404(slug)
    while True:
        table = queries.get_import_or_404(process.id, import_id, to_change=True)
        actions.go_on(table, by=current_actor(), at=clock.now())
        db.session.commit()
        if table.finished_at or wants_fragment():
            break
    to = url_for(".preview", slug=slug, import_id=table.id)
    if table.finished_at:
        return done(to)
    return done(to, "moderation/_import_progress.html", process=process, table=table)


@bp.post("/desk/<slug>/imports/<int:import_id>/removal")
def remove(slug: str, import_id: int) -> AnyResponse:
    """Discard a table, or take everything back that came with it."""
    process = get_coordinated_or_404(slug)
    table = queries.get_import_or_404(process.id, import_id, to_change=True)
    if not table.position and not table.finished_at:
        actions.discard(table)
        flash(_("The table is discarded. Nothing of it was imported."), "done")
    elif not table.undone_at:
        kept = actions.undo(table, by=current_actor(), at=clock.now())
        flash(_kept_words(kept), "warning" if kept else "done")
    db.session.commit()
    return done(url_for(".index", slug=slug))


def _kept_words(kept: int) -> str:
    if not kept:
        return _("The import is taken back.")
    return ngettext(
        "The import is taken back, but for %(num)s contribution: somebody has reacted to it meanwhile.",
        "The import is taken back, but for %(num)s contributions: somebody has reacted to them meanwhile.",
        kept,
    )
