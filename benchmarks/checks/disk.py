"""R5: a full disk is said so, costs nothing that was confirmed, and is over when there is room again."""

import asyncio
import time

from benchmarks.check import Finding, Stand
from benchmarks.items import idea, settle
from benchmarks.phones import Ledger, Phone, deliver_all, seated, under_way
from benchmarks.servers import Server


async def full(stand: Stand, *, clients: int, items: int, seconds: float = 2.0, within: float = 120.0) -> Finding:
    """Let SQLite find no room in the middle of the load, look whether people can still read, and free the disk."""
    ledger, planned = Ledger(), clients * items
    with stand.open(levers=True) as server:
        hall = server.hall
        phones = await seated(server.port, hall.ids.collecting_code, clients)
        stand.let_go(server)
        # Long ones: what is short finds room in what is there already.
        plans = [[idea(hall.ids, stand.luck, "Mehr dazu. " * 150) for _ in range(items)] for _ in phones]
        sending = asyncio.create_task(deliver_all(phones, plans, ledger, stand.luck, within=within))
        await under_way(ledger, sending, clients)
        read = await _without_room(stand, server, phones[0], seconds)
        await sending
        put_off = ledger.failures.get(503, 0)
        figure = f"{put_off} requests put off while full, {len(ledger.acked)} of {planned} confirmed in the end"
        finding = Finding(planned, len(ledger.sent), figure)
        finding.expect("readiness afterwards", server.readiness(), 200)
        settle(finding, hall, ledger, planned)
    finding.expect("pages read while full", read, {200})
    if not ledger.failures:
        finding.idle = "the disk was never full"
    return finding


async def _without_room(stand: Stand, server: Server, reader: Phone, seconds: float) -> set[int]:
    stand.let_go(server, "full")
    seen, until = set(), time.monotonic() + seconds
    looker = Phone(server.port)
    looker.cookie = reader.cookie
    while time.monotonic() < until:
        seen.add((await looker.get(f"/w/{server.hall.ids.collecting_code}/board")).status)
        await asyncio.sleep(0.1)
    stand.let_go(server, "space")
    return seen
