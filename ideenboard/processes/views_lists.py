"""The short lists of a process: districts, themes, groups, reasons for hiding."""

from dataclasses import dataclass, field

from flask import Blueprint, Response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from ideenboard.base import clock
from ideenboard.base.db import db
from ideenboard.base.htmx import done, render
from ideenboard.people.guards import asks_again
from ideenboard.processes import actions_settings as actions
from ideenboard.processes.forms_settings import USUAL_REASONS, EntryForm
from ideenboard.processes.models import Process
from ideenboard.processes.queries import current_actor, get_coordinated_or_404
from ideenboard.processes.queries_settings import LISTS, Entry, entries_of, get_entry_or_404

bp = Blueprint("lists", __name__)
KIND = "/desk/<slug>/lists/<any(districts, themes, groups, reasons):kind>"
STEPS = {"up": -1, "down": +1}


@dataclass
class Section:
    """One list on the page: its rows, the form under it, and the form of the row that is being edited."""

    process: Process
    kind: str
    add: EntryForm
    edits: dict[int, EntryForm] = field(default_factory=dict)

    @property
    def entries(self) -> list[Entry]:
        """The rows in their order."""
        return list(entries_of(self.process.id, LISTS[self.kind]))

    def form(self, entry: Entry) -> EntryForm:
        """The form of a row: with what was typed where it came back refused, else as it is saved."""
        return self.edits.get(entry.id) or EntryForm(formdata=None, obj=entry, prefix=_prefix(self.kind, entry.id))


def _prefix(kind: str, entry_id: int | None = None) -> str:
    return f"{kind}-{entry_id or 'new'}"


def _section(process: Process, kind: str) -> Section:
    return Section(process, kind, EntryForm(formdata=None, prefix=_prefix(kind)))


@bp.get("/desk/<slug>/lists")
def index(slug: str) -> str:
    """Show the districts, themes, groups and reasons for hiding of a process."""
    return _page(get_coordinated_or_404(slug))


def _page(process: Process) -> str:
    return render_template(
        "processes/lists.html", process=process, sections=[_section(process, kind) for kind in LISTS]
    )


@bp.post(KIND)
def add(slug: str, kind: str) -> AnyResponse:
    """Put an entry at the end of a list."""
    process = get_coordinated_or_404(slug)
    form = EntryForm(prefix=_prefix(kind))
    if not (form.validate_on_submit() and form.is_free(process.id, LISTS[kind])):
        return _refused(Section(process, kind, form))
    words = (form.name.data, form.description.data or "")
    actions.add_entry(process, LISTS[kind], *words, by=current_actor().name, at=clock.now())
    return _changed(process, kind)


@bp.post("/desk/<slug>/lists/reasons/usual")
def add_usual_reasons(slug: str) -> AnyResponse:
    """Begin the list of reasons with the usual ones, in the language of the page."""
    process = get_coordinated_or_404(slug)
    known = {entry.name for entry in entries_of(process.id, LISTS["reasons"])}
    for name, description in USUAL_REASONS:
        if str(name) not in known:
            words = str(name), str(description)
            actions.add_entry(process, LISTS["reasons"], *words, by=current_actor().name, at=clock.now())
    return _changed(process, "reasons")


@bp.post(KIND + "/<int:entry_id>")
def edit(slug: str, kind: str, entry_id: int) -> AnyResponse:
    """Rename or describe an entry."""
    process = get_coordinated_or_404(slug)
    entry = get_entry_or_404(process.id, LISTS[kind], entry_id)
    form = EntryForm(prefix=_prefix(kind, entry_id))
    if not (form.validate_on_submit() and form.is_free(process.id, LISTS[kind], entry_id)):
        return _refused(Section(process, kind, EntryForm(formdata=None, prefix=_prefix(kind)), {entry_id: form}))
    actions.edit_entry(entry, form.name.data, form.description.data or "", by=current_actor().name, at=clock.now())
    return _changed(process, kind)


@bp.post(KIND + "/<int:entry_id>/<any(up, down):way>")
def move(slug: str, kind: str, entry_id: int, way: str) -> AnyResponse:
    """Move an entry one place up or down."""
    process = get_coordinated_or_404(slug)
    entry = get_entry_or_404(process.id, LISTS[kind], entry_id)
    actions.move_entry(entry, STEPS[way], by=current_actor().name, at=clock.now())
    return _changed(process, kind)


@bp.post(KIND + "/<int:entry_id>/removal")
@asks_again("lists.index")
def remove(slug: str, kind: str, entry_id: int) -> AnyResponse:
    """Remove an entry that nothing belongs to."""
    process = get_coordinated_or_404(slug)
    entry = get_entry_or_404(process.id, LISTS[kind], entry_id)
    actions.remove_entry(entry, by=current_actor().name, at=clock.now())
    return _changed(process, kind)


def _changed(process: Process, kind: str) -> AnyResponse:
    db.session.commit()
    to = url_for(".index", slug=process.slug, _anchor=kind)
    return done(to, "processes/_entries.html", section=_section(process, kind))


def _refused(section: Section) -> Response:
    sections = [section if kind == section.kind else _section(section.process, kind) for kind in LISTS]
    context = {"process": section.process, "sections": sections, "section": section}
    return render("processes/lists.html", "processes/_entries.html", 422, **context)
