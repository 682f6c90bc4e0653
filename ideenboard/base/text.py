"""Plain text in: what may be stored. And the folded form by which it is found again."""

import re
import unicodedata

from flask_babel import gettext as _

MAX_LINES = 40
MAX_MARKS = 4
# Overrides and isolates of the writing direction can make a sentence read as another; marks (LRM, RLM, ALM) stay.
_DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_CONTROLS = dict.fromkeys([*range(0x01, 0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0)])
_SURROGATE = re.compile("[\ud800-\udfff]")
# Before U+0300 there is no combining mark.
_MAY_STACK = re.compile("[\u0300-\U0010ffff]+")
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class Unstorable(ValueError):
    """The text holds something that no database and no screen can carry; the message says what."""


def clean(text: str, *, max_lines: int = MAX_LINES) -> str:
    """Normalise typed text (NFC, one kind of line break, no control characters), or say why it is refused.

    Raises Unstorable for NUL, lone surrogates, more than `max_lines` lines, or heaps of combining marks.
    """
    if "\0" in text:
        raise Unstorable(_("The text contains a NUL character. Please remove it."))
    if _SURROGATE.search(text):
        raise Unstorable(_("The text contains half a character. Please type it again."))
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    text = text.translate(_CONTROLS).translate(_DIRECTION).strip()
    if text.count("\n") >= max_lines:
        raise Unstorable(_("The text has too many lines. At most %(count)s, please.", count=max_lines))
    if _stacked_marks(text) > MAX_MARKS:
        raise Unstorable(_("The text stacks too many accents on one letter. Please remove some."))
    return text


def one_line(text: str) -> str:
    """Join the lines and runs of spaces of a text into one line."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """The form in which texts are compared: *strasse* finds *Straße*, *baeume* finds *Bäume*."""
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_FOLD)
    # Most German texts are through here; the rest costs ten times as much.
    if lowered.isascii():
        return lowered
    return "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))


def _stacked_marks(text: str) -> int:
    most = 0
    for stretch in _MAY_STACK.findall(text):
        run = 0
        for c in stretch:
            # Emoji families and Indic scripts use joiners and spacing marks; only nonspacing marks pile up.
            run = run + 1 if unicodedata.category(c) == "Mn" and not "\ufe00" <= c <= "\ufe0f" else 0
            most = max(most, run)
    return most
