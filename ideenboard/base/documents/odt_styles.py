"""The styles of an ODT: under the names by which LibreOffice knows them, so its navigator and styles list work."""

from typing import Any

# Of the text on a page of A4, in centimetres.
WIDTH = 16.6
DEEPEST = 4
BULLETS, NUMBERS = "Bullets", "Numbers"
SIZES = {1: "15pt", 2: "12.5pt", 3: "11pt", 4: "11pt"}
FONT = "Liberation Sans"


def add_styles(book: Any, language: str, country: str) -> None:
    """Give a new text document its language, page and styles."""
    _add_default(book, language, country)
    _add_page(book)
    space = {"marginbottom": "0.25cm", "lineheight": "130%"}
    _add(book, "Text body", space)
    _add(book, "List", {**space, "marginbottom": "0.1cm"})
    _add(book, "Title", {"marginbottom": "0.6cm"}, {"fontsize": "20pt", "fontweight": "bold"})
    _add(book, "Caption", {"margintop": "0.3cm", "marginbottom": "0.1cm", "keepwithnext": "always"}, _BOLD)
    for level in range(1, DEEPEST + 1):
        paragraph = {"margintop": "0.6cm", "marginbottom": "0.2cm", "keepwithnext": "always"}
        _add(book, f"Heading {level}", paragraph, {"fontsize": SIZES[level], **_BOLD}, defaultoutlinelevel=level)
    for name, look in (("Table Contents", {}), ("Table Heading", _BOLD)):
        _add(book, name, {}, look)
        _add(book, f"{name} Right", {"textalign": "end"}, look)
    _add_strong(book)
    _add_lists(book)
    _add_table(book)


_BOLD = {"fontweight": "bold"}


def _add(book: Any, name: str, paragraph: dict[str, str], text: dict[str, str] | None = None, **more: Any) -> None:
    from odf.style import ParagraphProperties, Style, TextProperties

    style = Style(name=name.replace(" ", "_20_"), displayname=name, family="paragraph", **more)
    style.addElement(ParagraphProperties(**paragraph))
    if text:
        style.addElement(TextProperties(**text))
    book.styles.addElement(style)


def _add_default(book: Any, language: str, country: str) -> None:
    from odf.style import DefaultStyle, FontFace, TextProperties

    book.fontfacedecls.addElement(FontFace(name=FONT, fontfamily=f"'{FONT}'", fontfamilygeneric="swiss"))
    style = DefaultStyle(family="paragraph")
    style.addElement(TextProperties(language=language, country=country, fontsize="11pt", fontname=FONT))
    book.styles.addElement(style)


def _add_page(book: Any) -> None:
    from odf.style import Footer, MasterPage, PageLayout, PageLayoutProperties
    from odf.text import P, PageNumber

    layout = PageLayout(name="A4")
    margins = {"marginleft": "2.2cm", "marginright": "2.2cm", "margintop": "2.2cm", "marginbottom": "1.6cm"}
    layout.addElement(PageLayoutProperties(pagewidth="21cm", pageheight="29.7cm", **margins))
    book.automaticstyles.addElement(layout)
    page = MasterPage(name="Standard", pagelayoutname=layout)
    footer, line = Footer(), P()
    line.addElement(PageNumber(selectpage="current"))
    footer.addElement(line)
    page.addElement(footer)
    book.masterstyles.addElement(page)


def _add_strong(book: Any) -> None:
    from odf.style import Style, TextProperties

    strong = Style(name="Strong_20_Emphasis", displayname="Strong Emphasis", family="text")
    strong.addElement(TextProperties(**_BOLD))
    book.styles.addElement(strong)


def _add_lists(book: Any) -> None:
    from odf.style import ListLevelProperties
    from odf.text import ListLevelStyleBullet, ListLevelStyleNumber, ListStyle

    indent = {"spacebefore": "0.2cm", "minlabelwidth": "0.6cm"}
    bullet = ListLevelStyleBullet(level=1, bulletchar="•")
    number = ListLevelStyleNumber(level=1, numformat="1", numsuffix=".")
    for name, level in ((BULLETS, bullet), (NUMBERS, number)):
        level.addElement(ListLevelProperties(**indent))
        style = ListStyle(name=name)
        style.addElement(level)
        book.styles.addElement(style)


def _add_table(book: Any) -> None:
    from odf.style import Style, TableCellProperties, TableColumnProperties, TableProperties

    for name, width in (("Words", "2200*"), ("Numbers", "1000*")):
        column = Style(name=name, family="table-column")
        column.addElement(TableColumnProperties(relcolumnwidth=width))
        book.automaticstyles.addElement(column)
    table = Style(name="Grid", family="table")
    table.addElement(TableProperties(width=f"{WIDTH}cm", align="margins", marginbottom="0.4cm"))
    cell = Style(name="Cell", family="table-cell")
    cell.addElement(TableCellProperties(padding="0.12cm", borderbottom="0.5pt solid #808080"))
    for style in (table, cell):
        book.automaticstyles.addElement(style)
