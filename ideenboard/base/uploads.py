"""Files that coordinators upload: checked by content, stored under random names outside of every web root."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request, send_file
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from ideenboard.base.errors import Refusal

View = TypeVar("View", bound=Callable[..., Any])

MAX_BYTES = 20 * 1024 * 1024
PDF = "application/pdf"
# What a file must begin with to be taken for what it says it is.
_SIGNATURES = {PDF: b"%PDF-"}


@dataclass(frozen=True)
class Stored:
    """A file in the upload folder: its random name there, and what people see of it."""

    name: str
    filename: str
    media_type: str
    size: int


def read_pdf(upload: FileStorage) -> bytes:
    """The content of an uploaded PDF. Raises Refusal where it is none or too large."""
    content = upload.read(MAX_BYTES + 1)
    upload.close()
    return _checked(content, PDF)


def _checked(content: bytes, media_type: str) -> bytes:
    if len(content) > MAX_BYTES:
        raise Refusal(_("The file is larger than %(size)s MB.", size=MAX_BYTES // 1024 // 1024), 413)
    if not content.startswith(_SIGNATURES[media_type]):
        raise Refusal(_("This is not a PDF file."))
    return content


def store(content: bytes, filename: str, media_type: str) -> Stored:
    """Keep bytes as a file with a random name. Raises Refusal for another kind of content or too much of it."""
    _checked(content, media_type)
    name = f"{secrets.token_hex(16)}.pdf"
    (folder() / name).write_bytes(content)
    return Stored(name, Path(filename).name[:120] or "document.pdf", media_type, len(content))


def send(stored_name: str, filename: str, media_type: str) -> Response:
    """Hand out a stored file as a download that no browser will run; 404 where it is gone."""
    if not (folder() / stored_name).is_file():
        abort(404)
    response = send_file(folder() / stored_name, media_type, as_attachment=True, download_name=filename)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def remove(stored_name: str) -> None:
    """Delete a stored file; one that is already gone is fine."""
    (folder() / stored_name).unlink(missing_ok=True)


def folder() -> Path:
    """The upload folder, made when first needed."""
    path = Path(current_app.config["UPLOADS"])
    path.mkdir(parents=True, exist_ok=True)
    return path


def takes_files(view: View) -> View:
    """Mark a view whose body may be as large as a file; all others stay at the small limit."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Lift the size limit for the views that take files, before anything reads the body."""

    @app.before_request
    def lift_limit() -> None:
        if getattr(app.view_functions.get(request.endpoint or ""), "takes_files", False):
            # Up to twice the size the form comes back with its other fields; beyond that nothing is read at all.
            request.max_content_length = 2 * MAX_BYTES
