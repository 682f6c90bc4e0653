"""Two server processes on one database are one product: what one was told the other shows at once."""

import asyncio
import re
import time

from benchmarks.check import Finding, Stand
from benchmarks.items import idea, stored
from benchmarks.phones import Ledger, Phone, seated
from benchmarks.servers import Server
from ideenboard.rehearsal.wire import Answer

SEEN_WITHIN = 2.0


async def alternating(stand: Stand, *, cards: int, clients: int = 4) -> Finding:
    """Let each phone ask now one, now the other; look at the other for each card that one has taken."""
    ledger, waits = Ledger(), list[float]()
    with stand.open() as first, stand.beside(first) as second:
        hall, servers = first.hall, [first, second]
        phones = await seated(first.port, hall.ids.collecting_code, clients)
        watcher = phones[0]
        stand.let_go(first)
        for number in range(cards):
            phone, here, there = phones[number % clients], servers[number % 2], servers[(number + 1) % 2]
            item = idea(hall.ids, stand.luck)
            revision = await _revision(watcher, there)
            _turn_to(phone, here)
            await phone.send(item, ledger)
            # The same again, to the other one: it must know that it was sent.
            _turn_to(phone, there)
            await phone.send(item, ledger)
            waits.append(await _wait_for(watcher, there, item.mark, revision))
    rows = stored(hall)
    figure = f"{cards} cards on the other server within {max(waits) * 1000:.0f} ms at most"
    finding = Finding(cards * 2, ledger.requests, figure)
    finding.expect("answers", ledger.statuses, {201: cards, 200: cards})
    finding.expect("rows", [rows[mark] for mark in ledger.sent], [1] * cards)
    if max(waits) > SEEN_WITHIN:
        finding.wrong.append(f"a card came after {max(waits):.1f} s")
    return finding


async def _wait_for(watcher: Phone, server: Server, mark: str, revision: str) -> float:
    """Seconds until the poll of a server says that something is new, and its board shows the card."""
    began = time.monotonic()
    while time.monotonic() < began + 2 * SEEN_WITHIN:
        polled = await _ask(watcher, server, f"changes?since={revision}")
        if polled.status == 200 and mark in (await _ask(watcher, server, "board")).text:
            break
        await asyncio.sleep(0.05)
    return time.monotonic() - began


async def _revision(phone: Phone, server: Server) -> str:
    """Up to which change a page of this server knows the room."""
    found = re.search(r"since=(\d+)", (await _ask(phone, server, "board")).text)
    assert found, "the board does not say what to ask for"
    return found[1]


async def _ask(phone: Phone, server: Server, what: str) -> Answer:
    _turn_to(phone, server)
    return await phone.get(f"/w/{server.hall.ids.collecting_code}/{what}")


def _turn_to(phone: Phone, server: Server) -> None:
    if phone.wire.port != server.port:
        phone.wire.close()
        phone.wire.port = server.port
