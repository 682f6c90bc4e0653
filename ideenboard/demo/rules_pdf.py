"""A programme as a PDF of one page, written by hand: no library for one list of times."""

import textwrap
from collections.abc import Sequence

WIDTH, HEIGHT, LEFT, TOP = 595, 842, 64, 770
LINES_AT_MOST = 34


def programme_pdf(title: str, subtitle: str, items: Sequence[tuple[str, str]]) -> bytes:
    """Return a PDF page with a title, a line below it, and rows of (time, what)."""
    text = [_text(22, LEFT, TOP, title), _text(11, LEFT, TOP - 24, subtitle)]
    y = TOP - 64
    for time, item in items[:LINES_AT_MOST]:
        text.append(_text(11, LEFT, y, time, "F2"))
        for line in textwrap.wrap(item, 72):
            text.append(_text(11, LEFT + 56, y, line))
            y -= 16
        y -= 6
    return _document("\n".join(text).encode("cp1252", "replace"), title)


def _text(size: int, x: int, y: int, text: str, font: str = "F1") -> str:
    return f"BT /{font} {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").replace("\n", " ")


def _document(stream: bytes, title: str) -> bytes:
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (de) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
        # Titles outside of the text are UTF-16.
        b"<< /Title <" + ("\ufeff" + title).encode("utf-16-be").hex().encode() + b"> >>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
