"""Forms of the agenda, and the words for what can happen and be resolved."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import DateField, Field, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from ideenboard.base.forms import (
    ChoiceField,
    Form,
    LineField,
    NumberField,
    ParagraphsField,
    VersionedForm,
    optional,
    plausible_day,
    required,
)
from ideenboard.meetings.actions_resolutions import ResolutionDraft
from ideenboard.meetings.models import AgendaItem, Resolution, Topic, Verdict
from ideenboard.meetings.rules import STOPS, Kind
from ideenboard.plans.forms import STATES
from ideenboard.plans.models import MeasureState, Milestone
from ideenboard.processes.models import StakeholderGroup

TITLE_MAX = 200
# How the items are called that are about no single thing.
TOPICS = {
    Topic.RESOLUTIONS: _l("What became of the resolutions?"),
    Topic.UNANSWERED: _l("Contributions without a response"),
    Topic.NEXT: _l("Next steps"),
}
# What happened, as the first words of its line, with its icon and its tone.
HAPPENED = {
    Kind.DECIDED: (_l("Resolution"), "gavel", "running"),
    Kind.CLOSED: (_l("The vote is counted."), "vote", "running"),
    Kind.PLANNED: (_l("New in the plan."), "flag", "planned"),
    Kind.RUNNING: (_l("In progress."), "half", "running"),
    Kind.DONE: (lazy_pgettext("agenda", "Done."), "done", "done"),
    Kind.DELAYED: (_l("Delayed."), "pause", "late"),
    Kind.DROPPED: (_l("Not implemented."), "dash", "dropped"),
    Kind.MOVED: (_l("Put off."), "calendar", "late"),
    Kind.MISSED: (_l("Missed."), "missed", "late"),
    Kind.REACHED: (_l("Reached."), "done", "done"),
    Kind.ANSWERED: (_l("Response of the city."), "comment", "running"),
    Kind.ARRIVED: (_l("New contributions."), "write", "planned"),
    Kind.WAITING: (_l("Waiting for a response."), "answer", "late"),
}


class ItemForm(Form):
    """Something that comes onto the agenda by hand."""

    title = LineField(_l("What it is about"), required(TITLE_MAX))
    minutes = NumberField(lazy_pgettext("duration", "Minutes"), [InputRequired(), NumberRange(1, 240)], default=10)


VERDICTS = {
    Verdict.AS_PLANNED: _l("As planned"),
    Verdict.CHANGE: _l("Change the plan"),
    Verdict.POSTPONE: _l("Postpone"),
    Verdict.END: lazy_pgettext("verdict", "End"),
}
WORDS_MAX = 3000
NOTES_MAX = 10_000
MANY = 10_000


def _to_verdict(value: Any) -> Verdict | None:
    return Verdict(value) if value not in (None, "", "None") else None


def _to_state(value: Any) -> MeasureState | None:
    return MeasureState(value) if value not in (None, "", "None") else None


class RoomForm(VersionedForm):
    """All that is typed about an item while the room talks about it: the notes, and the resolution if there is one."""

    has_measure = False
    notes = ParagraphsField(_l("Notes"), optional(NOTES_MAX))
    verdict = RadioField(
        _l("How does it go on?"),
        [Optional()],
        coerce=_to_verdict,
        choices=[SelectChoice(*one) for one in VERDICTS.items()],
    )
    wording = ParagraphsField(_l("Wording"), optional(WORDS_MAX))
    reason = ParagraphsField(_l("Reason"), optional(WORDS_MAX))
    who = LineField(_l("Who"), optional(200))
    due_on = DateField(_l("By when"), [Optional(), plausible_day])
    votes_for = NumberField(lazy_pgettext("votes", "For"), [Optional(), NumberRange(0, MANY)])
    votes_against = NumberField(lazy_pgettext("votes", "Against"), [Optional(), NumberRange(0, MANY)])
    abstained = NumberField(lazy_pgettext("votes", "Abstained"), [Optional(), NumberRange(0, MANY)])
    step = ChoiceField(_l("Milestone that gets the new day"), [Optional()])
    state = SelectField(_l("State of the measure afterwards"), [Optional()], coerce=_to_state)

    def offer(self, item: AgendaItem, milestones: Iterable[Milestone]) -> "RoomForm":
        """Fill in what can change in the plan."""
        self.has_measure = item.measure_id is not None
        self.step.choices = [("", _("None")), *((one.id, one.title) for one in milestones if one.reached_on is None)]
        self.state.choices = [("", _("as it is")), *STATES.items()]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what the fields of a resolution say together."""
        valid: bool = super().validate(extra_validators)
        for field, message in self._missing():
            if not field.errors:
                field.errors = [message]
                valid = False
        return valid

    def _missing(self) -> Iterator[tuple[Field, str]]:
        if self.verdict.data is None:
            if any(field.data not in (None, "") for field in (self.wording, self.reason, self.who, self.due_on)):
                yield self.verdict, _("Please choose how it goes on.")
            return
        if not self.wording.data:
            yield self.wording, _("Please write down what was resolved.")
        if self.has_measure and self.verdict.data in STOPS and not self.reason.data:
            yield self.reason, _("Please say why. Everybody can read the reason.")
        if self.step.data and not self.due_on.data:
            yield self.due_on, _("Please give the new day of the milestone.")

    def draft(self) -> ResolutionDraft | None:
        """What was resolved; None where only notes were taken."""
        if self.verdict.data is None:
            return None
        said: dict[str, Any] = {name: self[name].data or "" for name in ("wording", "reason", "who")}
        said |= {name: self[name].data for name in ("due_on", "votes_for", "votes_against", "abstained")}
        if self.has_measure:
            said |= {"state": self.state.data, "step_id": self.step.data}
        return ResolutionDraft(self.verdict.data, **said)


def room_form(item: AgendaItem, known: Resolution | None, milestones: Iterable[Milestone]) -> RoomForm:
    """The form with what is saved about an item."""
    follows = known.before.get("follows", {}) if known else {}
    more = {"step": follows.get("step"), "state": _to_state(follows.get("chosen")), "notes": item.notes}
    form = RoomForm(formdata=None, obj=known, data=more)
    form.version.data = item.version
    return form.offer(item, milestones)


class AttendanceForm(VersionedForm):
    """How many came. The groups of the process stand above, each with a number."""

    others = NumberField(_l("Without a group"), [Optional(), NumberRange(0, MANY)])
    names = ParagraphsField(
        _l("Names"),
        optional(WORDS_MAX),
        description=_l("Only of people who want to be named. Everybody can read them."),
    )
    groups: Sequence[StakeholderGroup] = ()

    @property
    def group_fields(self) -> list[Field]:
        """The fields of the groups."""
        return [self[f"group_{group.id}"] for group in self.groups]

    def counts(self) -> dict[int, int]:
        """How many came, by group; a group of which nobody came is not mentioned."""
        return {group.id: self[f"group_{group.id}"].data for group in self.groups if self[f"group_{group.id}"].data}


def attendance_form(groups: Sequence[StakeholderGroup], *args: Any, **kwargs: Any) -> AttendanceForm:
    """The form for these groups."""
    fields = {f"group_{group.id}": NumberField(group.name, [Optional(), NumberRange(0, MANY)]) for group in groups}
    form: AttendanceForm = type("AttendanceOfGroups", (AttendanceForm,), {**fields, "groups": groups})(*args, **kwargs)
    return form


def title_of(item: AgendaItem) -> Any:
    """How an item is called: by what it is about, or by its topic."""
    return item.title or TOPICS[item.topic]


class CorrectionForm(Form):
    """What was wrong, and what is right."""

    text = ParagraphsField(_l("Correction"), required(WORDS_MAX))


class PublicationForm(VersionedForm):
    """The minutes as somebody has read them."""
