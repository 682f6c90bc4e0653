"""Reading a folder of collections: every de_*.csv with id, title?, text, category?, and the paraphrases."""

import csv
from dataclasses import dataclass
from pathlib import Path

from ideenboard.base.text import fold
from ideenboard.similarity.rules_grams import LONGEST
from ideenboard.similarity.rules_index import Card

TITLE = 120


@dataclass(frozen=True)
class Text:
    """One contribution of a collection."""

    id: str
    title: str
    text: str
    category: str

    @property
    def whole(self) -> str:
        """All its words."""
        return f"{self.title}\n{self.text}".strip()

    @property
    def query(self) -> str:
        """What somebody would type to find it: its title, or its first 80 characters."""
        return self.title or self.text[:80]

    def card(self, number: int) -> Card:
        """The same as the index takes it; where nobody gave a title, the beginning stands for one."""
        title = self.title or self.text[:TITLE]
        return Card(number, 1, title, fold(self.whole)[:LONGEST])


@dataclass(frozen=True)
class Collection:
    """The contributions of one file."""

    file: str
    texts: list[Text]

    def cards(self) -> list[Card]:
        """All of them, numbered in the order of the file."""
        return [text.card(number) for number, text in enumerate(self.texts)]


@dataclass(frozen=True)
class Paraphrase:
    """The same idea in other words, and which contribution says it."""

    dataset: str
    target: str
    query: str


def read(folder: Path) -> list[Collection]:
    """The collections of a folder in the order of their names; what has no id or no text is none."""
    found = []
    for path in sorted(folder.glob("de_*.csv")):
        rows = _rows(path)
        if rows and {"id", "text"} <= rows[0].keys():
            kept = [row for row in rows if (row.get("title") or row["text"] or "").strip()]
            found.append(Collection(path.name, [_text(row) for row in kept]))
    return found


def paraphrases(folder: Path) -> list[Paraphrase]:
    """The paraphrases of a folder; none where it has no such file."""
    path = folder / "paraphrases.csv"
    rows = _rows(path) if path.exists() else []
    return [Paraphrase(row["dataset"], row["target"], row["query"]) for row in rows]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _text(row: dict[str, str]) -> Text:
    title, text, category = ((row.get(name) or "").strip() for name in ("title", "text", "category"))
    return Text(row["id"], title, text, category)
