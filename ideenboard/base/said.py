"""Sentences written where no language is known yet: English as they stand, translated where a page says them."""

from typing import Any

from flask_babel import gettext


class Said(str):
    """An English sentence that remembers its parts, so that a page can say it in its own language."""

    __slots__ = ("_text", "_values")

    _text: str
    _values: dict[str, Any]

    def __new__(cls, text: str, **values: Any) -> "Said":
        """Fill `%(name)s` with the values."""
        said = super().__new__(cls, text % values)
        said._text, said._values = text, values
        return said

    def translated(self) -> str:
        """The sentence in the language of the page."""
        return str(gettext(self._text, **self._values))


# The name by which the texts are collected.
N_ = Said
