"""How cards lie on their sheets, what a helper means by a number or a receipt, and how words become a contribution."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from ideenboard.base.codes import RECEIPT_LENGTH, read_code
from ideenboard.base.ids import read_id
from ideenboard.base.text import one_line
from ideenboard.contributions.models import TITLE_MAX
from ideenboard.contributions.rules_import import first_sentence, shorten

PER_SHEET = 4
# What one print holds: a stack that a stapler still takes, and a page that a browser still lays out in a breath.
MOST_AT_ONCE = 400
MAX_DIGITS = 6

Card = TypeVar("Card")


def full_sheets(count: int) -> int:
    """The number of cards on the sheets that hold `count`: no sheet stays half empty."""
    return -(-count // PER_SHEET) * PER_SHEET


def on_sheets(cards: Sequence[Card]) -> list[list[Card]]:
    """Lay cards on sheets so that the stack, cut twice, is four piles that follow one another in their order."""
    sheets = -(-len(cards) // PER_SHEET)
    return [list(cards[sheet::sheets]) for sheet in range(sheets)]


@dataclass(frozen=True)
class Mark:
    """What identifies a card: its number, or its receipt."""

    number: int | None = None
    receipt: str = ""


def read_mark(typed: str) -> Mark | None:
    """What a helper typed or scanned into the first field: `83`, `ABCD EFGH`, or the address behind the QR code."""
    word = typed.strip().rstrip("/").rsplit("/", 1)[-1].removeprefix("#")
    if len(word) <= MAX_DIGITS and (number := read_id(word)) is not None:
        return Mark(number=number)
    code = read_code(word)
    return Mark(receipt=code) if len(code) == RECEIPT_LENGTH else None


def title_and_text(words: str) -> tuple[str, str]:
    """One field as the two of a contribution: a title where it fits, else the first sentence and the whole as text."""
    line = one_line(words)
    return (line, "") if len(line) <= TITLE_MAX else (shorten(first_sentence(line)), line)


def words_of(title: str, text: str) -> str:
    """Both again as they stand on the card."""
    return text or title
