"""R8: whatever happens to cards, clusters and votes in whatever order, the database says what a plain model says."""

import asyncio
import os
import sys

from benchmarks.check import Finding, Stand
from benchmarks.halls import ROOT

MACHINE = "tests/clusters/test_state_machine.py"


async def follows(stand: Stand, *, runs: int, steps: int) -> Finding:
    """Let the state machine of the tests run at length; without the server, on a database of its own."""
    size, seed = f"{runs}x{steps}", stand.luck.randrange(2**32)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-q", "-x", f"--hypothesis-seed={seed}", MACHINE),
        cwd=ROOT,
        env=os.environ | {"STATE_MACHINE": size, "TEST_DATABASE": stand.kind},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    wrong = [] if process.returncode == 0 else said.decode(errors="replace").splitlines()[-40:]
    return Finding(runs, runs, f"{runs} runs of up to {steps} steps", wrong)
