"""Make a clean checkout ready: virtual environment, packages, web assets, message catalogues.

Needs nothing but Python itself. A step whose inputs have not changed since it last succeeded is skipped, so a second
start costs a few hashes. Every failure is one line that says what to do.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from commands import LOG, PYTHON, ROOT, VENV, SetupError, call, pip_install
from machine import bring_chromium, check_port, node_and_npm

VENDOR = ROOT / "static" / "vendor"


class Step(NamedTuple):
    title: str
    state: State
    work: Callable[[], None]


def main() -> None:
    options = _arguments()
    try:
        if options.port is not None:
            check_port(options.port)
        _run(_steps(options.dev))
        if options.browser:
            bring_chromium()
    except SetupError as error:
        sys.exit(f"Set-up stopped: {error}")
    except KeyboardInterrupt:
        sys.exit("\nSet-up stopped. The same command goes on where it was.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make a clean checkout ready.")
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    parser.add_argument("--browser", action="store_true", help="also Chromium, for the browser tests")
    parser.add_argument("--port", help="stop at once when this port is taken")
    return parser.parse_args()


def _steps(dev: bool) -> list[Step]:
    install, npm = _python_packages(dev), _web_packages(dev)
    own = _own_static()
    vendor = State("assets", [npm.state.stamp, *_files(ROOT / "assets"), *_design_tokens()], [VENDOR / "kern.css"])
    messages = State("messages", _catalogues(".po"), _catalogues(".mo"))
    return [
        Step("Creating .venv", State("venv", [sys.version, sys.base_prefix, str(VENV)]), _create_venv),
        install,
        Step("Linking the project", State("project", [install.state.stamp, ROOT / "pyproject.toml"]), _link_project),
        npm,
        Step("Building web assets", vendor, _build_assets),
        Step("Compressing static files", State("static", [vendor.stamp, *own]), _compress),
        Step("Compiling message catalogues", messages, _compile_messages),
    ]


def _run(steps: list[Step]) -> None:
    LOG.unlink(missing_ok=True)
    started = time.monotonic()
    worked = False
    for number, (title, state, work) in enumerate(steps, 1):
        if not state.is_current():
            print(f"[{number}/{len(steps)}] {title} …", flush=True)
            work()
            state.remember()
            worked = True
    if worked:
        print(f"Set up in {time.monotonic() - started:.0f} s.", flush=True)


class State:
    """Remembers in .venv by which inputs a step last succeeded."""

    def __init__(self, name: str, inputs: Iterable[str | Path], outputs: Iterable[Path] = ()) -> None:
        self.path = VENV / "stamps" / name
        self.outputs = list(outputs)
        digest = hashlib.sha256()
        for item in inputs:
            digest.update(item.read_bytes() if isinstance(item, Path) else item.encode())
            digest.update(b"\0")
        self.stamp = digest.hexdigest()

    def is_current(self) -> bool:
        remembered = self.path.is_file() and self.path.read_text() == self.stamp
        return remembered and PYTHON.exists() and all(path.exists() for path in self.outputs)

    def remember(self) -> None:
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(self.stamp)


def _python_packages(dev: bool) -> Step:
    build, run, tools = (ROOT / f"requirements{part}.lock" for part in ("-build", "", "-dev"))
    # What is there for development serves a plain run as well: `make run` after `make test` installs nothing.
    everything = State("packages-dev", [build, run, tools])
    if dev or everything.is_current():
        return Step("Installing Python packages, with the tools", everything, lambda: _install(build, tools))
    return Step("Installing Python packages", State("packages", [build, run]), lambda: _install(build, run))


def _web_packages(dev: bool) -> Step:
    locks, outputs = [ROOT / "package.json", ROOT / "package-lock.json"], [ROOT / "node_modules"]
    everything = State("npm-dev", locks, outputs)
    if dev or everything.is_current():
        return Step("Fetching web packages, with the tools", everything, lambda: _fetch())
    return Step("Fetching web packages", State("npm", locks, outputs), lambda: _fetch("--omit=dev"))


def _own_static() -> list[Path]:
    made = {".br", ".gz"}
    return [path for path in _files(ROOT / "static") if path.suffix not in made and VENDOR not in path.parents]


def _design_tokens() -> list[str]:
    """KERN's tokens that our own files use: the build keeps these, so a new one means a new build."""
    sources = [*_own_static(), *_files(ROOT / "templates")]
    texts = (path.read_text(encoding="utf-8") for path in sources if path.suffix in {".css", ".js", ".html"})
    return sorted({token for text in texts for token in re.findall(r"--kern-[\w-]+", text)})


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _catalogues(suffix: str) -> list[Path]:
    sources = sorted((ROOT / "ideenboard").glob("*/translations/*/LC_MESSAGES/*.po"))
    return [path.with_suffix(suffix) for path in sources]


def _create_venv() -> None:
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        reason = "this Python cannot make virtual environments"
        raise SetupError(f"{reason}. On Debian or Ubuntu: apt install {package}, then run this again.") from None
    # A moved or half-made environment is worth nothing: its commands carry the old path.
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        venv.create(VENV, with_pip=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(f".venv could not be made ({error}). Is the disk full or the folder read-only?") from None


def _install(build: Path, lock: Path) -> None:
    # First what builds the one package without a wheel, so that nothing outside the lock files is ever fetched.
    pip_install("--require-hashes", "-r", str(build))
    pins = len(re.findall(r"^[\w.-]+==", lock.read_text(), re.M))
    pip_install("--no-compile", "--no-build-isolation", "--require-hashes", "-r", str(lock), packages=pins)
    # pip compiles one file after the other; here all cores do.
    call([str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(VENV / "lib")], "the Python packages")


def _link_project() -> None:
    pip_install("--no-build-isolation", "--no-deps", "--no-index", "-e", ".")


def _fetch(*arguments: str) -> None:
    _, npm = node_and_npm()
    # Optional is only sass's file watcher, a native program that a single build has no use for.
    call([*npm, "ci", "--ignore-scripts", "--omit=optional", *arguments], "the web packages")


def _build_assets() -> None:
    node, _ = node_and_npm()
    call([*node, "assets/build.mjs"], "the web assets")


def _compress() -> None:
    call([str(PYTHON), "ideenboard/base/assets.py"], "the compression of static files")


def _compile_messages() -> None:
    call([str(PYTHON), "scripts/translations.py", "compile"], "the message catalogues")


if __name__ == "__main__":
    main()
