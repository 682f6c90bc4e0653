"""What a document is made of: plain data, told apart by what it means and not by how it looks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading. Below the title stands level 1, and no level is left out on the way down."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; with `href`, an absolute address, it is a link to it."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class Items:
    """A list with bullets or numbers."""

    texts: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Names and what is said to each: place, day, who was there."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Grid:
    """A table with a caption and one row of heads, repeated on each page. numeric: columns (from 0) of numbers."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Collection[int] = ()


@dataclass(frozen=True)
class Figure:
    """A picture as SVG with a viewBox, as wide as the page; `alt` says to a screen reader what it shows."""

    svg: str
    alt: str
    caption: str = ""


Block = Heading | Paragraph | Items | Facts | Grid | Figure


@dataclass(frozen=True)
class Document:
    """A whole document. language: "de" or "en"; summary: a sentence for catalogues and search.

    Raises ValueError where a heading leaves out a level or a row of a grid has not one cell per head: a screen reader
    would lead astray.
    """

    title: str
    language: str
    blocks: Sequence[Block]
    summary: str = ""

    def __post_init__(self) -> None:
        level = 0
        for block in self.blocks:
            if isinstance(block, Heading):
                if not 1 <= block.level <= level + 1:
                    raise ValueError(f"the heading {block.text!r} leaves out a level")
                level = block.level
            elif isinstance(block, Grid) and any(len(row) != len(block.head) for row in block.rows):
                raise ValueError(f"a row of the table {block.caption!r} has not one cell per head")
