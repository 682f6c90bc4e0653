"""How a table becomes contributions: which file, what its columns mean, where the rows go."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectChoice, SelectField
from wtforms.validators import DataRequired

from ideenboard.base.forms import ChoiceField, Form, TableField
from ideenboard.contributions.models import Kind, Status, TableImport
from ideenboard.contributions.rules_import import COLUMNS
from ideenboard.processes.queries import districts_of, workshops_in

MEANINGS = {
    "": _l("leave out"),
    "title": _l("Title"),
    "text": _l("Text"),
    "kind": _l("Kind"),
    "district": _l("District"),
    "theme": _l("Theme"),
    "id": _l("Number"),
    "url": _l("Web address"),
    "created": _l("Date"),
}
KINDS = {
    Kind.IDEA: lazy_pgettext("kind", "Idea"),
    Kind.CHALLENGE: lazy_pgettext("kind", "Challenge"),
    Kind.OPPORTUNITY: lazy_pgettext("kind", "Opportunity"),
    Kind.PRACTICE: lazy_pgettext("kind", "Good practice"),
}


class TableForm(Form):
    """The file itself."""

    table = TableField(
        _l("Table"),
        [DataRequired()],
        description=_l("Excel (.xlsx), OpenDocument (.ods) or CSV. Nothing is imported yet: you see all rows first."),
        meanings=COLUMNS,
    )

    @property
    def filename(self) -> str:
        """How the file is called where it comes from."""
        return self.table.data.filename if self.table.data else ""


class SettingsForm(Form):
    """Where the rows go, and what they are where the table does not say."""

    workshop = ChoiceField(_l("Workshop"))
    district = ChoiceField(_l("District where the table names none"))
    kind = SelectField(
        _l("Kind where the table names none"), choices=[SelectChoice(kind, name) for kind, name in KINDS.items()]
    )
    status = RadioField(
        _l("When they are imported"),
        choices=[
            SelectChoice(Status.PENDING, _l("they wait in the queue to be read")),
            SelectChoice(Status.PUBLISHED, _l("they are published at once")),
        ],
    )
    twins = RadioField(
        _l("What is here already"),
        choices=[
            SelectChoice("leave", _l("what says the same is left out")),
            SelectChoice("leave_near", _l("what says nearly the same is left out as well")),
            SelectChoice("take", _l("all is imported")),
        ],
    )

    @classmethod
    def of(cls, table: TableImport, **filled: Any) -> "SettingsForm":
        """The form of a table; with `formdata=None` as it is set."""
        form = cls(**filled)
        rooms = workshops_in(table.process_id)
        form.workshop.choices = [("", _("of no workshop")), *((w.id, f"{w.number}. {w.title}") for w in rooms)]
        form.district.offer(districts_of(table.process_id), _("city-wide"))
        return form

    def settings(self, sent: MultiDict[str, str], width: int) -> dict[str, Any]:
        """What was set, with the meaning of each of `width` columns; one that nobody knows means nothing."""
        return {
            "columns": columns_sent(sent, width, MEANINGS),
            "workshop": self.workshop.data,
            "district": self.district.data,
            "kind": self.kind.data,
            "status": self.status.data,
            "twins": self.twins.data,
        }


def columns_sent(sent: MultiDict[str, str], width: int, meanings: Collection[str]) -> list[str]:
    """The meaning of each of `width` columns as it was chosen; one that is none of these means nothing."""
    columns = [sent.get(f"column-{place}", "") for place in range(width)]
    return [column if column in meanings else "" for column in columns]
