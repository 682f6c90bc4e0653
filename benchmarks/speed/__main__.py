"""One run: ours beside the floor, in short turns on the same machine, and the hall. Writes benchmarks/latest.json."""

import argparse
import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.speed import rows, servers
from benchmarks.speed.closing import DATA, missed
from benchmarks.speed.phones import Phone
from benchmarks.speed.statements import statements_of_a_board
from benchmarks.speed.wire import Script, Tally, request, run, until

LATEST = Path(__file__).parents[1] / "latest.json"
BOARD = f"/w/{rows.CODE}/board"
ROUND, WARM, CONNECTIONS = 0.5, 0.3, 8
# Phones of the hall, and after how many seconds each asks and sends again: sixty times a second in all.
HALL, EVERY = 300, 5
PATIENCE = 30
# A busy machine only ever makes it slower: what misses its aim is measured again before that is believed.
TURNS = 3


def main() -> None:
    """Measure, print, and write down."""
    options = _arguments()
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        made = _made(Path(folder), options.port)
        found["board_sql"] = statements_of_a_board(made[10_000])
        floor = running.enter_context(servers.floor(made[10_000], options.port + 1))
        ours = running.enter_context(servers.ours(made[10_000], options.port))
        found["cold_start_s"], found["rss_mb"] = ours.started_in, ours.memory
        found |= _pairs(ours.port, floor.port, options.rounds)
        found |= _alone(ours.port)
        found |= _hall(ours.port, options.hall)
        found |= _closing(Path(folder) / "closing")
        found["growth"] = _growth(made, options.port + 2, options.rounds)
    _report(found)
    if over := missed(found):
        sys.exit(f"Missed: {'; '.join(over)}.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8110, help="the first of four free ports")
    parser.add_argument("--rounds", type=int, default=12, help="turns of half a second for each side")
    parser.add_argument("--hall", type=int, default=60, help="seconds of the hall; 0 leaves it out")
    return parser.parse_args()


def _made(folder: Path, port: int) -> dict[int, Path]:
    """The databases by their number of contributions. Votes are cast in the one that is measured most."""
    made = {size: folder / str(size) for size in (100_000, 10_000, 100)}
    begun = [servers.make(path, port, size, 100_000 if size == 10_000 else 8000) for size, path in made.items()]
    if any([process.wait() for process in begun]):
        raise SystemExit("A database could not be made.")
    return made


def measure(port: int, message: bytes, seconds: float = ROUND) -> tuple[float, Tally]:
    """Ask the same on some connections for a while: answers per second, and what they were like."""
    began = time.perf_counter()
    tally = asyncio.run(run(port, [until(began + seconds, message)] * CONNECTIONS))
    return len(tally.seconds) / (time.perf_counter() - began), tally


def beside(ours: tuple[int, bytes], other: tuple[int, bytes], rounds: int, name: str) -> float:
    """The median of how many answers ours gives for each of the other's, turn by turn: noise hits both alike."""
    measure(*ours, WARM), measure(*other, WARM)
    ratios, rates, tallies = [], [], []
    for _ in range(rounds):
        theirs, _tally = measure(*other)
        rate, tally = measure(*ours)
        ratios.append(rate / theirs)
        rates.append((rate, theirs))
        tallies.append(tally)
    rate, theirs = (statistics.median(side) for side in zip(*rates, strict=True))
    slow = [statistics.median(tally.at(share) for tally in tallies) for share in (0.5, 0.95, 0.99)]
    errors = sum(tally.errors for tally in tallies)
    times = " ".join(f"{value:6.1f}" for value in slow)
    print(f"{name:10} {rate:8.0f}/s  {theirs:8.0f}/s  {statistics.median(ratios):6.2f}   {times} ms  {errors} errors")
    return statistics.median(ratios)


def _pairs(ours: int, floor: int, rounds: int) -> dict[str, float]:
    print(f"{'':10} {'ours':>10} {'floor':>11} {'ratio':>7}   p50, p95, p99 of ours")
    phone = Phone(3)
    pairs = {
        "board": (phone.reads(BOARD), "/cards"),
        "detail": (phone.reads("/contributions/5"), "/cards/5"),
        "poll": (phone.polls(phone.poll_address(ours)), "/hello"),
    }
    return {
        f"{name}_ratio": beside((ours, message), (floor, request(path, {})), rounds, name)
        for name, (message, path) in pairs.items()
    }


def _alone(port: int) -> dict[str, float]:
    """Contributions and votes, one at a time."""
    sent = {"submit": [Phone(100 + n).contributes() for n in range(200)]}
    sent["vote"] = [Phone(3).votes() for _ in range(200)]
    found = {}
    for name, messages in sent.items():
        tally = asyncio.run(run(port, [_each(messages)]))
        found[f"{name}_p50_ms"] = tally.at(0.5)
        print(f"{name:10} one at a time: p50 {tally.at(0.5):.1f}, p99 {tally.at(0.99):.1f} ms, {tally.errors} errors")
    return found


def _each(messages: list[bytes]) -> Script:
    rest = iter(messages)
    return lambda: next(rest, None)


def _hall(port: int, seconds: int) -> dict[str, float]:
    """Three hundred phones that ask every five seconds, and sixty contributions a second."""
    if not seconds:
        return {}
    address = Phone(3).poll_address(port)
    asked, sent = asyncio.run(_play(port, address, seconds))
    errors, p99 = asked.errors + sent.errors, max(asked.at(0.99), sent.at(0.99))
    wanted = seconds * 2 * HALL // EVERY
    print(f"hall       {len(asked.seconds)} polls, {len(sent.seconds)} contributions of {wanted} in all; ", end="")
    print(f"p99 {asked.at(0.99):.0f} and {sent.at(0.99):.0f} ms, {errors} errors")
    return {"hall_errors": errors, "hall_p99_ms": p99, "hall_sent": len(asked.seconds) + len(sent.seconds)}


async def _play(port: int, address: str, seconds: int) -> tuple[Tally, Tally]:
    asked, sent = Tally(), Tally()
    end = asyncio.get_running_loop().time() + seconds
    await asyncio.gather(*(_live(port, Phone(1 + n), n * EVERY / HALL, end, address, asked, sent) for n in range(HALL)))
    return asked, sent


def _closing(folder: Path) -> dict[str, float]:
    """A ballot of 315 options and 74,038 votes: closed, ranked and cut, and the page of its result."""
    if not DATA.is_dir():
        print(f"closing    left out: the real votes are not at {DATA}")
        return {}
    for turn in range(TURNS):
        if not missed(found := _closed(folder / str(turn))):
            break
    print(
        "closing    {closing_ms:.0f} ms for 74,038 votes; its result {result_page_ms:.0f} ms, ".format(**found), end=""
    )
    print("{result_sql} statements, {result_growth:.2f} x among 100,000 votes as among 100".format(**found))
    return found


def _closed(folder: Path) -> dict[str, float]:
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "benchmarks.speed.closing", str(folder)]
    said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    found: dict[str, float] = json.loads(said.stdout)
    return found


async def _live(port: int, phone: Phone, begins: float, end: float, address: str, asked: Tally, sent: Tally) -> None:
    """One phone of the hall: every few seconds it asks what changed and sends a contribution, and waits for both."""
    loop, due = asyncio.get_running_loop(), begins
    due += loop.time()
    while due < end:
        await asyncio.sleep(max(0, due - loop.time()))
        await _once(port, phone.polls(address), asked)
        await _once(port, phone.contributes(), sent)
        due = max(due + EVERY, loop.time())


async def _once(port: int, message: bytes, into: Tally) -> None:
    try:
        tally = await asyncio.wait_for(run(port, [_each([message])]), PATIENCE)
    except OSError:
        # No connection, or no answer in time.
        into.errors += 1
        return
    into.seconds += tally.seconds
    into.errors += tally.errors


def _growth(made: dict[int, Path], port: int, rounds: int) -> float:
    """How many times as long a board takes among a hundred thousand as among a hundred."""
    with servers.ours(made[100], port) as few, servers.ours(made[100_000], port + 1) as many:
        message = Phone(3).reads(BOARD)
        return 1 / beside((many.port, message), (few.port, message), rounds, "growth")


def _report(found: dict[str, float]) -> None:
    rounded = {name: round(value, 3) for name, value in sorted(found.items())}
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    machine = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "load": load}
    machine["python"] = platform.python_version()
    LATEST.write_text(json.dumps({**rounded, **machine}, indent=1) + "\n")
    print(json.dumps(rounded, indent=1))


if __name__ == "__main__":
    main()
