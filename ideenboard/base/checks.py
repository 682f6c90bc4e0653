"""The program looks at itself: is everything set up as it must be before a hall full of people comes?"""

import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic.migration import MigrationContext
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from ideenboard.base.assets import missing_assets
from ideenboard.base.db import db
from ideenboard.base.ops import MIN_FREE_BYTES, head_of

# Older ones can corrupt a write-ahead log that two processes write at the same moment.
SAFE_SQLITE = (3, 51, 3)
PRAGMAS = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"}
POSTGRES = {"synchronous_commit": "on", "fsync": "on", "server_encoding": "UTF8"}


@dataclass(frozen=True)
class Finding:
    """What one check found; a note is worth reading and stops nothing."""

    name: str
    is_good: bool
    detail: str
    is_note: bool = False


def findings() -> list[Finding]:
    """Every check with what it found; one that cannot be made counts as failed."""
    return [finding for check in CHECKS for finding in _made(check)]


def _made(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except (SQLAlchemyError, OSError) as error:
        yield Finding(check.__name__.strip("_"), False, str(error).splitlines()[0])


def _settings() -> Iterator[Finding]:
    yield Finding(
        "debug", not current_app.debug, "on: it shows its inside to everybody" if current_app.debug else "off"
    )
    # That it is long enough was seen at the start; a key in a file must be its owner's alone.
    path = Path(current_app.config["INSTANCE_DIR"]) / "secret.key"
    mine = not path.exists() or not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    yield Finding("secret key", mine, "only its owner can read it" if mine else f"others can read {path}: chmod 600")
    # The setting of a test, or of somebody who wanted to get a form to work.
    guarded = current_app.config.get("WTF_CSRF_ENABLED", True)
    yield Finding("forms", guarded, "carry a token" if guarded else "carry no token: WTF_CSRF_ENABLED is off")


def _files() -> Iterator[Finding]:
    missing = missing_assets()
    yield Finding("web assets", not missing, ", ".join(missing) or "complete")
    rooms = Path(current_app.root_path)
    stale = [path for path in rooms.glob("*/translations/*/LC_MESSAGES/messages.po") if not _is_compiled(path)]
    yield Finding("German", not stale, ", ".join(path.parents[3].name for path in stale) or "compiled")
    uploads = Path(current_app.config["UPLOADS"])
    with tempfile.NamedTemporaryFile(dir=uploads) as file:
        file.write(b"x")
    yield Finding("uploads", True, f"{uploads} can be written")
    free = shutil.disk_usage(current_app.config["INSTANCE_DIR"]).free
    yield Finding("disk", free >= MIN_FREE_BYTES, f"{free // 1024 // 1024} MB free")


def _is_compiled(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime


def _migrations() -> Iterator[Finding]:
    head = head_of(current_app.config["MIGRATIONS"])
    current = MigrationContext.configure(db.session.connection()).get_current_revision()
    detail = f"at {current}" if current == head else f"at {current or 'nothing'}, not at {head}: run ideenboard init"
    yield Finding("migrations", current == head, detail)


def _database() -> Iterator[Finding]:
    if db.engine.dialect.name != "sqlite":
        for name, wanted in POSTGRES.items():
            found = str(db.session.connection().exec_driver_sql(f"SHOW {name}").scalar())
            yield Finding(f"postgresql {name}", found == wanted, found)
        return
    for name, wanted in PRAGMAS.items():
        found = str(db.session.connection().exec_driver_sql(f"PRAGMA {name}").scalar())
        yield Finding(f"sqlite {name}", found == wanted, found)
    whole = str(db.session.connection().exec_driver_sql("PRAGMA quick_check").scalar())
    yield Finding("sqlite content", whole == "ok", whole)
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        detail = (
            f"{sqlite3.sqlite_version} is older than {'.'.join(map(str, SAFE_SQLITE))}: run one server process only"
        )
        yield Finding("sqlite version", True, detail, is_note=True)


CHECKS = (_settings, _files, _migrations, _database)
