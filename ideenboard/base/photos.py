"""Photos from outside: looked at before they are decoded, decoded under limits, written anew from their pixels.

Nothing else of what came in is kept: no name, no place, no camera, no second picture, nothing behind the end.
"""

import re
import struct
import threading
import warnings
from dataclasses import dataclass
from io import BytesIO

from flask_babel import gettext as _
from PIL import Image
from PIL.ExifTags import Base as Tag
from werkzeug.datastructures import FileStorage

from ideenboard.base.errors import Refusal

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 24_000_000
# A JPEG is decoded no larger than we keep it, a PNG once. Of a WebP its library holds four whole pictures at a time,
# sixteen bytes for each pixel: 190 MB at this size.
MAX_WEBP_PIXELS = 12_000_000
# The longer edge of what is kept, and of what stands in lists on a screen with two pixels per point.
EDGE, SMALL_EDGE = 1600, 320
# A JPEG may be painted in ever more passes over the whole picture; cameras make about ten.
MAX_PASSES = 64
# A marker of a JPEG; FF 00 is an FF among the pixels, D0 to D7 are restarts within a pass.
_MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
_BEGIN, _PASS, _END = b"\xff\xd8", b"\xda", b"\xd9"
_FORMATS = ("JPEG", "PNG", "WEBP")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow says in so many ways: this is no such picture, or a broken one.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error)
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError)
# One decoded photo fits into memory many times over, those of a whole room at once do not.
_one_at_a_time = threading.Lock()

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True)
class Picture:
    """A JPEG that we have written."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Photo:
    """A photo as it is kept: to be read, and small for lists."""

    large: Picture
    small: Picture


def read_photo(upload: FileStorage) -> Photo:
    """Decode an uploaded JPEG, PNG or WebP. Raises Refusal where it is none, is broken or is too large.

    Takes up to a second: call it outside of any transaction.
    """
    content = upload.read(MAX_BYTES + 1)
    upload.close()
    if len(content) > MAX_BYTES:
        raise Refusal(_("The photo is larger than %(size)s MB.", size=MAX_BYTES // 1024 // 1024), 413)
    if content.startswith(_BEGIN) and _passes(content) > MAX_PASSES:
        raise Refusal(_broken())
    with _one_at_a_time, warnings.catch_warnings():
        # Odd metadata is not kept anyway. But where Pillow warns of too many pixels we stop, before one is decoded.
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _decoded(content)
        except _TOO_LARGE as error:
            most = MAX_PIXELS // 10**6
            raise Refusal(_("The photo has more than %(most)s million pixels.", most=most)) from error
        except _BROKEN as error:
            raise Refusal(_broken()) from error


def _passes(jpeg: bytes) -> int:
    """How often a JPEG paints over its picture. What phones append behind the end, even a film, does not count."""
    place, passes = len(_BEGIN), 0
    while (found := _MARKER.search(jpeg, place)) and found.group(1) != _END:
        passes += found.group(1) == _PASS
        place = found.end() + int.from_bytes(jpeg[found.end() : found.end() + 2])
    return passes


def _broken() -> str:
    return _("This is not a photo that can be read. Please take a JPEG, PNG or WebP file.")


def _decoded(content: bytes) -> Photo:
    with Image.open(BytesIO(content), formats=_FORMATS) as image:
        # What the head says, before a pixel is decoded.
        if image.format == "WEBP" and image.width * image.height > MAX_WEBP_PIXELS:
            most = {"webp": MAX_WEBP_PIXELS // 10**6, "jpeg": MAX_PIXELS // 10**6}
            raise Refusal(_("A WebP image may have %(webp)s million pixels, a JPEG %(jpeg)s million.", **most))
        orientation = image.getexif().get(Tag.Orientation)
        upright = _shrunk(image, EDGE)
    if (turn := _TURNS.get(orientation or 1)) is not None:
        upright = upright.transpose(turn)
    return Photo(_written(upright), _written(_shrunk(upright, SMALL_EDGE)))


def _shrunk(image: Image.Image, edge: int) -> Image.Image:
    """A picture that fits, on white where it was transparent, with no more of the other than its pixels."""
    if image.mode in ("1", "P", "PA") or image.mode.startswith("I"):
        image = image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    else:
        # A JPEG is decoded no finer than needed, a third of the memory and time.
        image.draft("RGB", (edge, edge))
    image.thumbnail((edge, edge), reducing_gap=2.0)
    clean = Image.new("RGB", image.size, "white")
    clean.paste(image.convert("RGB"), mask=image.getchannel("A") if "A" in image.getbands() else None)
    return clean


def _written(image: Image.Image) -> Picture:
    out = BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return Picture(out.getvalue(), image.width, image.height)
