"""Put every claim to the test in its full size, on both databases: python -m benchmarks.stress --seed 7

After that each guard is taken away, and its check must turn red. --part checks or --part controls runs one half of it,
--only R1,V5 some checks, --on sqlite one database, --gate everything in the small size of the tests.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.catalogue import CHECKS, CONTROLS
from benchmarks.check import BOTH, Check, Finding, Stand
from benchmarks.halls import ROOT, Halls
from benchmarks.postgres import Postgres, own_postgres

REPORT = ROOT / "benchmarks" / "stress.json"


@dataclass(frozen=True)
class Run:
    """A check to be made on one database; with a guard to leave out it must turn red."""

    check: Check
    database: str
    guard: str = ""

    @property
    def name(self) -> str:
        """How the report calls it."""
        return f"R20 {self.check.id} without {self.guard}" if self.guard else self.check.id

    def judge(self, finding: Finding) -> bool:
        """Whether it came out as it must."""
        return not finding.passed and not finding.void if self.guard else finding.passed


def main() -> None:
    """Run what was asked for, and end with 1 where something is not as claimed."""
    given = _arguments()
    runs = list(_runs(given))
    with tempfile.TemporaryDirectory(prefix="ideenboard-stress-") as folder, own_postgres() as postgres:
        halls = {kind: Halls(kind, Path(folder) / kind, postgres.new_database) for kind in given.on}
        results = [_result(run, halls[run.database], postgres, given) for run in runs]
    REPORT.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    failed = [result for result in results if not result["passed"]]
    print(f"\n{len(results) - len(failed)} of {len(results)} passed. {REPORT.relative_to(ROOT)}")
    sys.exit(bool(failed))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same luck")
    parser.add_argument("--only", type=lambda text: text.split(","), default=[*CHECKS], help="R1,V5")
    parser.add_argument("--on", type=lambda text: text.split(","), default=[*BOTH], help="sqlite or postgresql")
    parser.add_argument("--gate", action="store_true", help="in the small size of the tests")
    parser.add_argument("--part", choices=["checks", "controls"], help="with all guards, or without one each")
    return parser.parse_args()


def _runs(given: argparse.Namespace) -> Iterator[Run]:
    checks = [CHECKS[name] for name in given.only]
    if given.part != "controls":
        yield from (Run(check, kind) for check in checks for kind in given.on if kind in check.databases)
    if given.part != "checks":
        for control in CONTROLS:
            wanted = [kind for kind in given.on if kind in control.databases and control.check in given.only]
            yield from (Run(CHECKS[control.check], kind, control.guard) for kind in wanted)


def _result(run: Run, halls: Halls, postgres: Postgres, given: argparse.Namespace) -> dict[str, Any]:
    size = run.check.gate if given.gate or run.guard else run.check.full
    luck = random.Random(f"{given.seed} {run.name}")  # noqa: S311 - luck that can be had again
    stand = Stand(halls, luck, (run.guard,) if run.guard else (), postgres)
    began = time.monotonic()
    finding = run.check.made(stand, size)
    result = {
        "id": run.name,
        "database": run.database,
        "planned": finding.planned,
        "sent": finding.sent,
        "figure": finding.figure,
        "passed": run.judge(finding),
        "void": finding.void,
        "wrong": finding.wrong + ([finding.idle] if finding.idle else []),
        "size": size,
        "seconds": round(time.monotonic() - began, 1),
        # Times mean little on a machine that has other things to do.
        "load": round(os.getloadavg()[0], 1),
    }
    _say(result)
    return result


def _say(result: dict[str, Any]) -> None:
    state = "ok" if result["passed"] else "VOID" if result["void"] else "FAILED"
    print(f"{result['id']:<5} {result['database']:<10} {state:<6} {result['figure']}", flush=True)
    if not result["passed"] or result["id"].startswith("R20"):
        for line in result["wrong"]:
            print(f"{'':<23}{line[:300]}", flush=True)


if __name__ == "__main__":
    main()
