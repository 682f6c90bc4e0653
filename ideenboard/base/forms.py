"""Form fields that take only storable text, and what all forms share."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from ideenboard.base.text import Unstorable, clean, one_line


class Form(FlaskForm):
    """A form with CSRF protection, messages in the page's language, and no empty strings where nothing was said."""

    def error_list(self) -> list[tuple[str, str]]:
        """The errors in the order of the fields as (field id, message), for the summary above the form."""
        return [(field.id, str(message)) for field in self for message in field.errors]


class _Plain:
    """Cleans what was typed; what cannot be stored becomes the field's error, with the text still in it."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)  # type: ignore[misc]
        if not valuelist:
            return
        try:
            self.data = self._normal(clean(valuelist[0]))
        except Unstorable as error:
            self.data = valuelist[0].replace("\0", "")
            raise ValueError(str(error)) from error

    @staticmethod
    def _normal(text: str) -> str:
        return text


class LineField(_Plain, StringField):
    """One line of plain text."""

    _normal = staticmethod(one_line)


class SentenceField(_Plain, TextAreaField):
    """One line of plain text in a box that grows: pasted line breaks become spaces."""

    _normal = staticmethod(one_line)


class ParagraphsField(_Plain, TextAreaField):
    """Plain text with line breaks."""


def required(maximum: int) -> list[Any]:
    """Validators of a text that must be there and has at most `maximum` characters."""
    return [InputRequired(), Length(max=maximum)]


def optional(maximum: int) -> list[Any]:
    """Validators of a text that may be empty and has at most `maximum` characters."""
    return [Optional(), Length(max=maximum)]


def to_int(value: Any) -> int | None:
    """Coerce a select's value: the empty choice is None."""
    return int(value) if value not in (None, "", "None") else None


class ChoiceField(SelectField):
    """A select over rows by id with an empty first choice."""

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=to_int, **kwargs)

    def offer(self, rows: Sequence[Any], empty: str | None = None) -> None:
        """Fill the choices from rows with `id` and `name`; `empty` names the choice of none."""
        none = [("", empty if empty is not None else _("Please choose"))]
        self.choices = none + [(row.id, row.name) for row in rows]
