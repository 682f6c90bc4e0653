"""Write the lock files anew: exact versions and hashes for every platform, and no download address in any of them."""

import json
import subprocess
from typing import Any

from commands import ROOT, VENV, pip_install
from machine import node_and_npm

UV = VENV / "bin" / "uv"
# One version for every Python we run on, so that all of them meet the same code.
COMPILE = "pip compile --universal --python-version 3.11 --fork-strategy fewest --upgrade --generate-hashes --no-config"
QUIET = "--quiet --no-header --no-annotate --no-emit-index-url --no-emit-find-links"


def main() -> None:
    if not UV.exists():
        # pip locks for the machine it runs on, uv for all; only this script needs it.
        pip_install("uv")
    _compile("pyproject.toml", "-o", "requirements.lock")
    _compile("pyproject.toml", "--group", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock")
    _compile("--group", "build", "-o", "requirements-build.lock")
    _compile("--group", "node", "-o", "requirements-node.lock")
    _lock_npm()


def _compile(*arguments: str) -> None:
    subprocess.run([str(UV), *COMPILE.split(), *QUIET.split(), *arguments], cwd=ROOT, check=True)


def _lock_npm() -> None:
    _, npm = node_and_npm()
    lock = ROOT / "package-lock.json"
    lock.unlink(missing_ok=True)
    subprocess.run([*npm, "install", "--package-lock-only"], cwd=ROOT, check=True)
    content: dict[str, Any] = json.loads(lock.read_text())
    for package in content["packages"].values():
        # npm writes where a package asks for donations, and with some settings where it was fetched.
        package.pop("funding", None)
        package.pop("resolved", None)
    lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
