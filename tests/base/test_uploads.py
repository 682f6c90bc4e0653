"""Files from coordinators are checked by content and handed out harmless."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.datastructures import FileStorage

from ideenboard.base import uploads
from ideenboard.base.db import db
from ideenboard.base.errors import Refusal

PDF = b"%PDF-1.4 small"


def test_a_pdf_comes_back_as_a_download_that_no_browser_runs(app: Flask) -> None:
    content = uploads.read_pdf(FileStorage(BytesIO(PDF)))
    stored = uploads.store(content, "../../Programm.pdf", uploads.PDF)
    assert stored.filename == "Programm.pdf"
    with app.test_request_context():
        response = uploads.send(stored.name, stored.filename, stored.media_type)
        response.direct_passthrough = False
    assert response.get_data() == PDF
    response.close()
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("content", [b"", b"<html>", b"MZ", b"PK\x03\x04"])
def test_what_is_no_pdf_is_refused(app: Flask, content: bytes) -> None:
    with pytest.raises(Refusal):
        uploads.read_pdf(FileStorage(BytesIO(content)))


def test_too_large_is_refused(app: Flask) -> None:
    with pytest.raises(Refusal) as refusal:
        uploads.read_pdf(FileStorage(BytesIO(PDF + b"x" * uploads.MAX_BYTES)))
    assert refusal.value.status == 413


def kept() -> set[str]:
    return {path.name for path in uploads.folder().iterdir()}


def test_a_file_stays_with_its_commit_and_goes_with_what_is_not_committed(app: Flask) -> None:
    before = kept()
    name = uploads.keep(b"here", ".jpg")
    db.session.execute(text("SELECT 1"))
    db.session.rollback()
    assert name not in kept()
    name = uploads.keep(b"here", ".jpg")
    db.session.execute(text("SELECT 1"))
    db.session.remove()
    assert name not in kept()
    name = uploads.keep(b"here", ".jpg")
    db.session.execute(text("SELECT 1"))
    db.session.commit()
    db.session.execute(text("SELECT 1"))
    db.session.rollback()
    assert kept() == before | {name}
    uploads.discard(name)
    db.session.execute(text("SELECT 1"))
    db.session.rollback()
    assert name in kept()
    uploads.discard(name)
    db.session.execute(text("SELECT 1"))
    db.session.commit()
    assert kept() == before


def test_a_savepoint_decides_about_no_file(app: Flask) -> None:
    name = uploads.keep(b"here", ".jpg")
    with db.session.begin_nested():
        db.session.execute(text("SELECT 1"))
    db.session.rollback()
    assert name not in kept()
