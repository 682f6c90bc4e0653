"""R6, R12: when the database goes away for a moment nothing is lost, nobody sees a crash, and the server says so."""

import asyncio
import time
from dataclasses import dataclass, field

from benchmarks.check import Finding, Stand
from benchmarks.items import mixed, settle
from benchmarks.phones import Ledger, Phone, deliver_all, seated, under_way
from benchmarks.servers import Server

READY_WITHIN = 5.0


@dataclass
class Outage:
    """What the server said of itself while the database was away, and how long after."""

    readiness: list[int] = field(default_factory=list)
    liveness: list[int] = field(default_factory=list)
    slowest: float = 0.0


async def restart(stand: Stand, *, clients: int, items: int, away: float = 1.0, within: float = 120.0) -> Finding:
    """Restart PostgreSQL in the middle of the load, once politely and once as if it had crashed."""
    ledger, outage, planned = Ledger(), Outage(), clients * items
    with stand.open() as server:
        hall = server.hall
        phones = await seated(server.port, hall.ids.collecting_code, clients)
        stand.let_go(server)
        plans = [mixed(hall.ids, phone, items, stand.luck) for phone in phones]
        sending = asyncio.create_task(deliver_all(phones, plans, ledger, stand.luck, within=within))
        for how in ("fast", "immediate"):
            await under_way(ledger, sending, clients)
            await _take_away(stand, server, how, away, outage)
        await sending
        finding = _finding(ledger, outage, planned)
        settle(finding, hall, ledger, planned)
    return finding


def _finding(ledger: Ledger, outage: Outage, planned: int) -> Finding:
    failed = sum(ledger.failures.values()) + ledger.lost
    figure = (
        f"{len(ledger.acked)} of {planned} confirmed; {failed} requests failed meanwhile ({ledger.lost} of them "
        f"without an answer); ready again in {outage.slowest:.1f} s"
    )
    finding = Finding(planned, len(ledger.sent), figure)
    finding.expect("readiness while it was away", set(outage.readiness), {503})
    finding.expect("liveness while it was away", set(outage.liveness), {200})
    if outage.slowest > READY_WITHIN:
        finding.wrong.append(f"ready again after {outage.slowest:.1f} s")
    if not failed:
        finding.idle = "nobody noticed the restart"
    return finding


async def _take_away(stand: Stand, server: Server, how: str, away: float, outage: Outage) -> None:
    assert stand.postgres is not None
    await asyncio.to_thread(stand.postgres.stop, how)
    outage.readiness.append(await asyncio.to_thread(server.readiness))
    outage.liveness.append((await Phone(server.port).get("/health/live")).status)
    await asyncio.sleep(away)
    await asyncio.to_thread(stand.postgres.start)
    began = time.monotonic()
    while await asyncio.to_thread(server.readiness) != 200:
        await asyncio.sleep(0.05)
    outage.slowest = max(outage.slowest, time.monotonic() - began)
