"""Photos from outside: what is none is refused before it is decoded, and of what is one only the pixels are kept."""

import io
import random
import struct
import time
import zlib
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from PIL.ExifTags import IFD, Base
from PIL.WebPImagePlugin import WebPImageFile

from ideenboard.base import photos
from ideenboard.base.errors import Refusal
from tests.pictures import picture, read

SECRET = b"kanari"


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes down: camera, place, and which side was up."""
    data = Image.Exif()
    data[Base.Orientation], data[Base.Make], data[Base.Artist] = orientation, "kanari camera", "kanari name"
    data.get_ifd(IFD.GPSInfo)[1], data.get_ifd(IFD.GPSInfo)[2] = "N", (54.0, 5.0, 17.0)
    return data


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of some dozen bytes that unpacks to this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def passes(times: int) -> bytes:
    """A JPEG that paints its last pass again and again."""
    jpeg = picture(progressive=True)
    last = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    return jpeg[:-2] + last * times + jpeg[-2:]


def peak_while(refused: bytes) -> float:
    """How many MB the process grows at its highest while a photo is refused."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _memory("VmRSS")
    with pytest.raises(Refusal, match="24 [Mm]illion"):
        read(refused)
    return (_memory("VmHWM") - before) / 1024


def _memory(what: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_kinds_of_pictures_become_one(app: Flask, kind: str) -> None:
    photo = read(picture(kind, (2000, 1000)))
    assert [(one.width, one.height) for one in (photo.large, photo.small)] == [(1600, 800), (320, 160)]
    for one in (photo.large, photo.small):
        image = opened(one.content)
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (one.width, one.height))


def test_a_small_picture_stays_as_small_as_it_is(app: Flask) -> None:
    photo = read(picture(size=(60, 40)))
    assert (photo.large.width, photo.large.height) == (photo.small.width, photo.small.height) == (60, 40)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_pixels_is_kept(app: Flask, kind: str) -> None:
    how = {"JPEG": {"comment": b"kanari words"}, "PNG": {}, "WEBP": {"xmp": b"<x>kanari</x>"}}[kind]
    sent = picture(kind, exif=exif().tobytes(), icc_profile=b"kanari profile", **how) + b"kanari tail"
    assert SECRET in sent
    photo = read(sent)
    for content in (photo.large.content, photo.small.content):
        image = opened(content)
        assert SECRET not in content and b"Exif" not in content
        assert dict(image.getexif()) == {} and not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_side_that_was_up_is_up(app: Flask, orientation: int) -> None:
    """A camera writes its picture turned and says how; the one that is kept needs nobody to turn it."""
    upright = Image.new("RGB", (64, 32))
    for colour, x, y in (("red", 0, 0), ("green", 32, 0), ("blue", 0, 16), ("white", 32, 16)):
        upright.paste(colour, (x, y, x + 32, y + 16))
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)
    as_written = upright if back is None else upright.transpose(Image.Transpose(back))
    out = io.BytesIO()
    as_written.save(out, "JPEG", quality=95, exif=exif(orientation).tobytes())
    kept = opened(read(out.getvalue()).large.content)
    assert kept.size == (64, 32)
    corners = [kept.getpixel(place) for place in ((8, 8), (56, 8), (8, 24), (56, 24))]
    wanted = [(255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)]
    assert all(abs(a - b) < 40 for c, w in zip(corners, wanted, strict=True) for a, b in zip(c, w, strict=True))  # type: ignore[arg-type]


def clear(mode: str) -> Image.Image:
    """A picture in which there is nothing to see, or only white where a mode cannot say so."""
    nothing = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    if mode == "P":
        return nothing.quantize(4)
    return nothing.convert(mode) if mode in ("RGBA", "LA") else Image.new(mode, (40, 40), "white")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L"])
def test_what_is_transparent_stands_on_white(app: Flask, mode: str) -> None:
    out = io.BytesIO()
    clear(mode).save(out, "PNG")
    assert opened(read(out.getvalue()).large.content).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html><script>alert(1)</script></html>", id="html"),
        pytest.param(b"\xff\xd8\xff\xe0<html><script>alert(1)</script>", id="html-in-jpeg"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', id="svg"),
        pytest.param(picture("GIF"), id="gif"),
        pytest.param(picture("TIFF"), id="tiff"),
        pytest.param(b"SIMPLE  =                    T" + b" " * 3000, id="fits"),
        pytest.param(b"%PDF-1.4", id="pdf"),
        pytest.param(picture("JPEG", (400, 400))[:900], id="truncated-jpeg"),
        pytest.param(picture("PNG", (400, 400))[:200], id="truncated-png"),
        pytest.param(picture("WEBP", (400, 400))[:100], id="truncated-webp"),
        pytest.param(passes(100), id="too-many-passes"),
    ],
)
def test_what_is_no_photo_is_refused(app: Flask, content: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        read(content)
    assert refusal.value.status == 422 and "JPEG" in refusal.value.message


def test_html_behind_a_real_picture_is_not_kept(app: Flask) -> None:
    photo = read(picture(comment=b"<script>alert(1)</script>") + b"<script>alert(2)</script>")
    assert b"<script>" not in photo.large.content + photo.small.content


def test_a_camera_s_passes_and_a_film_behind_the_picture_are_fine(app: Flask) -> None:
    film = random.Random(1).randbytes(4_000_000)  # noqa: S311 - any bytes will do, but the same each time
    assert film.count(b"\xff\xda") > 40
    assert read(passes(10) + film).large.width == 60


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(png_that_claims(30_000, 30_000), id="30000-png"),
        pytest.param(png_that_claims(6_001, 4_000), id="just-too-many-png"),
        pytest.param(
            picture("WEBP", (16_383, 2))[:26] + struct.pack("<HH", 16_383, 16_383) + picture("WEBP", (16_383, 2))[30:],
            id="16383-webp",
        ),
    ],
)
def test_a_bomb_is_refused_before_it_goes_off(app: Flask, bomb: bytes) -> None:
    begin = time.perf_counter()
    assert peak_while(bomb) < 20
    assert time.perf_counter() - begin < 1


def test_as_many_pixels_as_cameras_have_are_taken(app: Flask) -> None:
    assert photos.MAX_PIXELS == 24_000_000
    assert read(picture("JPEG", (6000, 4000), quality=30)).large.width == 1600


@pytest.mark.parametrize(("size", "status"), [(photos.MAX_BYTES, 422), (photos.MAX_BYTES + 1, 413)])
def test_eight_megabytes_are_taken_and_a_byte_more_is_not(app: Flask, size: int, status: int) -> None:
    with pytest.raises(Refusal) as refusal:
        read(b"\0" * size)
    assert refusal.value.status == status


def test_mistakes_in_a_picture_are_never_ours(app: Flask) -> None:
    chance = random.Random(4)  # noqa: S311 - any mistakes will do, but the same each time
    bases = [
        picture("JPEG", exif=exif(6).tobytes()),
        picture("JPEG", progressive=True),
        picture("PNG"),
        picture("WEBP", exif=exif(3).tobytes()),
    ]
    for _ in range(300):
        broken = bytearray(chance.choice(bases))
        for _ in range(chance.choice((1, 3, 20))):
            broken[chance.randrange(min(len(broken), chance.choice((40, 300, 10_000))))] = chance.randrange(256)
        try:
            read(bytes(broken[: chance.choice((len(broken), chance.randrange(len(broken))))]))
        except Refusal:
            continue


def test_a_webp_may_have_half_as_many_pixels_as_a_jpeg(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert photos.MAX_WEBP_PIXELS == 12_000_000
    monkeypatch.setattr(photos, "MAX_WEBP_PIXELS", 100 * 50)
    read(picture("WEBP", (100, 50)))
    read(picture("JPEG", (101, 50)))
    huge = picture("WEBP", (101, 50))
    # The head is enough to tell: nothing is decoded for it.
    monkeypatch.setattr(WebPImageFile, "load", pytest.fail)
    with pytest.raises(Refusal, match="WebP"):
        read(huge)
