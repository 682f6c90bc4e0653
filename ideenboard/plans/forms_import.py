"""How a table becomes a plan: which file, what its columns mean, into whose plan its measures go."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.validators import DataRequired

from ideenboard.base.forms import ChoiceField, Form, TableField
from ideenboard.contributions.forms_import import columns_sent
from ideenboard.contributions.models import TableImport
from ideenboard.plans.rules_import import COLUMNS
from ideenboard.processes.queries import districts_of

MEANINGS = {
    "": _l("leave out"),
    "title": _l("Title"),
    "number": _l("Number of the measure"),
    "theme": _l("Theme"),
    "what": _l("What will be done"),
    "why": _l("Why"),
    "lead": _l("Lead"),
    "partners": _l("Partners"),
    "starts": _l("Begins on"),
    "ends": _l("Ends on"),
    "cost": _l("Cost"),
    "funding": _l("Funding"),
    "state": _l("State"),
    "reason": _l("Reason"),
    "since": _l("Since"),
    "heard": _l("Last news"),
    "district": _l("Plan of"),
    "milestone": _l("Milestone"),
    "planned": _l("Planned for"),
    "reached": _l("Reached on"),
}


class PlanTableForm(Form):
    """The file itself."""

    table = TableField(
        _l("Table"),
        [DataRequired()],
        description=_l(
            "Excel (.xlsx), OpenDocument (.ods) or CSV. Nothing is imported yet: you see all measures first."
        ),
        meanings=COLUMNS,
        link="milestone",
    )

    @property
    def filename(self) -> str:
        """How the file is called where it comes from."""
        return self.table.data.filename if self.table.data else ""


class PlanSettingsForm(Form):
    """Whose plan it is where the table does not say."""

    district = ChoiceField(_l("Plan of, where the table names none"))

    @classmethod
    def of(cls, table: TableImport, **filled: Any) -> "PlanSettingsForm":
        """The form of a table; with `formdata=None` as it is set."""
        form = cls(**filled)
        form.district.offer(districts_of(table.process_id), _("The whole process"))
        return form

    def settings(self, sent: MultiDict[str, str], width: int) -> dict[str, Any]:
        """What was set, with the meaning of each of `width` columns."""
        return {"columns": columns_sent(sent, width, MEANINGS), "district": self.district.data}
