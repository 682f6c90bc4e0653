"""Files from outside: checked by content, stored under random names outside of every web root, gone with their rows."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request, send_file
from flask_babel import gettext as _
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction
from werkzeug.datastructures import FileStorage

from ideenboard.base.db import db
from ideenboard.base.errors import Refusal

View = TypeVar("View", bound=Callable[..., Any])

MAX_BYTES = 20 * 1024 * 1024
PDF = "application/pdf"
# What a file must begin with to be taken for what it says it is.
_SIGNATURES = {PDF: b"%PDF-"}
# Where a session keeps the files that came in before its commit, and those that go with it.
_MADE, _GOING = "made_files", "going_files"


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
    name = keep(content, ".pdf")
    return Stored(name, Path(filename).name[:120] or "document.pdf", media_type, len(content))


def keep(content: bytes, suffix: str) -> str:
    """Write a file under a random name. It stays with the next commit, and goes with what is not committed."""
    name = f"{secrets.token_hex(16)}{suffix}"
    db.session.info.setdefault(_MADE, set()).add(name)
    (folder() / name).write_bytes(content)
    return name


def discard(stored_name: str) -> None:
    """Let a file go with the next commit; without one it stays."""
    db.session.info.setdefault(_GOING, set()).add(stored_name)


@event.listens_for(db.session, "after_commit")
def _settle(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.info.pop(_MADE, None)
    _remove(session.info.pop(_GOING, ()))


@event.listens_for(db.session, "after_transaction_end")
def _clear_up(session: Session, ended: SessionTransaction) -> None:
    """Whatever a transaction leaves here it did not commit: a row that is not there points at no file."""
    if ended.parent is None:
        session.info.pop(_GOING, None)
        _remove(session.info.pop(_MADE, ()))


def _remove(names: Iterable[str]) -> None:
    for name in names:
        (folder() / name).unlink(missing_ok=True)


def send(stored_name: str, filename: str, media_type: str) -> Response:
    """Hand out a stored file as a download that no browser will run; 404 where it is gone."""
    response = _sent(stored_name, mimetype=media_type, as_attachment=True, download_name=filename)
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def send_picture(stored_name: str) -> Response:
    """Hand out a picture that we have written; a browser asks again each time whether it may still show it."""
    response = _sent(stored_name, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _sent(stored_name: str, **how: Any) -> Response:
    if not (folder() / stored_name).is_file():
        abort(404)
    response = send_file(folder() / stored_name, **how)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def folder() -> Path:
    """The upload folder, made when first needed."""
    path = Path(current_app.config["UPLOADS"])
    path.mkdir(parents=True, exist_ok=True)
    return path


def takes_files(size: int = MAX_BYTES) -> Callable[[View], View]:
    """Mark a view whose body may be as large as a file of this size; all others stay at the small limit."""

    def mark(view: View) -> View:
        view.takes_files = size  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    """Lift the size limit for the views that take files, before anything reads the body."""

    @app.before_request
    def lift_limit() -> None:
        if size := getattr(app.view_functions.get(request.endpoint or ""), "takes_files", 0):
            # Up to twice the size the form comes back with its other fields; beyond that nothing is read at all.
            request.max_content_length = 2 * size
