"""R2: a bad Wi-Fi neither loses nor doubles anything."""

import time

from benchmarks.check import Finding, Stand
from benchmarks.items import mixed, settle, stored
from benchmarks.phones import FIRST_PAUSE, Ledger, Phone, deliver_all, seated
from benchmarks.proxy import bad_network


async def lossy(
    stand: Stand, *, clients: int, items: int, within: float = 120.0, pause: float = FIRST_PAUSE, stall: float = 2.0
) -> Finding:
    """Send through a network that loses a third of all answers, again and again, until everything is confirmed."""
    ledger, planned = Ledger(), clients * items
    with stand.open() as server:
        hall = server.hall
        if "token" in stand.without:
            hall.drop_unique("contribution", "workshop_id", "token")
        phones = await seated(server.port, hall.ids.collecting_code, clients)
        stand.let_go(server)
        plans = [mixed(hall.ids, phone, items, stand.luck) for phone in phones]
        async with bad_network(server.port, stand.luck, stall) as proxy:
            began = time.monotonic()
            _turn_to(phones, proxy.port)
            await deliver_all(phones, plans, ledger, stand.luck, within=within, pause=pause)
            seconds = time.monotonic() - began
        rows = sum(stored(hall)[mark] for mark in ledger.sent)
        figure = f"{rows} of {planned} rows after {ledger.requests} requests in {seconds:.0f} s; {dict(proxy.seen)}"
        finding = Finding(planned, len(ledger.sent), figure)
        settle(finding, hall, ledger, planned)
    finding.expect("answers that something failed", ledger.failures, {})
    if proxy.seen["answer lost"] * 5 < planned:
        finding.idle = "the network lost too few answers"
    return finding


def _turn_to(phones: list[Phone], port: int) -> None:
    for phone in phones:
        phone.wire.close()
        phone.wire.port = port
