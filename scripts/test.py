"""Run all tests on SQLite, those that use the database again on PostgreSQL, and those in a browser: side by side."""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

from commands import ROOT
from machine import find_chromium

RUNS = {
    "SQLite": ("sqlite", "not browser and not stress"),
    # What never asks for the database, or is decided before it, has no second answer.
    "PostgreSQL": ("postgresql", "database and not once and not browser and not stress"),
    # Pages look the same whatever lies below them; what differs is tested without a browser.
    "Browser": ("sqlite", "browser"),
}
NOTHING_SELECTED = 5


class Run:
    """One pytest beside the others; its lines wait until somebody reads them."""

    def __init__(self, name: str, arguments: list[str], env: dict[str, str]) -> None:
        self.name = name
        database, marks = RUNS[name]
        color = "--color=yes" if sys.stdout.isatty() else "--color=no"
        command = [sys.executable, "-m", "pytest", color, "-m", marks, *arguments]
        env = {**env, "TEST_DATABASE": database}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        self.started, self.seconds, self.last = time.monotonic(), 0.0, ""
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line)
        self.process.wait()
        self.seconds = time.monotonic() - self.started
        self._lines.put(None)

    def lines(self) -> Iterator[str]:
        """What pytest prints, until it ends."""
        while (line := self._lines.get()) is not None:
            self.last = line.strip("= \n") or self.last
            yield line


def main() -> None:
    arguments = sys.argv[1:]
    env = {**os.environ, "CHROMIUM": find_chromium() or ""}
    # Three runs, and the many commands that they start, read the same files: one of them may keep what it compiled.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    runs = [Run(name, arguments, env) for name in RUNS]
    for run in runs:
        print(f"\n---- {run.name} ----", flush=True)
        for line in run.lines():
            print(line, end="", flush=True)
    # A choice of tests may leave nothing to one of the runs, but not to all.
    idle = {NOTHING_SELECTED} if arguments and any(run.process.returncode == 0 for run in runs) else set()
    print()
    for run in runs:
        passed = run.process.returncode in {0} | idle
        print(f"{run.name:<11} {'passed' if passed else 'FAILED'}  {run.last}")
    print(f"All runs took {max(run.seconds for run in runs):.0f} s.")
    sys.exit(any(run.process.returncode not in {0} | idle for run in runs))


if __name__ == "__main__":
    main()
