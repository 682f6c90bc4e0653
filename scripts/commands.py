"""Runs the commands of the set-up: output into a log, progress on a terminal, a failure in one line."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "setup.log"
NO_NETWORK = re.compile(
    r"NameResolution|Temporary failure|Failed to establish|unreachable|Connection refused|ConnectTimeout|ReadTimeout"
    r"|ProxyError|Max retries|No matching distribution|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT"
)


class SetupError(Exception):
    """What stopped the set-up and what to do about it, in one line."""


def call(command: list[str], subject: str, packages: int = 0, env: dict[str, str] | None = None) -> None:
    """Run a command in the checkout; `packages` is how many pip will name, for the progress line."""
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        log.flush()
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        output = _follow(process, log.write, packages)
    if process.wait() != 0:
        raise SetupError(_explain(output, subject))


def pip_install(*arguments: str, packages: int = 0) -> None:
    """Install into .venv."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--retries", "2", *arguments]
    call(command, "the Python packages", packages)


def _follow(process: subprocess.Popen[str], write: Callable[[str], int], packages: int) -> str:
    lines = []
    seen = 0
    for line in process.stdout or ():
        write(line)
        lines.append(line)
        if packages and (name := re.match(r"(?:Collecting|Processing) (?:\S*/)?([A-Za-z]\w*)", line)):
            seen += 1
            _progress(f"{seen} of {packages}: {name[1]}")
        elif packages and line.startswith("Installing collected packages"):
            _progress("unpacking")
    _progress("")
    return "".join(lines)


def _progress(text: str) -> None:
    if sys.stdout.isatty():
        print(f"\r{'':<8}{text:<56.56}" if text else f"\r{'':<64}\r", end="", flush=True)


def _explain(output: str, subject: str) -> str:
    where = f"Details: {LOG.relative_to(ROOT)}"
    if "DO NOT MATCH THE HASHES" in output or "EINTEGRITY" in output:
        return f"a file fetched for {subject} differs from the lock file and was not installed. {where}"
    if "No space left" in output or "ENOSPC" in output:
        return f"the disk is full. Free about 1 GB, then run the same command again. {where}"
    if NO_NETWORK.search(output):
        return f"{subject} cannot be fetched. Check the network or its proxy, then run the same command again. {where}"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    wrong = [line for line in lines if re.search(r"error|failed|not found", line, re.I)]
    return f"{subject} failed: {(wrong or lines or ['no output'])[-1]:.160}. {where}"
