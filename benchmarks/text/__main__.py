"""Measure text help on a folder of collections; print the table and write benchmarks/text.json."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from benchmarks.text.collections import Collection, paraphrases, read
from benchmarks.text.finding import found_again, paraphrase_hits
from benchmarks.text.grouping import agreement, grouping_ms, steadiness
from benchmarks.text.sorting import right_of_two

LATEST = Path(__file__).parents[1] / "text.json"
SHORT, SOME = 200, 1000
IMPORTS = "import ideenboard.base.text; began = __import__('time').perf_counter(); " + (
    "import ideenboard.similarity.rules_index; print(__import__('time').perf_counter() - began)"
)


class Row(NamedTuple):
    """One figure."""

    file: str
    measure: str
    value: float


def main() -> None:
    """Measure each collection, then what concerns all."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    collections = read(folder) if folder.is_dir() else []
    if not collections:
        sys.exit(f"No collection found: {folder} has no de_*.csv with the columns id and text. Name a folder: DATA=…")
    rows = []
    print(f"{'file':32} {'measure':24} value")
    for row in _rows(folder, collections):
        print(f"{row.file:32} {row.measure:24} {row.value:g}", flush=True)
        rows.append(row._asdict())
    LATEST.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


def _rows(folder: Path, collections: Sequence[Collection]) -> Iterator[Row]:
    for collection in collections:
        for measure, value in chain(found_again(collection), agreement(collection), steadiness(collection)):
            yield Row(collection.file, measure, round(value, 4))
        if (share := right_of_two(collection)) is not None:
            yield Row(collection.file, "right cluster of two", round(share, 4))
    hits, asked = paraphrase_hits(collections, paraphrases(folder))
    if asked:
        yield Row("paraphrases.csv", "hits in top 5", hits)
        yield Row("paraphrases.csv", "asked", asked)
    yield from (Row("all", measure, round(value, 3)) for measure, value in _costs(folder, collections))


def _costs(folder: Path, collections: Sequence[Collection]) -> Iterator[tuple[str, float]]:
    short = [text.whole for collection in collections for text in collection.texts if len(text.whole) <= SHORT]
    if short:
        yield "group ms, 1000 short", grouping_ms((short * (SOME // len(short) + 1))[:SOME])
    figures = json.loads(_said_by("-m", "benchmarks.text.many", str(folder)))
    # Until the first answer: what has to be imported, and all texts weighed.
    yield "cold start s, 10000", float(_said_by("-c", IMPORTS)) + figures["build"]
    yield "query p95 ms, 10000", figures["p95"]
    yield "memory MB, 10000", figures["memory"]


def _said_by(*arguments: str) -> str:
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    print(f"Measured in {time.perf_counter() - began:.0f} s.")
