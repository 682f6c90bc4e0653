"""Form fields that take only storable text, and what all forms share."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from babel.support import NullTranslations, Translations
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import Field, FileField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.i18n import messages_path
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import HiddenInput

from ideenboard.base import photos, tables_in, uploads
from ideenboard.base.errors import Refusal
from ideenboard.base.text import Unstorable, clean, one_line

MAX_DIGITS = 9


class Words:
    """The messages of WTForms in the page's language; the most frequent one in plain words."""

    def gettext(self, string: str) -> str:
        """Translate a message."""
        return (
            _missing() if string == "This field is required." else str(_catalogue(str(get_locale())).ugettext(string))
        )

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Translate a message with a number in it."""
        return str(_catalogue(str(get_locale())).ungettext(singular, plural, number))


@cache
def _catalogue(locale: str) -> NullTranslations:
    # Flask-WTF would read the file anew for each request with a form.
    return Translations.load(messages_path(), [locale], domain="wtforms")


def _missing() -> str:
    return _("Please fill this in.")


def _named(field: Field, message: str) -> str:
    # Three times the same sentence says nothing: the summary names the field.
    return f"{field.label.text}: {message}" if message == _missing() else message


class Form(FlaskForm):
    """A form with CSRF protection, messages in the page's language, and no empty strings where nothing was said."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: Any) -> "Words":
            return Words()

    def error_list(self) -> list[tuple[str, str]]:
        """The errors in the order of the fields as (field id, message), for the summary above the form."""
        return [(field.id, _named(field, str(message))) for field in self for message in field.errors]


class NumberField(IntegerField):
    """A whole number that a row can hold."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take a number that is too long for none, before anything computes with it."""
        super().process_formdata(["" if len(text.strip()) > MAX_DIGITS else text for text in valuelist])


class VersionedForm(Form):
    """A form of a row that several people edit. It carries the version it was filled from."""

    # Empty in the form of a new row.
    version = NumberField(validators=[Optional()], widget=HiddenInput())
    # Where somebody else was faster: label and saved text of every field that differs from what was typed.
    saved: Sequence[tuple[str, str]] = ()

    def is_stale(self, now: "VersionedForm") -> bool:
        """Compare with a form filled from the locked row as it is now; sending a stale form again overwrites."""
        if self.version.data == now.version.data:
            return False
        pairs = [(mine, now[mine.name]) for mine in self if mine.name not in ("version", "csrf_token")]
        self.saved = [(str(mine.label.text), _shown(theirs)) for mine, theirs in pairs if mine.data != theirs.data]
        self.version.raw_data, self.version.data = None, now.version.data
        return bool(self.saved)


def _shown(field: Field) -> str:
    if isinstance(field, SelectField):
        return next((str(label) for value, label, *_ in field.iter_choices() if field.coerce(value) == field.data), "")
    return str(field._value())


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


class _UploadField(FileField):
    """An uploaded file, read and checked; `content` holds it. `refusal` says why it was not taken."""

    content: Any = None
    refusal: Refusal | None = None

    @staticmethod
    def _read(upload: FileStorage) -> Any:
        raise NotImplementedError

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the file where one was chosen; browsers send an empty part where none was."""
        self.data = next((upload for upload in valuelist if getattr(upload, "filename", "")), None)

    def pre_validate(self, form: Any) -> None:
        """Check content and size."""
        if self.data is None:
            return
        try:
            self.content = self._read(self.data)
        except Refusal as refusal:
            self.refusal = refusal
            raise StopValidation(refusal.message) from refusal


class PdfField(_UploadField):
    """An uploaded PDF."""

    _read = staticmethod(uploads.read_pdf)


class TableField(_UploadField):
    """An uploaded table: XLSX, ODS or CSV; `content` is its lines. meanings: how its columns are called elsewhere.

    link: by which meaning further sheets go on with its lines.
    """

    def __init__(self, *args: Any, meanings: dict[str, Collection[str]], link: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._read = lambda upload: tables_in.read_upload(upload, meanings, link)  # type: ignore[method-assign]


class PhotoField(_UploadField):
    """An uploaded photo, written anew. To validate it takes up to a second: end the transaction before."""

    _read = staticmethod(photos.read_photo)


def web_address(_form: Any, field: Field) -> None:
    """Refuse what is no address of a web page: only http and https, never a script."""
    try:
        parts = urlsplit(field.data)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() for c in field.data)
    except ValueError:
        fine = False
    if not fine:
        raise ValidationError(_("Please give a full address that begins with https://."))


def plausible_day(_form: Any, field: Field) -> None:
    """Refuse a year that nobody can mean; far ones break the arithmetic of time zones."""
    if field.data and not 2000 <= field.data.year < 2100:
        raise ValidationError(_("Please check the year."))


def required(maximum: int) -> list[Any]:
    """Validators of a text that must be there and has at most `maximum` characters."""
    # Not InputRequired: that asks what was sent, and nothing but spaces is nothing once it is cleaned.
    return [DataRequired(), Length(max=maximum)]


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

    def bind(self) -> None:
        """Leave no choice but one of the rows."""
        self.choices = list(self.choices)[1:]
        self.validators = [InputRequired()]
