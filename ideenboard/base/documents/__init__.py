"""Documents to take away: described once in neutral blocks, written as ODT or as tagged PDF.

A room describes what it has to say, and its view sends it:

    minutes = Document(
        title="Follow-up meeting 2",
        language="en",
        blocks=[
            Facts([("Place", "Town hall"), ("Day", "3 April 2027")]),
            Heading("Resolutions"),
            Paragraph("Two were carried."),
            Items(["More benches", "Longer opening hours"], numbered=True),
            Grid("Votes", ["Resolution", "For"], [["More benches", "12"]], numeric={1}),
            Figure('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 170 20">…</svg>', alt="Twelve for it."),
        ],
    )
    return send(minutes, "odt", "minutes-2027-2")

Texts are plain: no writer reads markup, formulas or references in them; a line break stays one. Offer what `forms()`
names: without the package typst there is no PDF.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from flask import Response, abort

from ideenboard.base.documents.blocks import Block, Document, Facts, Figure, Grid, Heading, Items, Paragraph
from ideenboard.base.documents.odt import odt
from ideenboard.base.documents.pdf import pdf

__all__ = [
    "Block",
    "Document",
    "Facts",
    "Figure",
    "Grid",
    "Heading",
    "Items",
    "Paragraph",
    "forms",
    "send",
]


@dataclass(frozen=True)
class Form:
    """A kind of file: how it is called on a button, how on the wire, and what writes it."""

    label: str
    media_type: str
    write: Callable[[Document], bytes]


ODT = Form("ODT", "application/vnd.oasis.opendocument.text", odt)
PDF = Form("PDF", "application/pdf", pdf)


def forms() -> Mapping[str, Form]:
    """The kinds of files that can be written here, by their endings."""
    return {"odt": ODT} | ({"pdf": PDF} if find_spec("typst") else {})


def send(document: Document, ending: str, name: str) -> Response:
    """Answer with a document as a file called `name`; 404 for an ending that is not among forms()."""
    form = forms().get(ending) or abort(404)
    response = Response(form.write(document), mimetype=form.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
