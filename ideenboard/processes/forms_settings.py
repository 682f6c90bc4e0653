"""Forms by which a process, its lists and its coordinators are set up."""

import re
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from ideenboard.base.forms import (
    Form,
    LineField,
    NumberField,
    ParagraphsField,
    SentenceField,
    VersionedForm,
    optional,
    plausible_day,
    required,
)
from ideenboard.processes.actions_settings import ProcessText
from ideenboard.processes.licences import TERMS, Licence
from ideenboard.processes.models import SILENT_AFTER, Process
from ideenboard.processes.queries_settings import Entry, entry_is_taken, free_slug, slug_is_taken
from ideenboard.processes.rules import slug_from

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class ProcessForm(VersionedForm):
    """What a process says about itself."""

    title = LineField(_l("Title"), required(200), description=_l("The official name of the process."))
    claim = LineField(
        _l("Headline"),
        optional(80),
        description=_l("A few words for the start page. Without them the title stands there."),
    )
    slug = LineField(
        _l("Address"),
        optional(60),
        description=_l("The end of the web address: small letters, digits and hyphens. Changing it breaks old links."),
    )
    organiser = LineField(_l("Organiser"), optional(200))
    summary = SentenceField(
        _l("In one sentence"), optional(300), description=_l("Who does what, until when? It stands under the headline.")
    )
    description = ParagraphsField(
        _l("Description"), optional(5000), description=_l("A blank line begins a new paragraph.")
    )
    starts_on = DateField(_l("Begins on"), [InputRequired(), plausible_day])
    ends_on = DateField(_l("Ends on"), [InputRequired(), plausible_day])
    silent_after = NumberField(
        _l("A measure of the plan turns grey after so many days without news"),
        [Optional(), NumberRange(7, 730, _l("Please choose between 7 and 730 days."))],
        default=SILENT_AFTER,
    )
    checks_updates = BooleanField(
        _l("What leads outside the administration write about their measures waits until the coordination approves it")
    )
    licence = SelectField(
        _l("Licence of the open data"),
        coerce=lambda word: Licence(word) if word else None,
        description=_l("Under which it may be passed on. Without one, nobody may be sure that they may use it."),
    )
    process_id: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.licence.choices = [("", _("Not chosen yet")), *((key, terms.title) for key, terms in TERMS.items())]

    @classmethod
    def filled(cls, process: Process) -> "ProcessForm":
        """The form as it shows a process."""
        return cls(formdata=None, obj=process)

    def validate_slug(self, field: Field) -> None:
        """Refuse what makes no address, or that of another page or process."""
        if not SLUG.fullmatch(field.data):
            raise ValidationError(_("Please use only small letters from a to z, digits and single hyphens."))
        if slug_is_taken(field.data, self.process_id) or field.data in _own_pages():
            raise ValidationError(_("This address is already taken. Please choose another one."))

    def validate_ends_on(self, field: Field) -> None:
        """Refuse an end before the beginning."""
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(_("The end must not lie before the beginning."))

    def text(self) -> ProcessText:
        """What was entered, with an address made from the title where none was given."""
        return ProcessText(
            title=self.title.data,
            slug=self.slug.data or free_slug(slug_from(self.title.data) or "verfahren"),
            claim=self.claim.data or "",
            organiser=self.organiser.data or "",
            summary=self.summary.data or "",
            description=self.description.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            silent_after=self.silent_after.data or SILENT_AFTER,
            checks_updates=self.checks_updates.data,
            licence=self.licence.data,
        )


def _own_pages() -> set[str]:
    """The words that stand behind /desk/ in our own addresses: no process can be called like that."""
    return {rule.rule.split("/")[2] for rule in current_app.url_map.iter_rules() if rule.rule.startswith("/desk/")}


# What most charters name. The last one says nothing by itself: it needs words each time.
USUAL_REASONS = (
    (_l("Names a person"), _l("Somebody can be recognised by a name, a function or a description.")),
    (_l("Insult or advertising"), _l("It attacks people or groups, or it sells something.")),
    (_l("Does not belong to the subject"), _l("It has nothing to do with the questions of this process.")),
    (_l("Says the same as another contribution"), _l("The same text came in several times; one of them stays.")),
    (_l("Another reason"), ""),
)


class EntryForm(Form):
    """A name and a description: of a district, a theme, a group or a reason for hiding."""

    name = LineField(_l("Name"), required(80))
    description = SentenceField(_l("Description"), optional(300))

    def is_free(self, process_id: int, model: type[Entry], besides: int | None = None) -> bool:
        """Whether no other entry has this name; says it at the field where one has."""
        if entry_is_taken(process_id, model, self.name.data, besides):
            self.name.errors = [_("This name is already in the list.")]
            return False
        return True
