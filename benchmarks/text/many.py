"""Ten thousand contributions in a process of its own: how soon the index stands, how fast it answers, what it takes."""

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

MANY, QUERIES = 10_000, 400


def main() -> None:
    """Fill up with the texts of a folder, and print the figures as JSON."""
    from benchmarks.text.collections import read

    texts = [text for collection in read(Path(sys.argv[1])) for text in collection.texts]
    chance = random.Random(1)  # noqa: S311 - a measurement, not a secret
    cards = [chance.choice(texts).card(number) for number in range(MANY)]
    queries = [chance.choice(texts).query for _ in range(QUERIES)]
    print(json.dumps(_measured(cards, queries)))


def _measured(cards: list[Any], queries: list[str]) -> dict[str, float]:
    from ideenboard.similarity.rules_index import build

    began = time.perf_counter()
    index = build(cards)
    stood = time.perf_counter() - began
    times = []
    for query in queries:
        began = time.perf_counter()
        index.nearest(query, floor=0.3, most=200)
        times.append((time.perf_counter() - began) * 1000)
    return {"build": stood, "p95": sorted(times)[len(times) * 95 // 100], "memory": _megabytes()}


def _megabytes() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
