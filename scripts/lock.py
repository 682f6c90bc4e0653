"""Write the lock files anew: exact versions and hashes for every platform, and no download address in any of them."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
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
    # In an empty folder: beside an installed node_modules npm copies from there, and the hashes are gone.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("package.json", ".npmrc"):
            shutil.copy(ROOT / file, folder)
        subprocess.run([*npm, "install", "--package-lock-only"], cwd=folder, check=True)
        content: dict[str, Any] = json.loads((folder / "package-lock.json").read_text())
    for path, package in content["packages"].items():
        # Where to donate is of no use in a lock.
        package.pop("funding", None)
        if path and not ("integrity" in package and "resolved" not in package):
            sys.exit(f"{path} must be locked by its hash and without an address; npm wrote something else.")
    (ROOT / "package-lock.json").write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
