"""Documents: the same blocks as a text for LibreOffice and as a tagged PDF, and texts that stay texts."""

import io
import json
import re
import zipfile
import zlib
from typing import Any

import pytest
import typst
from flask import Flask
from odf import dc, draw, svg, table, text
from odf.opendocument import load
from odf.style import DefaultStyle, TextProperties
from odf.teletype import extractText
from werkzeug.exceptions import NotFound

from ideenboard.base import documents
from ideenboard.base.documents import Document, Facts, Figure, Grid, Heading, Items, Paragraph, forms, send
from ideenboard.base.documents.odt import odt
from ideenboard.base.documents.pdf import TEMPLATE, pdf

pytestmark = pytest.mark.once

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50"><rect width="90" height="9"/></svg>'
HOSTILE = '#read("/etc/passwd") = *fett* $x^2$ `x` <b>&amp;</b> @ref //\n=1+1\u202e\x0b '
MINUTES = Document(
    title="Folgetreffen zwei",
    language="de",
    summary="Was beschlossen wurde.",
    blocks=[
        Facts([("Ort", "Rathaus"), ("Tag", "3. April 2027")]),
        Heading("Beschlüsse"),
        Heading("Bänke", 2),
        Paragraph("Zwei wurden\ngefasst."),
        Paragraph("Zum Ergebnis", href="https://example.org/results/1"),
        Items(["Mehr Bänke", "Längere Öffnungszeiten"], numbered=True),
        Grid("Stimmen", ["Beschluss", "Dafür"], [["Mehr Bänke", "12"], ["Längere Öffnungszeiten", "3"]], numeric={1}),
        Figure(PICTURE, alt="Zwölf dafür, drei dagegen.", caption="Dafür"),
    ],
)


def read(content: bytes) -> Any:
    return load(io.BytesIO(content))


def texts(book: Any, kind: Any) -> list[str]:
    return [extractText(element) for element in book.getElementsByType(kind)]


def test_the_odt_has_headings_that_a_navigator_finds() -> None:
    headings = read(odt(MINUTES)).getElementsByType(text.H)
    found = [(extractText(h), h.getAttribute("outlinelevel"), h.getAttribute("stylename")) for h in headings]
    assert found == [("Beschlüsse", "1", "Heading_20_1"), ("Bänke", "2", "Heading_20_2")]


def test_the_odt_names_its_title_and_its_language() -> None:
    book = read(odt(MINUTES))
    assert [str(element) for kind in (dc.Title, dc.Language) for element in book.getElementsByType(kind)] == [
        "Folgetreffen zwei",
        "de-DE",
    ]
    spoken = book.getElementsByType(DefaultStyle)[0].getElementsByType(TextProperties)[0]
    assert (spoken.getAttribute("language"), spoken.getAttribute("country")) == ("de", "DE")


def test_the_odt_says_which_row_heads_a_table_and_what_a_picture_shows() -> None:
    book = read(odt(MINUTES))
    (heads,) = book.getElementsByType(table.TableHeaderRows)
    assert texts(heads, table.TableCell) == ["Beschluss", "Dafür"]
    assert texts(book.getElementsByType(table.Table)[0], table.TableRow)[1:] == [
        "Mehr Bänke12",
        "Längere Öffnungszeiten3",
    ]
    (frame,) = book.getElementsByType(draw.Frame)
    assert texts(frame, svg.Desc) == ["Zwölf dafür, drei dagegen."]
    (picture,) = frame.getElementsByType(draw.Image)
    with zipfile.ZipFile(io.BytesIO(odt(MINUTES))) as package:
        assert package.read(picture.getAttribute("href")).decode() == PICTURE


def test_the_odt_says_everything_in_order() -> None:
    said = texts(read(odt(MINUTES)).text, text.P)
    assert said[:3] == ["Folgetreffen zwei", "Ort: Rathaus", "Tag: 3. April 2027"]
    assert said[3:7] == ["Zwei wurden\ngefasst.", "Zum Ergebnis", "Mehr Bänke", "Längere Öffnungszeiten"]
    assert read(odt(MINUTES)).getElementsByType(text.A)[0].getAttribute("href") == "https://example.org/results/1"


def test_the_pdf_is_tagged_as_the_standard_for_accessible_documents_asks() -> None:
    # The writer refuses this standard to a document without title, language, order of headings, or alternative texts.
    content = pdf(MINUTES)
    assert content.startswith(b"%PDF-") and b"pdfuaid:part" in content
    assert b"Folgetreffen zwei" in content
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S)
    told = content + b"".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"x")
    for word in (b"/StructTreeRoot", b"/Marked true", b"/DisplayDocTitle true", b"/Lang(de)", b"/Alt"):
        assert word in told, word
    assert {b"H1", b"P", b"L", b"LI", b"Table", b"TH", b"TD", b"Figure"} <= {*re.findall(rb"/S/(\w+)", told)}


def test_hostile_text_stays_text_in_both() -> None:
    hostile = Document(HOSTILE, "de", [Heading(HOSTILE), Paragraph(HOSTILE), Grid(HOSTILE, [HOSTILE], [[HOSTILE]])])
    said = {extractText(element) for element in read(odt(hostile)).text.childNodes[:4]}
    assert said == {HOSTILE.replace("\x0b", "\ufffd")}
    assert b"pdfuaid:part" in pdf(hostile)


@pytest.mark.parametrize("element", ["strong", "raw", "math.equation", "ref"])
def test_markup_in_a_text_is_not_read(element: str) -> None:
    blocks = [{"kind": "paragraph", "text": HOSTILE, "href": None}]
    content = {"title": HOSTILE, "language": "de", "summary": HOSTILE, "blocks": blocks}
    found = typst.query(TEMPLATE.read_bytes(), element, sys_inputs={"document": json.dumps(content)})
    assert json.loads(found) == []


@pytest.mark.parametrize("said", ["你好", "\ufdd0", "x" * 500, " ", "a\0b\ud800"])
def test_no_text_is_too_odd_to_be_written(said: str) -> None:
    odd = Document(said, "en", [Facts([(said, said)]), Heading(said), Items([said]), Grid(said, [said], [[said]])])
    assert pdf(odd).startswith(b"%PDF-")
    assert read(odt(odd))


def test_a_heading_that_leaves_out_a_level_is_refused() -> None:
    with pytest.raises(ValueError, match="level"):
        Document("Titel", "de", [Heading("Eins"), Heading("Drei", 3)])


def test_a_row_with_another_number_of_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="cell"):
        Document("Titel", "de", [Grid("Zahlen", ["A", "B"], [["1"]])])


def test_without_its_package_there_is_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "find_spec", lambda _name: None)
    assert list(forms()) == ["odt"]
    with Flask(__name__).test_request_context(), pytest.raises(NotFound):
        send(MINUTES, "pdf", "minutes")


def test_a_document_is_sent_as_a_file_with_its_name() -> None:
    with Flask(__name__).test_request_context():
        answer = send(MINUTES, "odt", "minutes-2027-2")
    assert answer.mimetype == "application/vnd.oasis.opendocument.text"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="minutes-2027-2.odt"'
