"""Take pictures of the product from its own demo process.

python scripts/screenshots.py                      the pictures of the README, into docs/pictures/
python scripts/screenshots.py --all --out FOLDER   every screen, phone and desk, light and dark, German and English
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal, cast

from playwright.sync_api import Browser, Page, sync_playwright

from machine import find_chromium

ROOT = Path(__file__).resolve().parent.parent
PROCESS = "sozialraum-rostock"
# Root may not use Chromium's sandbox; the rest keeps it from asking its maker anything.
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
Theme = Literal["light", "dark"]
PHONE, LAPTOP, DESK, WALL = (390, 844), (1280, 800), (1440, 900), (1920, 1080)


@dataclass(frozen=True)
class Screen:
    """A page and who looks at it on what."""

    name: str
    path: str
    size: tuple[int, int]
    role: str = "public"
    whole: bool = False


SCREENS = [
    Screen("start", "/", DESK, whole=True),
    Screen("start-phone", "/", PHONE, whole=True),
    Screen("join", "/w/WF8D2M", PHONE),
    Screen("login", "/login", DESK),
    Screen("contributions", f"/processes/{PROCESS}/contributions", DESK),
    Screen("events", f"/processes/{PROCESS}/events", DESK),
    Screen("event", "/events/1", DESK, whole=True),
    Screen("results", f"/processes/{PROCESS}/results", DESK),
    Screen("result", "/results/1", DESK, whole=True),
    Screen("result-phone", "/results/1", PHONE, whole=True),
    Screen("plans", f"/processes/{PROCESS}/plans", DESK),
    Screen("plan", "/plans/1", DESK, whole=True),
    Screen("plan-phone", "/plans/1", PHONE, whole=True),
    Screen("measure", "/measures/1", DESK),
    Screen("cluster", "/clusters/1", DESK),
    Screen("contribution", "/contributions/1", PHONE),
    Screen("privacy", "/datenschutz", PHONE),
    Screen("missing", "/gibt-es-nicht", PHONE),
    Screen("contribute", "/w/WF8D2M/contribute", PHONE, "participant"),
    Screen("board", "/w/WF8D2M/board", PHONE, "participant"),
    Screen("mine", "/w/WF8D2M/mine", PHONE, "participant"),
    Screen("vote", "/w/TZ3H9R/vote", PHONE, "participant"),
    Screen("offline", "/offline", PHONE, "participant"),
    Screen("handover", "/device/handover", PHONE, "participant"),
    Screen("wall", "/w/WF8D2M/wall", WALL),
    Screen("wall-vote", "/w/TZ3H9R/wall", WALL),
    Screen("cockpit", "/desk/events/4/cockpit", DESK, "coordinator"),
    Screen("desk-index", "/desk", DESK, "coordinator"),
    Screen("desk", f"/desk/{PROCESS}", DESK, "coordinator"),
    Screen("queue", f"/desk/{PROCESS}/queue", DESK, "coordinator"),
    Screen("clusters", f"/desk/{PROCESS}/clusters", DESK, "coordinator"),
    Screen("ballots", f"/desk/{PROCESS}/ballots", DESK, "coordinator"),
    Screen("plans-desk", f"/desk/{PROCESS}/plans", DESK, "coordinator"),
    Screen("publish", f"/desk/{PROCESS}/publish", DESK, "coordinator"),
    Screen("steering", "/steering/12", LAPTOP, "coordinator"),
    Screen("steering-phone", "/steering/12", PHONE, "coordinator", whole=True),
    Screen("settings", f"/desk/{PROCESS}/settings", DESK, "coordinator", whole=True),
    Screen("cards", "/desk/events/4/cards", DESK, "coordinator"),
    Screen("cards-entry", "/desk/events/4/cards/entry", DESK, "coordinator"),
    Screen("rooms", "/e/HW6P9E", PHONE),
    Screen("events-desk", f"/desk/{PROCESS}/events", DESK, "coordinator", whole=True),
]
README = {"board", "clusters", "result"}


def main() -> None:
    """Start the demo, take the pictures, stop."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="every screen in every dress")
    parser.add_argument("--only", default="", help="names of screens, with commas between")
    parser.add_argument("--dress", default="", help="for instance light-de,dark-en")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    given = parser.parse_args()
    names = set(given.only.split(",")) if given.only else {s.name for s in SCREENS} if given.all else README
    dresses = [tuple(d.split("-")) for d in given.dress.split(",")] if given.dress else [("light", "de")]
    if given.all and not given.dress:
        dresses = list(product(("light", "dark"), ("de", "en")))
    given.out.mkdir(parents=True, exist_ok=True)
    with demo_server() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM)
        for theme, language in dresses:
            screens = [s for s in SCREENS if s.name in names]
            take(screens, browser, url, cast(Theme, theme), language, given.out, plain=not given.all)
        browser.close()


def take(
    screens: list[Screen], browser: Browser, url: str, theme: Theme, language: str, out: Path, *, plain: bool
) -> None:
    """Take the given screens in one dress."""
    pages: dict[tuple[str, tuple[int, int]], Page] = {}
    for screen in screens:
        key = (screen.role, screen.size)
        if key not in pages:
            pages[key] = open_page(browser, url, screen.role, screen.size, theme, language)
        page = pages[key]
        page.goto(url + screen.path)
        page.wait_for_load_state("networkidle")
        name = screen.name if plain else f"{screen.name}-{theme}-{language}"
        page.screenshot(path=out / f"{name}.png", full_page=screen.whole)
        print(out / f"{name}.png", flush=True)


def open_page(browser: Browser, url: str, role: str, size: tuple[int, int], theme: Theme, language: str) -> Page:
    """A browser window of somebody with this role."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=theme,
        locale=language,
        device_scale_factor=2 if size == PHONE else 1,
        reduced_motion="reduce",
    )
    page = context.new_page()
    if role == "coordinator":
        page.goto(url + "/login")
        page.fill("[name=email]", "koordination@example.org")
        page.fill("[name=password]", os.environ.get("DEMO_PASSWORD", "demo-koordination"))
        page.click("main button")
    if role == "participant":
        for code in ("WF8D2M", "TZ3H9R"):
            page.goto(f"{url}/w/{code}")
            page.click("button.kern-btn--primary")
            page.wait_for_load_state("networkidle")
    return page


@contextmanager
def demo_server() -> Iterator[str]:
    """Serve a fresh demo from a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        env = {**os.environ, "INSTANCE_DIR": folder, "PORT": str(port), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", "from wsgi import main; main()"]
        for step in (["init"], ["demo"]):
            subprocess.run(command + step, env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            command + ["serve"], env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/health/live")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=10)


def wait_for(url: str, seconds: float = 20) -> None:
    """Wait until an address answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=1)  # noqa: S310 - our own address
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer.")


if __name__ == "__main__":
    main()
