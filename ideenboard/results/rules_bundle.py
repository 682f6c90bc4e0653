"""What a stranger needs to count a result again: plain files, and the bytes of a zip of them that never change."""

import csv
import hashlib
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ideenboard.voting.methods.counting import Vote

SCRIPT = Path(__file__).with_name("recount.py")
# Of when the zip was made nothing is told.
NO_TIME = (1980, 1, 1, 0, 0, 0)
FIGURES = ("rank", "rank_to", "A", "D", "N", "total")
PUBLISHED = ("method", "level", "voters", "k", "points", "max_per_option")


def ballots_csv(votes: Iterable[Vote], aside: Iterable[Vote]) -> str:
    """The papers, one line per vote. Their numbers follow from what they say: nothing of their order is left."""
    papers: dict[tuple[int, Any], list[tuple[Any, int]]] = defaultdict(list)
    for counts, cast in ((1, votes), (0, aside)):
        for paper, option, value in cast:
            papers[counts, paper].append((option, value))
    said = sorted((-counts, sorted(paper)) for (counts, _paper), paper in papers.items())
    rows = [(n, option, value, -counts) for n, (counts, paper) in enumerate(said, 1) for option, value in paper]
    return _csv(("ballot", "option", "value", "counts"), rows)


def options_csv(options: Sequence[Mapping[str, Any]], costs: Mapping[Any, int]) -> str:
    """The options with their texts as they were voted on."""
    return _csv(("option", "text", "cost"), [(row["id"], row["text"], costs.get(row["id"], "")) for row in options])


def result_json(data: Mapping[str, Any], costs: Mapping[Any, int], more: Mapping[str, Any]) -> str:
    """What was published, as far as it follows from the ballots, with the rule it was counted by."""
    rows = [
        {"option": str(row["id"]), "score": row["post_mean"], "cost": costs.get(row["id"])}
        | {name: row[name] for name in FIGURES}
        for row in data["options"]
    ]
    detail = data.get("detail") or {}
    spent = {name: detail[name] for name in ("total", "chosen") if name in detail}
    content = {**{name: data[name] for name in PUBLISHED}, "turnout": data.get("turnout"), **spent, **more}
    return json.dumps(content | {"options": rows}, ensure_ascii=False, indent=1) + "\n"


def checksum(text: str) -> str:
    """SHA-256, as it stands on the page and in the log."""
    return hashlib.sha256(text.encode()).hexdigest()


def bundle(files: Mapping[str, str]) -> bytes:
    """A zip of these files, of the script that counts again, and of their checksums."""
    whole = {**files, SCRIPT.name: SCRIPT.read_text(encoding="utf-8")}
    sums = "".join(f"{checksum(text)}  {name}\n" for name, text in sorted(whole.items()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted({**whole, "SHA256SUMS": sums}.items()):
            archive.writestr(zipfile.ZipInfo(name, NO_TIME), text.encode())
    return out.getvalue()


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()
