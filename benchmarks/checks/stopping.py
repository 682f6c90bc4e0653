"""R11: a server that is asked to stop ends what it has begun, and then ends itself."""

import asyncio
import time

from benchmarks.check import Finding, Stand
from benchmarks.items import idea, stored
from benchmarks.phones import Ledger, Phone, seated
from ideenboard.rehearsal.wire import Lost

STOPS_WITHIN = 25.0


async def drain(stand: Stand, *, requests: int) -> Finding:
    """Ask it to stop while requests of a second each are on their way; without its patience it is killed instead."""
    ledger = Ledger()
    with stand.open(levers=True) as server:
        hall = server.hall
        phones = await seated(server.port, hall.ids.collecting_code, requests)
        # Somebody who never finishes their sentence must not keep it alive.
        slow = await _half_a_request(server.port)
        server.leave_out("slow")
        sending = [asyncio.create_task(_send(phone, stand, ledger)) for phone in phones]
        await asyncio.sleep(0.7)
        began = time.monotonic()
        server.kill() if "patience" in stand.without else server.ask_to_stop()
        await asyncio.gather(*sending)
        code = await asyncio.to_thread(server.ended, 40)
        seconds = time.monotonic() - began
        slow.transport.abort()
    there = stored(hall)
    missing = [mark for mark in ledger.acked if mark not in there]
    answered = f"{len(ledger.acked)} of {requests} requests on their way were answered"
    figure = f"{answered}; it ended with {code} in {seconds:.1f} s"
    finding = Finding(requests, len(ledger.sent), figure)
    finding.expect("answered", len(ledger.acked), requests)
    finding.expect("confirmed and not there", missing, [])
    finding.expect("exit code", code, 0)
    if seconds > STOPS_WITHIN:
        finding.wrong.append(f"it took {seconds:.1f} s to end")
    return finding


async def _half_a_request(port: int) -> asyncio.StreamWriter:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"POST /login HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 1000\r\n\r\nemail=".encode())
    await writer.drain()
    return writer


async def _send(phone: Phone, stand: Stand, ledger: Ledger) -> None:
    try:
        await phone.send(idea(stand.halls.ids, stand.luck), ledger)
    except Lost:
        return
