"""Forms beside a ballot: cards to print, to bring in, to name by their numbers; how many people are there."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from ideenboard.base.forms import Form, LineField, NumberField, VersionedForm
from ideenboard.contributions.forms import TokenField
from ideenboard.voting.rules_cards import read_serials

# A page of QR codes that a browser still prints at once; more cards are more prints.
PRINT_MAX = 200
PEOPLE_MAX = 100_000


class PrintForm(Form):
    """How many cards to print; its token prints them once."""

    count = NumberField(
        _l("How many cards"),
        [InputRequired(), NumberRange(1, PRINT_MAX)],
        description=_l("As many as people are in the room, and a few to spare. Six fit on a page."),
    )
    token = TokenField()


class CardForm(Form):
    """What a card opens with: the code that somebody typed, or the key of its QR code."""

    code = LineField(_l("Code on the card"), [Length(max=40)])
    key = LineField(validators=[Length(max=40)], widget=HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # A ballot has other forms on its page.
        super().__init__(*args, **kwargs)
        self.code.id = "card-code"


def _serials(_form: Form, field: Field) -> None:
    try:
        read_serials(field.data or "")
    except ValueError as error:
        raise ValidationError(_("Please write numbers and ranges, for instance: 3, 17, 41-60.")) from error


class SerialsForm(Form):
    """Cards by the numbers that are printed on them."""

    numbers = LineField(
        _l("Numbers of the cards"),
        [InputRequired(), Length(max=200), _serials],
        description=_l("For instance: 17, or 3, 17, 41-60."),
    )

    def serials(self) -> set[int]:
        """The numbers that were typed."""
        return read_serials(self.numbers.data)


class VoidForm(SerialsForm):
    """Cards that nobody has used."""


class AsideForm(SerialsForm):
    """Cards whose papers are set aside or let in again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Both forms stand on one page.
        super().__init__(*args, **kwargs)
        self.numbers.id = "numbers-aside"


class HeadcountForm(VersionedForm):
    """How many people somebody has counted in the room."""

    headcount = NumberField(
        _l("People in the room"),
        [Optional(), NumberRange(0, PEOPLE_MAX)],
        description=_l("Counted by heads, shortly before the vote. It is printed on the result."),
    )
