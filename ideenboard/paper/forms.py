"""Forms of the desk for paper: how many cards to print, and what stands on one that came back."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectChoice, SelectField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from ideenboard.base.forms import (
    ChoiceField,
    Form,
    LineField,
    NumberField,
    PhotoField,
    VersionedForm,
    optional,
    required,
)
from ideenboard.contributions.actions import Draft
from ideenboard.contributions.forms import DESCRIPTION_MAX, KINDS
from ideenboard.contributions.models import TEXT_MAX, Contribution, Kind
from ideenboard.paper.rules import MOST_AT_ONCE, read_mark, title_and_text, words_of
from ideenboard.processes.models import Workshop
from ideenboard.processes.rules import takes_photos


class PrintForm(Form):
    """How many cards, and for which room."""

    workshop = ChoiceField(_l("For which room?"))
    count = NumberField(_l("Cards per room"), [InputRequired(), NumberRange(1, MOST_AT_ONCE)], default=20)

    def offer(self, rooms: Sequence[Workshop]) -> "PrintForm":
        """Fill in the rooms of the event."""
        self.workshop.choices = [("", _("All rooms")), *((room.id, f"{room.number}: {room.title}") for room in rooms)]
        return self


class _Words(VersionedForm):
    """The kind and the words, so that the keyboard alone is enough: a letter chooses the kind, Enter sends."""

    kind = SelectField(
        _l("Kind"),
        [InputRequired(_l("Please choose a kind."))],
        coerce=lambda value: Kind(value) if value else None,
        choices=[SelectChoice("", _l("Please choose"))] + [SelectChoice(*kind) for kind in KINDS.items()],
    )
    words = LineField(_l("What stands on the card"), required(TEXT_MAX))


class EntryForm(_Words):
    """One card that came back."""

    card = LineField(_l("Card no."), required(200))
    photo = PhotoField(_l("Photo of the card"), description=_l("JPEG, PNG or WebP, at most 8 MB."))
    description = LineField(_l("What does it show?"), optional(DESCRIPTION_MAX))

    def validate_card(self, field: Field) -> None:
        """Refuse what can be neither a number nor a receipt."""
        if read_mark(field.data) is None:
            raise ValidationError(_("This is neither the number of a card nor a receipt."))

    def check_room(self, room: Workshop) -> bool:
        """Whether the card's room takes what was entered; else the field says why it does not."""
        if not self.photo.data or takes_photos(room):
            return True
        self.photo.errors = [_("In this workshop contributions have no photos.")]
        return False

    @property
    def refused_with(self) -> int:
        """The status of the answer to a refused form: 413 where the photo is too large."""
        return self.photo.refusal.status if self.photo.refusal else 422

    def draft(self, room: Workshop) -> Draft:
        """What was typed, at the place and theme of the card's room."""
        return Draft(self.kind.data, *title_and_text(self.words.data), room.district_id, room.theme_id)


class CorrectionForm(_Words):
    """What an entry says, to be put right."""

    @classmethod
    def filled(cls, contribution: Contribution) -> "CorrectionForm":
        """The form as it shows an entry."""
        words = words_of(contribution.title, contribution.text)
        return cls(formdata=None, kind=contribution.kind, words=words, version=contribution.version)

    def draft(self, contribution: Contribution) -> Draft:
        """What was typed; place and theme stay."""
        place = contribution.district_id, contribution.theme_id
        return Draft(self.kind.data, *title_and_text(self.words.data), *place)
