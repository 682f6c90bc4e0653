"""QR codes as SVG: inside a page with its colours from the stylesheet, or as a file of its own."""

import io
from functools import lru_cache

import segno
from markupsafe import Markup

# Every scanner reads all eight patterns; to look for the calmest takes four times as long as to draw one.
ANY_PATTERN = 0


# Drawing costs milliseconds, and the same few hundred codes are asked for again and again.
@lru_cache(maxsize=1000)
def qr_svg(target: str, *, pattern: int | None = None) -> Markup:
    """Draw an address as a QR code (error correction M) for the `qr` macro of `_ui/cards.html`.

    What is read from afar gets the calmest pattern; what a phone shows in the hand may have any.
    """
    # segno writes only its own markup; the address is drawn, not quoted.
    code = segno.make(target, error="m", micro=False, mask=pattern)
    return Markup(code.svg_inline(svgclass="ib-qr", lineclass=None, border=0, omitsize=True))  # noqa: S704


@lru_cache(maxsize=1000)
def qr_file(target: str) -> bytes:
    """Draw an address as an SVG file for paper and slides: dark on white, with its quiet zone, no style in it."""
    out = io.BytesIO()
    code = segno.make(target, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgclass=None, lineclass=None, light="#ffffff", border=4, omitsize=True)
    return out.getvalue()
