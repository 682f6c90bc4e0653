"""A document as ODT, with real headings, heads of tables, and the language a screen reader speaks it in."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ideenboard.base.documents.blocks import Document, Facts, Figure, Grid, Heading, Items, Paragraph
from ideenboard.base.documents.odt_styles import BULLETS, DEEPEST, NUMBERS, WIDTH, add_styles
from ideenboard.base.tables import for_xml

COUNTRIES = {"de": "DE", "en": "GB"}
_VIEW_BOX = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')


def odt(document: Document) -> bytes:
    """Write a document as an OpenDocument text."""
    from odf import dc
    from odf.opendocument import OpenDocumentText

    book = OpenDocumentText()
    country = COUNTRIES[document.language]
    add_styles(book, document.language, country)
    book.meta.addElement(dc.Title(text=for_xml(document.title)))
    book.meta.addElement(dc.Language(text=f"{document.language}-{country}"))
    if document.summary:
        book.meta.addElement(dc.Description(text=for_xml(document.summary)))
    book.text.addElement(_paragraph(document.title, "Title"))
    for block in document.blocks:
        for element in WRITERS[type(block)](block, book):
            book.text.addElement(element)
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


def _filled(element: Any, text: str) -> Any:
    from odf.teletype import addTextToElement

    # Runs of spaces and line breaks need marks of their own; this sets them.
    addTextToElement(element, for_xml(text))
    return element


def _paragraph(text: str, style: str) -> Any:
    from odf.text import P

    return _filled(P(stylename=style), text)


def _heading(block: Heading, _book: Any) -> Iterator[Any]:
    from odf.text import H

    level = min(block.level, DEEPEST)
    yield _filled(H(outlinelevel=level, stylename=f"Heading_20_{level}"), block.text)


def _paragraph_of(block: Paragraph, _book: Any) -> Iterator[Any]:
    from odf.text import A, P

    if block.href is None:
        yield _paragraph(block.text, "Text_20_body")
        return
    paragraph = P(stylename="Text_20_body")
    paragraph.addElement(_filled(A(href=for_xml(block.href), type="simple"), block.text))
    yield paragraph


def _items(block: Items, _book: Any) -> Iterator[Any]:
    from odf.text import List, ListItem

    listing = List(stylename=NUMBERS if block.numbered else BULLETS)
    for text in block.texts:
        item = ListItem()
        item.addElement(_paragraph(text, "List"))
        listing.addElement(item)
    yield listing


def _facts(block: Facts, _book: Any) -> Iterator[Any]:
    from odf.text import P, Span

    for name, text in block.pairs:
        paragraph = P(stylename="List")
        paragraph.addElement(_filled(Span(stylename="Strong_20_Emphasis"), f"{name}:"))
        yield _filled(paragraph, f" {text}")


def _grid(block: Grid, _book: Any) -> Iterator[Any]:
    from odf.table import Table, TableColumn, TableHeaderRows, Title

    table = Table(stylename="Grid")
    if block.caption:
        yield _paragraph(block.caption, "Caption")
        table.addElement(Title(text=for_xml(block.caption)))
    for number, _head in enumerate(block.head):
        table.addElement(TableColumn(stylename="Numbers" if number in block.numeric else "Words"))
    heads = TableHeaderRows()
    heads.addElement(_row(block, block.head, "Table_20_Heading"))
    table.addElement(heads)
    for row in block.rows:
        table.addElement(_row(block, row, "Table_20_Contents"))
    yield table


def _row(block: Grid, texts: Any, style: str) -> Any:
    from odf.table import TableCell, TableRow

    row = TableRow()
    for number, text in enumerate(texts):
        cell = TableCell(stylename="Cell", valuetype="string")
        cell.addElement(_paragraph(text, f"{style}_20_Right" if number in block.numeric else style))
        row.addElement(cell)
    return row


def _figure(block: Figure, book: Any) -> Iterator[Any]:
    from odf.draw import Frame, Image
    from odf.svg import Desc, Title
    from odf.text import P

    width, height = map(float, _VIEW_BOX.search(block.svg).groups())  # type: ignore[union-attr]
    frame = Frame(width=f"{WIDTH}cm", height=f"{WIDTH * height / width:.2f}cm", anchortype="as-char")
    place = book.addPicture(f"Pictures/{len(book.Pictures)}.svg", "image/svg+xml", for_xml(block.svg).encode())
    frame.addElement(Image(href=place, type="simple", show="embed", actuate="onLoad"))
    frame.addElement(Title(text=for_xml(block.caption or block.alt)))
    frame.addElement(Desc(text=for_xml(block.alt)))
    paragraph = P(stylename="Text_20_body")
    paragraph.addElement(frame)
    yield paragraph
    if block.caption:
        yield _paragraph(block.caption, "Caption")


WRITERS: Mapping[type, Callable[[Any, Any], Iterator[Any]]] = {
    Heading: _heading,
    Paragraph: _paragraph_of,
    Items: _items,
    Facts: _facts,
    Grid: _grid,
    Figure: _figure,
}
