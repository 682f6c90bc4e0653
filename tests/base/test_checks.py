"""The self-test sees what is wrong, and says nothing against what is right."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from ideenboard.base import checks
from ideenboard.base.db import db
from tests.console import Console


def failed() -> list[str]:
    return [finding.name for finding in checks.findings() if not finding.is_good]


@pytest.fixture
def sound(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An installation with nothing to complain about, whatever the checkout of the tests lacks."""
    app.config["UPLOADS"].mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(checks, "missing_assets", lambda: [])
    monkeypatch.setattr(checks, "_is_compiled", lambda path: True)
    return app


def test_a_sound_installation_passes(sound: Flask, console: Console) -> None:
    said = console("check")
    assert said.code == 0 and "FAIL" not in said.out, said.out
    assert "ok    migrations: at " in said.out


def test_an_old_sqlite_is_a_note_and_no_failure(
    sound: Flask, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("about SQLite only")
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 40, 1))
    said = console("check")
    assert said.code == 0 and "note  sqlite version: " in said.out and "one server process" in said.out


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda app, patch: patch.setitem(app.config, "DEBUG", True), "debug"),
        (lambda app, patch: patch.setitem(app.config, "WTF_CSRF_ENABLED", False), "forms"),
        (lambda app, patch: patch.setattr(checks, "missing_assets", lambda: ["static/vendor/htmx.js"]), "web assets"),
        (lambda app, patch: patch.setattr(checks, "_is_compiled", lambda path: False), "German"),
        (lambda app, patch: patch.setitem(app.config, "UPLOADS", Path("/nowhere/uploads")), "files"),
        (lambda app, patch: patch.setattr(checks, "MIN_FREE_BYTES", 10**18), "disk"),
        (lambda app, patch: db.session.execute(text("UPDATE alembic_version SET version_num = '0'")), "migrations"),
    ],
)  # fmt: skip
def test_each_fault_is_found(
    sound: Flask, console: Console, monkeypatch: pytest.MonkeyPatch, change, name: str
) -> None:
    change(sound, monkeypatch)
    assert failed() == [name]
    db.session.commit()
    said = console("check")
    assert said.code == 1 and f"FAIL  {name}: " in said.out


def test_a_key_that_others_can_read_is_a_fault(sound: Flask) -> None:
    path = Path(sound.config["INSTANCE_DIR"]) / "secret.key"
    path.write_text("x" * 64)
    try:
        path.chmod(0o644)
        assert failed() == ["secret key"]
        path.chmod(0o600)
        assert failed() == []
    finally:
        path.unlink()


def test_a_pragma_that_is_not_set_is_a_fault(sound: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("about SQLite only")
    monkeypatch.setitem(checks.PRAGMAS, "foreign_keys", "0")
    assert failed() == ["sqlite foreign_keys"]
