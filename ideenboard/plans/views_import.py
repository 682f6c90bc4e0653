"""Plans that are uploaded as a table: looked at, corrected, imported, taken back."""

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal
from ideenboard.base.htmx import done
from ideenboard.base.uploads import takes_files
from ideenboard.contributions.actions_tables import discard, understand
from ideenboard.contributions.models import Brings, TableImport
from ideenboard.contributions.queries_import import get_import_or_404, imports_of, sheet_of
from ideenboard.plans import actions_import as actions
from ideenboard.plans import queries_import as queries
from ideenboard.plans.forms_import import MEANINGS, PlanSettingsForm, PlanTableForm
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, districts_of, get_coordinated_or_404

bp = Blueprint("plan_imports", __name__)


@bp.get("/desk/<slug>/plans/imports")
def index(slug: str) -> Response:
    """Show which plans were imported, and the form for another table."""
    return _index(get_coordinated_or_404(slug), PlanTableForm(formdata=None))


def _index(process: Process, form: PlanTableForm, status: int = 200) -> Response:
    tables = imports_of(process.id, Brings.MEASURES)
    return make_response(render_template("plans/imports.html", process=process, form=form, tables=tables), status)


@bp.post("/desk/<slug>/plans/imports")
@takes_files()
def upload(slug: str) -> AnyResponse:
    """Take a table in to be looked at; nothing of it is imported yet."""
    process, form = get_coordinated_or_404(slug), PlanTableForm()
    if not form.validate():
        return _index(process, form, 422)
    try:
        table = actions.keep(process, form.table.content, form.filename, by=current_actor(), at=clock.now())
    except Refusal as refusal:
        form.table.errors = [refusal.message]
        return _index(process, form, 422)
    db.session.commit()
    return done(url_for(".preview", slug=slug, import_id=table.id))


@bp.get("/desk/<slug>/plans/imports/<int:import_id>")
def preview(slug: str, import_id: int) -> Response:
    """Show what would become of each measure, or what became of the table."""
    process = get_coordinated_or_404(slug)
    table = get_import_or_404(process.id, import_id, Brings.MEASURES)
    if table.finished_at:
        return make_response(render_template("plans/import_done.html", process=process, table=table))
    return _preview(process, table, PlanSettingsForm.of(table, formdata=None, data=table.settings))


def _preview(process: Process, table: TableImport, form: PlanSettingsForm, status: int = 200) -> Response:
    rows = queries.assess(table)
    page = render_template(
        "plans/import.html",
        process=process,
        table=table,
        form=form,
        sheet=sheet_of(table),
        meanings=MEANINGS,
        rows=rows,
        public=queries.public_places(process.id),
        places={district.id: district.name for district in districts_of(process.id)},
    )
    return make_response(page, status)


@bp.post("/desk/<slug>/plans/imports/<int:import_id>/settings")
def correct(slug: str, import_id: int) -> AnyResponse:
    """Set what the columns mean and whose plan it is, and look again."""
    process = get_coordinated_or_404(slug)
    table = get_import_or_404(process.id, import_id, Brings.MEASURES, to_change=True)
    form = PlanSettingsForm.of(table)
    if table.finished_at is None and not form.validate():
        return _preview(process, table, form, 422)
    understand(table, form.settings(request.form, len(table.settings["columns"])))
    db.session.commit()
    return done(url_for(".preview", slug=slug, import_id=table.id, _anchor="rows"))


@bp.post("/desk/<slug>/plans/imports/<int:import_id>/measures")
def bring_in(slug: str, import_id: int) -> AnyResponse:
    """Put the measures of the table into their plans."""
    process = get_coordinated_or_404(slug)
    table = get_import_or_404(process.id, import_id, Brings.MEASURES, to_change=True)
    actions.bring_in(table, by=current_actor(), at=clock.now())
    db.session.commit()
    return done(url_for(".preview", slug=slug, import_id=table.id))


@bp.post("/desk/<slug>/plans/imports/<int:import_id>/removal")
def remove(slug: str, import_id: int) -> AnyResponse:
    """Discard a table, or take everything back that came with it."""
    process = get_coordinated_or_404(slug)
    table = get_import_or_404(process.id, import_id, Brings.MEASURES, to_change=True)
    if not table.finished_at:
        discard(table)
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
        "The import is taken back, but for %(num)s measure: it is public, or somebody has worked on it meanwhile.",
        "The import is taken back, but for %(num)s measures: public ones, or those on which somebody has worked.",
        kept,
    )
