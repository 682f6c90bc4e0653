"""Every answer carries the headers that protect people: here what the table of addresses does not ask for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from config import from_environment
from ideenboard import create_app
from ideenboard.base.errors import TooMany
from tests.browsing import Client
from tests.conftest import SECRET
from tests.doors import DOORS
from tests.header_faults import faults
from tests.world import World


# What it looks at is the same on each database.
@pytest.mark.once
def test_fragments_have_them(world: World, session_app: Flask) -> None:
    for endpoint in ("phone.board", "contributions.index", "plans.show"):
        door = next(d for d in DOORS if d.endpoint == endpoint)
        answer = door.knock(world, "participant", session_app, htmx=True)
        assert (answer.status_code, faults(answer)) == (200, [])
        assert {"HX-Request", "HX-Request-Type"} <= set(answer.vary)


def refusals(browser: Client, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, TestResponse]]:
    """One answer of each kind that goes wrong before or behind a view."""

    def breaks(error: BaseException) -> Any:
        def view(*_args: Any, **_kwargs: Any) -> Any:
            raise error

        monkeypatch.setitem(app.view_functions, "legal.imprint", view)
        return browser.get("/impressum", check=False)

    yield 400, browser.get("/", headers={"Host": "elsewhere.example"}, check=False)
    yield 404, browser.get("/nowhere", check=False)
    yield 405, browser.post("/impressum", check=False)
    yield 413, browser.post("/login", data={"email": "x" * 3_000_000}, check=False)
    yield 422, browser.post("/login", data={"email": "x", "password": "y"}, check=False)
    yield 429, breaks(TooMany("Zu viele."))
    yield 500, breaks(RuntimeError("broken"))
    yield 503, breaks(OperationalError("locked", {}, Exception()))


def test_refusals_have_them(world: World, session_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(session_app.config, "PROPAGATE_EXCEPTIONS", False)
    for code, answer in refusals(world.browsers["stranger"], session_app, monkeypatch):
        assert (answer.status_code, faults(answer)) == (code, []), code


def test_static_files_have_them_and_stay_a_year(session_app: Flask) -> None:
    """Straight from disk, compressed, and where there is none."""
    root = Path(session_app.static_folder or "")
    kinds = {path.suffix: path for path in sorted(root.rglob("*")) if path.is_file() and path.suffix != ".map"}
    browser = Client(session_app)
    for path in [*kinds.values(), *root.glob("vendor/*.js")]:
        address = f"/static/{path.relative_to(root).as_posix()}"
        if path.suffix in (".gz", ".br"):
            continue
        for encoding in ("identity", "gzip", "br"):
            with browser.get(address, headers={"Accept-Encoding": encoding}, check=False) as answer:
                assert (answer.status_code, faults(answer, address)) == (200, []), (address, encoding)
                assert "max-age=31536000" in answer.headers["Cache-Control"]
    missing = browser.get("/static/nothing.css", check=False)
    assert (missing.status_code, faults(missing)) == (404, [])


def test_downloads_are_handed_out_and_not_run(world: World, session_app: Flask) -> None:
    for endpoint, role in (
        ("processes.file", "stranger"),
        ("exports.open_data", "stranger"),
        ("exports.download", "admin"),
    ):
        door = next(d for d in DOORS if d.endpoint == endpoint)
        answer = door.knock(world, role, session_app)
        assert answer.headers["Content-Disposition"].startswith("attachment"), endpoint


def test_the_cookie_is_bound_to_the_host_where_there_is_https(tmp_path: Path) -> None:
    """With https the browser keeps to it, and no neighbouring host can set our cookie."""
    base_url = "https://ideen.example.org"
    env = {"BASE_URL": base_url, "SECRET_KEY": SECRET, "INSTANCE_DIR": str(tmp_path)}
    with create_app(from_environment(env)).test_client().get("/login", base_url=base_url) as answer:
        cookie = answer.headers["Set-Cookie"]
        assert faults(answer) == []
    assert cookie.startswith("__Host-ideenboard=") and "Secure" in cookie and "Domain" not in cookie
    assert len(cookie) < 4096
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
