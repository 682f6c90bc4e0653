"""Forms of plans and measures, and the words for their states."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, DateField, FieldList, FormField, HiddenField, RadioField
from wtforms.validators import InputRequired, Optional

from ideenboard.base.forms import (
    ChoiceField,
    Form,
    LineField,
    ParagraphsField,
    SentenceField,
    VersionedForm,
    optional,
    required,
)
from ideenboard.base.ids import read_id
from ideenboard.plans.actions import MeasureDraft
from ideenboard.plans.actions_milestones import MilestoneDraft
from ideenboard.plans.models import Measure, MeasureState, Milestone
from ideenboard.plans.rules import LINE_MAX, MAX_MILESTONES, NEEDS_REASON, TEXT_MAX, TITLE_MAX
from ideenboard.processes.models import District, Theme

STATES = {
    MeasureState.PLANNED: lazy_pgettext("measure", "planned"),
    MeasureState.RUNNING: lazy_pgettext("measure", "in progress"),
    MeasureState.DONE: lazy_pgettext("measure", "done"),
    MeasureState.DELAYED: lazy_pgettext("measure", "delayed"),
    MeasureState.DROPPED: lazy_pgettext("measure", "not implemented"),
}
# How the tags of the style sheet call the states.
TONES = {state: state.value for state in MeasureState} | {MeasureState.DELAYED: "late"}


class MilestoneForm(Form):
    """One row: what, until when, and since when it is done. An empty row is no milestone."""

    class Meta:
        # The form around it carries the token.
        csrf = False

    key = HiddenField()
    title = LineField(_l("Milestone"), optional(LINE_MAX))
    planned_on = DateField(_l("Planned for"), [Optional()])
    reached_on = DateField(_l("Reached on"), [Optional()])
    reason = LineField(_l("Reason for another day"), optional(LINE_MAX * 2))
    gone = BooleanField(_l("Remove"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said in this row, or that it shall go."""
        return self.gone.data or not (self.title.data or self.planned_on.data or self.reached_on.data)

    @property
    def saved_id(self) -> int | None:
        """The number of the saved milestone that this row is about; None for a new one."""
        return read_id(str(self.key.data or ""))

    def lacks_reason(self, promised: date | None) -> bool:
        """Whether a promised day that everybody could read is another one now, and nobody says why."""
        if self.is_empty or promised in (None, self.planned_on.data) or self.reason.data:
            return False
        self.reason.errors = [_("Please say why the day is another one now. Everybody can read it.")]
        return True

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for both words and day where one of them is there."""
        valid: bool = super().validate(extra_validators)
        if self.is_empty:
            return valid or bool(self.gone.data)
        needed = ((self.title, _("Please name the milestone.")), (self.planned_on, _("Please give a day.")))
        for field, message in needed:
            if not field.data and not field.errors:
                field.errors = [message]
                valid = False
        return valid

    def draft(self) -> MilestoneDraft:
        """What the row says."""
        return MilestoneDraft(
            title=self.title.data,
            planned_on=self.planned_on.data,
            reached_on=self.reached_on.data,
            id=self.saved_id,
            reason=self.reason.data or "",
        )


class MilestoneRows(FieldList):
    """The milestones of a measure as rows of its form; compared and shown without the empty ones."""

    @property
    def data(self) -> list[tuple[Any, ...]]:
        """What the rows say."""
        rows = [row.form for row in self if not row.form.is_empty]
        return [(row.title.data, row.planned_on.data, row.reached_on.data) for row in rows]

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        # WTForms takes every digit for a number, also a raised two, and numbers without end.
        places = (name.split("-")[1:2] for name in formdata if name.startswith(f"{prefix}-"))
        yield from (number for place in places for number in map(read_id, place) if number is not None)

    def _value(self) -> str:
        return "\n".join(", ".join(str(part) for part in row if part) for row in self.data)


class MeasureForm(VersionedForm):
    """All about a measure on one page, so that one version guards it."""

    title = SentenceField(_l("Title"), required(TITLE_MAX))
    district = ChoiceField(_l("Plan of"))
    theme = ChoiceField(_l("Theme"), description=_l("The themes of the contributions behind it count as well."))
    what = ParagraphsField(_l("What will be done"), optional(TEXT_MAX))
    why = ParagraphsField(_l("Why"), optional(TEXT_MAX))
    lead = LineField(_l("Lead"), optional(LINE_MAX), description=_l("The office or organisation that answers for it."))
    partners = LineField(_l("Partners"), optional(LINE_MAX * 2))
    starts_on = DateField(_l("Begins on"), [Optional()])
    ends_on = DateField(_l("Ends on"), [Optional()])
    cost = LineField(_l("Cost"), optional(LINE_MAX), description=_l("As people say it, for example “8,000 euros”."))
    funding = LineField(_l("Funding"), optional(LINE_MAX), description=_l("For example “secured” or “applied for”."))
    state = RadioField(_l("State"), [InputRequired()], coerce=MeasureState)
    state_reason = ParagraphsField(
        _l("Reason"),
        optional(TEXT_MAX),
        description=_l("Needed for “delayed” and “not implemented”. Everybody can read it."),
    )
    milestones = MilestoneRows(FormField(MilestoneForm), _l("Milestones"), max_entries=MAX_MILESTONES)
    # The days by which a public plan has promised its steps, by their number.
    promised: Mapping[int, date] = MappingProxyType({})

    def offer(self, districts: Sequence[District], themes: Sequence[Theme], *, is_bound: bool = False) -> None:
        """Fill in the choices; `is_bound` leaves no plan but that of one of these districts."""
        self.district.offer(districts, empty=_("The whole process"))
        self.theme.offer(themes, _("No theme"))
        if is_bound:
            self.district.bind()
        self.state.choices = [*STATES.items()]

    def add_row(self) -> None:
        """Offer one more empty milestone."""
        if len(self.milestones) < MAX_MILESTONES:
            self.milestones.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what two fields say together: the order of the days, and a state with its reason."""
        valid: bool = super().validate(extra_validators)
        if self.starts_on.data and self.ends_on.data and self.ends_on.data < self.starts_on.data:
            self.ends_on.errors = [_("The end is before the beginning.")]
            return False
        if self.state.data in NEEDS_REASON and not self.state_reason.data and not self.state_reason.errors:
            self.state_reason.errors = [_("Please say why. Everybody can read the reason.")]
            return False
        rows = [row.form for row in self.milestones]
        silently = [row for row in rows if row.lacks_reason(self.promised.get(row.saved_id or 0))]
        return valid and not silently

    def error_list(self) -> list[tuple[str, str]]:
        """The errors in the order of the fields, those of the milestones with the ids of their own fields."""
        plain = [(field.id, str(text)) for field in self if field is not self.milestones for text in field.errors]
        return plain + [error for row in self.milestones for error in row.form.error_list()]

    def draft(self) -> MeasureDraft:
        """What the form says, once it is valid."""
        texts = ("title", "what", "why", "lead", "partners", "cost", "funding", "state_reason")
        said: dict[str, Any] = {name: self[name].data or "" for name in texts}
        return MeasureDraft(
            **said,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            state=self.state.data,
            district_id=self.district.data,
            theme_id=self.theme.data,
            milestones=[row.form.draft() for row in self.milestones if not row.form.is_empty],
        )


class PlanForm(VersionedForm):
    """What stands above the measures of a plan."""

    introduction = ParagraphsField(_l("Introduction"), optional(TEXT_MAX))


def measure_form(measure: Measure, milestones: Iterable[Milestone], district_id: int | None) -> MeasureForm:
    """The form with what stands in the plan now."""
    rows = [
        {"key": row.id, "title": row.title, "planned_on": row.planned_on, "reached_on": row.reached_on}
        for row in milestones
    ]
    chosen = {"district": district_id, "theme": measure.theme_id, "milestones": rows}
    return MeasureForm(formdata=None, obj=measure, data=chosen)
