"""Forms of events, their materials and their workshops."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, RadioField, SelectChoice, SelectField, TimeField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from ideenboard.base import clock
from ideenboard.base.forms import (
    ChoiceField,
    Form,
    LineField,
    NumberField,
    ParagraphsField,
    PdfField,
    SentenceField,
    VersionedForm,
    optional,
    plausible_day,
    required,
    web_address,
)
from ideenboard.processes.actions import WorkshopText
from ideenboard.processes.actions_events import EventText
from ideenboard.processes.forms import EVENT_KINDS, MODERATIONS, PHASES
from ideenboard.processes.models import District, Event, EventKind, MaterialKind, Moderation, Phase, Theme, Workshop

MATERIAL_KINDS = {MaterialKind.PROGRAMME: _l("Programme"), MaterialKind.MATERIAL: _l("Material")}
# What participants see in a phase.
PHASE_MEANINGS = {
    Phase.PREPARED: _l("Participants can join with the code. They see that it has not begun yet."),
    Phase.COLLECTING: _l("Participants send contributions, and read, comment and support those of the others."),
    Phase.DISCUSSING: _l("No new contributions can be sent. Participants read, comment and support what is there."),
    Phase.VOTING: _l("Participants vote in the open ballots. Nothing can be sent or commented on any more."),
    Phase.CLOSED: _l("Nobody new can join. Participants still read what was collected and what came of it."),
}


class EventForm(VersionedForm):
    """What an event says about itself. Date and time are those on a clock in Rostock."""

    kind = SelectField(_l("Kind"), coerce=EventKind, choices=[SelectChoice(*one) for one in EVENT_KINDS.items()])
    title = LineField(_l("Title"), required(200))
    day = DateField(_l("Date"), [InputRequired(), plausible_day])
    begins = TimeField(_l("Begins at"), [InputRequired()])
    ends = TimeField(_l("Ends at"), [InputRequired()])
    place = LineField(_l("Place"), optional(200))
    description = ParagraphsField(
        _l("Description"), optional(5000), description=_l("A blank line begins a new paragraph.")
    )
    stream_url = LineField(_l("Live stream"), [*optional(500), web_address])
    recording_url = LineField(_l("Recording"), [*optional(500), web_address])
    attendance = NumberField(
        _l("How many came"), [Optional(), NumberRange(0, 100_000)], description=_l("After the event.")
    )
    outcome = SentenceField(_l("What came of it"), optional(500), description=_l("After the event, in one sentence."))

    @classmethod
    def filled(cls, event: Event) -> "EventForm":
        """The form as it shows an event."""
        begins, ends = clock.to_local(event.starts_at), clock.to_local(event.ends_at)
        return cls(formdata=None, obj=event, day=begins.date(), begins=begins.time(), ends=ends.time())

    def validate_ends(self, field: Field) -> None:
        """Refuse an end that does not lie after the beginning."""
        if self.begins.data and field.data and field.data <= self.begins.data:
            raise ValidationError(_("The end must lie after the beginning."))

    def text(self) -> EventText:
        """What was entered."""
        return EventText(
            kind=self.kind.data,
            title=self.title.data,
            starts_at=clock.from_local(datetime.combine(self.day.data, self.begins.data)),
            ends_at=clock.from_local(datetime.combine(self.day.data, self.ends.data)),
            place=self.place.data or "",
            description=self.description.data or "",
            stream_url=self.stream_url.data or "",
            recording_url=self.recording_url.data or "",
            attendance=self.attendance.data,
            outcome=self.outcome.data or "",
        )


class MaterialForm(Form):
    """A PDF or a link."""

    kind = SelectField(
        _l("What it is"), coerce=MaterialKind, choices=[SelectChoice(*one) for one in MATERIAL_KINDS.items()]
    )
    title = LineField(_l("Title"), required(150))
    pdf = PdfField(_l("PDF file"), description=_l("At most 20 MB."))
    url = LineField(_l("or a link"), [*optional(500), web_address])

    def validate_pdf(self, field: Field) -> None:
        """Refuse neither and both."""
        if bool(field.data) == bool(self.url.data):
            raise ValidationError(_("Please choose a PDF file or give a link, one of the two."))

    @property
    def refused_with(self) -> int:
        """The status of the answer to a refused form: 413 where the file is too large."""
        return self.pdf.refusal.status if self.pdf.refusal else 422


class WorkshopForm(VersionedForm):
    """What a workshop says about itself."""

    number = NumberField(_l("Number"), [InputRequired(), NumberRange(1, 999)])
    title = LineField(_l("Title"), required(120))
    room = LineField(_l("Room"), optional(100))
    description = SentenceField(_l("Question or description"), optional(500))
    district_id = ChoiceField(_l("District"), [Optional()])
    theme_id = ChoiceField(_l("Theme"), [Optional()])
    moderation = RadioField(
        _l("When do contributions appear?"),
        coerce=Moderation,
        choices=[SelectChoice(*one) for one in MODERATIONS.items()],
        default=Moderation.AFTER,
    )
    for_minors = BooleanField(
        _l("Children and young people take part"),
        description=_l("Then contributions have no photos, and each appears only when a coordinator has approved it."),
    )

    def offer(
        self, districts: Sequence[District], themes: Sequence[Theme], *, is_bound: bool = False
    ) -> "WorkshopForm":
        """Fill the choices of a process; `is_bound` leaves no choice but one of these districts."""
        self.district_id.offer(districts, _("Whole city"))
        if is_bound:
            self.district_id.bind()
        self.theme_id.offer(themes, _("No theme"))
        return self

    @classmethod
    def filled(cls, workshop: Workshop) -> "WorkshopForm":
        """The form as it shows a workshop."""
        return cls(formdata=None, obj=workshop)

    def text(self) -> WorkshopText:
        """What was entered."""
        return WorkshopText(
            number=self.number.data,
            title=self.title.data,
            room=self.room.data or "",
            description=self.description.data or "",
            district_id=self.district_id.data,
            theme_id=self.theme_id.data,
            moderation=self.moderation.data,
            for_minors=self.for_minors.data,
        )


class ManyWorkshopsForm(Form):
    """How many rooms to open at once."""

    count = NumberField(_l("How many"), [InputRequired(), NumberRange(1, 20)], default=9)
    moderation = WorkshopForm.moderation


class PhaseForm(Form):
    """The phase a workshop is to be in."""

    phase = SelectField(coerce=Phase, choices=[SelectChoice(*one) for one in PHASES.items()])
