"""Read contributions from a CSV table as other programs write it: text in, rows and reasons out."""

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from ideenboard.base.clock import from_local
from ideenboard.base.said import N_
from ideenboard.base.tables_in import Sheet, open_sheet
from ideenboard.base.text import Unstorable, clean, fold, one_line
from ideenboard.contributions.models import IMPORT_TEXT_MAX, TITLE_MAX, Kind

# What the columns are called elsewhere, folded: `Überschrift` is `ueberschrift`.
COLUMNS: dict[str, Collection[str]] = {
    "id": ("id", "nr", "nummer", "number", "kennung", "source_id", "statement"),
    "title": ("title", "titel", "ueberschrift", "betreff", "headline", "name"),
    "text": ("text", "beschreibung", "beitrag", "inhalt", "description", "details", "body"),
    "kind": ("kind", "art", "typ", "type", "beitragsart"),
    "district": ("district", "stadtteil", "ortsteil", "quartier", "bezirk"),
    "theme": ("theme", "thema", "handlungsfeld", "topic"),
    "url": ("url", "link", "source_url", "quelle", "adresse", "webadresse"),
    "created": ("created", "created_at", "datum", "date", "erstellt", "erstellt am", "eingegangen", "eingegangen am"),
}
KINDS: dict[str, Kind] = {
    **dict.fromkeys(("idea", "idee", "ideen", "vorschlag"), Kind.IDEA),
    **dict.fromkeys(("challenge", "herausforderung", "herausforderungen", "problem"), Kind.CHALLENGE),
    **dict.fromkeys(("opportunity", "chance", "chancen"), Kind.OPPORTUNITY),
    **dict.fromkeys(("practice", "praxis", "praxisbeispiel", "beispiel", "gute praxis", "example"), Kind.PRACTICE),
}
_DATES: tuple[str, ...] = ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M", "%d.%m.%Y %H:%M:%S")
_SENTENCE = re.compile(r".+?[.!?…](?=\s|$)")
_MAX_LINES = 5_000


@dataclass(frozen=True)
class Row:
    """One line of the table, ready to become a contribution; `notes` says what was understood differently.

    `district` and `theme` are names as they stand in the table; `long_title` is set where the title had to be cut.
    """

    line: int
    source_id: str
    title: str
    text: str
    kind: Kind | None
    district: str
    theme: str
    url: str
    created_at: datetime | None
    long_title: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unusable:
    """One line that cannot become a contribution, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Table:
    """A whole file: its lines, and the columns that nobody reads."""

    rows: list[Row | Unusable]
    unread: list[str] = field(default_factory=list)


def read_table(content: bytes) -> Table:
    """Read a CSV file: UTF-8 with or without BOM, `;`, `,` or tab, columns in any order, German or English names.

    Raises Refusal where it is no such table at all.
    """
    sheet = open_sheet(content, COLUMNS, [("title", "text")])
    return Table(list(read_rows(sheet)), sheet.unread)


def guess_more(header: Sequence[str], columns: Sequence[str | None], rows: Sequence[Sequence[str]]) -> list[str | None]:
    """What the columns mean where their names alone do not say it: by a word in the name, then by the longest cells."""
    guessed = list(columns)
    for place, name in enumerate(header):
        words = set(fold(name).replace("/", " ").split())
        fits = [m for m, names in COLUMNS.items() if words & set(names) and m not in guessed]
        guessed[place] = guessed[place] or (fits[0] if fits else None)
    if not {"title", "text"} & set(guessed):
        free = [place for place, meaning in enumerate(guessed) if meaning is None]
        longest = max(free, key=lambda place: sum(len(row[place]) for row in rows if place < len(row)), default=None)
        if longest is not None:
            guessed[longest] = "text"
    return guessed


def read_rows(sheet: Sheet) -> Iterator[Row | Unusable]:
    """The lines of a table as rows, each with what was understood differently, or why it cannot be kept."""
    for line, cells in sheet.lines():
        if any(cell.strip() for cell in cells[len(sheet.columns) :]):
            yield Unusable(line, N_("it has more cells than the first line; is a quotation mark missing?"))
            continue
        try:
            yield _row(line, sheet.values(cells))
        except Unstorable as error:
            yield Unusable(line, str(error))


def _row(line: int, values: dict[str, str]) -> Row | Unusable:
    text = clean(values.get("text", ""), max_lines=_MAX_LINES)
    full_title = one_line(clean(values.get("title", ""), max_lines=_MAX_LINES)) or first_sentence(text)
    if not full_title:
        return Unusable(line, N_("it has neither a title nor a text"))
    if len(text) > IMPORT_TEXT_MAX:
        return Unusable(
            line,
            N_(
                "its text has %(length)s characters; at most %(most)s can be kept",
                length=len(text),
                most=IMPORT_TEXT_MAX,
            ),
        )
    title = shorten(full_title)
    notes: list[str] = []
    # A sentence taken from the text stands there in full; a title of its own would be lost.
    long_title = full_title if title != full_title and values.get("title", "").strip() else ""
    if long_title:
        notes.append(N_("the title was shortened; the whole one is kept in the history"))
    return Row(
        line=line,
        source_id=values.get("id", "").strip() or _mark(values),
        title=title,
        text=text,
        kind=_kind(values.get("kind", ""), notes),
        district=one_line(values.get("district", "")),
        theme=one_line(values.get("theme", "")),
        url=_url(values.get("url", ""), notes),
        created_at=read_moment(values.get("created", ""), notes),
        long_title=long_title,
        notes=tuple(notes),
    )


def _mark(values: dict[str, str]) -> str:
    """What a row without a number of its own is known by: its words."""
    return hashlib.sha256("\0".join(f"{key}={values[key]}" for key in sorted(values)).encode()).hexdigest()[:32]


def first_sentence(text: str) -> str:
    """What a text begins with: its first sentence, or its first line where none ends there."""
    first_line = one_line(text.split("\n", 1)[0])
    found = _SENTENCE.match(first_line)
    return found.group() if found else first_line


def shorten(title: str) -> str:
    """The title as a card can carry it: cut after a word, with an ellipsis."""
    if len(title) <= TITLE_MAX:
        return title
    cut = title[: TITLE_MAX - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[TITLE_MAX // 2 :] else cut).rstrip(" ,;:–-") + "…"


def _kind(word: str, notes: list[str]) -> Kind | None:
    if not word.strip():
        return None
    kind = KINDS.get(fold(one_line(word)))
    if kind is None:
        notes.append(N_("the kind %(name)r is unknown", name=one_line(word)[:40]))
    return kind


def _url(url: str, notes: list[str]) -> str:
    url = url.strip()
    if url and (urlsplit(url).scheme not in ("http", "https") or len(url) > 2000 or any(ord(c) <= 32 for c in url)):
        notes.append(N_("%(name)r is no web address", name=url[:40]))
        return ""
    return url


def read_moment(text: str, notes: list[str]) -> datetime | None:
    """The moment that a cell names, as German and other programs write it; what cannot be read is noted."""
    text = one_line(text).removesuffix(" Uhr")
    if not text:
        return None
    for form in (None, *_DATES):
        try:
            moment = datetime.strptime(text, form) if form else datetime.fromisoformat(text)
            return moment.astimezone(UTC) if moment.tzinfo else from_local(moment)
        except (ValueError, OverflowError):
            continue
    notes.append(N_("the date %(name)r cannot be read", name=text[:40]))
    return None


def short_name(name: str) -> str:
    """A name as it stands in addresses: `Groß Klein` is `gross-klein`."""
    return "-".join("".join(c if c.isalnum() else " " for c in fold(name)).split())
