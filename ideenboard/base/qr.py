"""QR codes as SVG: inside a page with its colours from the stylesheet, or as a file of its own."""

import io
import re
from functools import cache, lru_cache

import segno
from markupsafe import Markup

# Every scanner reads all eight patterns; to look for the calmest takes four times as long as to draw one.
ANY_PATTERN = 0
RUN = re.compile("1+")


# Drawing costs milliseconds, and the same few hundred codes are asked for again and again.
@lru_cache(maxsize=1000)
def qr_svg(target: str, *, pattern: int | None = None) -> Markup:
    """Draw an address as a QR code (error correction M) for the `qr` macro of `_ui/cards.html`.

    What is read from afar gets the calmest pattern; what a phone shows in the hand may have any.
    """
    if pattern is not None:
        return _put_together(target.encode(), pattern)
    # segno writes only its own markup; the address is drawn, not quoted.
    code = segno.make(target, error="m", micro=False)
    return Markup(code.svg_inline(svgclass="ib-qr", lineclass=None, border=0, omitsize=True))  # noqa: S704


def _put_together(target: bytes, pattern: int) -> Markup:
    """Draw a code out of what each bit of its text does to it.

    With one pattern and one length every module is a sum of such bits: one that is set turns over the same modules
    whatever stands beside it. A receipt that differs from others in eight letters costs no computing of corrections.
    """
    size, modules = _plain(len(target), pattern)
    text = int.from_bytes(target)
    for bit in range(text.bit_length()):
        if text >> bit & 1:
            modules ^= _turned(len(target), pattern, bit)
    rows = f"{modules:0{size * size}b}"
    strokes = []
    for y in range(size):
        row = rows[y * size : (y + 1) * size]
        strokes += [f"M{run.start()} {y}.5h{len(run[0])}" for run in RUN.finditer(row)]
    drawn = f'<svg viewBox="0 0 {size} {size}" class="ib-qr"><path stroke="#000" d="{"".join(strokes)}"/></svg>'
    return Markup(drawn)  # noqa: S704 - nothing but numbers


@cache
def _plain(length: int, pattern: int) -> tuple[int, int]:
    """The width of a code and its modules, as the bits of one number, of nothing but zeros."""
    return _computed(bytes(length), pattern)


@lru_cache(maxsize=10_000)
def _turned(length: int, pattern: int, bit: int) -> int:
    """The modules that a bit of a text turns over."""
    return _computed((1 << bit).to_bytes(length), pattern)[1] ^ _plain(length, pattern)[1]


def _computed(text: bytes, pattern: int) -> tuple[int, int]:
    code = segno.make(text, error="m", micro=False, mask=pattern, mode="byte")
    bits = "".join("1" if module else "0" for row in code.matrix for module in row)
    return len(code.matrix), int(bits, 2)


@lru_cache(maxsize=1000)
def qr_file(target: str) -> bytes:
    """Draw an address as an SVG file for paper and slides: dark on white, with its quiet zone, no style in it."""
    out = io.BytesIO()
    code = segno.make(target, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgclass=None, lineclass=None, light="#ffffff", border=4, omitsize=True)
    return out.getvalue()
