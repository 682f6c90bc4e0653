"""Run the whole suite on SQLite, browser tests included, and again without them on PostgreSQL."""

import os
import subprocess
import sys
import time

from commands import ROOT
from machine import find_chromium

RUNS = {
    "SQLite": ("sqlite", []),
    # Pages look the same whatever lies below them; what differs is tested without a browser.
    "PostgreSQL": ("postgresql", ["-m", "not browser"]),
}


def main() -> None:
    arguments = sys.argv[1:]
    started = time.monotonic()
    results = [(name, *_pytest(database, [*extra, *arguments])) for name, (database, extra) in RUNS.items()]
    print()
    for name, code, summary in results:
        print(f"{name:<11} {'passed' if code == 0 else 'FAILED'}  {summary}")
    print(f"Both runs took {time.monotonic() - started:.0f} s.")
    sys.exit(any(code for _, code, _ in results))


def _pytest(database: str, arguments: list[str]) -> tuple[int, str]:
    """Run pytest, show what it prints, and return its exit code and last line."""
    env = {**os.environ, "TEST_DATABASE": database}
    if chromium := find_chromium():
        env["CHROMIUM"] = chromium
    color = "--color=yes" if sys.stdout.isatty() else "--color=no"
    command = [sys.executable, "-m", "pytest", color, *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    last = ""
    for line in process.stdout or ():
        print(line, end="", flush=True)
        last = line.strip() or last
    return process.wait(), last.strip("= ")


if __name__ == "__main__":
    main()
