"""A running server with a database of its own, and people's browsers: phone or desk, with and without script."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from tests.browsing import PASSWORD
from tests.separate import separate_app

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
# Root may not use Chromium's sandbox; the rest keeps it from asking its maker anything.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
# Nobody looks at the pictures as they are drawn: one thread draws them, and no graphics card is made up for it.
QUIET += ["--disable-software-rasterizer", "--num-raster-threads=1", "--no-zygote", "--disable-extensions"]
# Scripts live for a second: to compile them well would take longer than to run them.
QUIET += ["--in-process-gpu", "--js-flags=--no-opt"]
# Letters as wide as on paper; else some systems round them to the screen's pixels, and a full card runs over.
QUIET += ["--font-render-hinting=none"]


@dataclass(frozen=True)
class LiveServer:
    """The product as it runs, on a file of its own that all browser tests of a run share."""

    url: str
    app: Flask

    def rows(self) -> AbstractContextManager[Any]:
        """A context in which the factories write to this server's database."""
        return self.app.app_context()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    folder = tmp_path_factory.mktemp("live")
    with separate_app(f"sqlite:///{folder / 'live.db'}", folder, revision="head") as app:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        # QR codes and posters carry this address.
        app.config["BASE_URL"] = f"http://127.0.0.1:{server.server_port}"
        yield LiveServer(app.config["BASE_URL"], app)
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    # None lets Playwright look for the browser it may have brought itself.
    return {"executable_path": os.environ.get("CHROMIUM") or shutil.which("chromium"), "args": QUIET}


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Open a fresh browser: `open_page(DESK, color_scheme="dark", java_script_enabled=False)`; fails on page errors."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(size: dict[str, int] = PHONE, **options: Any) -> Page:
        settings = {"viewport": size, "locale": "de", "base_url": live_server.url, "reduced_motion": "reduce"} | options
        context = browser.new_context(**settings)
        context.set_default_timeout(5000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.on("request", lambda sent: complaints.append(sent.url) if _is_foreign(sent.url, live_server) else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, complaints


def _is_foreign(url: str, live_server: LiveServer) -> bool:
    return not url.startswith((live_server.url, "data:", "blob:"))


@pytest.fixture
def sign_in() -> Callable[..., None]:
    """Sign an account in through the form; those of the factories share a password."""

    def by_form(page: Page, email: str, password: str = PASSWORD) -> None:
        page.goto("/login")
        page.fill("[name=email]", email)
        page.fill("[name=password]", password)
        page.click("main button")

    return by_form
