"""The files under static/ that no commit holds: third-party ones, and compressed twins of our own.

scripts/setup.py runs this file by itself, before the application can start: it imports nothing of the house.
"""

from pathlib import Path

from whitenoise.compress import Compressor

STATIC = Path(__file__).resolve().parents[2] / "static"
VENDOR = ["fira-400.woff2", "fira-600.woff2", "htmx.js", "idb.js", "kern.css", "kern-desk.css", "sortable.js"]
COMPRESSED = {".css", ".js", ".json", ".svg", ".webmanifest"}


def missing_assets(static: Path = STATIC) -> list[str]:
    """Name the third-party files that pages need and that the set-up has not built."""
    return [f"static/vendor/{name}" for name in VENDOR if not (static / "vendor" / name).is_file()]


def compress_static(static: Path = STATIC) -> int:
    """Bring the .br and .gz twins up to date and say how many files had changed.

    WhiteNoise serves a twin without looking at the original, so a stale one would hide an edit.
    """
    changed = [path for path in static.rglob("*") if path.suffix in COMPRESSED and not _has_fresh_twin(path)]
    compressor = Compressor(quiet=True)
    for path in changed:
        for twin in _twins(path):
            twin.unlink(missing_ok=True)
        compressor.compress(str(path))
    return len(changed)


def _has_fresh_twin(path: Path) -> bool:
    # The compressor gives a twin the time of its original, through a float; a tiny file gets none and is tried again.
    twin = _twins(path)[0]
    return twin.exists() and abs(twin.stat().st_mtime - path.stat().st_mtime) < 0.001


def _twins(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in (".br", ".gz")]


if __name__ == "__main__":
    compress_static()
