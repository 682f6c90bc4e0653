"""The blocks of a document as they stand on a page: what is said once on screen is not said again for the file."""

import re
from collections.abc import Callable, Iterator, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ideenboard.base.documents.blocks import Block, Facts, Figure, Grid, Heading, Items, Paragraph
from ideenboard.base.tables import for_xml

_SVG = "http://www.w3.org/2000/svg"
_CONTAINERS = {"main", "section", "article", "div"}
# Not the space that keeps a number beside its unit.
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = {"h2": 1, "h3": 2, "h4": 3}

ElementTree.register_namespace("", _SVG)


def blocks_of(markup: str) -> list[Block]:
    """Read a part of one of our own pages: headings from h2, p, ul, ol, dl, table, and figure with an svg.

    The part must be well-formed XML, and an svg in it must name its namespace and draw with attributes alone, for no
    style sheet comes along. Links become their words, icons nothing. Raises ValueError for any other element.
    """
    # The one element without an end that texts of several lines bring along; a < of theirs is escaped.
    whole = for_xml(markup).replace("<br>", "<br/>")
    return list(_blocks(ElementTree.fromstring(f"<main>{whole}</main>")))  # noqa: S314 (written by us)


def _blocks(parent: Element) -> Iterator[Block]:
    for element in parent:
        if element.tag in _CONTAINERS:
            yield from _blocks(element)
        elif element.tag in _HEADINGS:
            yield Heading(_said(element), _HEADINGS[element.tag])
        elif element.tag in _READERS:
            yield _READERS[element.tag](element)
        else:
            raise ValueError(f"a document has no {element.tag}")


def _said(element: Element | None) -> str:
    """The words in an element as a browser would show them."""
    return (
        "\n".join(_SPACE.sub(" ", line).strip(" ") for line in _words(element).split("\v")).strip("\n")
        if element is not None
        else ""
    )


def _words(element: Element) -> str:
    if element.tag == "br":
        return "\v"
    # Each paragraph within an item or a cell begins a line of its own.
    begin = "\v" if element.tag == "p" else ""
    inner = (("" if child.get("aria-hidden") else _words(child)) + (child.tail or "") for child in element)
    return begin + (element.text or "") + "".join(inner)


def _items(element: Element) -> Items:
    return Items([_said(item) for item in element.findall("li")], numbered=element.tag == "ol")


def _facts(element: Element) -> Facts:
    """What stands under a name may be said in several parts; each gets its line."""
    pairs: list[tuple[str, list[str]]] = []
    for part in element.iter():
        if part.tag == "dt":
            pairs.append((_said(part), []))
        elif part.tag == "dd":
            pairs[-1][1].append(_said(part))
    return Facts([(name, "\n".join(texts)) for name, texts in pairs])


def _grid(element: Element) -> Grid:
    head, *rows = element.iter("tr")
    numeric = {number for number, cell in enumerate(head) if "is-num" in cell.get("class", "")}
    texts = [[_said(cell) for cell in row] for row in rows]
    return Grid(_said(element.find("caption")), [_said(cell) for cell in head], texts, numeric)


def _figure(element: Element) -> Figure:
    picture = element.find(f"{{{_SVG}}}svg")
    if picture is None:
        raise ValueError("a figure of a document has a picture as svg")
    svg = ElementTree.tostring(picture, encoding="unicode")
    return Figure(svg, picture.get("aria-label", ""), _said(element.find("figcaption")))


_READERS: Mapping[str, Callable[[Element], Block]] = {
    "p": lambda element: Paragraph(_said(element)),
    "ul": _items,
    "ol": _items,
    "dl": _facts,
    "table": _grid,
    "figure": _figure,
}
