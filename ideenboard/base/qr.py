"""QR codes as SVG: inside a page with its colours from the stylesheet, or as a file of its own."""

import io
from functools import lru_cache

import segno
from markupsafe import Markup


# Drawing costs ten milliseconds, and the same few hundred codes are asked for again and again.
@lru_cache(maxsize=1000)
def qr_svg(target: str) -> Markup:
    """Draw an address as a QR code (error correction M) for the `qr` macro of `_ui/cards.html`."""
    # segno writes only its own markup; the address is drawn, not quoted.
    code = segno.make(target, error="m", micro=False)
    return Markup(code.svg_inline(svgclass="ib-qr", lineclass=None, border=0, omitsize=True))  # noqa: S704


@lru_cache(maxsize=1000)
def qr_file(target: str) -> bytes:
    """Draw an address as an SVG file for paper and slides: dark on white, with its quiet zone, no style in it."""
    out = io.BytesIO()
    code = segno.make(target, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgclass=None, lineclass=None, light="#ffffff", border=4, omitsize=True)
    return out.getvalue()
