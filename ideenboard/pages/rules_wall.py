"""Which cards a wall shows: whole ones only, as many as its columns hold.

Nobody has measured the text here: widths are those of Fira Sans, rounded up, so that rather one card too few stands
there than half a card. All lengths are in rem of the wall, which is at least 80 rem wide and 45 rem high.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import combining, east_asian_width

COLUMNS = 4
HEIGHT = 45
TALLEST = 80
# What stands above and below the cards of a column: head, foot and padding of the page; a message takes some more.
FRAME = 10.25
MESSAGE = 5.0
# The head of a pile besides the lines of its title, and what stands under cards that are not all.
PILE_HEAD = 2.0
HEAD_LINE = 1.75
PILE_GAP = 1.0
MORE = 2.0
# A card besides the lines of its text, and what lies between two.
CARD_EDGE = 1.75
LINE = 1.5
GAP = 0.5
# The sentence and the scale over a ranking, and a proposal in it.
RANKING_HEAD = 8.5
RANKING_ROW = 3.25
# Widths in em of the text, and what the first line of a card leaves to its kind and to the number of its supporters.
WIDTH = 14.2
KIND_WIDTH = 1.6
CORNER_WIDTH = 2.9
HEAD_WIDTH = 11.5

_WIDTHS = {
    **dict.fromkeys("',.:;·! ", 0.27),
    **dict.fromkeys("ijlIJ|", 0.31),
    **dict.fromkeys("()[]ftr", 0.39),
    **dict.fromkeys('"-„“”1z7*', 0.44),
    **dict.fromkeys("?scçxvyFL235+=<>", 0.51),
    **dict.fromkeys("aäàáâeéèêkgSTEXYZ4689#/_–", 0.55),
    **dict.fromkeys("w&…MmW%ДжШЩЫЮ", 0.91),
    "@": 1.03,
}


@dataclass(frozen=True)
class Card:
    """A card as the wall shows it. `kind`: where its pile does not say it; `is_new`: it was the last to arrive."""

    id: int
    kind: str
    title: str
    supports: int
    is_new: bool = False


@dataclass(frozen=True)
class Pile:
    """Cards that belong together, the last to arrive first: `total` counts also those that are not among them.

    `kind` or `title` stands over them; without either they have no head.
    """

    total: int
    cards: Sequence[Card]
    kind: str = ""
    title: str = ""


@dataclass(frozen=True)
class Laid:
    """A pile as it lies on the wall: the cards that fit, in one column or in several side by side."""

    pile: Pile
    columns: Sequence[Sequence[Card]]

    @property
    def more(self) -> int:
        """How many of its cards had no room."""
        return self.pile.total - sum(map(len, self.columns))


def room_for_cards(height: int | None, *, has_message: bool) -> float:
    """How much there is from top to bottom on a wall of this height; one that does not say is as low as walls get."""
    asked = min(max(height or HEIGHT, HEIGHT), TALLEST)
    return asked - FRAME - (MESSAGE if has_message else 0)


def rows_of_ranking(room: float) -> int:
    """How many proposals stand under each other, each with room for a name of two lines."""
    return int((room - RANKING_HEAD) // RANKING_ROW)


def lay(piles: Sequence[Pile], room: float) -> list[Laid]:
    """The piles in one row, many in two; where a row has columns left over, its first piles take them."""
    rows = [piles[:COLUMNS], piles[COLUMNS : 2 * COLUMNS]] if len(piles) > COLUMNS else [piles]
    share = (room - PILE_GAP * (len(rows) - 1)) / len(rows)
    return [
        _lay(pile, COLUMNS // len(row) + (place < COLUMNS % len(row)), share)
        for row in rows
        for place, pile in enumerate(row)
    ]


def _lay(pile: Pile, columns: int, room: float) -> Laid:
    if pile.kind or pile.title:
        room -= PILE_HEAD + HEAD_LINE * lines(pile.title, HEAD_WIDTH, HEAD_WIDTH)
    laid = Laid(pile, _deal(pile.cards, columns, room))
    return Laid(pile, _deal(pile.cards, columns, room - MORE)) if laid.more else laid


def _deal(cards: Sequence[Card], columns: int, room: float) -> list[list[Card]]:
    """Each card into the lowest column so far, ending with the first that fits in none."""
    dealt: list[list[Card]] = [[] for _column in range(columns)]
    used = [0.0] * columns
    for card in cards:
        lowest = min(range(columns), key=lambda column: used[column])
        if used[lowest] + _height(card) > room:
            break
        dealt[lowest].append(card)
        used[lowest] += _height(card) + GAP
    return dealt


def _height(card: Card) -> float:
    kind, corner = KIND_WIDTH if card.kind else 0, CORNER_WIDTH if card.is_new or card.supports else 0
    return CARD_EDGE + LINE * lines(card.title, WIDTH - kind - corner, WIDTH)


@dataclass(frozen=True)
class Large:
    """One card alone on the wall: whether its title is set smaller, and as much of its text as there is room for."""

    is_long: bool
    text: str


# A title of two lines at most is set in the larger size; what is left under it is for the text.
TITLE_WIDTH, TITLE_LINE = 13.4, 5.75
LONG_TITLE_WIDTH, LONG_TITLE_LINE = 16.8, 4.75
TEXT_WIDTH, TEXT_LINE = 44.0, 2.25
LARGE_FRAME = 4.0


def enlarged(title: str, text: str, room: float) -> Large:
    """A card alone on a wall with this much room."""
    short = lines(title, TITLE_WIDTH, TITLE_WIDTH)
    is_long = short > 2
    height = LONG_TITLE_LINE * lines(title, LONG_TITLE_WIDTH, LONG_TITLE_WIDTH) if is_long else TITLE_LINE * short
    return Large(is_long, _excerpt(text, int((room - LARGE_FRAME - height) // TEXT_LINE)))


def _excerpt(text: str, most: int) -> str:
    """The first words of a text that fill no more lines than this."""
    if lines(text, TEXT_WIDTH, TEXT_WIDTH) <= most:
        return text
    words = text.split()

    def is_too_long(count: int) -> bool:
        return lines(" ".join(words[:count]) + " …", TEXT_WIDTH, TEXT_WIDTH) > most

    fit = bisect_left(range(1, len(words) + 1), True, key=is_too_long)
    return " ".join([*words[:fit], "…"]) if fit else ""


def lines(text: str, first: float, following: float) -> int:
    """How many lines a text takes that breaks after spaces and hyphens, and within a word only where it must."""
    count, room = 1, first
    for piece in _pieces(text):
        width = sum(map(_width, piece.rstrip()))
        if width > room:
            count, room = count + 1, following
        while width > following:
            count, width = count + 1, width - following
        room -= width + (_width(" ") if piece.endswith(" ") else 0)
    return count


def _pieces(text: str) -> Iterable[str]:
    for word in text.split():
        *parts, last = word.split("-")
        yield from (f"{part}-" for part in parts)
        yield f"{last} "


def _width(letter: str) -> float:
    if combining(letter):
        return 0.0
    if east_asian_width(letter) in "WF":
        return 1.0
    return _WIDTHS.get(letter, 0.7 if letter.isupper() else 0.61)
