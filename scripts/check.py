"""Run every check that needs no browser, side by side, and show the output of those that fail."""

import keyword
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NamedTuple

from commands import ROOT, VENV
from machine import node_and_npm

BIN = VENV / "bin"
UPGRADE_CHECK = ROOT / "node_modules" / "htmx.org" / "dist" / "scripts" / "upgrade-check.py"
HTML_VALIDATE = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


Check = Callable[[], subprocess.CompletedProcess[str]]


class Result(NamedTuple):
    name: str
    failed: bool
    output: str
    seconds: float


def main() -> None:
    # The longest first, so that the short ones fill the gap beside it.
    checks: dict[str, Check] = {
        "html": _validate_pages,
        "mypy": lambda: _call("mypy"),
        "imports": lambda: _call("lint-imports"),
        "ruff": lambda: _call("ruff", "check", "."),
        "format": lambda: _call("ruff", "format", "--check", "."),
        "djlint": lambda: _call("djlint", "--lint", "--quiet", "templates"),
        "vulture": _find_dead_code,
        "texts": lambda: _call("python", "scripts/translations.py", "check"),
        "htmx": lambda: _call("python", str(UPGRADE_CHECK), "templates"),
    }
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        running = [pool.submit(_timed, name, check) for name, check in checks.items()]
        results = []
        for future in as_completed(running):
            results.append(result := future.result())
            print(f"{result.name:<8} {'FAILED' if result.failed else 'ok':<6} {result.seconds:5.1f} s", flush=True)
    broken = [result for result in results if result.failed]
    for result in broken:
        print(f"\n---- {result.name} ----\n{result.output.strip()}")
    if broken:
        sys.exit(f"\n{len(broken)} of {len(results)} checks failed: {', '.join(result.name for result in broken)}")
    print(f"All {len(results)} checks passed.")


def _timed(name: str, check: Check) -> Result:
    started = time.monotonic()
    process = check()
    return Result(name, process.returncode != 0, process.stdout, time.monotonic() - started)


def _call(command: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return _captured([str(BIN / command), *arguments], env)


def _captured(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **env}
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def _find_dead_code() -> subprocess.CompletedProcess[str]:
    """Name functions, classes and imports that nobody uses, where a name in a template counts as a use."""
    names: set[str] = set()
    for template in (ROOT / "templates").rglob("*.html"):
        code = re.findall(r"{[{%].*?[%}]}", template.read_text(encoding="utf-8"), re.S)
        names.update(re.findall(r"[A-Za-z_]\w*", " ".join(code)))
    with tempfile.NamedTemporaryFile("w", suffix=".py") as used:
        used.writelines(f"_.{name}\n" for name in sorted(names) if not keyword.iskeyword(name))
        used.flush()
        settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["vulture"]
        found = _call("vulture", *settings["paths"], used.name)
    # Attributes and variables are mostly columns, form fields and settings of libraries, read by a name in quotes.
    found.stdout = "".join(line for line in found.stdout.splitlines(True) if not re.search("unused (attr|var)", line))
    found.returncode = int(bool(found.stdout))
    return found


def _validate_pages() -> subprocess.CompletedProcess[str]:
    """Let the tests render the pages into a folder, and check the HTML that people get rather than the templates."""
    with tempfile.TemporaryDirectory() as folder:
        # These see no page that looks different from those of others.
        readers = "not neighbour and not colleague and not facilitator"
        rendered = _call("pytest", "-q", "tests/test_reading.py", "-m", "pages", "-k", readers, SAVE_PAGES=folder)
        if rendered.returncode != 0:
            return rendered
        node, _ = node_and_npm()
        config = ROOT / ".html-validate.json"
        return _captured([*node, str(HTML_VALIDATE), "--config", str(config), "--ext", "html", folder], {})


if __name__ == "__main__":
    main()
