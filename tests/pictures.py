"""Pictures as phones make them, and as somebody makes them who means us no good."""

import io
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage

from ideenboard.base import photos


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **how: Any) -> bytes:
    """A picture that is red on its left half and blue on its right."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def upload(content: bytes, name: str = "DSC0001 Frau Meier.jpg") -> tuple[io.BytesIO, str]:
    """A file as a form carries it."""
    return io.BytesIO(content), name


def read(content: bytes) -> photos.Photo:
    """A photo as the product reads it."""
    return photos.read_photo(FileStorage(io.BytesIO(content)))
